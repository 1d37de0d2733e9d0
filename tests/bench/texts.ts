// The real texts that the benches of understanding read, and which of them are held out. They are not part of the
// project: `--data FOLDER` says where they lie, by default beside the clone.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { condense } from '../../knowledge/classify/ngrams.ts';
import { nearDuplicateGroups } from '../../knowledge/classify/groups.ts';

export const DATA_FOLDER = '../shared/data';

const answeredSchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  askedAt: z.string(),
  reply: z.string(),
  repliedAt: z.string(),
});
const messageSchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  at: z.string(),
  support: z.number(),
  against: z.number(),
});
const labelledSchema = z.object({ title: z.string().optional(), text: z.string(), label: z.string() });
const itemQueriesSchema = z.array(z.object({ query: z.string(), relevant: z.array(z.string()).min(1) }));
const itemSchema = z.looseObject({ TASK_CODE: z.string(), TASK_NAME: z.string() });

export type Answered = z.infer<typeof answeredSchema>;
export type Message = z.infer<typeof messageSchema>;
export type Labelled = z.infer<typeof labelledSchema>;
export type ItemQuery = z.infer<typeof itemQueriesSchema>[number];
export type Item = z.infer<typeof itemSchema>;

/** A file of the folder; without it the bench stops with a sentence, for the folder is not part of the project. */
function readText(folder: string, name: string): string {
  const file = join(folder, name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  console.error(
    `This bench reads real texts that are not part of the project; ${file} is not there: name their folder with --data FOLDER.`,
  );
  process.exit(1);
}

function readLines<S extends z.ZodType>(folder: string, name: string, schema: S): z.infer<S>[] {
  return readText(folder, name)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}

export const readAnswered = (folder: string) => readLines(folder, 'answered.jsonl', answeredSchema);
export const readMessages = (folder: string) => readLines(folder, 'unlabelled-raw.jsonl', messageSchema);
export const readRawLabelled = (folder: string) => readLines(folder, 'labelled-raw.jsonl', labelledSchema);
export const readCondensed = (folder: string) =>
  readLines(folder, 'labelled-condensed.jsonl', labelledSchema);
export const readItems = (folder: string) => readLines(folder, 'service-items/items.jsonl', itemSchema);
export const readItemQueries = (folder: string) =>
  itemQueriesSchema.parse(JSON.parse(readText(folder, 'service-items/queries.json')));

/** FNV-1a: the same split on every machine, whatever the order of the rows. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return (state ^ (state >>> 13)) >>> 0;
}

/**
 * Which rows are held out: one group of near-duplicates of `parts`, chosen by the hash of its smallest text, so that no
 * row has a copy on the other side. Nothing may be tuned or learned from a row that is held out.
 */
export function heldOut(texts: readonly string[], parts: number): boolean[] {
  const plain = texts.map((text) => condense('', text));
  const groups = nearDuplicateGroups(plain);
  const names = new Map<number, string>();
  groups.forEach((group, row) => {
    const own = plain[row] ?? '';
    const name = names.get(group);
    if (name === undefined || own < name) names.set(group, own);
  });
  return groups.map((group) => hash(names.get(group) ?? '') % parts === 0);
}
