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
}

/** The skill of serving in English; in the city's packs it is named so, like the queue for it. */
const englishSkill = 'en';
const queueCodes = { english: 'english', general: 'general' } as const;

/**
 * Which queue takes a contact: the one asked for, else the English one for English speakers, else the general one,
 * else any that serves the channel. Undefined when there is none at all.
 */
export function chooseQueue(
  queues: readonly QueueRule[],
  wish: { queueCode?: string | undefined; lang: Lang; channel: Channel },
): QueueRule | undefined {
  const asked = queues.find((queue) => queue.code === wish.queueCode);
  if (asked) return asked;
  const serving = queues.filter((queue) => queue.channels.includes(wish.channel));
  const byCode = (code: string) => serving.find((queue) => queue.code === code);
  const english = wish.lang === 'en' ? byCode(queueCodes.english) : undefined;
  return english ?? byCode(queueCodes.general) ?? serving[0];
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

/**
 * Contacts with the same queue, channel and required skills can be served by the same agents and wait in one line.
 * The line's name says all three: `queue|channel|code:level,…`.
 */
export function demandOf(contact: { queueCode: string; channel: Channel; requiredSkills: Skills }): string {
  return `${contact.queueCode}|${contact.channel}|${skillString(contact.requiredSkills)}`;
}

/** Wider than any time in milliseconds, so that a priority class always outweighs waiting. */
const classWidth = 1e13;
/** Beyond this a score would no longer be exact in a double. */
const highestPriority = 500;

/** Place in the line, smaller is earlier: priority class first, then arrival. It never changes, so a return keeps its place. */
export function waitingScore(priority: number, arrivedAt: Date): number {
  const bounded = Math.max(-highestPriority, Math.min(highestPriority, Math.trunc(priority)));
  return arrivedAt.getTime() - bounded * classWidth;
}

/** Shares of an agent that are in use: a call takes the whole agent, anything else one share. */
export function loadOf(held: readonly Channel[], capacity: number): number {
  return held.includes('voice') ? capacity : held.length;
}

/** Whether an agent with these contacts may take one more. */
export function hasRoom(held: readonly Channel[], capacity: number, channel: Channel): boolean {
  const load = loadOf(held, capacity);
  return channel === 'voice' ? load === 0 && capacity > 0 : load < capacity;
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

/** Whether an active contact can go on with another agent when this one is lost: a call's line is gone with its agent. */
export function survivesAgent(channel: Channel): boolean {
  return channel !== 'voice';
}
