// A city under load: every agent has a contact, and more wait in several lines.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Match, Matcher, type Place } from '../../../server/routing/matcher.ts';

const queues = ['general', 'business', 'english'];
const demands = queues.flatMap((queue) => [`${queue}|chat|`, `${queue}|chat|en:1`]);
/** Kinds of agents: which queues, and English or not. */
const profiles = [
  { queues: ['general'], skills: '' },
  { queues: ['general', 'business'], skills: '' },
  { queues: ['business'], skills: 'en:1' },
  { queues: ['general', 'english'], skills: 'en:2' },
  { queues, skills: 'en:2' },
];

interface Held {
  place: Place;
  agentId: string;
}

export class City {
  readonly #matcher: Matcher;
  readonly #places = new Map<string, Place>();
  readonly #held: Held[] = [];
  /** Lines that are one shorter than they were filled. */
  readonly #owed: string[] = [];
  readonly #unconfirmed: Match[] = [];
  #arrivals = 0;
  assignments = 0;

  private constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  static async open(redis: Redis): Promise<City> {
    const matcher = new Matcher(redis);
    await matcher.refill(async () => undefined);
    return new City(matcher);
  }

  /** Agents, each of whom has a contact. */
  async fillAgents(count: number): Promise<void> {
    await inTurns(count, async (index) => {
      const profile = profiles[index % profiles.length];
      if (!profile) return;
      const agent = { agentId: randomUUID(), presence: 'available', version: '1', capacity: 1, limits: {} };
      await this.#matcher.agent({ ...agent, ...profile });
      const place = { interactionId: randomUUID(), demand: `${profile.queues[0]}|chat|`, score: 0 };
      await this.#matcher.hold(place, randomUUID(), agent.agentId);
      this.#held.push({ place, agentId: agent.agentId });
    });
  }

  async fillWaiting(count: number): Promise<void> {
    await inTurns(count, (index) => this.#arrive(demands[index % demands.length] ?? ''));
  }

  async #arrive(demand: string): Promise<void> {
    this.#arrivals += 1;
    const place = { interactionId: randomUUID(), demand, score: this.#arrivals };
    this.#places.set(place.interactionId, place);
    const { matches } = await this.#matcher.wait(place, null);
    for (const match of matches) this.#take(match);
    this.#unconfirmed.push(...matches);
  }

  #take({ interactionId, agentId }: Match): void {
    const place = this.#places.get(interactionId);
    if (!place) throw new Error('a match of somebody who does not wait');
    this.#held.push({ place, agentId });
    this.#owed.push(place.demand);
    this.assignments += 1;
  }

  /** One contact ends, and its agent gets the first in line. @returns ms to the decision */
  async finishOne(): Promise<number> {
    const done = this.#held.shift();
    if (!done) throw new Error('nobody is served');
    this.#places.delete(done.place.interactionId);
    const from = performance.now();
    const { matches } = await this.#matcher.drop(done.place.interactionId);
    const took = performance.now() - from;
    for (const match of matches) this.#take(match);
    this.#unconfirmed.push(...matches);
    return took;
  }

  /** Confirms what was matched, and lets the lines grow to what they were. */
  async settle(): Promise<void> {
    await inTurns(this.#unconfirmed.length, async () => {
      const { offerId, interactionId, agentId } = this.#unconfirmed.shift() ?? {};
      const place = this.#places.get(interactionId ?? '');
      if (place && offerId && agentId) await this.#matcher.hold(place, offerId, agentId);
    });
    const owed = this.#owed.splice(0);
    await inTurns(owed.length, (index) => this.#arrive(owed[index] ?? ''));
  }

  /** The whole way of a contact: it arrives, an agent is free, the first in line is given and confirmed. */
  async cycle(): Promise<void> {
    await this.finishOne();
    await this.settle();
  }
}

/** Does something `count` times, many at once. */
async function inTurns(count: number, work: (index: number) => Promise<void>): Promise<void> {
  const atOnce = 256;
  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => work(from + index)),
    );
  }
}
