// The rule book of tickets (DESIGN §6), as decisions over plain data.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../server/platform/errors.ts';
import type { TicketCommand, TicketState } from '../../server/tickets/contract.ts';
import type { Giver, TicketFacts } from '../../server/tickets/decision.ts';
import { maxBounces } from '../../server/tickets/effects.ts';
import { allowedCommands, decide } from '../../server/tickets/lifecycle.ts';

const now = new Date('2026-11-24T02:00:00Z');
const later = new Date('2026-12-10T10:00:00Z');
const officer: Giver = { kind: 'staff', id: 'o', roles: ['officer'], departmentCode: 'water' };
const lead: Giver = { kind: 'staff', id: 'l', roles: ['lead'], departmentCode: 'water' };
const dispatcher: Giver = { kind: 'staff', id: 'd', roles: ['dispatcher'], departmentCode: 'data' };
const citizen: Giver = { kind: 'citizen' };

function ticket(part: Partial<TicketFacts> = {}): TicketFacts {
  return {
    kind: 'complaint',
    state: 'accepted',
    version: 3,
    leadDepartmentCode: 'water',
    firstDepartmentCode: 'water',
    bounces: 0,
    extensions: 0,
    reworks: 0,
    contactedAt: null,
    ratingScore: null,
    isForced: false,
    stateBeforeMerge: null,
    handlers: [],
    main: null,
    clocks: [{ clock: 'resolve', state: 'running', dueAt: later }],
    ...part,
  };
}

type Words = TicketCommand extends infer C
  ? C extends unknown
    ? Omit<C, 'commandId' | 'version'>
    : never
  : never;
function give(facts: TicketFacts, giver: Giver, words: Words, version = facts.version) {
  const command = { ...words, commandId: '00000000-0000-4000-8000-000000000001', version } as TicketCommand;
  return decide({ ticket: facts, command, giver, now, fallbackDepartmentCode: 'data' });
}

function refusal(work: () => unknown): { code: string; details: Record<string, unknown> | undefined } {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('nothing was refused');
}

const returned: Words = {
  command: 'return',
  ground: 'not_our_duty',
  legalBasis: '三定方案第五条',
  proposedDepartmentCode: 'urban',
};

describe('a command', () => {
  it.each<[TicketState, Words, Giver]>([
    ['closed', { command: 'accept' }, officer],
    ['received', { command: 'approve' }, lead],
    ['approved', { command: 'close' }, dispatcher],
    ['dispatched', { command: 'ask_citizen', question: '在哪里？' }, officer],
  ])('in state %s is refused when the table has no way for it', (state, words, giver) => {
    expect(refusal(() => give(ticket({ state, leadDepartmentCode: 'water' }), giver, words)).code).toBe(
      'wrong_state',
    );
  });

  it('of another department is forbidden, and so is one of another role', () => {
    const elsewhere: Giver = { ...officer, departmentCode: 'police' } as Giver;
    expect(refusal(() => give(ticket({ state: 'dispatched' }), elsewhere, { command: 'accept' })).code).toBe(
      'forbidden',
    );
    expect(refusal(() => give(ticket({ state: 'replied' }), officer, { command: 'approve' })).code).toBe(
      'forbidden',
    );
  });

  it('under a version that somebody else has changed is a conflict; a note and an urge are not', () => {
    expect(refusal(() => give(ticket({ state: 'dispatched' }), officer, { command: 'accept' }, 2)).code).toBe(
      'version_conflict',
    );
    expect(give(ticket(), officer, { command: 'note', text: '已看' }, 1).changesVersion).toBe(false);
  });
});

describe('clocks', () => {
  it('the resolution clock starts at dispatch and acceptance only ends the acceptance clock', () => {
    const dispatched = give(ticket({ state: 'received', leadDepartmentCode: null }), dispatcher, {
      command: 'dispatch',
      departmentCode: 'water',
    });
    expect(dispatched.clocks).toContainEqual({ op: 'start', clock: 'resolve', onlyIfNone: true });
    const accepted = give(ticket({ state: 'dispatched' }), officer, { command: 'accept' });
    expect(accepted.clocks).toEqual([{ op: 'stop', clock: 'accept' }]);
  });

  it('a return keeps the due time: the resolution clock is not touched', () => {
    const { clocks, patch } = give(ticket(), officer, returned);
    expect(clocks.some((effect) => 'clock' in effect && effect.clock === 'resolve')).toBe(false);
    expect(patch).toMatchObject({ state: 'returned', bounces: 1 });
  });

  it('asking the citizen pauses every clock, the answer lets them go on', () => {
    expect(give(ticket(), officer, { command: 'ask_citizen', question: '哪一栋？' }).clocks).toEqual([
      { op: 'pause_all' },
    ]);
    const answered = give(ticket({ state: 'waiting_citizen' }), citizen, {
      command: 'citizen_answered',
      text: '三栋',
    });
    expect(answered.clocks).toEqual([{ op: 'resume_all' }]);
    expect(answered.patch.state).toBe('accepted');
  });
});

