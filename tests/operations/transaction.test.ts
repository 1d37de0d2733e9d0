// A change is one transaction, whether statements are written by hand, asked of Prisma, or both.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { notNow } from '../../server/platform/outage.ts';
import { together } from '../../server/platform/together.ts';
import { BoundedPool, LendingPool, PatienceError } from '../../server/platform/transaction.ts';
import { testDatabase } from '../harness/database.ts';

let database: Database;
let url: string;
const insert = 'INSERT INTO "Citizen" (id, lang) VALUES ($1, $2)';
const langRow = z.object({ lang: z.string() });
const readLang = `SELECT lang FROM "Citizen" WHERE id = $1`;
const isKept = (id: string) => database.sql.run('SELECT 1 FROM "Citizen" WHERE id = $1', [id]);

/** What opens, and what waits until it is open. */
function gate(): [open: () => void, opened: Promise<void>] {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [open, opened];
}

beforeAll(async () => {
  url = await testDatabase();
  database = openDatabase(url, { publish: () => undefined });
});
afterAll(() => database.close());

it('keeps what both wrote, and each reads what the other wrote', async () => {
  const [byHand, byPrisma] = [randomUUID(), randomUUID()];
  await database.change(async ({ tx, sql }) => {
    await sql.run(insert, [byHand, 'zh']);
    expect(await tx.citizen.update({ where: { id: byHand }, data: { lang: 'en' } })).toMatchObject({
      lang: 'en',
    });
    await tx.citizen.create({ data: { id: byPrisma, lang: 'zh' } });
    expect(await sql.first(langRow, readLang, [byPrisma])).toEqual({ lang: 'zh' });
    await tx.$executeRaw`UPDATE "Citizen" SET lang = 'en' WHERE id = ${byPrisma}::uuid`;
    expect(await isKept(byHand), 'before the commit').toBe(0);
  });
  expect(await database.sql.first(langRow, readLang, [byHand])).toEqual({ lang: 'en' });
  expect(await database.sql.first(langRow, readLang, [byPrisma])).toEqual({ lang: 'en' });
});

it('takes back what both wrote when the work throws', async () => {
  const ids = [randomUUID(), randomUUID()];
  const work = database.change(async ({ tx, sql }) => {
    await sql.run(insert, [ids[0], 'zh']);
    await tx.citizen.create({ data: { id: ids[1] ?? '', lang: 'zh' } });
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  for (const id of ids) expect(await isKept(id)).toBe(0);
});

it('never tells of a commit that was a rollback: work that swallows a failed statement fails', async () => {
  const id = randomUUID();
  const work = database.change(async ({ sql }) => {
    await sql.run(insert, [id, 'zh']);
    await sql.run('SELECT 1 / 0').catch(() => undefined);
  });
  await expect(work).rejects.toThrow('statement that failed');
  expect(await isKept(id)).toBe(0);
});

it('keeps the order of statements that nobody waited for, and throws what failed first', async () => {
  const [kept, lost] = [randomUUID(), randomUUID()];
  await database.change(async ({ tx, sql }) => {
    sql.send(insert, [kept, 'zh']);
    sql.send(`UPDATE "Citizen" SET lang = 'en' WHERE id = $1`, [kept]);
    expect((await tx.citizen.findUnique({ where: { id: kept } }))?.lang).toBe('en');
    sql.send(`UPDATE "Citizen" SET lang = 'zh-Hant' WHERE id = $1`, [kept]);
  });
  expect(await database.sql.first(langRow, readLang, [kept])).toEqual({ lang: 'zh-Hant' });
  const unsaid = database.change(async ({ sql }) => {
    sql.send(insert, [lost, 'zh']);
    sql.send(insert, [kept, 'zh']);
  });
  await expect(unsaid, 'a key that is taken').rejects.toMatchObject({ code: 'conflict' });
  const asked = database.change(async ({ sql }) => {
    sql.send(insert, [lost, 'zh']);
    sql.send('SELECT 1 / 0');
    await sql.first(langRow, readLang, [kept]);
  });
  await expect(asked).rejects.toMatchObject({ code: '22012' });
  expect(await isKept(lost)).toBe(0);
});

it('ends what takes too long, keeps nothing of it, and goes on with other connections', async () => {
  const id = randomUUID();
  const slow = () =>
    database.change(
      async ({ tx, sql }) => {
        await sql.run(insert, [id, 'zh']);
        await tx.$queryRaw`SELECT pg_sleep(5)`;
      },
      { patienceMs: 100 },
    );
  const ends = await Promise.allSettled(Array.from({ length: 20 }, slow));
  for (const end of ends) {
    if (end.status !== 'rejected') throw new Error('it was kept');
    expect(end.reason).toBeInstanceOf(PatienceError);
    expect(notNow(end.reason)?.code).toBe('unavailable');
  }
  expect(await isKept(id)).toBe(0);
  const next = randomUUID();
  await database.change(({ sql }) => sql.run(insert, [next, 'en']));
  expect(await isKept(next)).toBe(1);
});

it('never mixes changes that run at once: each reads its own, nobody reads a stranger’s', async () => {
  const ids = Array.from({ length: 40 }, () => randomUUID());
  await Promise.all(
    ids.map((id, index) =>
      database
        .change(async ({ tx, sql }) => {
          await sql.run(insert, [id, `l${index}`]);
          // At one moment in all of them: Prisma gathers what is asked in one turn.
          const found = await Promise.all(ids.map((each) => tx.citizen.findUnique({ where: { id: each } })));
          expect(found[index]?.lang).toBe(`l${index}`);
          await pause(5);
          if (index % 2 === 1) throw new Error('taken back');
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.message === 'taken back')) throw error;
        }),
    ),
  );
  const kept = await Promise.all(ids.map(isKept));
  expect(kept).toEqual(ids.map((_, index) => (index % 2 === 1 ? 0 : 1)));
});

