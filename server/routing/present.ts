// Redis follows Postgres: whatever event says that something changed, the row is read and the present made equal to
// it. Order and repetition of events do not matter. Matches that this frees are turned into offers here.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { finalStates, hasRoom, refusalPauseMs, skillString } from './core.ts';
import { type AgentProfile, type Match, type Matcher, mostMatches, type Refusal } from './matcher.ts';
import {
  type AgentRow,
  interactionIdsOf,
  lockAgent,
  lockInteraction,
  placeOf,
  readAgents,
  readQueue,
  readStanding,
  readStandings,
  type Standing,
} from './store.ts';

/** After a crash between match and row, others finish it this much later. */
const unconfirmedAfterMs = 1_000;
/** Past the pause for certain when it goes off. */
const refusalAlarmMs = 50;
const rebuildPageSize = 1_000;
/** A row that changes while it is followed is followed again; each change also brings its own event. */
const mostRounds = 8;
const rebuildPollMs = 25;
const rebuildPatienceMs = 60_000;

/** Sets the alarms that end offers and wrap-ups by themselves. */
export interface Alarms {
  offerExpires(offerId: string, at: Date): Promise<void>;
  wrapUpEnds(interactionId: string, at: Date): Promise<void>;
  refusalEnds(interactionId: string, at: Date): Promise<void>;
}

export class Present {
  readonly #database: Database;
  readonly #matcher: Matcher;
  readonly #alarms: Alarms;
  readonly #metrics: Metrics;
  readonly #log: Log;

  constructor(options: {
    database: Database;
    matcher: Matcher;
    alarms: Alarms;
    metrics: Metrics;
    log: Log;
  }) {
    this.#database = options.database;
    this.#matcher = options.matcher;
    this.#alarms = options.alarms;
    this.#metrics = options.metrics;
    this.#log = options.log;
  }

  /** Makes the present agree with an interaction's row, and makes the offers that follow from it. */
  async followInteraction(id: string): Promise<void> {
    let standing = await readStanding(this.#database.read, id);
    for (let round = 0; standing && round < mostRounds; round += 1) {
      const refusal = await this.#afterOffer(standing);
      const { matches } = await apply(this.#matcher, standing, refusal);
      await this.#makeOffers(matches);
      // The row may have changed between the reading and the writing: then what was written is old.
      const now = await readStanding(this.#database.read, id);
      if (now && now.row.state === standing.row.state && now.row.offerId === standing.row.offerId) return;
      standing = now;
    }
  }

  /**
   * Before a contact that came back waits again: whoever let it pass must not get it back before their new presence
   * is known, and whoever declined it gets it later than others.
   */
  async #afterOffer({ row, offer }: Standing): Promise<Refusal | undefined> {
    if (row.state !== 'waiting' || !offer) return undefined;
    await this.followAgent(offer.agentId);
    if (offer.outcome !== 'declined' || !offer.endedAt) return undefined;
    const until = new Date(offer.endedAt.getTime() + refusalPauseMs);
    if (until.getTime() <= Date.now()) return undefined;
    await this.#alarms.refusalEnds(row.id, new Date(until.getTime() + refusalAlarmMs));
    return { agentId: offer.agentId, until };
  }

  /** Makes the present agree with an agent's presence and abilities. */
  async followAgent(agentId: string): Promise<void> {
    const [row] = await readAgents(this.#database.read, agentId);
    const { matches } = await this.#matcher.agent(row ? profileOf(row) : noAgent(agentId));
    await this.#makeOffers(matches);
  }

  /** Finishes matches whose process died before it wrote their row. @returns how many were found */
  async finishMatches(): Promise<number> {
    const ids = await this.#matcher.unconfirmed(unconfirmedAfterMs);
    for (const id of ids) await this.followInteraction(id);
    return ids.length;
  }

  async #makeOffers(matches: readonly Match[]): Promise<void> {
    for (const match of matches) await this.#makeOffer(match);
    if (matches.length >= mostMatches) {
      const more = await this.#matcher.match();
      await this.#makeOffers(more.matches);
    }
  }

  async #makeOffer(match: Match): Promise<void> {
    const outcome = await this.#writeOffer(match);
    if (outcome === 'made') {
      const standing = await readStanding(this.#database.read, match.interactionId);
      if (standing) {
        const { status, matches } = await this.#matcher.hold(
          placeOf(standing.row),
          match.offerId,
          match.agentId,
        );
        await this.#makeOffers(matches);
        // The present was rebuilt in between and forgot the match; what is true by now is read again.
        if (status === 'changed') await this.followInteraction(match.interactionId);
      }
      return;
    }
    this.#log.debug({ ...match, outcome }, 'match not carried out');
    if (outcome === 'agent_unfit') {
      await this.followAgent(match.agentId);
      for (const id of await interactionIdsOf(this.#database.read, match.agentId)) {
        if (id !== match.interactionId) await this.followInteraction(id);
      }
      const standing = await readStanding(this.#database.read, match.interactionId);
      if (standing?.row.state === 'waiting') {
        const { matches } = await this.#matcher.wait(placeOf(standing.row), match.offerId);
        await this.#makeOffers(matches);
      }
    }
    await this.followInteraction(match.interactionId);
  }

  /**
   * Writes a match into Postgres, which has the last word: the interaction still waits, the agent is still available
   * and has a free share.
   */
  async #writeOffer(match: Match): Promise<'made' | 'known' | 'not_waiting' | 'agent_unfit'> {
    const { offerId, interactionId, agentId } = match;
    const result = await this.#database.change(async ({ tx, emit }) => {
      if (!(await lockAgent(tx, agentId))) return 'agent_unfit';
      const row = await lockInteraction(tx, interactionId);
      if (row.offerId === offerId) return 'known';
      if (row.state !== 'waiting') return 'not_waiting';
      if ((await tx.offer.count({ where: { id: offerId } })) > 0) return 'known';
      const [agent] = await readAgents(tx, agentId);
      const fits = agent?.presence === 'available' && hasRoom(agent.held, agent.capacity, row.channel);
      if (!fits) return 'agent_unfit';
      const queue = await readQueue(tx, row.queueCode);
      const offeredAt = new Date();
      const expiresAt = new Date(offeredAt.getTime() + queue.offerTimeoutS * 1_000);
      await tx.interaction.update({
        where: { id: interactionId },
        data: { state: 'offered', offerId, offeredAt: row.offeredAt ?? offeredAt },
      });
      await tx.offer.create({ data: { id: offerId, interactionId, agentId, offeredAt, expiresAt } });
      emit('interaction.offered', { offerId, interactionId, agentId });
      const isFirst = row.offeredAt === null;
      return { expiresAt, delayMs: isFirst ? offeredAt.getTime() - row.arrivedAt.getTime() : null };
    });
    if (typeof result === 'string') return result;
    if (result.delayMs !== null) this.#metrics.offerDelay.observe(Math.max(0, result.delayMs) / 1_000);
    await this.#alarms.offerExpires(offerId, result.expiresAt);
    return 'made';
  }

