// The life of a ticket (DESIGN §6): which command leads from which state to which, who may give it, and what it does
// to the clocks. Pure: decides over plain data; service.ts writes what is decided.
import type { Role } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import type { CommandName, TicketCommand, TicketState } from './contract.ts';

/** From × command → to. A pair that is not here is refused. `same` keeps the state. */
const transitions: Record<CommandName, Readonly<Partial<Record<TicketState, TicketState | 'same'>>>> = {
  dispatch: { received: 'dispatched', returned: 'dispatched' },
  accept: { dispatched: 'accepted', rework: 'accepted' },
  return: { dispatched: 'returned', accepted: 'returned' },
  contact: { accepted: 'same', rework: 'same' },
  reply: { accepted: 'replied', rework: 'replied' },
  approve: { replied: 'approved' },
  send_back: { replied: 'accepted' },
  extend: { accepted: 'same', rework: 'same' },
  ask_citizen: { accepted: 'waiting_citizen' },
  citizen_answered: { waiting_citizen: 'accepted' },
  follow_up: { approved: 'follow_up', follow_up: 'same' },
  close: { follow_up: 'closed' },
  urge: {
    received: 'same',
    dispatched: 'same',
    accepted: 'same',
    returned: 'same',
    rework: 'same',
    replied: 'same',
  },
  supervise: {
    received: 'same',
    dispatched: 'same',
    accepted: 'same',
    returned: 'same',
    rework: 'same',
    replied: 'same',
    waiting_citizen: 'same',
  },
  note: {
    received: 'same',
    dispatched: 'same',
    accepted: 'same',
    replied: 'same',
    approved: 'same',
    follow_up: 'same',
    closed: 'same',
    returned: 'same',
    waiting_citizen: 'same',
    rework: 'same',
    merged: 'same',
    declined: 'same',
    referred: 'same',
  },
  decline: { received: 'declined', returned: 'declined' },
  refer: { received: 'referred', returned: 'referred' },
  merge: { received: 'merged', returned: 'merged', dispatched: 'merged' },
};

/** Who gives a command. `officer` and `lead` only within the lead department. */
const givers: Record<CommandName, readonly (Role | 'citizen' | 'system')[]> = {
  dispatch: ['dispatcher', 'supervisor', 'system'],
  accept: ['officer', 'lead'],
  return: ['officer', 'lead'],
  contact: ['officer', 'lead'],
  reply: ['officer', 'lead'],
  approve: ['lead'],
  send_back: ['lead'],
  extend: ['officer', 'lead'],
  ask_citizen: ['officer', 'lead'],
  citizen_answered: ['agent', 'dispatcher', 'citizen'],
  follow_up: ['agent', 'dispatcher', 'supervisor', 'citizen'],
  close: ['agent', 'dispatcher', 'supervisor', 'system'],
  urge: ['agent', 'dispatcher', 'supervisor', 'citizen'],
  supervise: ['supervisor', 'system'],
  note: ['agent', 'dispatcher', 'officer', 'lead', 'supervisor'],
  decline: ['dispatcher', 'supervisor'],
  refer: ['agent', 'dispatcher', 'supervisor'],
  merge: ['dispatcher', 'supervisor'],
};

/** Commands that leave alone what a clerk decides on: they need no current version and make nobody's stale. */
const bystanders: ReadonlySet<CommandName> = new Set(['note', 'urge', 'supervise']);

/** A returned ticket is decided by the coordinator after this many bounces: it goes to the fallback unit. */
export const maxBounces = 3;
/** One extension (Guangdong and Shenzhen rules). */
export const maxExtensions = 1;
/** Scores 1 and 2 are dissatisfied: the matter is done again. */
const dissatisfiedUpTo = 2;
/** Dissatisfied this often: electronic supervision. */
const supervisedAfterReworks = 2;

/** Who acts. A citizen proves the right by number and code; the system acts for rules and clocks. */
export type Giver =
  | { kind: 'staff'; id: string; roles: readonly Role[]; departmentCode: string | null }
  | { kind: 'citizen' }
  | { kind: 'system' };

