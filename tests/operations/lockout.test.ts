// Wrong passwords and codes are counted once for all processes, and a right one waits for the wrong ones before it.
import { TOTP, Secret } from 'otpauth';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { guardRules } from '../../server/platform/auth/lockout.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { hashPassword, Sessions } from '../../server/platform/auth/sessions.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields, testSecret } from '../harness/fields.ts';

const password = 'a-long-word-of-nobody';
/** Two processes on one database. */
let databases: Database[] = [];
let here: Sessions;
let there: Sessions;

beforeAll(async () => {
  const url = await demoDatabase();
  databases = [0, 1].map(() => openDatabase(url, { publish: () => undefined }, testFields));
  const sessionsOn = (database: Database | undefined): Sessions => {
    if (!database) throw new Error('there is no such process');
    return new Sessions(database, new Secrets(testSecret), 'http://localhost:12345');
  };
  [here, there] = [sessionsOn(databases[0]), sessionsOn(databases[1])];
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

const database = (): Database => {
  const [first] = databases;
  if (!first) throw new Error('there is no database');
  return first;
};

async function account(username: string): Promise<string> {
  const name = { nameZh: '坐席', nameEn: 'Agent', roles: ['agent' as const] };
  const passwordHash = await hashPassword(password);
  return (await database().read.user.create({ data: { username, passwordHash, ...name } })).id;
}

const from = (ip: string) => ({ ip, userAgent: 'test' });
const codeOf = (tried: Promise<unknown>): Promise<string> =>
  tried.then(
    () => 'in',
    (error: { code?: string }) => error.code ?? String(error),
  );

const waiting = z.object({ count: z.number().int() });
async function demandWaiting(count: number): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    const row = await database().sql.first(
      waiting,
      `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if (row?.count === count) return;
    if (Date.now() > until) throw new Error(`${row?.count} wait, and not ${count}`);
    await sleep(20);
  }
}

/** All that is counted under the key waits meanwhile. @returns what each of the tries was told, in their order */
async function atOnce(key: string, tries: (() => Promise<unknown>)[]): Promise<string[]> {
  const told: Promise<string>[] = [];
  await database().change(async ({ sql }) => {
    await sql.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
    for (const [index, tried] of tries.entries()) {
      told.push(codeOf(tried()));
      await Promise.race([demandWaiting(index + 1), told[index]]);
    }
  });
  return Promise.all(told);
}

it('the right password after five wrong ones of the same moment opens nothing, in whichever process', async () => {
  await account('many');
  const wrong = Array.from(
    { length: guardRules.account.most },
    (_, index) => () =>
      (index % 2 === 0 ? here : there).signIn('many', `guess-number-${index}`, from(`10.4.0.${index}`)),
  );
  const right = () => there.signIn('many', password, from('10.4.1.1'));
  expect(await atOnce('user:many', [...wrong, right])).toEqual([
    ...Array(guardRules.account.most - 1).fill('wrong_credentials'),
    'locked_out',
    'locked_out',
  ]);
});

it('many names from one address are counted together, also at one moment', async () => {
  await Promise.all([account('one-name'), account('other-name')]);
  const failures = guardRules.address.most - 1;
  await database().read.signInGuard.create({
    data: { key: 'ip:10.5.0.1', failures, since: new Date() },
  });
  const told = await atOnce('ip:10.5.0.1', [
    () => here.signIn('one-name', 'a-guess-at-the-word', from('10.5.0.1')),
    () => there.signIn('other-name', password, from('10.5.0.1')),
  ]);
  expect(told).toEqual(['locked_out', 'locked_out']);
  expect(await codeOf(here.signIn('other-name', password, from('10.5.0.2')))).toBe('in');
});

it('a code of the second factor opens nothing after five wrong ones of the same moment', async () => {
  const id = await account('guarded');
  const { secret } = await here.secondFactor.begin({ id, username: 'guarded' });
  const codes = new TOTP({ secret: Secret.fromBase32(secret) });
  const now = Date.now();
  await here.secondFactor.confirm(id, codes.generate({ timestamp: now - 30_000 }), new Date(now));
  const key = 'user:guarded';
  await database().read.signInGuard.create({ data: { key, failures: 4, since: new Date() } });
  // Right passwords are asked for a code; then one more wrong one shuts the door.
  expect(await codeOf(there.signIn('guarded', password, from('10.6.0.1')))).toBe('second_factor_required');
  const code = codes.generate({ timestamp: now });
  const told = await atOnce(key, [
    () => here.signIn('guarded', 'a-guess-at-the-word', from('10.6.0.2')),
    () => there.signIn('guarded', password, from('10.6.0.3'), code),
    () => there.signIn('guarded', password, from('10.6.0.4')),
  ]);
  expect(told).toEqual(['locked_out', 'locked_out', 'locked_out']);
});

it('the password that a session asks for waits for its wrong ones, too', async () => {
  await account('inside');
  const { actor } = await here.signIn('inside', password, from('10.7.0.1'));
  const key = `known:inside:${actor.id}`;
  await database().read.signInGuard.create({ data: { key, failures: 4, since: new Date() } });
  const told = await atOnce(key, [
    () => here.demandPassword(actor, 'a-guess-at-the-word', '10.7.0.1'),
    () => there.demandPassword(actor, password, '10.7.0.1'),
  ]);
  expect(told).toEqual(['locked_out', 'locked_out']);
});

it('what is too long ago to count is forgotten, a door that is shut is not', async () => {
  const now = new Date();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const rows = [
    { key: 'user:long-ago', failures: 2, since: ago(16), lockedUntil: null },
    { key: 'user:over', failures: 5, since: ago(40), lockedUntil: ago(20) },
    { key: 'user:shut', failures: 5, since: ago(16), lockedUntil: new Date(now.getTime() + 60_000) },
    { key: 'user:just-now', failures: 1, since: ago(14), lockedUntil: null },
  ];
  await database().read.signInGuard.createMany({ data: rows });
  await here.lockout.forgetOld(now);
  const left = await database().read.signInGuard.findMany({
    where: { key: { in: rows.map(({ key }) => key) } },
    orderBy: { key: 'asc' },
  });
  expect(left.map(({ key }) => key)).toEqual(['user:just-now', 'user:shut']);
});
