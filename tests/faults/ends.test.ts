// A server that is killed while a contact ends: either it is over with what says so, or neither, and nobody waits on who has left.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { chatSessionSchema, resumedSchema } from '../../server/intake/contract.ts';
import { startWithTwilio, tags } from '../harness/twilio/index.ts';

// At the top: it ends what it starts when the file is over.
const house = await startWithTwilio();
const within = { timeout: 60_000, interval: 50 };
let database: pg.Client;
let holder: pg.Client;

beforeAll(async () => {
  [database, holder] = [0, 1].map(() => new pg.Client({ connectionString: house.databaseUrl })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([database.connect(), holder.connect()]);
});
afterAll(async () => {
  await Promise.all([database?.end(), holder?.end()]);
});

const one = <S extends z.ZodRawShape>(shape: S, rows: unknown[]) => z.object(shape).parse(rows[0]);

/** Holds the contact while it is to end, and kills the server once it waits for it. */
async function killWhileEnding(interactionId: string, end: () => Promise<unknown>): Promise<void> {
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM "Interaction" WHERE id = $1 FOR UPDATE', [interactionId]);
  const ending = end().catch(() => undefined);
  const waits = `SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  try {
    await expect
      .poll(async () => one({ n: z.number() }, (await database.query(waits)).rows).n, within)
      .toBeGreaterThan(0);
    await house.killAndStart();
  } finally {
    await holder.query('ROLLBACK');
  }
  await ending;
}
const stateOf = async (interactionId: string) =>
  one(
    { state: z.string() },
    (await database.query('SELECT state::text FROM "Interaction" WHERE id = $1', [interactionId])).rows,
  ).state;

it('a chat whose answer was enough does not wait on', async () => {
  const api = new Api(house.app.base);
  const wish = { browserId: randomUUID(), lang: 'zh' };
  const { token } = await api.post('/api/chat/session', wish, chatSessionSchema);
  const headers = { 'content-type': 'application/json', authorization: `Citizen ${token}` };
  const read = async () => {
    const answer = await fetch(`${house.app.base}/api/chat/messages`, { headers });
    return resumedSchema.parse(await answer.json());
  };
  const body = JSON.stringify({ id: randomUUID(), text: '你好，请问被拖欠工资怎么办？', attachmentIds: [] });
  expect((await fetch(`${house.app.base}/api/chat/messages`, { method: 'POST', headers, body })).status).toBe(
    200,
  );
  const { contact, messages } = await read();
  const answer = messages.find(({ notice }) => notice?.key === 'machine_answer');
  const id = contact?.interactionId ?? '';
  expect(contact?.state).toBe('waiting');
  const judge = async () => {
    const socket = io(`${house.app.base}/citizen`, { auth: { token }, transports: ['websocket'] });
    try {
      const told: unknown = await socket
        .timeout(20_000)
        .emitWithAck('answer:judge', { messageId: answer?.id, isSolved: true });
      return told;
    } finally {
      socket.disconnect();
    }
  };
  await killWhileEnding(id, judge);
  const { rows } = await database.query('SELECT outcome::text FROM "MachineAnswer" WHERE id = $1', [
    answer?.id,
  ]);
  const { outcome } = one({ outcome: z.string().nullable() }, rows);
  expect([outcome, await stateOf(id)]).toEqual([null, 'waiting']);
  // Who got no answer says it again.
  expect(await judge()).toMatchObject({ ok: true });
  expect(await stateOf(id)).toBe('abandoned');
}, 180_000);

it('a call that was hung up does not wait on', async () => {
  const form = {
    CallSid: `CA${randomUUID().replaceAll('-', '')}`,
    AccountSid: house.double.accountSid,
    From: '+8613900001111',
    To: '+8675512345',
    Direction: 'inbound',
  };
  const waits = async () =>
    z.array(z.object({ id: z.string() })).parse(
      (
        await database.query(
          `SELECT i.id FROM "Interaction" i JOIN "CallSession" c ON c."interactionId" = i.id
             WHERE c."callRef" = $1 AND i.state = 'waiting'`,
          [form.CallSid],
        )
      ).rows,
    )[0]?.id;
  let path = '/twilio/voice';
  for (let steps = 0; steps < 12 && (await waits()) === undefined; steps += 1) {
    const answer = await house.send(path, { ...form, CallStatus: 'in-progress' });
    const twiml = await answer.text();
    const next =
      tags(twiml, 'Redirect').at(-1)?.textContent ??
      tags(twiml, 'Gather').at(-1)?.getAttribute('action') ??
      '';
    const address = new URL(next, house.app.base);
    path = `${address.pathname}${address.search}`;
  }
  const id = (await waits()) ?? '';
  expect(id).not.toBe('');
  const hangUp = () =>
    house.send('/twilio/status', {
      ...form,
      CallStatus: 'completed',
      CallDuration: '9',
      SequenceNumber: '1',
    });
  await killWhileEnding(id, hangUp);
  const { rows } = await database.query('SELECT "endedAt" FROM "CallSession" WHERE "callRef" = $1', [
    form.CallSid,
  ]);
  const { endedAt } = one({ endedAt: z.date().nullable() }, rows);
  expect([endedAt, await stateOf(id)]).toEqual([null, 'waiting']);
  expect((await hangUp()).status).toBeLessThan(300);
  await expect.poll(() => stateOf(id), within).toBe('abandoned');
}, 180_000);
