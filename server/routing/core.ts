// The decisions of routing as plain functions: which queue, what it demands, whose turn, what may follow what.
// The match itself must be atomic over all agents and is therefore Lua (lua/); what it is fed is decided here.
import type { Channel, InteractionState } from '#database';
import type { Lang } from '../platform/errors.ts';

/** Skill code → least level. */
export type Skills = Readonly<Record<string, number>>;

export interface QueueRule {
  code: string;
  channels: readonly Channel[];
  requiredSkills: Skills;
  priority: number;
  offerTimeoutS: number;
  wrapUpS: number;
  maxWaiting: number;
  stickyS: number;
  calendarCode: string;
  /** The department that answers here itself. */
  departmentCode: string | null;
}

/** The skill of serving in English; in the city's packs it is named so, like the queue for it. */
const englishSkill = 'en';
const queueCodes = { english: 'english', general: 'general' } as const;

/** A queue, and why it is this one. */
export interface QueueChoice {
  queue: QueueRule;
  choice: 'asked' | 'language' | 'general' | 'only';
}

/**
 * Which queue takes a contact: the one asked for, else the English one for English speakers, else the general one,
 * else any that serves the channel. Undefined when there is none at all.
 */
export function chooseQueue(
  queues: readonly QueueRule[],
  wish: { queueCode?: string | undefined; lang: Lang; channel: Channel },
): QueueChoice | undefined {
  const asked = queues.find((queue) => queue.code === wish.queueCode);
  if (asked) return { queue: asked, choice: 'asked' };
  const serving = queues.filter((queue) => queue.channels.includes(wish.channel));
  const byCode = (code: string) => serving.find((queue) => queue.code === code);
  const english = wish.lang === 'en' ? byCode(queueCodes.english) : undefined;
  if (english) return { queue: english, choice: 'language' };
  const general = byCode(queueCodes.general);
  if (general) return { queue: general, choice: 'general' };
  const [only] = serving;
  return only && { queue: only, choice: 'only' };
}

/** What an agent must have: the queue's skills, and English for a contact in English. */
export function requiredSkills(queue: QueueRule, lang: Lang): Skills {
  if (lang !== 'en') return queue.requiredSkills;
  return { ...queue.requiredSkills, [englishSkill]: Math.max(1, queue.requiredSkills[englishSkill] ?? 0) };
}

/** Skills as one canonical string, `code:level,code:level`, as lua/common.lua reads it. */
export function skillString(skills: Skills): string {
  return Object.entries(skills)
    .map(([code, level]) => `${code}:${level}`)
    .sort()
    .join(',');
}

/** What a contact asks of an agent: any one of the queues, its own first, and all of the skills. */
export interface Demand {
  queues: readonly string[];
  channel: Channel;
  requiredSkills: Skills;
}

/**
 * Contacts with the same demand can be served by the same agents and wait in one line.
 * The line's name says it all: `queue+queue|channel|code:level,…`, as lua/lines.lua reads it.
 */
export function demandOf({ queues, channel, requiredSkills }: Demand): string {
  return `${queues.join('+')}|${channel}|${skillString(requiredSkills)}`;
}

/** A bullseye ring: whoever has waited `afterS` seconds asks less of an agent, or may be served by more queues. */
export interface Ring {
  afterS: number;
  dropSkills: readonly string[];
  addQueues: readonly string[];
}

/** The rings that a wait has reached, inner ones first. */
export function ringsReached(rings: readonly Ring[], waitedMs: number): Ring[] {
  return rings.filter((ring) => ring.afterS * 1_000 <= waitedMs).sort((a, b) => a.afterS - b.afterS);
}

/** Whether it keeps its place without being anybody's turn yet: a citizen who is called back later. */
export function isDeferred(notBefore: Date | null, now: Date): boolean {
  return notBefore !== null && notBefore.getTime() > now.getTime();
}