describe('bounces', () => {
  it(`after ${maxBounces} returns the fallback unit takes it, and the first department asked stays named`, () => {
    const decision = give(ticket({ bounces: maxBounces - 1 }), officer, returned);
    expect(decision.entries.map((entry) => [entry.command, entry.by])).toEqual([
      ['return', 'giver'],
      ['dispatch', 'system'],
    ]);
    expect(decision.patch).toMatchObject({ state: 'dispatched', leadDepartmentCode: 'data' });
    expect(decision.patch.firstDepartmentCode).toBeUndefined();
  });

  it('a return after its window is refused', () => {
    const facts = ticket({ clocks: [{ clock: 'return', state: 'breached', dueAt: now }] });
    expect(refusal(() => give(facts, officer, returned)).details?.rule).toBe('return_window_over');
  });
});

describe('an extension', () => {
  const extend: Words = { command: 'extend', ground: 'complex', basis: '需要会同三个部门', workingDays: 5 };
  it('is asked before expiry', () => {
    const over = ticket({
      clocks: [{ clock: 'resolve', state: 'running', dueAt: new Date(now.getTime() - 1) }],
    });
    expect(refusal(() => give(over, officer, extend)).details?.rule).toBe(
      'extension_must_come_before_expiry',
    );
  });
  it('is given once', () => {
    expect(refusal(() => give(ticket({ extensions: 1 }), officer, extend)).details?.rule).toBe(
      'extended_before',
    );
  });
  it('of a request for disclosure is 20 working days at most, as the law has it', () => {
    const request = ticket({ kind: 'disclosure_request' });
    const by = (workingDays: number) => () => give(request, officer, { ...extend, workingDays });
    expect(by(20)().entries.map(({ command }) => command)).toContain('extend');
    expect(refusal(by(21)).details?.rule).toBe('extension_beyond_law');
    expect(
      give(ticket(), officer, { ...extend, workingDays: 21 }).entries.map(({ command }) => command),
    ).toContain('extend');
  });
});

describe('follow-up', () => {
  const approved = ticket({ state: 'approved' });
  const rate = (score?: number): Words => ({
    command: 'follow_up',
    how: 'link',
    reasons: [],
    ...(score ? { score } : {}),
  });
  it('satisfied closes the ticket', () => {
    expect(give(approved, citizen, rate(5)).patch).toMatchObject({ state: 'closed', ratingScore: 5 });
  });
  it('unanswered is no praise: nothing is rated and nothing closes', () => {
    const { patch } = give(approved, dispatcher, { command: 'follow_up', how: 'phone', reasons: [] });
    expect(patch.state).toBe('follow_up');
    expect(patch.ratingScore).toBeUndefined();
  });
  it('dissatisfied is done again; dissatisfied twice is supervised', () => {
    const once = give(approved, citizen, rate(2));
    expect(once.patch).toMatchObject({ state: 'rework', reworks: 1, isSolved: false });
    const twice = give(ticket({ state: 'approved', reworks: 1 }), citizen, rate(1));
    expect(twice.entries.map((entry) => entry.command)).toEqual(['follow_up', 'rework', 'supervise']);
  });
});

