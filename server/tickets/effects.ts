// What a command does to a ticket, its clocks and its co-handlers, once it is allowed (DESIGN §6). Pure.
import type { TicketCommand } from './commands.ts';
import type {
  ClockEffect,
  Effect,
  Giver,
  HandlerEffect,
  TicketFacts,
  TicketPatch,
  TimelineEntry,
} from './decision.ts';
import { isPetition, isPetitionReview } from './petitions/core.ts';
import type { TicketKind, TicketState } from './words.ts';

/** A returned ticket is decided by the coordinator after this many bounces: it goes to the fallback unit. */
export const maxBounces = 3;
/** Scores 1 and 2 are dissatisfied: the matter is done again. */
const dissatisfiedUpTo = 2;
/** Dissatisfied this often: electronic supervision. */
const supervisedAfterReworks = 2;

const entry = (
  command: string,
  toState: TicketState,
  payload: Record<string, unknown> = {},
  reason: string | null = null,
  by: 'giver' | 'system' = 'giver',
): TimelineEntry => ({ command, toState, by, reason, payload });

const dispatchClocks = (kind: TicketKind): readonly ClockEffect[] =>
  kind === 'petition' ? petitionDispatchClocks : ordinaryDispatchClocks;

const ordinaryDispatchClocks: readonly ClockEffect[] = [
  { op: 'stop', clock: 'dispatch' },
  { op: 'cancel', clock: 'accept' },
  { op: 'cancel', clock: 'return' },
  { op: 'start', clock: 'accept' },
  { op: 'start', clock: 'return' },
  // A return keeps the original due time: what runs goes on running.
  { op: 'start', clock: 'first_contact', onlyIfNone: true },
  { op: 'start', clock: 'resolve', onlyIfNone: true },
];

/** The 60 days of a petition run from when it is taken (受理; 信访工作条例, article 34). */
const petitionDispatchClocks: readonly ClockEffect[] = [
  { op: 'stop', clock: 'dispatch' },
  { op: 'cancel', clock: 'return' },
  { op: 'start', clock: 'return' },
  { op: 'start', clock: 'accept', onlyIfNone: true },
];

/** Whether it is taken has been told: of a petition, that is what its first clock waits for (不予受理, 转送). */
const told = (kind: TicketKind): readonly ClockEffect[] => [
  ...(kind === 'petition' ? [{ op: 'stop', clock: 'accept' } as const] : []),
  { op: 'cancel_all' },
];

/**
 * What a new ticket starts. The time to answer begins at dispatch, except for a request for disclosure: its working days
 * run from the day on which it was received and confirmed to the citizen by number and code, whoever has to answer it
 * (政府信息公开条例, articles 31 and 33). Of a petition the 15 days run in which the petitioner learns whether it is taken
 * (信访工作条例, articles 22 and 23): no dispatch and no return begins them anew. A review runs from its request (articles
 * 35 and 36).
 */
export function clocksAtFiling(kind: TicketKind): readonly ClockEffect[] {
  const toDesk = { op: 'start', clock: 'dispatch' } as const;
  if (kind === 'petition') return [toDesk, { op: 'start', clock: 'accept' }];
  if (isPetitionReview(kind)) return [toDesk, { op: 'start', clock: 'resolve' }];
  return kind === 'disclosure_request' ? [toDesk, { op: 'start', clock: 'resolve' }] : [toDesk];
}

/** What a command is given to and where the table leads. */
interface Step {
  ticket: TicketFacts;
  giver: Giver;
  now: Date;
  fallbackDepartmentCode: string | null;
  toState: TicketState;
}

type Given<Name extends TicketCommand['command']> = Extract<TicketCommand, { command: Name }>;

