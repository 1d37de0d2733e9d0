// What an agent's browser loads before the inbox is there, in octets of gzip: held below what a slow line takes in two
// seconds. Read off the built files: the page, what it imports, and what the desk's page imports, with its Chinese or
// English texts. What waits until the browser is idle is not among them; `npm run bench:browser` measures the same in a
// real browser.
import { readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { buildApps } from '../../scripts/bootstrap/build.mjs';

const dist = fileURLToPath(new URL('../../dist/agent-console/', import.meta.url));
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);
/** 190 kB less what the server answers beside them: a full inbox is 4 kB. */
const mostOctets = 185_000;
const mostFiles = 18;

/** Compressed beside it when that pays. */
function octetsOf(file: string): number {
  try {
    return statSync(join(dist, `${file}.gz`)).size;
  } catch {
    return statSync(join(dist, file)).size;
  }
}

function firstLoad(lang: 'zh' | 'en'): { octets: number; files: string[] } {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')));
  const files = new Set(['index.html']);
  const take = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`nothing is built of ${key}`);
    if (files.has(chunk.file)) return;
    for (const file of [chunk.file, ...chunk.css]) files.add(file);
    chunk.imports.forEach(take);
  };
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  for (const [, named = ''] of page.matchAll(/"\/console\/(assets\/[^"]+)"/g)) {
    files.add(named);
    for (const key of Object.values(manifest).find(({ file }) => file === named)?.imports ?? []) take(key);
  }
  take('desk/desk-page.tsx');
  take('desk/presence-item.tsx');
  take(`../design/i18n/${lang}/design.json`);
  take(`i18n/${lang}/shell.json`);
  take(`i18n/${lang}/desk.json`);
  return { octets: [...files].reduce((sum, file) => sum + octetsOf(file), 0), files: [...files] };
}

beforeAll(() => buildApps(join(tmpdir(), 'onecall-build.log'), undefined, ['agent-console']), 120_000);

it.each(['zh', 'en'] as const)("loads an agent's inbox out of 185 kB in few files (%s)", (lang) => {
  const { octets, files } = firstLoad(lang);
  expect(octets, files.join('\n')).toBeLessThan(mostOctets);
  expect(files.length, files.join('\n')).toBeLessThanOrEqual(mostFiles);
});
