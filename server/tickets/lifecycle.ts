// The life of a ticket (DESIGN §6): which command leads from which state to which, who may give it, and what stands in
// its way. Pure: decides over plain data; effects.ts says what a command does, service.ts writes what is decided.
import type { Role } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { type CommandName, commandNames, type TicketCommand } from './commands.ts';
import type { ClockName, Decision, Giver, TicketFacts } from './decision.ts';
import { effectOf, maxBounces } from './effects.ts';
import { type TicketKind, type TicketState, ticketStateSchema } from './words.ts';

/** The state that a command leads to; `before`: the one that a merge left. */
type Target = TicketState | 'same' | 'before';
type Ways = Readonly<Partial<Record<TicketState, Target>>>;

const stayIn = (...states: readonly TicketState[]): Ways =>
  Object.fromEntries(states.map((state) => [state, 'same']));

/** Somebody is at work, or should be. */
const atWork = ['dispatched', 'accepted', 'rework'] as const;
const beforeReply = ['received', 'returned', ...atWork] as const;
const unanswered = [...beforeReply, 'replied', 'waiting_citizen'] as const;

/** From × command → to. A pair that is not here is refused. `same` keeps the state. */
const transitions: Record<CommandName, Ways> = {
  dispatch: { received: 'dispatched', returned: 'dispatched' },
  force_dispatch: {
    received: 'dispatched',
    returned: 'dispatched',
    dispatched: 'dispatched',
    accepted: 'dispatched',
  },
  accept: { dispatched: 'accepted', rework: 'accepted' },
  return: { dispatched: 'returned', accepted: 'returned' },
  contact: { accepted: 'same', rework: 'same' },
  reply: { accepted: 'replied', rework: 'replied' },
  approve: { replied: 'approved' },
  send_back: { replied: 'accepted' },
  extend: { accepted: 'same', rework: 'same' },
  ask_citizen: { accepted: 'waiting_citizen' },
  citizen_answered: { waiting_citizen: 'accepted' },
  follow_up: { approved: 'follow_up', follow_up: 'same', merged: 'same' },
  close: { follow_up: 'closed' },
  urge: stayIn(...beforeReply, 'replied'),
  supervise: stayIn(...unanswered),
  hand_off: stayIn(...unanswered, 'approved', 'follow_up', 'referred'),
  hand_off_news: stayIn(...ticketStateSchema.options),
  public_notice: stayIn(...unanswered, 'approved', 'follow_up', 'closed'),
  note: stayIn(...ticketStateSchema.options),
  link: stayIn(...ticketStateSchema.options),
  decline: { received: 'declined', returned: 'declined' },
  refer: { received: 'referred', returned: 'referred' },
  merge: { received: 'merged', returned: 'merged', dispatched: 'merged' },
  unmerge: { merged: 'before' },
  split: stayIn(...beforeReply),
  co_handle: stayIn(...atWork),
  co_accept: stayIn(...atWork, 'waiting_citizen'),
  co_answer: stayIn(...atWork, 'waiting_citizen'),
  co_release: stayIn(...atWork, 'waiting_citizen'),
  assign: stayIn(...atWork, 'replied', 'waiting_citizen'),
  coordinate: stayIn('received', 'returned', 'dispatched', 'accepted'),
};

/** Who gives a command. `officer` and `lead` only within the ticket's departments. */
const givers: Record<CommandName, readonly (Role | 'citizen' | 'system')[]> = {
  dispatch: ['dispatcher', 'supervisor', 'system'],
  force_dispatch: ['supervisor'],
  accept: ['officer', 'lead'],
  return: ['officer', 'lead'],
  contact: ['officer', 'lead'],
  reply: ['officer', 'lead'],
  approve: ['lead'],
  send_back: ['lead'],
  extend: ['officer', 'lead'],
  ask_citizen: ['officer', 'lead'],
  citizen_answered: ['agent', 'dispatcher', 'citizen'],
  follow_up: ['agent', 'dispatcher', 'supervisor', 'citizen', 'observer'],
  close: ['agent', 'dispatcher', 'supervisor', 'system'],
  urge: ['agent', 'dispatcher', 'supervisor', 'citizen'],
  supervise: ['supervisor', 'system'],
  hand_off: ['agent', 'dispatcher', 'supervisor'],
  hand_off_news: ['system'],
  public_notice: ['supervisor'],
  note: ['agent', 'dispatcher', 'officer', 'lead', 'supervisor'],
  link: ['agent', 'dispatcher', 'officer', 'lead', 'supervisor'],
  decline: ['dispatcher', 'supervisor'],
  refer: ['agent', 'dispatcher', 'supervisor'],
  merge: ['dispatcher', 'supervisor'],
  unmerge: ['dispatcher', 'supervisor'],
  split: ['dispatcher', 'lead', 'supervisor'],
  co_handle: ['officer', 'lead', 'dispatcher', 'supervisor'],
  co_accept: ['officer', 'lead'],
  co_answer: ['officer', 'lead'],
  co_release: ['lead', 'dispatcher', 'supervisor'],
  assign: ['lead', 'supervisor', 'admin'],
  coordinate: ['dispatcher', 'supervisor'],
};

/** Whose officers and leads: those of the lead department, unless it says otherwise here. */
const seats: Partial<Record<CommandName, 'co' | 'either'>> = {
  co_accept: 'co',
  co_answer: 'co',
  note: 'either',
  link: 'either',
};

/** Commands that leave alone what a clerk decides on: they need no current version and make nobody's stale. */
const bystanders: ReadonlySet<CommandName> = new Set([
  'note',
  'link',
  'urge',
  'supervise',
  'public_notice',
  'hand_off',
  'hand_off_news',
  'co_accept',
  'co_answer',
]);

