// One simulated day: random arrivals, patience and service times around the real match on a real Redis, in a time of its
// own. Whatever happens next in the day happens at once.
import type { Redis } from 'ioredis';
import TinyQueue from 'tinyqueue';
import { demandOf, skillString, waitingScore } from '../core.ts';
import { type Experience, latest, paceOf, turnIn } from '../estimate.ts';
import { type Match, Matcher, type Place } from '../matcher.ts';
import { Dice } from './random.ts';
import type { Scenario, Stream, Team } from './scenario.ts';

const msPerH = 3_600_000;

/** What became of one contact. Times are ms since the beginning of the day. */
export interface Outcome {
  stream: Stream;
  arrivedAt: number;
  /** Null when it gave up. */
  servedAt: number | null;
  /** When it gave up or was over; null when nobody was in service any more. */
  endedAt: number | null;
  /** Seconds of wait it was told on arrival; null when it did not have to wait, or nothing could be told. */
  toldS: number | null;
}

export interface AgentDay {
  team: Team;
  busyMs: number;
  /** Lengths of the times without any contact. */
  idleMs: number[];
}

export interface Day {
  outcomes: Outcome[];
  agents: AgentDay[];
}

interface Contact extends Outcome {
  place: Place;
}

/** A contact that is over. */
interface Over {
  waitedS: number;
  /** Null when it gave up. */
  servedS: number | null;
}

/** The latest contacts of a queue and channel that are over. */
class Lately {
  readonly experience: Experience = { served: 0, servedS: 0, gaveUp: 0, waitedS: 0 };
  readonly #over: Over[] = [];

  add(one: Over): void {
    this.#over.push(one);
    this.#count(one, 1);
    const oldest = this.#over.length > latest ? this.#over.shift() : undefined;
    if (oldest) this.#count(oldest, -1);
  }

  #count({ waitedS, servedS }: Over, sign: 1 | -1): void {
    this.experience.waitedS += sign * waitedS;
    this.experience.servedS += sign * (servedS ?? 0);
    this.experience[servedS === null ? 'gaveUp' : 'served'] += sign;
  }
}

interface Agent extends AgentDay {
  id: string;
  isInService: boolean;
  holds: number;
  since: number;
}

/** @returns what became of everybody who came after the warm-up */
export async function simulateDay(
  redis: Redis,
  scenario: Scenario,
  { seed, root, startWith = 0 }: { seed: number; root: string; startWith?: number },
): Promise<Day> {
  const day = new SimulatedDay(redis, scenario, { seed, root });
  try {
    return await day.run(startWith);
  } finally {
    await day.clear();
  }
}

class SimulatedDay {
  readonly #scenario: Scenario;
  readonly #dice: Dice;
  readonly #matcher: Matcher;
  readonly #contacts = new Map<string, Contact>();
  readonly #agents = new Map<string, Agent>();
  readonly #outcomes: Outcome[] = [];
  readonly #known = new Map<string, Lately>();
  readonly #events = new TinyQueue<{ at: number; happen: () => Promise<void> }>([], (a, b) => a.at - b.at);
  #now = 0;

  constructor(redis: Redis, scenario: Scenario, { seed, root }: { seed: number; root: string }) {
    this.#scenario = scenario;
    this.#dice = new Dice(seed);
    this.#matcher = new Matcher(redis, { root, now: () => this.#now });
  }

  clear(): Promise<void> {
    return this.#matcher.clear();
  }

  /** `startWith`: contacts of the first stream that are there already when the day begins. */
  async run(startWith: number): Promise<Day> {
    await this.#matcher.refill(async () => undefined);
    for (const [number, team] of this.#scenario.teams.entries()) {
      for (let index = 0; index < team.count; index += 1)
        await this.#employ(`agent-${number}-${index}`, team);
    }
    const [first] = this.#scenario.streams;
    for (let count = 0; first && count < startWith; count += 1) await this.#arrive(first);
    for (const stream of this.#scenario.streams) this.#planArrival(stream, 0);
    // After the end nobody comes any more, and whoever is there is served to the end.
    for (let event = this.#events.pop(); event; event = this.#events.pop()) {
      this.#now = event.at;
      await event.happen();
    }
    const from = this.#scenario.warmUpH * msPerH;
    const counted = (outcome: Outcome) => outcome.arrivedAt > from || (from === 0 && startWith === 0);
    return { outcomes: this.#outcomes.filter(counted), agents: [...this.#agents.values()] };
  }

  #plan(at: number, happen: () => Promise<void>): void {
    this.#events.push({ at, happen });
  }

  async #employ(id: string, team: Team): Promise<void> {
    const agent: Agent = { id, team, isInService: false, holds: 0, since: 0, busyMs: 0, idleMs: [] };
    this.#agents.set(id, agent);
    const tell = async (presence: 'available' | 'offline'): Promise<void> => {
      agent.isInService = presence === 'available';
      const { capacity, queues, skills } = team;
      const profile = { agentId: id, presence, capacity, queues, skills: skillString(skills), limits: {} };
      this.#serve((await this.#matcher.agent({ ...profile, version: String(this.#now) })).matches);
    };
    if (!team.shift) return tell('available');
    this.#plan(team.shift.fromH * msPerH, () => tell('available'));
    this.#plan(team.shift.toH * msPerH, () => tell('offline'));
  }