/** What the rules look at. */
export interface TicketFacts {
  state: TicketState;
  version: number;
  leadDepartmentCode: string | null;
  firstDepartmentCode: string | null;
  bounces: number;
  extensions: number;
  reworks: number;
  contactedAt: Date | null;
  clocks: readonly { clock: string; state: string; dueAt: Date }[];
}

export type ClockEffect =
  | { op: 'start'; clock: ClockName; onlyIfNone?: boolean }
  | { op: 'stop'; clock: ClockName }
  | { op: 'cancel'; clock: ClockName }
  | { op: 'cancel_all' }
  | { op: 'pause_all' }
  | { op: 'resume_all' }
  | { op: 'extend'; clock: ClockName; workingDays: number };
export type ClockName = 'dispatch' | 'accept' | 'first_contact' | 'resolve' | 'return';

/** Fields that a decision changes; undefined leaves them alone. */
export interface TicketPatch {
  state?: TicketState;
  leadDepartmentCode?: string;
  firstDepartmentCode?: string;
  categoryCode?: string;
  urgency?: 'ordinary' | 'urgent' | 'emergency';
  officerId?: string | null;
  bounces?: number;
  extensions?: number;
  urges?: { increment: 1 };
  reworks?: number;
  contactedAt?: Date;
  contactedHow?: string;
  isTrue?: boolean;
  isBeyondDuty?: boolean;
  isSolved?: boolean;
  publicReply?: string;
  internalRecord?: string;
  ratingScore?: number;
  ratingReasons?: string[];
  ratingComment?: string | null;
  ratedAt?: Date;
  dispatchedAt?: Date;
  acceptedAt?: Date;
  repliedAt?: Date;
  closedAt?: Date;
  mainTicketId?: string;
}

/** One line of the timeline, before it has a number and a hash. */
export interface TimelineEntry {
  command: string;
  toState: TicketState;
  by: 'giver' | 'system';
  reason: string | null;
  payload: Record<string, unknown>;
}

export interface Decision {
  entries: readonly TimelineEntry[];
  patch: TicketPatch;
  clocks: readonly ClockEffect[];
  changesVersion: boolean;
}

function gives(giver: Giver, command: CommandName, ticket: TicketFacts): boolean {
  const allowed = givers[command];
  if (giver.kind !== 'staff') return allowed.includes(giver.kind);
  return giver.roles.some((role) => {
    if (!allowed.includes(role)) return false;
    const ofDepartment = role === 'officer' || role === 'lead';
    return (
      !ofDepartment || (giver.departmentCode !== null && giver.departmentCode === ticket.leadDepartmentCode)
    );
  });
}

/** The commands that this giver may give now: what the buttons show. */
export function allowedCommands(ticket: TicketFacts, giver: Giver): CommandName[] {
  return (Object.keys(transitions) as CommandName[]).filter(
    (command) =>
      transitions[command][ticket.state] !== undefined &&
      gives(giver, command, ticket) &&
      obstacle(ticket, command) === undefined,
  );
}

/** Why a command that fits state and giver is still refused. */
function obstacle(ticket: TicketFacts, command: CommandName, now?: Date): string | undefined {
  const clock = (name: ClockName) =>
    ticket.clocks.find((one) => one.clock === name && one.state !== 'cancelled');
  if (command === 'return' && clock('return')?.state === 'breached') return 'return_window_over';
  if (command === 'extend') {
    if (ticket.extensions >= maxExtensions) return 'extended_before';
    const resolve = ticket.clocks.find((one) => one.clock === 'resolve' && one.state === 'running');
    if (!resolve || (now && resolve.dueAt <= now)) return 'extension_must_come_before_expiry';
  }
  if (command === 'follow_up' || command === 'close') return undefined;
  return undefined;
}

/**
 * Decides a command. `fallbackDepartmentCode` takes a ticket that bounced too often.
 * @throws AppError `forbidden`, `wrong_state` (details.rule says which) or `version_conflict`.
 */