/**
 * Days that the law lets a department ask for: a disclosure request 20 working days (政府信息公开条例, article 33), a petition
 * 30 days, a review or recheck none (信访工作条例, articles 34 to 36). A proposal is answered within three months, in difficult
 * cases within six (全国人民代表大会代表建议、批评和意见处理办法).
 */
const mostExtension: Partial<Record<TicketKind, number>> = {
  disclosure_request: 20,
  petition: 30,
  petition_review: 0,
  petition_recheck: 0,
  proposal: 90,
};
/** What no law limits is limited, too. */
const usualExtension = 30;
/** One extension (Guangdong and Shenzhen rules). */
export const maxExtensions = 1;
const answeredStates: readonly TicketState[] = ['approved', 'follow_up', 'closed'];

function gives(giver: Giver, command: CommandName, ticket: TicketFacts): boolean {
  const allowed = givers[command];
  const isRating = command === 'follow_up';
  const isProposal = ticket.kind === 'proposal';
  if (giver.kind !== 'staff') return allowed.includes(giver.kind) && !(isRating && isProposal);
  return giver.roles.some((role) => {
    // A proposal is rated by the body that made it, and by nobody else; nothing else by those who watch.
    if (!allowed.includes(role) || (isRating && isProposal !== (role === 'observer'))) return false;
    return (role !== 'officer' && role !== 'lead') || isSeated(giver.departmentCode, seats[command], ticket);
  });
}

function isSeated(
  department: string | null,
  seat: 'co' | 'either' | undefined,
  ticket: TicketFacts,
): boolean {
  if (department === null) return false;
  const isLead = department === ticket.leadDepartmentCode;
  const isBeside = ticket.handlers.some(
    ({ departmentCode, state }) => departmentCode === department && state !== 'released',
  );
  if (seat === 'co') return isBeside;
  return isLead || (seat === 'either' && isBeside);
}

/** The commands that this giver may give now: what the buttons show. */
export function allowedCommands(ticket: TicketFacts, giver: Giver): CommandName[] {
  return commandNames.filter(
    (command) =>
      transitions[command][ticket.state] !== undefined &&
      gives(giver, command, ticket) &&
      obstacle(ticket, command, giver) === undefined,
  );
}

/** Why a command that fits state and giver is still refused. */
function obstacle(ticket: TicketFacts, command: CommandName, giver: Giver, now?: Date): string | undefined {
  const clock = (name: ClockName) =>
    ticket.clocks.find((one) => one.clock === name && one.state !== 'cancelled');
  const hasOpenHandlers = ticket.handlers.some(({ state }) => state === 'asked' || state === 'accepted');
  switch (command) {
    case 'dispatch':
      return ticket.bounces >= maxBounces ? 'coordinator_decides' : undefined;
    case 'return':
      if (ticket.isForced) return 'assigned_for_good';
      return clock('return')?.state === 'breached' ? 'return_window_over' : undefined;
    case 'extend': {
      if (ticket.extensions >= maxExtensions) return 'extended_before';
      if (mostExtension[ticket.kind] === 0) return 'extension_beyond_law';
      const resolve = ticket.clocks.find((one) => one.clock === 'resolve' && one.state === 'running');
      return !resolve || (now && resolve.dueAt <= now) ? 'extension_must_come_before_expiry' : undefined;
    }
    // Its body is answered by itself, whatever else is about the same matter.
    case 'merge':
      return ticket.kind === 'proposal' ? 'proposal_stands_alone' : undefined;
    case 'reply':
      return hasOpenHandlers ? 'co_handlers_unanswered' : undefined;
    case 'co_release':
      return hasOpenHandlers ? undefined : 'no_co_handler';
    case 'co_accept':
      return handlerState(ticket, giver) === 'asked' ? undefined : 'accepted_before';
    case 'co_answer':
      return handlerState(ticket, giver) === 'accepted' ? undefined : 'not_accepted';
    case 'follow_up':
      if (ticket.state !== 'merged') return undefined;
      if (ticket.ratingScore !== null) return 'rated_before';
      return ticket.main && answeredStates.includes(ticket.main.state) ? undefined : 'main_not_answered';
    default:
      return undefined;
  }
}

/** The law limits what a department may ask for. */
function overlong(ticket: TicketFacts, command: TicketCommand): string | undefined {
  const isOver =
    command.command === 'extend' && command.workingDays > (mostExtension[ticket.kind] ?? usualExtension);
  return isOver ? 'extension_beyond_law' : undefined;
}

const handlerState = (ticket: TicketFacts, giver: Giver) =>
  giver.kind === 'staff'
    ? ticket.handlers.find(({ departmentCode }) => departmentCode === giver.departmentCode)?.state
    : undefined;

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
  const rule = obstacle(ticket, name, giver, now) ?? overlong(ticket, command);
  if (rule) throw new AppError('wrong_state', { state: ticket.state, command: name, rule });
  const effect = effectOf(input, command, stateAfter(ticket, target));
  return {
    entries: effect.entries,
    patch: { ...effect.patch, state: effect.entries.at(-1)?.toState ?? ticket.state },
    clocks: effect.clocks,
    handlers: effect.handlers ?? [],
    changesVersion: !bystanders.has(name),
  };
}

function stateAfter(ticket: TicketFacts, target: Target): TicketState {
  if (target === 'same') return ticket.state;
  return target === 'before' ? (ticket.stateBeforeMerge ?? 'received') : target;
}
