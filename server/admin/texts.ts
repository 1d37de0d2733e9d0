// The city's texts (SMS templates, notices): rows of the pack, filled in with variables.
import type { Database } from '../platform/database.ts';
import { isTongueCode } from '../platform/tongue.ts';
import { textInTongueOf } from '../platform/traditional.ts';
import type { TextKey } from './text-keys.ts';

/** Texts by key and language. Chinese stands in where a language has none. */
export interface Texts {
  /**
   * Fills `{{name}}` places; what fills them stays as it is. `zh-Hant` is the Chinese text in traditional characters.
   * @throws when the key exists in no language: a pack without it is broken.
   */
  render(key: TextKey, lang: string, vars?: Readonly<Record<string, string>>): string;
}

/** Replaces `{{name}}` by its value; a variable that is not given becomes empty. */
export function fill(template: string, vars: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_place, name: string) => vars[name] ?? '');
}

/** A change is told after this time, and one more text. */
const rereadAfterMs = 30_000;

/** Reads all texts, and again when they are asked for later: they change with a pack, or with a file at any time. */
export async function loadTexts(database: Database): Promise<Texts> {
  const read = async (): Promise<Map<string, string>> => {
    const rows = await database.read.textTemplate.findMany();
    return new Map(rows.map((row) => [`${row.key}\n${row.lang}`, row.text]));
  };
  let byKey = await read();
  let readAt = performance.now();
  const reread = (): void => {
    readAt = performance.now();
    // A database that is away leaves the words as they were.
    read().then(
      (words) => {
        byKey = words;
      },
      () => undefined,
    );
  };
  return {
    render(key, lang, vars = {}) {
      if (performance.now() - readAt > rereadAfterMs) reread();
      const template = byKey.get(`${key}\n${lang}`) ?? byKey.get(`${key}\nzh`);
      if (template === undefined) throw new Error(`the pack has no text ${key}`);
      return fill(isTongueCode(lang) ? textInTongueOf(lang, template) : template, vars);
    },
  };
}
