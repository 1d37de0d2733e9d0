// npm run months: lists the months of timelines and messages, and what keeps each. The installation goes on meanwhile.
//   -- archive 2026-01 FOLDER   into a file, out of the database
//   -- restore FILE             back again
//   -- hold TICKET REASON       nothing of this ticket leaves
//   -- release TICKET
// docs/months.md says what may leave and what stays.
import { resolve } from 'node:path';
import { z } from 'zod';
import { withInstallation } from './backup/installation.ts';
import { asRefusal, line, say } from './bootstrap/say.mjs';
import { archiveMonth } from './months/archive.ts';
import { holdTicket, releaseTicket } from './months/holds.ts';
import { Archive, parts, records, standing } from './months/parts.ts';
import { restoreMonth } from './months/restore.ts';
import { wordsOf } from './options.ts';

async function list(archive: Archive, kept: number): Promise<void> {
  const row = (month: string, figures: readonly (number | string)[], state: string): void =>
    console.log([month, ...figures, state].join('\t'));
  say('months-head');
  for (const { month, lines, messages, file } of await records(archive))
    row(month, [lines, messages, '', '', '', ''], line('months-gone', { file }));
  for (const part of await parts(archive)) {
    const found = await standing(archive, part, kept);
    const { lines, messages, openTickets, conversationsInUse, held } = found;
    const figures = [lines, messages, (part.bytes / 1e6).toFixed(1), openTickets, conversationsInUse];
    const state = part.isLeaving ? 'months-leaving' : found.isOld ? 'months-may-leave' : 'months-stays';
    row(part.month, [...figures, held.join(' ')], line(state));
  }
}

const seconds = (since: number): string => ((Date.now() - since) / 1_000).toFixed(1);

async function archiveInto(archive: Archive, month: string, folder: string, kept: number): Promise<void> {
  const since = Date.now();
  const done = await archiveMonth(archive, month, { folder: resolve(folder), kept });
  if (done) {
    const mb = (done.bytes / 1e6).toFixed(1);
    return say('months-archived', { month, ...done, mb, seconds: seconds(since) });
  }
  const before = (await records(archive)).find((one) => one.month === month);
  say('months-archived-before', { month, file: before?.file ?? '' });
}

async function restoreFrom(archive: Archive, file: string): Promise<void> {
  const since = Date.now();
  const { isNew, ...done } = await restoreMonth(archive, resolve(file));
  say(isNew ? 'months-restored' : 'months-restored-before', { ...done, seconds: seconds(since) });
}

const asked = z
  .union([
    z.tuple([]).transform(() => list),
    z.tuple([z.literal('archive'), z.string().regex(/^(\d{4}-\d{2}|before)$/), z.string().min(1)]).transform(
      ([, month, folder]) =>
        (archive: Archive, kept: number) =>
          archiveInto(archive, month, folder, kept),
    ),
    z.tuple([z.literal('restore'), z.string().min(1)]).transform(
      ([, file]) =>
        (archive: Archive) =>
          restoreFrom(archive, file),
    ),
    z
      .tuple([z.literal('hold'), z.string().min(1), z.string().trim().min(2).max(500)])
      .transform(([, number, reason]) => async (archive: Archive) => {
        await holdTicket(archive, number, reason);
        say('months-held', { number, reason });
      }),
    z.tuple([z.literal('release'), z.string().min(1)]).transform(([, number]) => async (archive: Archive) => {
      await releaseTicket(archive, number);
      say('months-released', { number });
    }),
  ])
  .safeParse(wordsOf('months-usage', 3));
const kept = z.coerce.number().int().min(1).default(24).safeParse(process.env.ONECALL_MONTHS_KEPT);
if (!asked.success || !kept.success) {
  console.error(line('months-usage'));
  process.exit(1);
}
try {
  await withInstallation(({ databaseUrl }) =>
    Archive.in(databaseUrl, (archive) => asked.data(archive, kept.data)),
  );
} catch (error) {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
}
