// npm run verify: reads the timelines of all tickets and the audit trail in DATABASE_URL again, and prints each line that is
// not what was written. Ends with 1 when there is any. `verify:timeline` and `verify:audit` read one of them.
//   -- --head SEQ:HASH   the audit trail must also hold what was written down elsewhere (the log says it every hour)
// The trail is sealed with a key of the installation's secret: ONECALL_SECRET, or the file under ONECALL_DATA.
import pg from 'pg';
import { verifyTrail } from '../server/platform/audit-seals.ts';
import { type Sql, sqlOn } from '../server/platform/sql.ts';
import { verifyTimelines } from '../server/tickets/verification.ts';
import { asRefusal, line, say } from './bootstrap/say.mjs';
import { withInstallation } from './backup/installation.ts';
import { installationSecrets } from './installation-secret.ts';
import { optionsOf } from './options.ts';

const { values, positionals } = optionsOf('verify-usage', {
  options: { head: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});

/** @returns how many faults there are */
async function readTimelines(sql: Sql): Promise<number> {
  let faults = 0;
  const { archived, ...read } = await verifyTimelines(sql, ({ number, line: at, fault }) => {
    faults += 1;
    console.log(`${number}\t${at}\t${line(`timeline-${fault}`)}`);
  });
  say(faults === 0 ? 'timelines-whole' : 'timelines-broken', { ...read, faults });
  if (archived > 0) say('timelines-archived', { archived });
  return faults;
}

/** @returns how many faults there are */
async function readTrail(sql: Sql, dataDir: string): Promise<number> {
  const { auditKeys } = installationSecrets(dataDir);
  let faults = 0;
  const { entries, head } = await verifyTrail(
    sql,
    auditKeys,
    ({ entry, fault }) => {
      faults += 1;
      console.log(`${entry}\t${line(`audit-${fault}`)}`);
    },
    values.head,
  );
  say(faults === 0 ? 'audit-whole' : 'audit-broken', { entries, faults, head: head ?? '–' });
  // Nobody changes every entry: it is the key that does not fit.
  if (entries > 0 && faults >= entries) say('audit-other-secret');
  return faults;
}

const parts = { timeline: readTimelines, audit: readTrail } as const;
const wanted = Object.entries(parts).filter(
  ([name]) => positionals.length === 0 || positionals.includes(name),
);

async function main(): Promise<void> {
  await withInstallation(async ({ databaseUrl, dataDir }) => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      for (const [, read] of wanted) if ((await read(sqlOn(client), dataDir)) > 0) process.exitCode = 1;
    } finally {
      await client.end();
    }
  });
}

await main().catch((error: unknown) => {
  console.error(asRefusal(error).message);
  process.exitCode = 1;
});
