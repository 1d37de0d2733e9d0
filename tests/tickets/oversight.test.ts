// What supervisors watch over, on tickets that lived through real commands; and the duty list.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPack } from '../../server/admin/index.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { createTicketSchema, ticketCommandSchema } from '../../server/tickets/contract.ts';
import { dutyFor, readDuties, removeDuty, writeDuty } from '../../server/tickets/oversight/duty.ts';
import { readFollowUpRules, writeFollowUpRules } from '../../server/tickets/oversight/follow-ups.ts';
import { dueSoon, tampering } from '../../server/tickets/oversight/watch.ts';
import { demoDatabase } from '../harness/database.ts';
import { openCity, person } from '../reports/city.ts';

let city: Awaited<ReturnType<typeof openCity>>;
const dispatcher = person(['dispatcher']);
const officer = person(['officer'], 'water');
/** An officer who is also the lead: nothing keeps one person from doing both. */
const both = person(['officer', 'lead'], 'water');
const minuteMs = 60_000;

beforeAll(async () => {
  city = await openCity(await demoDatabase());
}, 240_000);
afterAll(() => city?.database.close());

async function give(actor: Actor, id: string, words: object): Promise<void> {
  const { version } = await city.service.summary(id);
  const command = ticketCommandSchema.parse({ ...words, commandId: randomUUID(), version });
  await city.service.command({ kind: 'staff', actor }, id, command);
}

async function dispatched(): Promise<string> {
  const id = randomUUID();
  const matter = {
    id,
    kind: 'help',
    title: '水管漏水',
    text: '门口漏水',
    channel: 'web',
    citizenId: randomUUID(),
  };
  await city.service.create({ kind: 'staff', actor: person(['agent']) }, createTicketSchema.parse(matter));
  await give(dispatcher, id, { command: 'dispatch', departmentCode: 'water' });
  return id;
}

const reply = { command: 'reply', publicReply: '已经修好了。', isTrue: true, isSolved: true };

describe('clocks that run out', () => {
  it('within the hour come first, the overdue apart, each with who has to do something', async () => {
    const id = await dispatched();
    const { clocks } = await city.service.view(dispatcher, id);
    const contact = clocks.find(({ clock }) => clock === 'first_contact');
    if (!contact) throw new Error('no clock of first contact runs');
    const due = Date.parse(contact.dueAt);
    const before = await dueSoon(city.database, 60, new Date(due - 30 * minuteMs));
    expect(before.items.find((row) => row.ticketId === id && row.clock === 'first_contact')).toMatchObject({
      isOverdue: false,
      alarm: 0,
      departmentCode: 'water',
    });
    const warnings = [
      { share: 0.5, at: contact.startedAt, firedAt: contact.startedAt },
      { share: 0.8, at: contact.dueAt },
    ];
    await city.database.read.ticketClock.update({ where: { id: contact.id }, data: { warnings } });
    const warned = await dueSoon(city.database, 60, new Date(due - 30 * minuteMs));
    expect(warned.items.find((row) => row.id === contact.id)?.alarm).toBe(0.5);
    const early = await dueSoon(city.database, 60, new Date(due - 61 * minuteMs));
    expect(early.items.filter((row) => row.id === contact.id)).toEqual([]);
    const after = await dueSoon(city.database, 60, new Date(due + minuteMs));
    expect(after.items.find((row) => row.id === contact.id)?.isOverdue).toBe(true);
    expect(after.overdue).toBeGreaterThan(0);
  });
});

describe('getting around a clock', () => {
  const found = async (id: string) =>
    (await tampering(city.database, { days: 30, limit: 200 }, new Date(Date.now() + minuteMs))).items
      .filter(({ ticketId }) => ticketId === id)
      .map(({ kind, departmentCode, detail }) => ({ kind, departmentCode, detail }));

  it('is to answer without contact, and to approve one’s own answer', async () => {
    const [hidden, open] = [await dispatched(), await dispatched()];
    for (const id of [hidden, open]) await give(both, id, { command: 'accept' });
    await give(both, open, { command: 'contact', how: 'phone', note: '已联系' });
    await give(both, hidden, reply);
    await give(officer, open, reply);
    for (const id of [hidden, open]) await give(both, id, { command: 'approve' });
    expect(await found(open)).toEqual([]);
    expect((await found(hidden)).map(({ kind }) => kind).sort()).toEqual([
      'reply_without_contact',
      'self_approved',
    ]);
  });

  it('is to return in the last tenth of the time to return, not before', async () => {
    const [early, late] = [await dispatched(), await dispatched()];
    // As if it had been dispatched long ago: the time to return is almost over.
    await city.database.sql.run(
      `UPDATE "TicketClock" SET "startedAt" = now() - interval '95 minutes', "dueAt" = now() + interval '5 minutes'
       WHERE "ticketId" = $1 AND clock = 'return'`,
      [late],
    );
    const words = {
      command: 'return',
      ground: 'not_duty',
      legalBasis: '三定方案',
      proposedDepartmentCode: 'urban',
    };
    for (const id of [early, late]) await give(officer, id, words);
    expect(await found(early)).toEqual([]);
    expect(await found(late)).toEqual([{ kind: 'return_at_the_end', departmentCode: 'water', detail: null }]);
  });

  it('is to try a step that the rules refuse; the counts lead to the tickets', async () => {
    const id = await dispatched();
    await give(both, id, { command: 'accept' });
    await expect(give(both, id, { command: 'approve' })).rejects.toThrow('wrong_state');
    expect(await found(id)).toEqual([{ kind: 'refused', departmentCode: 'water', detail: 'approve' }]);
    const { counts, items } = await tampering(
      city.database,
      { days: 30, kind: 'refused', departmentCode: 'water', limit: 200 },
      new Date(Date.now() + minuteMs),
    );
    const count = counts.find((row) => row.kind === 'refused' && row.departmentCode === 'water');
    expect(count?.cases).toBe(items.length);
  });
});

