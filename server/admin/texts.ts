// The city's texts (SMS templates, notices): rows of the pack, filled in with variables.
import type { Database } from '../platform/database.ts';

/** Texts by key and language. Chinese stands in where a language has none. */
export interface Texts {
  /** Fills `{{name}}` places. @throws when the key exists in no language: a pack without it is broken. */
  render(key: string, lang: string, vars?: Readonly<Record<string, string>>): string;
}

/** Replaces `{{name}}` by its value; a variable that is not given becomes empty. */
export function fill(template: string, vars: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_place, name: string) => vars[name] ?? '');
}

/** Reads all texts once: they change with a pack, and a pack is applied at start. */
export async function loadTexts(database: Database): Promise<Texts> {
  const rows = await database.read.textTemplate.findMany();
  const byKey = new Map(rows.map((row) => [`${row.key}\n${row.lang}`, row.text]));
  return {
    render(key, lang, vars = {}) {
      const template = byKey.get(`${key}\n${lang}`) ?? byKey.get(`${key}\nzh`);
      if (template === undefined) throw new Error(`the pack has no text ${key}`);
      return fill(template, vars);
    },
  };
}