  /** Poisson with a rate that is constant in each part of the day (Lewis and Shedler 1979, thinning). */
  #planArrival(stream: Stream, from: number): void {
    const peak = Math.max(...stream.perHour);
    const dayMs = this.#scenario.hours * msPerH;
    if (peak === 0) return;
    for (let at = from; at < dayMs; ) {
      at += this.#dice.exponential(msPerH / peak);
      const part = Math.floor((at / dayMs) * stream.perHour.length);
      if (this.#dice.uniform() * peak >= (stream.perHour[part] ?? 0)) continue;
      this.#plan(at, async () => {
        this.#planArrival(stream, at);
        await this.#arrive(stream);
      });
      return;
    }
  }

  async #arrive(stream: Stream): Promise<void> {
    const interactionId = `contact-${this.#outcomes.length}`;
    const { queue, channel, requiredSkills, priority } = stream;
    const place = {
      interactionId,
      demand: demandOf({ queues: [queue], channel, requiredSkills }),
      score: waitingScore(priority, new Date(this.#now)),
    };
    const contact: Contact = {
      stream,
      place,
      arrivedAt: this.#now,
      servedAt: null,
      endedAt: null,
      toldS: null,
    };
    this.#outcomes.push(contact);
    this.#contacts.set(interactionId, contact);
    if (stream.patience) {
      this.#plan(this.#now + 1_000 * this.#dice.draw(stream.patience), () => this.#giveUp(contact));
    }
    this.#serve((await this.#matcher.wait(place, null)).matches);
    if (contact.servedAt === null) contact.toldS = await this.#estimate(contact);
  }

  /** What the product would tell a contact that waits now. */
  async #estimate({ stream, place }: Contact): Promise<number | null> {
    const { queue, channel } = stream;
    const crews = [...this.#agents.values()]
      .filter(({ isInService, team }) => isInService && team.queues.includes(queue))
      .map(({ team }) => ({ queues: team.queues, places: channel === 'voice' ? 1 : team.capacity }));
    const pace = paceOf(crews, this.#lately(stream).experience);
    const before = (other: string) => this.#matcher.waitingBefore(other, place.score);
    return (await turnIn(queue, pace, before)).estimatedWaitS;
  }

  async #giveUp(contact: Contact): Promise<void> {
    if (contact.servedAt !== null) return;
    await this.#end(contact);
  }

  async #end(contact: Contact): Promise<void> {
    contact.endedAt = this.#now;
    const { stream, arrivedAt, servedAt } = contact;
    this.#lately(stream).add({
      waitedS: ((servedAt ?? this.#now) - arrivedAt) / 1_000,
      servedS: servedAt === null ? null : (this.#now - servedAt) / 1_000,
    });
    this.#contacts.delete(contact.place.interactionId);
    this.#serve((await this.#matcher.drop(contact.place.interactionId)).matches);
  }

  #lately({ queue, channel }: Stream): Lately {
    const key = `${queue}|${channel}`;
    const lately = this.#known.get(key) ?? new Lately();
    this.#known.set(key, lately);
    return lately;
  }

  #serve(matches: readonly Match[]): void {
    for (const { interactionId, agentId } of matches) {
      const contact = this.#contacts.get(interactionId);
      const agent = this.#agents.get(agentId);
      if (!contact || !agent) throw new Error('a match of somebody unknown');
      contact.servedAt = this.#now;
      if (agent.holds === 0) {
        agent.idleMs.push(this.#now - agent.since);
        agent.since = this.#now;
      }
      agent.holds += 1;
      this.#plan(this.#now + 1_000 * this.#dice.draw(contact.stream.service), async () => {
        agent.holds -= 1;
        if (agent.holds === 0) {
          const endsAt = this.#scenario.hours * msPerH;
          agent.busyMs += Math.max(0, Math.min(this.#now, endsAt) - agent.since);
          agent.since = this.#now;
        }
        await this.#end(contact);
      });
    }
  }
}