describe('co-handling', () => {
  const beside: Giver = { kind: 'staff', id: 'c', roles: ['officer'], departmentCode: 'urban' };
  const handlers = [{ departmentCode: 'urban', state: 'asked' as const }];

  it('gives each department beside the lead a clock of its own, and the lead none', () => {
    const { clocks, handlers: asked } = give(ticket(), officer, {
      command: 'co_handle',
      departmentCodes: ['urban', 'police', 'urban', 'water'],
      task: '核查占道',
    });
    expect(asked.map(({ departmentCode }) => departmentCode)).toEqual(['urban', 'police']);
    expect(clocks).toEqual([
      { op: 'start', clock: 'co_handle', departmentCode: 'urban' },
      { op: 'start', clock: 'co_handle', departmentCode: 'police' },
    ]);
  });

  it('keeps the lead from replying until every co-handler has answered or is released', () => {
    const reply: Words = {
      command: 'reply',
      publicReply: '已经修好了。',
      internalRecord: '',
      isTrue: true,
      isBeyondDuty: false,
      isSolved: true,
    };
    expect(refusal(() => give(ticket({ handlers }), officer, reply)).details?.rule).toBe(
      'co_handlers_unanswered',
    );
    for (const state of ['answered', 'released'] as const) {
      const done = ticket({ handlers: [{ departmentCode: 'urban', state }] });
      expect(give(done, officer, reply).patch.state).toBe('replied');
    }
  });

  it('is answered by the co-handler alone, after acceptance, and only its own clock stops', () => {
    const answer: Words = { command: 'co_answer', text: '已清理' };
    expect(refusal(() => give(ticket({ handlers }), beside, answer)).details?.rule).toBe('not_accepted');
    expect(refusal(() => give(ticket({ handlers }), officer, answer)).code).toBe('forbidden');
    const accepted = ticket({ handlers: [{ departmentCode: 'urban', state: 'accepted' }] });
    expect(give(accepted, beside, answer).clocks).toEqual([
      { op: 'stop', clock: 'co_handle', departmentCode: 'urban' },
    ]);
  });

  it('ends where the co-handler becomes the lead', () => {
    const { handlers: freed } = give(ticket({ state: 'returned', handlers }), dispatcher, {
      command: 'dispatch',
      departmentCode: 'urban',
    });
    expect(freed).toEqual([{ departmentCode: 'urban', state: 'released' }]);
  });
});

describe('a merge', () => {
  const merged = ticket({ state: 'merged', leadDepartmentCode: null, stateBeforeMerge: 'returned' });
  const answered = { state: 'approved' as const, leadDepartmentCode: 'urban' };
  const rate = (score: number): Words => ({ command: 'follow_up', how: 'link', score, reasons: [] });

  it('taken back leads to the state and the due times of before: nobody gains time by it', () => {
    const { patch, clocks } = give(merged, dispatcher, { command: 'unmerge', reason: '是另一处' });
    expect(patch).toMatchObject({ state: 'returned', mainTicketId: null, closedAt: null });
    expect(clocks).toEqual([{ op: 'restore_all' }]);
  });

  it('lets each citizen rate the main ticket’s answer once, and not before there is one', () => {
    expect(refusal(() => give(merged, citizen, rate(5))).details?.rule).toBe('main_not_answered');
    const { patch } = give({ ...merged, main: answered }, citizen, rate(5));
    expect(patch).toMatchObject({ state: 'merged', ratingScore: 5 });
    const again = { ...merged, main: answered, ratingScore: 5 };
    expect(refusal(() => give(again, citizen, rate(4))).details?.rule).toBe('rated_before');
  });

  it('gives whom the common answer does not satisfy rework of their own', () => {
    const { entries, patch } = give({ ...merged, main: answered }, citizen, rate(1));
    expect(entries.map(({ command, toState }) => [command, toState])).toEqual([
      ['dispatch', 'dispatched'],
      ['follow_up', 'follow_up'],
      ['rework', 'rework'],
    ]);
    expect(patch).toMatchObject({ state: 'rework', leadDepartmentCode: 'urban', mainTicketId: null });
  });
});

describe('the coordinator', () => {
  const supervisor: Giver = { kind: 'staff', id: 's', roles: ['supervisor'], departmentCode: null };
  const force: Words = { command: 'force_dispatch', departmentCode: 'urban', basis: '协调会议定' };

  it('alone decides what was returned too often', () => {
    const bounced = ticket({ state: 'returned', bounces: maxBounces });
    const dispatch: Words = { command: 'dispatch', departmentCode: 'urban' };
    expect(refusal(() => give(bounced, dispatcher, dispatch)).details?.rule).toBe('coordinator_decides');
    expect(refusal(() => give(bounced, dispatcher, force)).code).toBe('forbidden');
    expect(give(bounced, supervisor, force).patch).toMatchObject({
      state: 'dispatched',
      leadDepartmentCode: 'urban',
      isForced: true,
    });
  });

  it('decides for good: the department cannot return it', () => {
    expect(refusal(() => give(ticket({ isForced: true }), officer, returned)).details?.rule).toBe(
      'assigned_for_good',
    );
  });
});

it('buttons offer exactly what a command would be taken for', () => {
  expect(allowedCommands(ticket({ state: 'dispatched' }), officer).sort()).toEqual([
    'accept',
    'co_handle',
    'link',
    'note',
    'return',
  ]);
  expect(allowedCommands(ticket({ state: 'closed' }), citizen)).toEqual([]);
});
