// The Shenzhen pack has what each of the plan's 38 tasks needs, and its sentences find their departments.
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { measureSentences } from '../../scripts/pack/sentences.ts';
import { countTasks, heldOutSentences, tuningSentences } from '../../server/admin/pack/completeness.ts';
import { loadPack } from '../../server/admin/pack/load.ts';

const pack = loadPack(resolve('prisma/packs/shenzhen'));

it('nothing is missing from any of the 38 tasks', () => {
  const missing = countTasks(pack).filter((row) => row.missing.length > 0);
  expect(missing).toEqual([]);
});

it('what a task lacks is named', () => {
  const without = { ...pack, articles: [], connectors: [] };
  expect(countTasks(without)[4]).toMatchObject({ task: 5, missing: ['articles', 'connectors'] });
});

it('no sentence teaches that measures', () => {
  const taught = new Set(tuningSentences(pack).map(({ text }) => text));
  const measured = heldOutSentences(pack);
  expect(measured).toHaveLength(190);
  expect(measured.filter(({ text }) => taught.has(text))).toEqual([]);
});

it('at least 95 of 100 sentences that were never learnt reach their department', async () => {
  const { heldOut } = await measureSentences(pack);
  expect(heldOut.share).toBeGreaterThanOrEqual(0.95);
});