  /**
   * Fills Redis from Postgres. An agent counts as present only with a live connection; `awaitConnection` is told of
   * the others. One process does it, the others wait until it is done, or take over when it died.
   * @throws when another process's rebuild does not end
   */
  async rebuild(options: {
    isConnected: (agentId: string) => Promise<boolean>;
    awaitConnection: (agentId: string) => Promise<void>;
  }): Promise<void> {
    const startedAt = Date.now();
    const counts = { agents: 0, interactions: 0 };
    const load = async (matcher: Matcher): Promise<void> => {
      for (const row of await readAgents(this.#database.read)) {
        const absent = row.presence !== 'offline' && !(await options.isConnected(row.agentId));
        await matcher.agent({ ...profileOf(row), ...(absent ? { presence: 'offline' } : {}) });
        if (absent) await options.awaitConnection(row.agentId);
        counts.agents += 1;
      }
      let after: string | undefined;
      do {
        const page = await readStandings(this.#database.read, after, rebuildPageSize);
        await Promise.all(page.map((standing) => apply(matcher, standing)));
        await this.#setAlarms(page);
        counts.interactions += page.length;
        after = page.length === rebuildPageSize ? page.at(-1)?.row.id : undefined;
      } while (after !== undefined);
    };
    while (!(await this.#matcher.refill(load))) {
      await sleep(rebuildPollMs);
      if (await this.#matcher.isComplete()) return;
      if (Date.now() > startedAt + rebuildPatienceMs)
        throw new Error('a rebuild by another process does not end');
    }
    const { matches } = await this.#matcher.match();
    await this.#makeOffers(matches);
    this.#log.info({ ...counts, ms: Date.now() - startedAt }, 'routing rebuilt from the database');
  }

  async #setAlarms(page: readonly Standing[]): Promise<void> {
    for (const { row, offer } of page) {
      if (offer?.outcome === 'pending') await this.#alarms.offerExpires(offer.id, offer.expiresAt);
      if (row.state === 'wrap_up' && row.wrapUpEndsAt)
        await this.#alarms.wrapUpEnds(row.id, row.wrapUpEndsAt);
    }
  }
}

/** Writes one interaction's truth into the present. */
function apply(matcher: Matcher, { row, offer }: Standing, refusal?: Refusal) {
  if (finalStates.includes(row.state)) return matcher.drop(row.id);
  if (row.state === 'waiting') return matcher.wait(placeOf(row), row.offerId, refusal);
  if (!offer) throw new Error(`interaction ${row.id} is ${row.state} without an offer`);
  return matcher.hold(placeOf(row), offer.id, offer.agentId);
}

/** Somebody who is no agent any more gets nothing. */
function noAgent(agentId: string): AgentProfile {
  const version = String(Number.MAX_SAFE_INTEGER);
  return { agentId, presence: 'offline', version, capacity: 0, queues: [], skills: '' };
}

function profileOf(row: AgentRow): AgentProfile {
  const { agentId, presence, version, capacity, queues, skills } = row;
  return { agentId, presence, version, capacity, queues, skills: skillString(skills) };
}
