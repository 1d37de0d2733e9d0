// npm run pack:check [-- FOLDER]: what a city's pack has for each of the plan's 38 tasks, and how many of its sentences
// the product's own suggestion sends to the right department. Ends with 1 when something is missing. Without a database.
import { resolve } from 'node:path';
import { countTasks, heldOutSentences, tuningSentences } from '../server/admin/pack/completeness.ts';
import { PackError } from '../server/admin/pack/reading.ts';
import { loadPack } from '../server/admin/pack/load.ts';
import { measureSentences } from './pack/sentences.ts';
import { tableLines } from './pack/table.ts';
import { line, say } from './bootstrap/say.mjs';
import { wordsOf } from './options.ts';

const leastShare = 0.95;
const [folder = 'prisma/packs/shenzhen'] = wordsOf('pack-check-usage', 1);

try {
  const pack = loadPack(resolve(folder));
  const counts = countTasks(pack);
  const measured = await measureSentences(pack);
  for (const row of tableLines(counts, measured.ofTask)) console.log(row);
  const complete = counts.filter(({ missing }) => missing.length === 0).length;
  say('pack-tasks', { complete, all: counts.length });
  const { tuning, heldOut } = measured;
  say('pack-sentences', {
    tuning: tuning.right,
    tuningAll: tuningSentences(pack).length,
    heldOut: heldOut.right,
    heldOutAll: heldOutSentences(pack).length,
    share: (100 * heldOut.share).toFixed(1),
  });
  for (const { text, departmentCode, found } of tuning.missed)
    console.log(`  ${departmentCode} ≠ ${found}: ${text}`);
  if (complete < counts.length || heldOut.share < leastShare) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof PackError)) throw error;
  console.error(line('pack-fault', { fault: error.message }));
  process.exitCode = 1;
}