/** When time alone changes who may get a contact: the end of its deferral, or the next ring; null when nothing is left. */
export function nextChangeAt(
  { arrivedAt, notBefore }: { arrivedAt: Date; notBefore: Date | null },
  rings: readonly Ring[],
  now: Date,
): Date | null {
  const times = [
    ...rings.map((ring) => arrivedAt.getTime() + ring.afterS * 1_000),
    notBefore?.getTime() ?? 0,
  ].filter((at) => at > now.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** What is asked of an agent once these rings are reached: each drops skills and adds queues to those before it. */
export function widen(demand: Demand, rings: readonly Ring[]): Demand {
  const dropped = new Set(rings.flatMap((ring) => ring.dropSkills));
  return {
    channel: demand.channel,
    queues: [...new Set([...demand.queues, ...rings.flatMap((ring) => ring.addQueues)])],
    requiredSkills: Object.fromEntries(
      Object.entries(demand.requiredSkills).filter(([code]) => !dropped.has(code)),
    ),
  };
}

/** Why a contact is not let into its queue. */
export type Refusal = 'closed' | 'full';

/** Minutes in which one who was turned away is not a new arrival, and may choose how it goes on. */
export const refusalHoldsMin = 30;

/** Whether a queue lets a contact in. Danger is never turned away. */
export function refusalOf(
  queue: Pick<QueueRule, 'maxWaiting'>,
  { isOpen, waiting, isEmergency }: { isOpen: boolean; waiting: number; isEmergency: boolean },
): Refusal | null {
  if (isEmergency) return null;
  if (!isOpen) return 'closed';
  return waiting >= queue.maxWaiting ? 'full' : null;
}

/** What lifts a contact above its queue's own class. */
export interface Claim {
  /** The citizen goes before others, for a ground of the city's list. */
  isHardship: boolean;
  /** Danger to life or property, by the citizen's words or the supervisor's switch. */
  isEmergency: boolean;
  /** Given by the call flow. */
  extra: number;
}

/** The priority class of a contact: an emergency is the highest there is, hardship one above the queue's own. */
export function priorityOf(queuePriority: number, { isHardship, isEmergency, extra }: Claim): number {
  if (isEmergency) return emergencyPriority;
  return Math.min(emergencyPriority - 1, queuePriority + extra + (isHardship ? 1 : 0));
}

/** Whether a contact still has a line to move up in, and somebody before it. */
export const mayRise = ({ state, priority }: { state: InteractionState; priority: number }): boolean =>
  (state === 'waiting' || state === 'offered') && priority < emergencyPriority;

/** Classes that a text message goes up when it has waited too long for an answer: above hardship, below danger. */
const lateClasses = 2;

/** The priority class of a contact that should have been answered by now. */
export function priorityOfLate(priority: number): number {
  return Math.max(priority, Math.min(emergencyPriority - 1, priority + lateClasses));
}

/** How far a priority class is ahead of the one below it. */
const headStartMs = 10 * 60_000;
/** From this class on, danger to life or property: ahead of everybody who could be waiting. */
export const emergencyPriority = 9;
const emergencyHeadStartMs = 10 * 365 * 86_400_000;

/**
 * Place in the line in ms, smaller is earlier: arrival, less the head start of the priority class. Within a class it is
 * first come, first served; and nobody starves, for whoever has waited longer than the head start of a class goes before
 * it (ageing without ever touching who waits). It never changes, so a return keeps its place.
 */
export function waitingScore(priority: number, arrivedAt: Date): number {
  const level = Math.max(-emergencyPriority, Math.trunc(priority));
  const headStart = level >= emergencyPriority ? emergencyHeadStartMs : level * headStartMs;
  return arrivedAt.getTime() - headStart;
}

/** Shares of an agent that are in use: a call takes the whole agent, anything else one share. */
export function loadOf(held: readonly Channel[], capacity: number): number {
  return held.includes('voice') ? capacity : held.length;
}

/** What an agent can have at once: shares in all, and for some channels a limit below that. */
export interface Room {
  capacity: number;
  limits: Readonly<Partial<Record<Channel, number>>>;
}

/** Whether an agent with these contacts may take one more. During a call nothing else comes. */
export function hasRoom(held: readonly Channel[], { capacity, limits }: Room, channel: Channel): boolean {
  const load = loadOf(held, capacity);
  if (channel === 'voice') return load === 0 && capacity > 0;
  const ofChannel = held.filter((other) => other === channel).length;
  return load < capacity && ofChannel < (limits[channel] ?? capacity);
}

/** Whoever declines a contact does not get it again for this long; others do. */
export const refusalPauseMs = 5_000;

/** What can happen to an interaction. */
export type InteractionCommand = 'offer' | 'accept' | 'return' | 'end' | 'leave' | 'close';

const nothing = { offer: null, accept: null, return: null, end: null, leave: null, close: null } as const;

/** from × command → to; null where it cannot happen. */
const transitions: Readonly<
  Record<InteractionState, Readonly<Record<InteractionCommand, InteractionState | null>>>
> = {
  waiting: { ...nothing, offer: 'offered', leave: 'abandoned' },
  offered: { ...nothing, accept: 'active', return: 'waiting', leave: 'abandoned' },
  active: { ...nothing, return: 'waiting', end: 'wrap_up' },
  wrap_up: { ...nothing, close: 'closed' },
  closed: nothing,
  abandoned: nothing,
  refused: nothing,
};

/** The state after a command, or null when it cannot happen in this state. */
export function after(state: InteractionState, command: InteractionCommand): InteractionState | null {
  return transitions[state][command];
}

export const finalStates: readonly InteractionState[] = ['closed', 'abandoned', 'refused'];
/** The same as a list in SQL. */
export const finalStatesSql = finalStates.map((state) => `'${state}'`).join(', ');

/** Whether an active contact can go on with another agent when this one is lost: a call's line is gone with its agent. */
export function survivesAgent(channel: Channel): boolean {
  return channel !== 'voice';
}

/** China's numbers for danger. */
export const emergencyNumbers: readonly string[] = ['110', '119', '120'];

/** Who ends a contact. */
export type EndedBy = 'agent' | 'citizen' | 'system' | 'machine';

/** The result of a contact that the machine's answer ended before anybody took it: nobody was left waiting. */
export const selfServed = 'self_service';

/** Results that the line itself writes, until the agent says better. */
export const lineDispositions: readonly string[] = [
  'emergency_transferred',
  'transferred_out',
  'not_reached',
];
