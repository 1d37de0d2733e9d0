// Whoever changes the audit trail behind the product's back is found out, entry by entry, also with all rights on the database.
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../../server/platform/audit.ts';
import { AuditSeals, sealTrail, verifyTrail } from '../../server/platform/audit-seals.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { createMetrics } from '../../server/platform/metrics.ts';
import { sqlOn } from '../../server/platform/sql.ts';
import { testDatabase } from '../harness/database.ts';
import { testSecret } from '../harness/fields.ts';

const [auditKey] = new Secrets(testSecret).auditKeys;
let database: Database;
let client: pg.Client;

const note = (action: string) =>
  audit(database.read, {
    actorId: 'somebody',
    action,
    subjectType: 'ticket',
    subjectId: 'SZ1',
    detail: { z: 1.5, a: { 乙: [null, '“甲”'] } },
    ip: '10.0.0.7',
  });

beforeAll(async () => {
  const url = await testDatabase();
  database = openDatabase(url, { publish: () => undefined });
  client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let index = 1; index <= 6; index += 1) await note(`look${index}`);
  await sealTrail(database, auditKey);
});
afterAll(async () => {
  await client?.end();
  await database?.close();
});

/** What is found after some raw SQL, which is then taken back; entries counted from 1. */
async function faultsAfter(statements: readonly string[], heads: readonly string[] = [], keys = [auditKey]) {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    for (const statement of statements) await client.query(statement);
    const faults: string[] = [];
    const { head } = await verifyTrail(
      sqlOn(client),
      keys,
      ({ entry, fault }) => faults.push(`${entry} ${fault}`),
      heads,
    );
    return { faults, head };
  } finally {
    await client.query('ROLLBACK');
  }
}

const entry = (id: number) => `DELETE FROM "AuditEntry" WHERE id = ${id}`;
const seal = (from: number) => `DELETE FROM "AuditSeal" WHERE seq >= ${from}`;

it('is whole when nobody meddled with it', async () => {
  const { faults, head } = await faultsAfter([]);
  expect([faults, head]).toEqual([[], expect.stringMatching(/^6:[\w-]{43}$/)]);
  expect((await faultsAfter([], [head ?? ''])).faults).toEqual([]);
});

it.each<[string, string[], string[]]>([
  ['another deed', [`UPDATE "AuditEntry" SET action = 'nothing' WHERE id = 3`], ['3 edited']],
  ['another person', [`UPDATE "AuditEntry" SET "actorId" = 'else' WHERE id = 3`], ['3 edited']],
  ['another address', [`UPDATE "AuditEntry" SET ip = NULL WHERE id = 3`], ['3 edited']],
  ['another time', [`UPDATE "AuditEntry" SET at = at - interval '1 ms' WHERE id = 3`], ['3 edited']],
  ['a detail', [`UPDATE "AuditEntry" SET detail = detail || '{"z":2}' WHERE id = 3`], ['3 edited']],
  [
    'the same detail in another order',
    [`UPDATE "AuditEntry" SET detail = detail || '{"z":1.5}' WHERE id = 3`],
    [],
  ],
  ['an entry gone', [entry(3)], ['3 missing']],
  ['an entry gone with its seal', [entry(3), `DELETE FROM "AuditSeal" WHERE seq = 3`], ['4 cut']],
  [
    'an entry gone, its seal too, and the others moved up',
    [
      entry(3),
      `DELETE FROM "AuditSeal" WHERE seq = 3`,
      `UPDATE "AuditSeal" SET seq = seq + 100 WHERE seq > 3`,
      `UPDATE "AuditSeal" SET seq = seq - 101 WHERE seq > 100`,
    ],
    ['4 edited'],
  ],
  [
    'a seal by hand',
    [`UPDATE "AuditSeal" SET hash = repeat('a', 43) WHERE seq = 3`],
    ['3 edited', '4 edited'],
  ],
  [
    'an old entry without a seal',
    [
      `INSERT INTO "AuditEntry" (id, at, action, "subjectType", "subjectId") VALUES (99, now() - interval '1 hour', 'look', 'ticket', 'SZ9')`,
    ],
    ['99 unsealed'],
  ],
])('shows %s', async (_name, statements, faults) => {
  expect((await faultsAfter(statements)).faults).toEqual(faults);
});

it('shows an end that was taken off to whoever has written it down elsewhere, and to nobody a chain by another key', async () => {
  const { head } = await faultsAfter([]);
  expect((await faultsAfter([entry(6), seal(6)])).faults).toEqual([]);
  expect((await faultsAfter([entry(6), seal(6)], [head ?? ''])).faults).toEqual([`${head} head`]);
  const [another] = new Secrets('y'.repeat(32)).auditKeys;
  expect((await faultsAfter([], [], [another])).faults).toHaveLength(6);
  // The secret was changed: what the one before sealed is whole by it.
  expect((await faultsAfter([], [], [another, auditKey])).faults).toEqual([]);
});

it('is sealed as it grows, once, by however many; and shows what was put there long after its moment', async () => {
  const log = createLog('silent');
  const metrics = createMetrics();
  const workers = [1, 2].map(() => new AuditSeals(database, auditKey, log, metrics));
  for (const worker of workers) worker.start();
  await Promise.all([7, 8, 9].map((index) => note(`look${index}`)));
  await client.query(
    `INSERT INTO "AuditEntry" (at, action, "subjectType", "subjectId") VALUES (now() - interval '7 hours', 'look', 'ticket', 'SZ9')`,
  );
  const sealed = async () => (await client.query('SELECT count(*)::int AS n FROM "AuditSeal"')).rows[0]?.n;
  await expect.poll(sealed, { timeout: 20_000, interval: 100 }).toBe(10);
  // Whoever takes the end off while they live is found out at once.
  const removed = async () => (await metrics.sealsRemoved.get()).values[0]?.value ?? 0;
  expect(await removed()).toBe(0);
  // Both at one moment: between the two a worker would seal the entry anew.
  await client.query(`DELETE FROM "AuditSeal" WHERE seq = 10;
    DELETE FROM "AuditEntry" WHERE id = (SELECT max(id) FROM "AuditEntry")`);
  await expect.poll(removed, { timeout: 20_000, interval: 100 }).toBeGreaterThan(0);
  await client.query(
    `INSERT INTO "AuditEntry" (at, action, "subjectType", "subjectId") VALUES (now() - interval '7 hours', 'look', 'ticket', 'SZ9')`,
  );
  await expect.poll(sealed, { timeout: 20_000, interval: 100 }).toBe(10);
  await Promise.all(workers.map((worker) => worker.stop()));
  const { faults } = await faultsAfter([]);
  expect(faults.map((fault) => fault.replace(/^\d+ /, ''))).toEqual(['late']);
});
