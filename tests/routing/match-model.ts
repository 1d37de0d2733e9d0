// What a match may and may not do, told in plain objects beside the real one: contacts, agents, and the rules between.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Channel } from '#database';
import { demandOf, hasRoom, skillString, waitingScore, widen } from '../../server/routing/core.ts';
import type { AgentProfile, Match, Place } from '../../server/routing/matcher.ts';

export interface Contact {
  id: string;
  queue: string;
  channel: Channel;
  level: number;
  priority: number;
  arrivedAt: number;
  /** Has reached a ring that drops its skill and adds the other queue. */
  isWide: boolean;
  state: 'away' | 'waiting' | 'held' | 'over';
  offer: string | null;
  agent: string | null;
  /** Who declined it, and until when. */
  avoids: { agent: string; until: number } | null;
  prefers: string | null;
}
export interface Agent {
  id: string;
  capacity: number;
  limits: Partial<Record<Channel, number>>;
  skill: number;
  queues: readonly string[];
  available: boolean;
}

const queues = ['general', 'english'] as const;
export const contactShape = fc.record({
  queue: fc.constantFrom(...queues),
  channel: fc.constantFrom('voice', 'chat', 'chat', 'sms') satisfies fc.Arbitrary<Channel>,
  level: fc.constantFrom(0, 0, 2),
  priority: fc.integer({ min: 0, max: 2 }),
});
export const agentShape = fc.record({
  capacity: fc.integer({ min: 1, max: 3 }),
  limits: fc.constantFrom({}, {}, { chat: 1 }, { sms: 1, chat: 2 }),
  skill: fc.integer({ min: 0, max: 3 }),
  queues: fc.constantFrom(['general'], ['english'], ['general', 'english']),
});
export type ContactShape = Pick<Contact, 'queue' | 'channel' | 'level' | 'priority'>;
export type AgentShape = Omit<Agent, 'id' | 'available'>;

export class Model {
  readonly contacts: Contact[];
  readonly agents: Agent[];
  now = 1_000_000;
  #version = 0;

  constructor(contacts: readonly ContactShape[], agents: readonly AgentShape[]) {
    this.contacts = contacts.map((shape) => ({
      ...shape,
      id: randomUUID(),
      arrivedAt: 0,
      isWide: false,
      state: 'away',
      offer: null,
      agent: null,
      avoids: null,
      prefers: null,
    }));
    this.agents = agents.map((shape) => ({ ...shape, id: randomUUID(), available: false }));
  }

  in(state: Contact['state']): Contact[] {
    return this.contacts.filter((contact) => contact.state === state);
  }

  heldBy(agent: Agent): Contact[] {
    return this.contacts.filter((contact) => contact.agent === agent.id);
  }

  #demand({ queue, channel, level, isWide }: Contact) {
    const demand = { queues: [queue], channel, requiredSkills: level > 0 ? { en: level } : {} };
    return isWide ? widen(demand, [{ afterS: 1, dropSkills: ['en'], addQueues: queues }]) : demand;
  }

  placeOf(contact: Contact): Place {
    return {
      interactionId: contact.id,
      demand: demandOf(this.#demand(contact)),
      score: waitingScore(contact.priority, new Date(contact.arrivedAt)),
      preferredAgentId: contact.prefers,
    };
  }

  profileOf(agent: Agent): AgentProfile {
    this.#version += 1;
    return {
      agentId: agent.id,
      presence: agent.available ? 'available' : 'away',
      version: String(this.#version),
      capacity: agent.capacity,
      limits: agent.limits,
      queues: agent.queues,
      skills: skillString({ en: agent.skill }),
    };
  }

  #canServe(agent: Agent, contact: Contact): boolean {
    const demand = this.#demand(contact);
    const required = Object.values(demand.requiredSkills)[0] ?? 0;
    return demand.queues.some((queue) => agent.queues.includes(queue)) && agent.skill >= required;
  }

  #hasRoom(agent: Agent, channel: Channel): boolean {
    const held = this.heldBy(agent).map((other) => other.channel);
    return agent.available && hasRoom(held, agent, channel);
  }

  #isAvoiding(contact: Contact, agent: Agent): boolean {
    return contact.avoids?.agent === agent.id && contact.avoids.until > this.now;
  }

  /** Believes the matches of one step, after judging each. */
  take(matches: readonly Match[]): void {
    for (const match of matches) {
      const contact = this.contacts.find(({ id }) => id === match.interactionId);
      const agent = this.agents.find(({ id }) => id === match.agentId);
      if (!contact || !agent) throw new Error('a match of somebody unknown');
      expect(contact.state, 'only who waits is matched').toBe('waiting');
      expect(this.#canServe(agent, contact), 'an agent can serve what it gets').toBe(true);
      expect(this.#hasRoom(agent, contact.channel), 'an agent has room for what it gets').toBe(true);
      expect(this.#isAvoiding(contact, agent), 'nobody gets at once what they declined').toBe(false);
      Object.assign(contact, { state: 'held', offer: match.offerId, agent: agent.id });
    }
    for (const { interactionId } of matches) this.#judgeOrder(interactionId);
  }

  #judgeOrder(interactionId: string): void {
    const matched = this.contacts.find(({ id }) => id === interactionId);
    if (!matched) return;
    const { demand, score } = this.placeOf(matched);
    const passedOver = this.in('waiting').filter((other) => {
      const place = this.placeOf(other);
      return place.demand === demand && place.score < score && other.avoids === null;
    });
    expect(passedOver, 'nobody is passed over in a line').toEqual([]);
  }

  /** Nobody is idle beside a queue, but for one agent per waiting call who is running free of texts for it. */
  judgeIdle(): void {
    const waiting = this.in('waiting');
    const kept = new Set<string>();
    for (const contact of waiting) {
      for (const agent of this.agents) {
        const couldTake =
          this.#hasRoom(agent, contact.channel) &&
          this.#canServe(agent, contact) &&
          contact.avoids?.agent !== agent.id;
        if (!couldTake) continue;
        const isKeptForCall =
          contact.channel !== 'voice' &&
          this.heldBy(agent).length > 0 &&
          waiting.some((call) => call.channel === 'voice' && this.#canServe(agent, call));
        expect(isKeptForCall, 'nobody is idle beside a queue').toBe(true);
        kept.add(agent.id);
      }
    }
    const calls = waiting.filter(({ channel }) => channel === 'voice').length;
    expect(kept.size, 'no more are kept free than calls wait').toBeLessThanOrEqual(calls);
  }
}
