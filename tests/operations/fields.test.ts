// Columns that say who somebody is: sealed beside what the version before wrote, brought to a new key, emptied; and
// what is left after a kill is done by the next run.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DoNotCallList } from '../../server/intake/outbound/do-not-call.ts';
import { citizenByContact, readCitizen } from '../../server/intake/people.ts';
import { setNotices, wantsNoNotices } from '../../server/intake/sms/opt-out.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type Fields, fieldKeysSchema, sealedColumns } from '../../server/platform/fields.ts';
import { endPlain, OtherSecret, reseal } from '../../server/platform/resealing.ts';
import { lockCallbackTo, readCallback } from '../../server/routing/callback/store.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields, testSecret } from '../harness/fields.ts';

const id = '01a220e7-b71a-77d1-b5b9-84e2f43c89a5';
const other = '01a220e7-b71a-77d1-b5b9-84e2f43c89a6';
const keyText = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;
const ring = (text: string): Fields => new Secrets(testSecret).fields(fieldKeysSchema.parse(text));

describe('a sealed value', () => {
  it('opens in its own column and row, and nowhere else', () => {
    const sealed = testFields.seal('Ticket.citizenPhone', id, '+8613912345678');
    expect(sealed).toMatch(/^v1\.0\.[\w-]{16}\.[\w-]+$/);
    expect(testFields.open('Ticket.citizenPhone', id, sealed)).toBe('+8613912345678');
    expect(() => testFields.open('Ticket.citizenPhone', other, sealed)).toThrow();
    expect(() => testFields.open('Ticket.citizenName', id, sealed)).toThrow();
    const last = sealed.at(-2) === 'A' ? 'B' : 'A';
    expect(() =>
      testFields.open('Ticket.citizenPhone', id, sealed.slice(0, -2) + last + sealed.at(-1)),
    ).toThrow();
  });

  it('is another one each time, with one mark', () => {
    const once = testFields.seal('Citizen.name', id, '王小明');
    expect(testFields.seal('Citizen.name', id, '王小明')).not.toBe(once);
    expect(testFields.mark('+8613912345678')).toBe(testFields.mark('+8613912345678'));
    expect(testFields.mark('+8613912345678')).not.toBe(testFields.mark('+8613912345679'));
  });

  it('is opened by every key of the ring and sealed by the first; what the secret derived goes on opening', () => {
    const [old, next] = [keyText('k1'), keyText('k2')];
    const byOld = ring(old).seal('Citizen.name', id, '王');
    const both = ring(`${next},${old}`);
    expect(both.open('Citizen.name', id, byOld)).toBe('王');
    expect(both.open('Citizen.name', id, testFields.seal('Citizen.name', id, '李'))).toBe('李');
    expect(both.seal('Citizen.name', id, '王')).toMatch(/^v1\.k2\./);
    expect(() => ring(next).open('Citizen.name', id, byOld)).toThrow('no key opens Citizen.name: v1.k1');
    expect(ring(next).mark('1')).toBe(ring(old).mark('1'));
  });

  it('is sealed by the derived key while that stands first, and what a named one sealed opens already', () => {
    const key = keyText('k1');
    const [named, before] = [ring(key), ring(`0,${key}`)];
    expect(before.seal('Citizen.name', id, '王')).toMatch(/^v1\.0\./);
    expect(before.open('Citizen.name', id, named.seal('Citizen.name', id, '王'))).toBe('王');
    expect(named.open('Citizen.name', id, before.seal('Citizen.name', id, '李'))).toBe('李');
    expect(fieldKeysSchema.safeParse('0,0').success).toBe(false);
  });

  it.each(['0:AAAA', keyText('0'), 'k1', 'k1:short', `${keyText('k1')},${keyText('k1')}`])(
    'has no key %s',
    (text) => {
      expect(fieldKeysSchema.safeParse(text).success).toBe(false);
    },
  );
});