/** What an allowed command does; `toState` is where the table leads. */
export function effectOf(input: Omit<Step, 'toState'>, command: TicketCommand, toState: TicketState): Effect {
  const { ticket, giver, now } = input;
  const step = { ...input, toState };
  /** One line in the timeline, and what goes with it. */
  const one = (
    does: Partial<Effect> & { payload?: Record<string, unknown>; reason?: string | undefined },
  ) => {
    const { payload = {}, reason = null, patch = {}, clocks = [] } = does;
    return { entries: [entry(command.command, toState, payload, reason)], patch, clocks };
  };
  switch (command.command) {
    case 'dispatch':
      return dispatched(step, command);
    case 'force_dispatch':
      return forceDispatched(step, command);
    case 'accept':
      return one({
        patch: { acceptedAt: now, ...(giver.kind === 'staff' ? { officerId: giver.id } : {}) },
        clocks: [
          { op: 'stop', clock: 'accept' },
          ...(ticket.kind === 'petition'
            ? [{ op: 'start', clock: 'resolve', onlyIfNone: true } as const]
            : []),
        ],
      });
    case 'return':
      return returned(step, command);
    case 'contact':
      return one({
        payload: { how: command.how, note: command.note },
        patch: { contactedAt: now, contactedHow: command.how },
        clocks: [{ op: 'stop', clock: 'first_contact' }],
      });
    case 'reply':
      return replied(step, command);
    case 'approve':
      return one({
        reason: command.note,
        clocks: [
          { op: 'stop', clock: 'resolve' },
          { op: 'cancel', clock: 'first_contact' },
        ],
      });
    case 'send_back':
      return one({ reason: command.reason });
    case 'extend':
      return one({
        payload: { ground: command.ground, workingDays: command.workingDays },
        reason: command.basis,
        patch: { extensions: ticket.extensions + 1 },
        clocks: [{ op: 'extend', clock: 'resolve', workingDays: command.workingDays }],
      });
    case 'ask_citizen':
      return one({ payload: { question: command.question }, clocks: [{ op: 'pause_all' }] });
    case 'citizen_answered':
      return one({ payload: { text: command.text }, clocks: [{ op: 'resume_all' }] });
    case 'follow_up':
      return followedUp(step, command);
    case 'close':
      return one({ reason: command.note, patch: { closedAt: now }, clocks: [{ op: 'cancel_all' }] });
    case 'urge':
      return one({
        payload: picked(command, ['text', 'conversationId']),
        patch: { urges: { increment: 1 } },
      });
    case 'supervise':
      return one({ reason: command.note });
    case 'public_notice':
      return one({ reason: command.text });
    case 'hand_off':
      return one({ payload: picked(command, ['danger', 'persons', 'note']) });
    case 'hand_off_news':
      return one({ payload: picked(command, ['news', 'theirNumber', 'text']) });
    case 'note':
      return one({ payload: picked(command, ['text', 'mentions']) });
    case 'link':
      return one({ payload: { otherTicketId: command.otherTicketId } });
    case 'split':
      return one({ payload: { childTicketId: command.id, title: command.title } });
    case 'assign': {
      const { officerId, reason } = command;
      return one({ payload: { officerId }, reason, patch: { officerId } });
    }
    case 'coordinate':
      return one({ payload: picked(command, ['departmentCodes', 'outcome']) });
    case 'co_handle':
      return coHandlersAsked(step, command);
    case 'co_accept':
    case 'co_answer':
      return coHandled(step, command);
    case 'co_release':
      return coHandlerReleased(step, command);
    case 'decline':
      return one({
        payload: { ground: command.ground },
        reason: command.legalBasis,
        patch: { closedAt: now },
        clocks: told(ticket.kind),
      });
    case 'refer':
      return one({
        payload: { to: command.to },
        reason: command.note,
        patch: { closedAt: now },
        clocks: told(ticket.kind),
      });
    case 'merge': {
      const { mainTicketId } = command;
      return one({
        payload: { mainTicketId },
        patch: { mainTicketId, stateBeforeMerge: ticket.state, closedAt: now },
        clocks: [{ op: 'cancel_all' }],
      });
    }
    case 'unmerge':
      return one({
        reason: command.reason,
        patch: { mainTicketId: null, stateBeforeMerge: null, closedAt: null },
        // Nobody gains time by merging and taking it back.
        clocks: [{ op: 'restore_all' }],
      });
  }
}

/** The ticket is with another department, nobody in it has taken it yet. */
const handedTo = ({ ticket, now }: Step, departmentCode: string): TicketPatch => ({
  leadDepartmentCode: departmentCode,
  firstDepartmentCode: ticket.firstDepartmentCode ?? departmentCode,
  officerId: null,
  dispatchedAt: now,
});

