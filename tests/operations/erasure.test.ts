// Personal data end by term: who has not been heard of for so long, has nothing open and no hold upon them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createErasure } from '../../server/erasure/index.ts';
import { erasedPayload, isErasable } from '../../server/erasure/core.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { appendTimeline } from '../../server/tickets/store.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const dayMs = 24 * 3_600_000;
const now = new Date('2026-11-29T08:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
const shared = 'a'.repeat(64);

let database: Database;
const removed: string[] = [];
const remove = async (name: string): Promise<void> => {
  removed.push(name);
};
let erasure: ReturnType<typeof createErasure>['erasure'];

beforeAll(async () => {
  database = openDatabase(await testDatabase(), { publish: () => undefined }, testFields);
  const stores = { files: { remove }, vault: { remove } };
  ({ erasure } = createErasure({ database, ...stores, log: createLog('silent'), keptDays: 0 }));
});
afterAll(() => database.close());

let people = 0;
/** Somebody with a telephone, a ticket with a line, a chat, two files and a recording, last heard of so many days ago. */
async function somebody(days: number, state: 'closed' | 'accepted' = 'closed') {
  people += 1;
  const phone = `+861395555${String(people).padStart(4, '0')}`;
  const [at, own] = [daysAgo(days), String(people).padEnd(64, 'b')];
  return database.change(async ({ tx, sql }) => {
    const mark = { nameSealed: null, createdAt: daysAgo(days + 1) };
    const citizen = await tx.citizen.create({ data: { ...mark, namePlain: '王小明' } });
    const point = {
      id: randomUUID(),
      citizenId: citizen.id,
      kind: 'phone' as const,
      createdAt: daysAgo(days + 1),
    };
    const valueSealed = testFields.seal('ContactPoint.value', point.id, phone);
    await tx.contactPoint.create({ data: { ...point, valueSealed, valueMark: testFields.mark(phone) } });
    const talk = { citizenId: citizen.id, channel: 'chat' as const, lastMessageAt: at, createdAt: at };
    const conversation = await tx.conversation.create({ data: talk });
    const ticket = await tx.ticket.create({
      data: {
        ...{ number: `SZ${people}`, kind: 'complaint', title: '路灯', text: '王小明家门口', channel: 'web' },
        ...{ state, citizenId: citizen.id, conversationId: conversation.id, createdAt: at, updatedAt: at },
      },
    });
    const payload = { text: '回电王小明', departmentCode: 'water' };
    const entry = { command: 'note', toState: state, by: 'system' as const, reason: '王小明说', payload };
    const by = { kind: 'system', id: null, commandId: ticket.id, at };
    await appendTimeline(sql, { id: ticket.id, head: null, lastSeq: 0, state: null }, [entry], by);
    for (const sha256 of [shared, own])
      await tx.ticketFile.create({
        data: {
          ticketId: ticket.id,
          sha256,
          name: '王小明.jpg',
          mime: 'image/jpeg',
          bytes: 1,
          isPublic: true,
          createdAt: at,
        },
      });
    const recording = {
      callRef: phone,
      ticketId: ticket.id,
      providerRef: ticket.id,
      url: `sealed:r${people}`,
    };
    await tx.recording.create({ data: recording });
    return { citizenId: citizen.id, ticketId: ticket.id, phone, own };
  });
}
const nameOf = async (citizenId: string) =>
  (await database.read.citizen.findUniqueOrThrow({ where: { id: citizenId } })).namePlain;

describe('the term', () => {
  it('ends for whom nothing was heard of, and for nobody with something open, held or recent', async () => {
    const gone = await somebody(31);
    const [open, held, recent] = [await somebody(31, 'accepted'), await somebody(31), await somebody(29)];
    await database.read.ticketHold.create({ data: { ticketId: held.ticketId, reason: '行政诉讼' } });
    expect(await erasure.eraseDue(30, now)).toBe(1);
    expect(await Promise.all([gone, open, held, recent].map(({ citizenId }) => nameOf(citizenId)))).toEqual([
      null,
      ...Array(3).fill('王小明'),
    ]);
    // Bytes that others' tickets name stay; the recording goes.
    expect(removed.sort()).toEqual([gone.own, 'r1'].sort());
    const [line] = await database.read.ticketEvent.findMany({ where: { ticketId: gone.ticketId } });
    expect(line).toMatchObject({ reason: null, payload: { departmentCode: 'water', erased: true } });
    expect(await erasure.citizensBy(gone.phone)).toEqual([]);
    const [deed] = await database.read.auditEntry.findMany({ where: { subjectId: gone.citizenId } });
    expect(deed).toMatchObject({
      action: 'citizen.erase',
      detail: { kind: 'term', keptDays: 30, tickets: 1, files: 2, recordings: 1 },
    });
    // Once; and a hold that is over lets the next day have them.
    await database.read.ticketHold.deleteMany({});
    expect(await erasure.eraseDue(30, now)).toBe(1);
    expect(await erasure.eraseDue(30, now)).toBe(0);
    expect(await nameOf(held.citizenId)).toBeNull();
  });

  it('does not matter where somebody asks, but what is open or held does', async () => {
    const [open, held] = [await somebody(1, 'accepted'), await somebody(1)];
    await database.read.ticketHold.create({ data: { ticketId: held.ticketId, reason: '检查' } });
    const asked = { kind: 'request', reason: '本人要求' } as const;
    await expect(erasure.erase(open.citizenId, asked)).rejects.toMatchObject({
      code: 'wrong_state',
      details: { openTickets: ['SZ5'], heldTickets: [] },
    });
    await expect(erasure.erase(held.citizenId, asked)).rejects.toMatchObject({
      details: { openTickets: [], heldTickets: ['SZ6'] },
    });
    const free = await somebody(1);
    // Looking changes nothing, and says the same as the deed does after it.
    expect(await erasure.look(open.citizenId)).toMatchObject({
      name: '王**',
      isErasable: false,
      standing: { openTickets: ['SZ5'] },
    });
    const looked = await erasure.look(free.citizenId);
    expect(looked).toMatchObject({
      name: '王**',
      isErasable: true,
      goes: { tickets: 1, conversations: 1, files: 2, recordings: 1 },
    });
    expect(looked.lastAt).toBe(daysAgo(1).toISOString());
    expect(await nameOf(free.citizenId)).toBe('王小明');
    expect(await erasure.citizensBy(free.phone)).toEqual([free.citizenId]);
    expect(await erasure.erase(free.citizenId, asked)).toEqual({
      tickets: 1,
      conversations: 1,
      files: 2,
      recordings: 1,
    });
    await expect(erasure.erase(randomUUID(), asked)).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('of a line stay codes, moments and figures; no field that is not known to be one', () => {
  const payload = {
    departmentCode: 'water',
    score: 2,
    text: '王小明',
    note: 'x',
    kind: { name: '王小明' },
    dueAt: '2026-11-29T08:00:00Z',
  };
  expect(erasedPayload(payload)).toEqual({
    departmentCode: 'water',
    score: 2,
    dueAt: '2026-11-29T08:00:00Z',
    erased: true,
  });
  expect(erasedPayload(null)).toEqual({ erased: true });
  expect(isErasable({ openTickets: [], heldTickets: [], isTalking: true })).toBe(false);
});
