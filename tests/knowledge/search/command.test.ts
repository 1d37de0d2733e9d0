import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const corpus = join(mkdtempSync(join(tmpdir(), 'onecall-search-')), 'corpus.jsonl');
writeFileSync(corpus, '{"id":7,"title":"水费","text":"查询水费"}\n\n{"id":"b","text":"申领居住证"}\n');

const run = (input: string, ...options: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'scripts/search.ts', ...options], {
    cwd: root,
    input,
    encoding: 'utf8',
  });

it('answers queries in order, with the ids as the corpus writes them', () => {
  const { status, stdout } = run(
    '{"id":1,"text":"居住证"}\n{"id":"x","text":"水费"}\n',
    '--corpus',
    corpus,
    '--k',
    '1',
  );
  const answers: unknown[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(0);
  expect(answers).toEqual([
    { id: 1, hits: ['b'], ms: expect.any(Number) },
    { id: 'x', hits: [7], ms: expect.any(Number) },
  ]);
});

it.each([
  ['a query that is not JSON', 'no', ['--corpus', corpus], 'standard input:1: not JSON'],
  ['a query without a text', '{"id":1}', ['--corpus', corpus], 'standard input:1'],
  ['no corpus', '', [], '--corpus'],
  ['a corpus that is not there', '', ['--corpus', '/nowhere.jsonl'], '/nowhere.jsonl'],
  ['a count that is none', '', ['--corpus', corpus, '--k', 'ten'], '--k ten'],
])('says what is wrong and fails: %s', (_what, input, options, message) => {
  const { status, stderr } = run(input, ...options);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
});
