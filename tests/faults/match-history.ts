// What the servers of one history share: its keys, its happenings, and where a contact stands.
import { z } from 'zod';
import { waitingScore } from '../../server/routing/core.ts';
import type { Place } from '../../server/routing/matcher.ts';

export const keys = {
  happenings: 'history:happenings',
  told: 'history:told',
  /** What Postgres would say is over: a job that is done again asks it first. */
  over: 'history:over',
  inHand: (server: string, hand: number) => `history:in-hand:${server}:${hand}`,
} as const;

export const happeningSchema = z.object({ what: z.enum(['arrive', 'finish']), id: z.string() });
export type Happening = z.infer<typeof happeningSchema>;

const demands = ['general|chat|', 'general|voice|', 'business|chat|en:1', 'business+general|sms|'];

/** How many jobs a server does at once. */
export const hands = 48;

/** The contact of a number. */
export const contactId = (number: number) => `contact-${number}`;

/** Its number says everything about it. */
export function placeOf(id: string): Place {
  const number = Number(id.slice('contact-'.length));
  return {
    interactionId: id,
    demand: demands[number % demands.length] ?? '',
    score: waitingScore(number % 3, new Date(number)),
  };
}