export function decide(input: {
  ticket: TicketFacts;
  command: TicketCommand;
  giver: Giver;
  now: Date;
  fallbackDepartmentCode: string | null;
}): Decision {
  const { ticket, command, giver, now } = input;
  const name = command.command;
  const target = transitions[name][ticket.state];
  if (!gives(giver, name, ticket)) throw new AppError('forbidden', { command: name });
  if (!bystanders.has(name) && giver.kind === 'staff' && command.version !== ticket.version) {
    throw new AppError('version_conflict', { version: ticket.version });
  }
  if (target === undefined) throw new AppError('wrong_state', { state: ticket.state, command: name });
  const rule = obstacle(ticket, name, now);
  if (rule) throw new AppError('wrong_state', { state: ticket.state, command: name, rule });
  const toState = target === 'same' ? ticket.state : target;
  const effect = effectOf(input, command, toState);
  return {
    entries: effect.entries,
    patch: { ...effect.patch, state: effect.entries.at(-1)?.toState ?? toState },
    clocks: effect.clocks,
    changesVersion: !bystanders.has(name),
  };
}

type Effect = Omit<Decision, 'changesVersion'>;

const entry = (
  command: string,
  toState: TicketState,
  payload: Record<string, unknown> = {},
  reason: string | null = null,
  by: 'giver' | 'system' = 'giver',
): TimelineEntry => ({ command, toState, by, reason, payload });

const dispatchClocks: readonly ClockEffect[] = [
  { op: 'stop', clock: 'dispatch' },
  { op: 'cancel', clock: 'accept' },
  { op: 'cancel', clock: 'return' },
  { op: 'start', clock: 'accept' },
  { op: 'start', clock: 'return' },
  // A return keeps the original due time: what runs goes on running.
  { op: 'start', clock: 'first_contact', onlyIfNone: true },
  { op: 'start', clock: 'resolve', onlyIfNone: true },
];

function effectOf(
  input: { ticket: TicketFacts; giver: Giver; now: Date; fallbackDepartmentCode: string | null },
  command: TicketCommand,
  toState: TicketState,
): Effect {
  const { ticket, giver, now } = input;
  const only = (
    payload: Record<string, unknown>,
    patch: TicketPatch = {},
    clocks: readonly ClockEffect[] = [],
  ) => ({
    entries: [entry(command.command, toState, payload)],
    patch,
    clocks,
  });
  switch (command.command) {
    case 'dispatch':
      return {
        entries: [
          entry(
            'dispatch',
            toState,
            picked(command, ['departmentCode', 'categoryCode', 'urgency']),
            command.note ?? null,
          ),
        ],
        patch: {
          leadDepartmentCode: command.departmentCode,
          firstDepartmentCode: ticket.firstDepartmentCode ?? command.departmentCode,
          officerId: null,
          dispatchedAt: now,
          ...(command.categoryCode ? { categoryCode: command.categoryCode } : {}),
          ...(command.urgency ? { urgency: command.urgency } : {}),
        },
        clocks: dispatchClocks,
      };
    case 'accept':
      return only({}, { acceptedAt: now, ...(giver.kind === 'staff' ? { officerId: giver.id } : {}) }, [
        { op: 'stop', clock: 'accept' },
      ]);
    case 'return':
      return returned(input, command);
    case 'contact':
      return only({ how: command.how, note: command.note }, { contactedAt: now, contactedHow: command.how }, [
        { op: 'stop', clock: 'first_contact' },
      ]);
    case 'reply':
      return only(
        picked(command, ['publicReply', 'internalRecord', 'isTrue', 'isBeyondDuty', 'isSolved']),
        {
          repliedAt: now,
          publicReply: command.publicReply,
          internalRecord: command.internalRecord,
          isTrue: command.isTrue,
          isBeyondDuty: command.isBeyondDuty,
          isSolved: command.isSolved,
        },
        [{ op: 'cancel', clock: 'return' }],
      );
    case 'approve':
      return {
        entries: [entry('approve', toState, {}, command.note ?? null)],
        patch: {},
        clocks: [
          { op: 'stop', clock: 'resolve' },
          { op: 'cancel', clock: 'first_contact' },
        ],
      };
    case 'send_back':
      return { entries: [entry('send_back', toState, {}, command.reason)], patch: {}, clocks: [] };
    case 'extend':
      return {
        entries: [
          entry(
            'extend',
            toState,
            { ground: command.ground, workingDays: command.workingDays },
            command.basis,
          ),
        ],
        patch: { extensions: ticket.extensions + 1 },
        clocks: [{ op: 'extend', clock: 'resolve', workingDays: command.workingDays }],
      };
    case 'ask_citizen':
      return only({ question: command.question }, {}, [{ op: 'pause_all' }]);
    case 'citizen_answered':
      return only({ text: command.text }, {}, [{ op: 'resume_all' }]);
    case 'follow_up':
      return followedUp(input, command, toState);
    case 'close':
      return {
        entries: [entry('close', toState, {}, command.note ?? null)],
        patch: { closedAt: now },
        clocks: [{ op: 'cancel_all' }],
      };
    case 'urge':
      return only(command.text ? { text: command.text } : {}, { urges: { increment: 1 } });
    case 'supervise':
      return { entries: [entry('supervise', toState, {}, command.note)], patch: {}, clocks: [] };
    case 'note':
      return only({ text: command.text });
    case 'decline':
      return {
        entries: [entry('decline', toState, { ground: command.ground }, command.legalBasis)],
        patch: { closedAt: now },
        clocks: [{ op: 'cancel_all' }],
      };
    case 'refer':
      return {
        entries: [entry('refer', toState, { to: command.to }, command.note ?? null)],
        patch: { closedAt: now },
        clocks: [{ op: 'cancel_all' }],
      };
    case 'merge':
      return only(
        { mainTicketId: command.mainTicketId },
        { mainTicketId: command.mainTicketId, closedAt: now },
        [{ op: 'cancel_all' }],
      );
  }
}

