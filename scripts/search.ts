// npm run -s search -- --corpus C.jsonl --k 10: queries {id,text} on standard input → {id,hits,ms}, in order.
// The product's own engine; codes of service items as ids say which office is meant, as they do there.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isAboveCity, SearchIndex } from '../knowledge/index.ts';
import './closed-output.ts';
import { fail, idSchema, LineError, parseLine, standardInput } from './json-lines.ts';
import { optionsOf } from './options.ts';

const documentSchema = z.object({ id: idSchema, title: z.string().nullish(), text: z.string() });
const querySchema = z.object({ id: idSchema, text: z.string() });

function readDocuments(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return fail(`${path}: cannot be read`);
  }
}

const { values } = optionsOf('search-usage', {
  options: { corpus: { type: 'string' }, k: { type: 'string', default: '10' } },
});
const limit = z.coerce.number().int().min(1).max(1_000).safeParse(values.k);
if (!limit.success) fail(`--k ${values.k}: not a whole number from 1 to 1000`);
if (!values.corpus) fail('name the documents with --corpus FILE.jsonl');

try {
  const index = new SearchIndex();
  const originalIds = new Map<string, string | number>();
  for (const [number, line] of readDocuments(values.corpus).entries()) {
    const where = `${values.corpus}:${number + 1}`;
    const document = parseLine(documentSchema, line, where);
    if (!document) continue;
    const { id, title, text } = document;
    originalIds.set(String(id), id);
    index.add({ id: String(id), text, isFromAbove: isAboveCity(String(id)), ...(title ? { title } : {}) });
  }
  for await (const { line, where } of standardInput()) {
    const query = parseLine(querySchema, line, where);
    if (!query) continue;
    const started = performance.now();
    const hits = index.search(query.text, { limit: limit.data });
    const ms = Math.round((performance.now() - started) * 1_000) / 1_000;
    const ids = hits.map((hit) => originalIds.get(hit.id));
    process.stdout.write(`${JSON.stringify({ id: query.id, hits: ids, ms })}\n`);
  }
} catch (error) {
  if (error instanceof LineError) fail(error.message);
  throw error;
}
