// npm run bench:fields [-- --people 100000]: what sealed columns cost. The citizen behind a telephone, found and read by
// mark and key, against the same by the plain number, in one database and in turn; and the bare work of one value. The
// last line is one JSON object.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startTestServers, TEMPLATE_DATABASE } from '../../../scripts/bootstrap/test-servers.mjs';
import { Secrets } from '../../../server/platform/auth/secret.ts';
import { openDatabase } from '../../../server/platform/database.ts';
import { endPlain, reseal } from '../../../server/platform/resealing.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '100000' } } });
const people = z.coerce.number().int().positive().parse(values.people);
const lookUps = 4_000;
const rounds = 5;

const stopServers = await startTestServers();
const url = new URL(process.env.TEST_DATABASE_URL ?? '');
url.pathname = TEMPLATE_DATABASE;
const fields = new Secrets('a secret for measuring, nothing else').fields([]);
const database = openDatabase(url.href, { publish: () => undefined }, fields);
const { sql } = database;

const numberOf = (n: number): string => `+861390${String(n).padStart(7, '0')}`;
const round = (value: number, digits = 2) => Number(value.toFixed(digits));
const median = (found: readonly number[]) =>
  found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;

/** A city that keeps everything plain, one beside it, and the same sealed. */
async function fill(): Promise<number> {
  await sql.run(
    `INSERT INTO "Citizen" (id, lang) SELECT md5('c' || n)::uuid, 'zh' FROM generate_series(1, ${people}) n`,
  );
  await sql.run(`INSERT INTO "ContactPoint" (id, "citizenId", kind, value)
    SELECT md5('p' || n)::uuid, md5('c' || n)::uuid, 'phone', '+861390' || lpad(n::text, 7, '0')
    FROM generate_series(1, ${people}) n`);
  await sql.run('CREATE TABLE "PlainPoint" AS SELECT id, "citizenId", kind, value FROM "ContactPoint"');
  await sql.run('CREATE UNIQUE INDEX ON "PlainPoint" (kind, value)');
  await endPlain(database);
  const from = performance.now();
  await reseal(database);
  const tookS = (performance.now() - from) / 1_000;
  for (const table of ['ContactPoint', 'PlainPoint']) await sql.run(`VACUUM ANALYZE "${table}"`);
  return tookS;
}

const row = z.object({ id: z.string(), citizenId: z.string(), value: z.string() });
const readPlain = (number: string) =>
  sql.first(row, `SELECT id, "citizenId", value FROM "PlainPoint" WHERE kind = 'phone' AND value = $1`, [
    number,
  ]);
const readSealed = async (number: string) => {
  const found = await sql.first(
    row,
    `SELECT id, "citizenId", "valueSealed" AS value FROM "ContactPoint" WHERE kind = 'phone' AND "valueMark" = $1`,
    [fields.mark(number)],
  );
  return found && { ...found, value: fields.open('ContactPoint.value', found.id, found.value) };
};

/** Milliseconds of one look-up. */
async function measure(
  read: (number: string) => Promise<{ value: string } | undefined>,
  salt: number,
): Promise<number> {
  const from = performance.now();
  for (let n = 0; n < lookUps; n += 1) {
    const number = numberOf(((n * 7_919 + salt) % people) + 1);
    if ((await read(number))?.value !== number) throw new Error(`${number} was not found`);
  }
  return (performance.now() - from) / lookUps;
}

/** Microseconds of this process' CPU for one value. */
function cpuOf(work: (n: number) => void): number {
  const times = 50_000;
  for (let n = 0; n < 2_000; n += 1) work(n);
  const before = process.cpuUsage();
  for (let n = 0; n < times; n += 1) work(n);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

try {
  const resealS = await fill();
  const plain: number[] = [];
  const sealed: number[] = [];
  for (let salt = 0; salt < rounds; salt += 1) {
    plain.push(await measure(readPlain, salt));
    sealed.push(await measure(readSealed, salt));
  }
  const id = '01a220e7-b71a-77d1-b5b9-84e2f43c89a5';
  const one = fields.seal('ContactPoint.value', id, numberOf(1));
  const [ours, baseline] = [median(sealed), median(plain)];
  console.log(
    JSON.stringify({
      name: 'fields',
      ours: round(ours, 3),
      baseline: round(baseline, 3),
      ratio: round(ours / baseline),
      unit: 'ms a look-up',
      people,
      sealUs: round(cpuOf((n) => void fields.seal('ContactPoint.value', id, numberOf(n)))),
      openUs: round(cpuOf(() => void fields.open('ContactPoint.value', id, one))),
      markUs: round(cpuOf((n) => void fields.mark(numberOf(n)))),
      resealS: round(resealS),
    }),
  );
} finally {
  await database.close();
  await stopServers();
}