function dispatched(step: Step, command: Given<'dispatch'>): Effect {
  const { ticket, toState } = step;
  const { departmentCode, categoryCode, urgency, note } = command;
  const beside = askCoHandlers(ticket, command.coDepartmentCodes ?? [], note ?? '', [departmentCode]);
  const payload = {
    ...picked(command, ['departmentCode', 'categoryCode', 'urgency']),
    ...(beside.codes.length > 0 ? { coDepartmentCodes: beside.codes } : {}),
  };
  return {
    entries: [entry('dispatch', toState, payload, note ?? null)],
    handlers: beside.handlers,
    patch: {
      ...handedTo(step, departmentCode),
      ...(categoryCode ? { categoryCode } : {}),
      ...(urgency ? { urgency } : {}),
    },
    clocks: [...dispatchClocks(ticket.kind), ...beside.clocks],
  };
}

/** The coordinator decides who does it: that department can no longer return it. */
function forceDispatched(step: Step, { departmentCode, basis }: Given<'force_dispatch'>): Effect {
  const { ticket, toState } = step;
  const beside = askCoHandlers(ticket, [], '', [departmentCode]);
  return {
    entries: [
      entry('force_dispatch', ticket.state, { departmentCode }, basis),
      entry('dispatch', toState, { departmentCode }, 'coordinator_decided'),
    ],
    patch: { ...handedTo(step, departmentCode), isForced: true },
    clocks: [...dispatchClocks(ticket.kind), ...beside.clocks],
    handlers: beside.handlers,
  };
}

function replied({ now, toState }: Step, command: Given<'reply'>): Effect {
  const { publicReply, internalRecord, isTrue, isBeyondDuty, isSolved } = command;
  const result = picked(command, ['disclosureResult']);
  const said = picked(command, ['publicReply', 'internalRecord', 'isTrue', 'isBeyondDuty', 'isSolved']);
  return {
    entries: [entry('reply', toState, { ...said, ...result })],
    patch: { repliedAt: now, publicReply, internalRecord, isTrue, isBeyondDuty, isSolved, ...result },
    clocks: [{ op: 'cancel', clock: 'return' }],
  };
}

function coHandlersAsked({ ticket, toState }: Step, command: Given<'co_handle'>): Effect {
  const { departmentCodes, task } = command;
  const lead = ticket.leadDepartmentCode;
  const beside = askCoHandlers(ticket, departmentCodes, task, lead ? [lead] : []);
  return {
    entries: [entry('co_handle', toState, { departmentCodes: beside.codes, task })],
    patch: {},
    clocks: beside.clocks,
    handlers: beside.handlers,
  };
}

function coHandled({ giver, toState }: Step, command: Given<'co_accept' | 'co_answer'>): Effect {
  const departmentCode = departmentOf(giver);
  if (command.command === 'co_accept')
    return {
      entries: [entry('co_accept', toState, { departmentCode })],
      patch: {},
      clocks: [],
      handlers: [{ departmentCode, state: 'accepted' }],
    };
  return {
    entries: [entry('co_answer', toState, { departmentCode, text: command.text })],
    patch: {},
    clocks: [{ op: 'stop', clock: 'co_handle', departmentCode }],
    handlers: [{ departmentCode, state: 'answered', answer: command.text }],
  };
}

function coHandlerReleased({ toState }: Step, { departmentCode, reason }: Given<'co_release'>): Effect {
  return {
    entries: [entry('co_release', toState, { departmentCode }, reason)],
    patch: {},
    clocks: [{ op: 'cancel', clock: 'co_handle', departmentCode }],
    handlers: [{ departmentCode, state: 'released' }],
  };
}

/** Departments that are not asked yet get the task, and a clock each. */
function askCoHandlers(
  ticket: TicketFacts,
  codes: readonly string[],
  task: string,
  leads: readonly string[],
): { codes: string[]; handlers: HandlerEffect[]; clocks: ClockEffect[] } {
  const isAsked = (code: string): boolean =>
    ticket.handlers.some(({ departmentCode, state }) => departmentCode === code && state !== 'released');
  const freed = leads.filter((code) => isAsked(code));
  const asked = [...new Set(codes)].filter((code) => !leads.includes(code) && !isAsked(code));
  return {
    codes: asked,
    handlers: [
      ...asked.map((departmentCode) => ({ departmentCode, state: 'asked' as const, task })),
      // Whoever leads now no longer works beside.
      ...freed.map((departmentCode) => ({ departmentCode, state: 'released' as const })),
    ],
    clocks: [
      ...freed.map((departmentCode) => ({ op: 'cancel', clock: 'co_handle', departmentCode }) as const),
      ...asked.map((departmentCode) => ({ op: 'start', clock: 'co_handle', departmentCode }) as const),
    ],
  };
}