describe('the duty list', () => {
  const duty = {
    categoryCode: 'labor.wages',
    areaCode: null,
    leadCode: 'union',
    coHandlerCodes: ['hrss'],
    fallbackCode: 'data',
  };
  const place = { categoryCode: duty.categoryCode, areaCode: duty.areaCode };
  const standing = async () =>
    (await readDuties(city.database)).items.find(
      ({ categoryCode, areaCode }) => categoryCode === duty.categoryCode && areaCode === null,
    );
  const seen = async () => (await standing())?.mark ?? null;

  it('is mended on record, and what was mended outlasts another pack', async () => {
    await writeDuty(city.database, person(['admin']), { ...duty, seen: await seen() });
    await city.database.read.packState.deleteMany({});
    await applyPack(city.database, 'prisma/packs/shenzhen');
    expect(await standing()).toEqual({ ...duty, isEdited: true, mark: expect.any(String) });
    expect(await city.database.read.auditEntry.count({ where: { action: 'duty_change' } })).toBe(1);
  });

  it('is overwritten by nobody who has not seen what stands there', async () => {
    const before = await seen();
    const both = await Promise.allSettled(
      ['data', 'hrss'].map((leadCode) =>
        writeDuty(city.database, person(['admin']), { ...duty, leadCode, seen: before }),
      ),
    );
    const lost = both.filter(({ status }) => status === 'rejected');
    expect(lost).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'version_conflict' }) },
    ]);
    const stale = removeDuty(city.database, person(['admin']), { ...place, seen: before ?? '' });
    // Whoever comes second is told when, and by whom: this one is no account of the city.
    const told = { by: null, at: expect.any(String) };
    await expect(stale).rejects.toMatchObject({ code: 'version_conflict', details: told });
    const asNew = writeDuty(city.database, person(['admin']), { ...duty, seen: null });
    await expect(asNew).rejects.toMatchObject({ code: 'version_conflict' });
    await writeDuty(city.database, person(['admin']), { ...duty, seen: await seen() });
  });

  it('loses a row on record; a second time there is nothing to lose', async () => {
    const row = { ...place, seen: (await seen()) ?? '' };
    await removeDuty(city.database, person(['admin']), row);
    const { items } = await readDuties(city.database);
    expect(items.filter((row) => row.categoryCode === duty.categoryCode && row.areaCode === null)).toEqual(
      [],
    );
    expect(await city.database.read.auditEntry.count({ where: { action: 'duty_remove' } })).toBe(1);
    await expect(removeDuty(city.database, person(['admin']), row)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('takes no department that takes no tickets', async () => {
    const wrong = writeDuty(city.database, person(['admin']), { ...duty, leadCode: 'nobody', seen: null });
    await expect(wrong).rejects.toThrow('bad_request');
  });

  it.each([
    [['a.b', 'a'], '440305', 'of the area'],
    [['a.b', 'a'], '440306', 'everywhere'],
    [['a.c', 'a'], null, 'of the parent'],
    [['z'], null, undefined],
  ])('for %j in %s the nearest row holds', (categories, area, expected) => {
    const rows = [
      { categoryCode: 'a', areaCode: null, name: 'of the parent' },
      { categoryCode: 'a.b', areaCode: null, name: 'everywhere' },
      { categoryCode: 'a.b', areaCode: '440305', name: 'of the area' },
    ];
    expect(dutyFor(rows, categories, area)?.name).toBe(expected);
  });
});

describe('the sampling of follow-ups', () => {
  it('is the pack’s until the city writes its own, which a later pack leaves alone', async () => {
    const before = await readFollowUpRules(city.database);
    expect(before.isEdited).toBe(false);
    const [first, ...rest] = before.items;
    if (!first) throw new Error('the pack has no rules');
    const own = [...rest, { ...first, share: 5 }];
    await writeFollowUpRules(city.database, person(['admin']), { items: own, seen: before.mark });
    await city.database.read.packState.deleteMany({});
    await applyPack(city.database, 'prisma/packs/shenzhen');
    expect(await readFollowUpRules(city.database)).toEqual({
      items: own,
      isEdited: true,
      mark: expect.any(String),
    });
    const late = writeFollowUpRules(city.database, person(['admin']), { items: rest, seen: before.mark });
    await expect(late).rejects.toMatchObject({ code: 'version_conflict' });
    expect(await city.database.read.auditEntry.count({ where: { action: 'follow_up_rules_change' } })).toBe(
      1,
    );
  });
});