describe('rows of the version before', () => {
  let url: string;
  let database: Database;
  const databases: Database[] = [];
  const open = (fields: Fields): Database => {
    const opened = openDatabase(url, { publish: () => undefined }, fields);
    databases.push(opened);
    return opened;
  };
  const count = async (table: string, where: string): Promise<number> =>
    (
      await database.sql.first(
        z.object({ n: z.number() }),
        `SELECT count(*)::int AS n FROM "${table}" t WHERE ${where}`,
      )
    )?.n ?? -1;

  beforeAll(async () => {
    url = await testDatabase();
    database = open(testFields);
  });
  afterAll(async () => {
    for (const each of databases) await each.close();
  });
  beforeEach(async () => {
    await database.sql.run('UPDATE "FieldSealing" SET "plainEndedAt" = NULL');
    await database.sql.run('DELETE FROM "ContactPoint"');
    await database.sql.run('DELETE FROM "Citizen"');
  });

  /** Citizens with a telephone each, as the version before wrote them. */
  async function oldCity(people: number): Promise<void> {
    await database.sql.run(`INSERT INTO "Citizen" (id, name, lang)
      SELECT md5('c' || n)::uuid, '市民' || n, 'zh' FROM generate_series(1, ${people}) n`);
    await database.sql.run(`INSERT INTO "ContactPoint" (id, "citizenId", kind, value)
      SELECT md5('p' || n)::uuid, md5('c' || n)::uuid, 'phone', '+861390' || lpad(n::text, 7, '0')
      FROM generate_series(1, ${people}) n`);
  }

  it('are found and read before they are sealed, and no second citizen is made', async () => {
    await oldCity(2);
    const contact = { kind: 'phone', value: '+8613900000001' } as const;
    const found = await database.change((change) => citizenByContact(change, contact, { lang: 'zh' }));
    expect(await readCitizen(database, found.id)).toMatchObject({ name: '市民1', contactPoints: [contact] });
    expect(await count('Citizen', 'true')).toBe(2);
  });

  it('keep the plain value beside the sealed one until that ends; from then on none is written', async () => {
    await oldCity(3);
    expect(Object.fromEntries(await reseal(database))).toMatchObject({
      'Citizen.name': 3,
      'ContactPoint.value': 3,
    });
    expect(Object.fromEntries(await reseal(database))).toMatchObject({
      'Citizen.name': 0,
      'ContactPoint.value': 0,
    });
    const meet = (last: string) =>
      database.change((change) =>
        citizenByContact(
          change,
          { kind: 'phone', value: `+861390000000${last}` },
          { name: '新', lang: 'zh' },
        ),
      );
    await meet('8');
    // Processes of the version before read these.
    expect(await count('ContactPoint', 'value IS NULL')).toBe(0);
    await endPlain(database);
    const { id: latest } = await meet('9');
    expect(await count('ContactPoint', 'value IS NULL')).toBe(1);
    await reseal(database);
    expect(await count('ContactPoint', 'value IS NOT NULL OR "valueMark" IS NULL')).toBe(0);
    expect(await count('Citizen', 'name IS NOT NULL')).toBe(0);
    expect((await meet('9')).id).toBe(latest);
    expect(await readCitizen(database, latest)).toMatchObject({
      name: '新',
      contactPoints: [{ kind: 'phone', value: '+8613900000009' }],
    });
    expect(await readCitizen(database, (await meet('2')).id)).toMatchObject({ name: '市民2' });
  });

  it('of numbers hold everywhere what they held, before and after they are sealed and emptied', async () => {
    const phone = '+8613911110000';
    const [call, room, broadcast, party] = [randomUUID(), 'R1', randomUUID(), randomUUID()];
    const { sql } = database;
    const session = JSON.stringify({ callerNumber: phone, node: 'queue', vars: { back: phone } });
    const rows: readonly (readonly [string, readonly unknown[]])[] = [
      ['INSERT INTO "SmsOptOut" (phone) VALUES ($1)', [phone]],
      [`INSERT INTO "DoNotCall" (number, source) VALUES ($1, 'sms')`, [phone]],
      [`INSERT INTO "BroadcastSubscription" (phone, lang) VALUES ($1, 'zh')`, [phone]],
      [
        `INSERT INTO "Broadcast" (id, identifier, sender, "sentAt", message, kind, level, "titleZh", "titleEn",
           "textZh", "textEn", "effectiveAt", "expiresAt", "isSpoken")
         VALUES ($1, 'a', 'b', now(), 'alert', 'weather', 'red', '', '', '', '', now(), now(), false)`,
        [broadcast],
      ],
      ['INSERT INTO "BroadcastSent" ("broadcastId", phone) VALUES ($1, $2)', [broadcast, phone]],
      ['INSERT INTO "Callback" ("interactionId", number) VALUES ($1, $2)', [call, phone]],
      [
        `INSERT INTO "CallSession" ("callRef", "fromNumber", "toNumber", "flowCode", session)
         VALUES ($1, $2, '12345', 'hotline', $3)`,
        [call, phone, session],
      ],
      [
        `INSERT INTO "Conference" (room, "callRef", "interactionId", "agentId") VALUES ($1, $2::text, $3::uuid, $3::uuid)`,
        [room, call, call],
      ],
      [
        `INSERT INTO "ConferenceParty" (id, room, number, state, "ringS") VALUES ($1, $2, $3, 'left', 20)`,
        [party, room, phone],
      ],
      [
        `INSERT INTO "PhoneCode" (id, phone, purpose, "codeHash", "expiresAt") VALUES ($1, $2, 'filing', '', now())`,
        [randomUUID(), phone],
      ],
      [
        `INSERT INTO "SmsArrival" (id, fingerprint, "from", "to", coding, payload, part, total)
         VALUES ($1, '', $2, '12345', 0, '', 1, 1)`,
        [randomUUID(), phone],
      ],
    ];
    for (const [text, values] of rows) await sql.run(text, values);
    const list = new DoNotCallList(database);
    const demandHeld = async (): Promise<void> => {
      expect(await database.change((change) => wantsNoNotices(change, phone))).toBe(true);
      expect(await list.marked([phone])).toEqual([phone]);
      expect((await list.list('1111')).items).toMatchObject([{ number: phone, source: 'sms' }]);
      expect(await database.change((change) => lockCallbackTo(change, phone))).toMatchObject({
        number: phone,
      });
      // The same wish again makes no second row.
      await database.change((change) => setNotices(change, phone, false));
      await list.mark({ number: phone, source: 'voice', by: null });
      expect(await count('SmsOptOut', 'true')).toBe(1);
      expect(await count('DoNotCall', 'true')).toBe(1);
    };
    await demandHeld();
    await reseal(database);
    await demandHeld();
    // A process of the version before promises a call to another number: the seal of the first is none of it.
    await sql.run('UPDATE "Callback" SET number = $1', ['+8613922220000']);
    expect(await readCallback(database, call)).toMatchObject({ number: '+8613922220000' });
    await sql.run('UPDATE "Callback" SET number = $1', [phone]);
    await sql.run(`UPDATE "CallSession" SET session = jsonb_set(session, '{node}', '"later"')`);
    await endPlain(database);
    const written = await reseal(database);
    await demandHeld();
    const numbers = Object.keys(sealedColumns).filter((name) => written.get(name as never) !== 0);
    expect(numbers).toEqual([
      'BroadcastSent.phone',
      'BroadcastSubscription.phone',
      'CallSession.session',
      'Callback.number',
      'ConferenceParty.number',
      'DoNotCall.number',
      'PhoneCode.phone',
      'SmsArrival.from',
      'SmsOptOut.phone',
    ]);
    for (const table of new Set(numbers.map((name) => name.slice(0, name.indexOf('.')))))
      expect.soft(await count(table, `t::text LIKE '%${phone.slice(1)}%'`), table).toBe(0);
    const [kept] = await sql.rows(
      z.object({ session: z.string(), node: z.string(), mark: z.string() }),
      `SELECT c."sessionSealed" AS session, c.session ->> 'node' AS node, s.phone AS mark
       FROM "CallSession" c, "BroadcastSent" s`,
    );
    expect(JSON.parse(testFields.open('CallSession.session', call, kept?.session ?? ''))).toMatchObject({
      callerNumber: phone,
      node: 'later',
    });
    expect(kept).toMatchObject({ node: 'later', mark: testFields.mark(phone) });
    // Nothing is due any more; after a change of the secret everything is marked anew.
    expect([...(await reseal(database)).values()].every((rows) => rows === 0)).toBe(true);
    const keys = new Secrets(testSecret).fields([]);
    expect((await reseal({ sql, fields: keys }, { all: true })).get('DoNotCall.number')).toBe(1);
    await demandHeld();
  });

  it('are left alone by a secret that did not mark them: nobody would be found any more', async () => {
    const point = randomUUID();
    const phone = '+8613912340009';
    const [own, next] = [keyText('k1'), keyText('k2')];
    const sealing = ring(own);
    const citizen = await database.read.citizen.create({ data: { namePlain: null, nameSealed: null } });
    await database.read.contactPoint.create({
      data: {
        ...{ id: point, citizenId: citizen.id, kind: 'phone', valueMark: sealing.mark(phone) },
        valueSealed: sealing.seal('ContactPoint.value', point, phone),
      },
    });
    // The new key of a house whose command was given another secret than its servers.
    const strange = new Secrets('another-secret-that-is-long-enough').fields(
      fieldKeysSchema.parse(`${next},${own}`),
    );
    await expect(reseal({ sql: database.sql, fields: strange })).rejects.toBeInstanceOf(OtherSecret);
    const kept = () => database.read.contactPoint.findUniqueOrThrow({ where: { id: point } });
    expect(await kept()).toMatchObject({ valueMark: sealing.mark(phone) });
    await reseal({ sql: database.sql, fields: ring(`${next},${own}`) });
    expect((await kept()).valueSealed).toMatch(/^v1\.k2\./);
    // A command makes no secret of its own.
    const empty = mkdtempSync(join(tmpdir(), 'onecall-no-secret-'));
    const environment = { ...process.env, DATABASE_URL: url, ONECALL_DATA: empty };
    for (const script of ['scripts/fields-seal.ts', 'scripts/verify.ts']) {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
        env: environment,
        stdio: 'ignore',
      });
      expect(await once(child, 'exit')).toEqual([1, null]);
    }
    expect(readdirSync(empty)).toEqual([]);
    rmSync(empty, { recursive: true });
  });

  it('are brought to a new key by a run that was killed in between and begun again', async () => {
    const people = 3_000;
    await oldCity(people);
    await endPlain(database);
    const keys = [keyText('k2'), keyText('k1')].join();
    const run = (): ChildProcess =>
      spawn(process.execPath, ['--import', 'tsx', 'scripts/fields-seal.ts'], {
        env: { ...process.env, DATABASE_URL: url, ONECALL_SECRET: testSecret, ONECALL_FIELD_KEYS: keys },
        stdio: 'ignore',
      });
    const isNew = `"valueSealed" LIKE 'v1.k2.%'`;
    // A row of the third batch is held by somebody: it is killed before its end, however fast it is.
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query(`SELECT 1 FROM "ContactPoint"
      WHERE id = (SELECT id FROM "ContactPoint" ORDER BY id OFFSET 1200 LIMIT 1) FOR UPDATE`);
    const killed = run();
    await expect.poll(() => count('ContactPoint', isNew), { timeout: 60_000 }).toBeGreaterThan(0);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const done = await count('ContactPoint', isNew);
    expect(done).toBeLessThan(people);
    expect(done % 500).toBe(0);
    // What it had asked for last does not come behind its end.
    await holder.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    await holder.query('ROLLBACK');
    await holder.end();
    const again = run();
    expect(await once(again, 'exit')).toEqual([0, null]);
    expect(await count('ContactPoint', `${isNew} AND value IS NULL`)).toBe(people);
    expect(await count('Citizen', `"nameSealed" LIKE 'v1.k2.%' AND name IS NULL`)).toBe(people);
    // Without the keys before: nothing is left that needs them.
    const now = open(ring(keys.slice(0, keys.indexOf(','))));
    const rows = await now.read.contactPoint.findMany({ orderBy: { valueMark: 'asc' } });
    const values = rows.map((row) =>
      now.fields.read('ContactPoint.value', row.id, { sealed: row.valueSealed, plain: null }),
    );
    expect(new Set(values).size).toBe(people);
    expect(rows.every((row, index) => row.valueMark === now.fields.mark(values[index] ?? ''))).toBe(true);
  }, 180_000);
});