/** A return is counted and keeps the due time; after too many the fallback unit takes it (首接负责, 兜底). */
function returned(
  input: { ticket: TicketFacts; now: Date; fallbackDepartmentCode: string | null },
  command: Extract<TicketCommand, { command: 'return' }>,
): Effect {
  const { ticket, now, fallbackDepartmentCode } = input;
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
        { op: 'cancel', clock: 'accept' },
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
    clocks: [{ op: 'stop', clock: 'return' }, ...dispatchClocks],
  };
}

/** An unanswered follow-up is no praise; dissatisfied is done again, twice dissatisfied is supervised. */
function followedUp(
  input: { ticket: TicketFacts; now: Date },
  command: Extract<TicketCommand, { command: 'follow_up' }>,
  toState: TicketState,
): Effect {
  const { ticket, now } = input;
  const payload = picked(command, ['how', 'score', 'reasons', 'comment']);
  if (command.score === undefined)
    return { entries: [entry('follow_up', toState, payload)], patch: {}, clocks: [] };
  const rating: TicketPatch = {
    ratingScore: command.score,
    ratingReasons: command.reasons,
    ratingComment: command.comment ?? null,
    ratedAt: now,
  };
  if (command.score > dissatisfiedUpTo) {
    return {
      entries: [entry('follow_up', 'follow_up', payload), entry('close', 'closed', {}, 'rated', 'system')],
      patch: { ...rating, closedAt: now },
      clocks: [{ op: 'cancel_all' }],
    };
  }
  const reworks = ticket.reworks + 1;
  const entries = [
    entry('follow_up', 'follow_up', payload),
    entry('rework', 'rework', { reworks }, 'dissatisfied', 'system'),
  ];
  if (reworks >= supervisedAfterReworks) {
    entries.push(entry('supervise', 'rework', { reworks }, 'dissatisfied_again', 'system'));
  }
  return {
    entries,
    patch: { ...rating, reworks, isSolved: false },
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
