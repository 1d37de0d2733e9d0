// npm run -s search -- --corpus C.jsonl --k 10: queries {id,text} on standard input → {id,hits,ms}, in order.
// The product's own engine.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SearchIndex } from '../knowledge/index.ts';

const key = z.union([z.string(), z.number()]);
const documentSchema = z.object({ id: key, title: z.string().nullish(), text: z.string() });
const querySchema = z.object({ id: key, text: z.string() });

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function parseLine<S extends z.ZodType>(schema: S, line: string, where: string): z.infer<S> {
  try {
    return schema.parse(JSON.parse(line));
  } catch (error) {
    return fail(`${where}: ${error instanceof z.ZodError ? z.prettifyError(error) : 'not JSON'}`);
  }
}

function readDocuments(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return fail(`${path}: cannot be read`);
  }
}

const { values } = parseArgs({
  options: { corpus: { type: 'string' }, k: { type: 'string', default: '10' } },
});
const limit = z.coerce.number().int().min(1).max(1_000).safeParse(values.k);
if (!limit.success) fail(`--k ${values.k}: not a whole number from 1 to 1000`);
if (!values.corpus) fail('name the documents with --corpus FILE.jsonl');

const index = new SearchIndex();
const originalIds = new Map<string, string | number>();
for (const [number, line] of readDocuments(values.corpus).entries()) {
  if (!line.trim()) continue;
  const { id, title, text } = parseLine(documentSchema, line, `${values.corpus}:${number + 1}`);
  originalIds.set(String(id), id);
  index.add({ id: String(id), text, ...(title ? { title } : {}) });
}

let lineNumber = 0;
for await (const line of createInterface({ input: process.stdin })) {
  lineNumber += 1;
  if (!line.trim()) continue;
  const query = parseLine(querySchema, line, `standard input:${lineNumber}`);
  const started = performance.now();
  const hits = index.search(query.text, { limit: limit.data });
  const ms = Math.round((performance.now() - started) * 1_000) / 1_000;
  const ids = hits.map((hit) => originalIds.get(hit.id));
  process.stdout.write(`${JSON.stringify({ id: query.id, hits: ids, ms })}\n`);
}