function departmentOf(giver: Giver): string {
  if (giver.kind !== 'staff' || giver.departmentCode === null) throw new Error('nobody of a department');
  return giver.departmentCode;
}

/** A return is counted and keeps the due time; after too many the fallback unit takes it (首接负责, 兜底). */
function returned({ ticket, now, fallbackDepartmentCode }: Step, command: Given<'return'>): Effect {
  const bounces = ticket.bounces + 1;
  const first = entry(
    'return',
    'returned',
    {
      ground: command.ground,
      proposedDepartmentCode: command.proposedDepartmentCode,
      fromDepartmentCode: ticket.leadDepartmentCode,
      ...(command.note ? { note: command.note } : {}),
    },
    command.legalBasis,
  );
  if (
    bounces < maxBounces ||
    fallbackDepartmentCode === null ||
    fallbackDepartmentCode === ticket.leadDepartmentCode
  ) {
    return {
      entries: [first],
      patch: { bounces, officerId: null },
      clocks: [
        ...(ticket.kind === 'petition' ? [] : [{ op: 'cancel', clock: 'accept' } as const]),
        { op: 'stop', clock: 'return' },
        { op: 'start', clock: 'dispatch' },
      ],
    };
  }
  return {
    entries: [
      first,
      entry(
        'dispatch',
        'dispatched',
        { departmentCode: fallbackDepartmentCode, bounces },
        'bounced_too_often',
        'system',
      ),
    ],
    patch: { bounces, officerId: null, leadDepartmentCode: fallbackDepartmentCode, dispatchedAt: now },
    // The department kept the return's time: that it went to the fallback unit is no fault of this clock.
    clocks: [{ op: 'stop', clock: 'return' }, ...dispatchClocks(ticket.kind)],
  };
}

/** An unanswered follow-up is no praise; dissatisfied is done again, twice dissatisfied is supervised. */
function followedUp({ ticket, now, toState }: Step, command: Given<'follow_up'>): Effect {
  const isMerged = ticket.state === 'merged';
  const departmentCode = isMerged ? (ticket.main?.leadDepartmentCode ?? undefined) : undefined;
  const payload = {
    ...picked(command, ['how', 'score', 'reasons', 'comment']),
    ...(departmentCode ? { departmentCode } : {}),
  };
  if (command.score === undefined)
    return { entries: [entry('follow_up', toState, payload)], patch: {}, clocks: [] };
  const rating: TicketPatch = {
    ratingScore: command.score,
    ratingReasons: command.reasons,
    ratingComment: command.comment ?? null,
    ratedAt: now,
  };
  // Whom an opinion on a petition does not satisfy asks the next authority, not the same again.
  if (command.score > dissatisfiedUpTo || isPetition(ticket.kind)) {
    if (isMerged) return { entries: [entry('follow_up', 'merged', payload)], patch: rating, clocks: [] };
    return {
      entries: [entry('follow_up', 'follow_up', payload), entry('close', 'closed', {}, 'rated', 'system')],
      patch: { ...rating, closedAt: now },
      clocks: [{ op: 'cancel_all' }],
    };
  }
  const reworks = ticket.reworks + 1;
  const entries = [
    // Whom the answer to the main ticket does not satisfy gets an answer of their own.
    ...(departmentCode
      ? [entry('dispatch', 'dispatched', { departmentCode }, 'main_not_enough', 'system')]
      : []),
    entry('follow_up', 'follow_up', payload),
    entry('rework', 'rework', { reworks }, 'dissatisfied', 'system'),
  ];
  if (reworks >= supervisedAfterReworks) {
    entries.push(entry('supervise', 'rework', { reworks }, 'dissatisfied_again', 'system'));
  }
  return {
    entries,
    patch: {
      ...rating,
      reworks,
      isSolved: false,
      ...(departmentCode
        ? { leadDepartmentCode: departmentCode, mainTicketId: null, stateBeforeMerge: null, closedAt: null }
        : {}),
    },
    clocks: [
      { op: 'start', clock: 'accept' },
      { op: 'start', clock: 'resolve' },
    ],
  };
}

function picked<T extends object, K extends keyof T & string>(
  from: T,
  keys: readonly K[],
): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
}