it('turns away at once who comes when too many wait for a connection, as "not now"', async () => {
  const pool = new BoundedPool({ connectionString: url, max: 1 });
  const held = await pool.connect();
  const waiting = Array.from({ length: 2_000 }, async () => (await pool.connect()).release());
  for (const refused of [pool.connect(), pool.query('SELECT 1')])
    expect(notNow(await refused.catch((error: unknown) => error))?.code).toBe('unavailable');
  held.release();
  await Promise.all(waiting);
  expect((await pool.query('SELECT 1')).rowCount).toBe(1);
  await pool.end();
});

it('makes the changes of one moment in one transaction; what fails or is held up spoils and delays no other', async () => {
  const changeTogether = together(database, createLog('silent'));
  const keep = (id: string) => changeTogether(({ sql }) => sql.run(insert, [id, 'zh']).then(() => id));
  const transactionOf = `SELECT xmin::text AS lang FROM "Citizen" WHERE id = $1`;
  const transactions = async (ids: readonly string[]) =>
    new Set(
      await Promise.all(
        ids.map(async (id) => (await database.sql.first(langRow, transactionOf, [id]))?.lang),
      ),
    ).size;
  const some = () => Array.from({ length: 10 }, () => randomUUID());

  const ids = some();
  expect(await Promise.all(ids.map(keep))).toEqual(ids);
  expect(await transactions(ids)).toBe(1);

  const [known = ''] = ids;
  const beside = some();
  const unwilling = changeTogether(async ({ sql }) => {
    await sql.run(insert, [randomUUID(), 'spoilt']);
    throw new Error('changed my mind');
  });
  const ends = await Promise.allSettled([...beside.slice(0, 5).map(keep), keep(known), unwilling]);
  expect(ends.slice(0, 5).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(ends.slice(5)).toMatchObject([
    { status: 'rejected', reason: { code: 'conflict' } },
    { status: 'rejected', reason: { message: 'changed my mind' } },
  ]);
  expect(await database.sql.run(`SELECT 1 FROM "Citizen" WHERE lang = 'spoilt'`)).toBe(0);

  const [release, released] = gate();
  const [hold, held] = gate();
  const change = `UPDATE "Citizen" SET lang = 'en' WHERE id = $1`;
  const holder = database.change(async ({ sql }) => {
    await sql.run(change, [known]);
    hold();
    await released;
  });
  await held;
  const late = [keep(randomUUID()), changeTogether(({ sql }) => sql.run(change, [known]))] as const;
  const others = beside.slice(5);
  await expect(Promise.all(others.map(keep)), 'while one is held up').resolves.toEqual(others);
  release();
  await holder;
  expect((await Promise.all(late))[1]).toBe(1);
});

it('lends a connection to the next although the one before could not begin, at once or later', async () => {
  const [pool, lending] = [new BoundedPool({ connectionString: url, max: 1 }), new LendingPool()];
  const connection = await pool.connect();
  const fails = (): never => {
    throw new Error('not begun');
  };
  const tries = [
    lending.lending(connection, fails),
    lending.lending(connection, async () => fails()),
    lending.lending(connection, async () => (await lending.connect()).query('SELECT 1 AS one')),
  ];
  const [atOnce, later, begun] = await Promise.allSettled(tries);
  expect([atOnce?.status, later?.status]).toEqual(['rejected', 'rejected']);
  expect(begun).toMatchObject({ status: 'fulfilled', value: { rows: [{ one: 1 }] } });
  // Nobody else is given one.
  expect(() => lending.connect()).toThrow();
  connection.release();
  await pool.end();
});
