// npm run verify:timeline: reads every ticket's timeline in DATABASE_URL and prints each line that is not what was
// written: number of the ticket, line, what is wrong. Ends with 1 when there is any.
import pg from 'pg';
import { sqlOn } from '../server/platform/sql.ts';
import { verifyTimelines } from '../server/tickets/verification.ts';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl } from './city-database.ts';

const client = new pg.Client({ connectionString: databaseUrl() });
await client.connect();
try {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  let faults = 0;
  const { archived, ...read } = await verifyTimelines(sqlOn(client), ({ number, line: at, fault }) => {
    faults += 1;
    console.log(`${number}\t${at}\t${line(`timeline-${fault}`)}`);
  });
  say(faults === 0 ? 'timelines-whole' : 'timelines-broken', { ...read, faults });
  if (archived > 0) say('timelines-archived', { archived });
  if (faults > 0) process.exitCode = 1;
} finally {
  await client.end();
}
