// Redis follows Postgres: whatever event says that something changed, the row is read and the present made equal to
// it. Order and repetition of events do not matter. Matches that this frees are turned into offers here.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import {
  finalStates,
  hasRoom,
  isDeferred,
  nextChangeAt,
  refusalPauseMs,
  ringsReached,
  skillString,
} from './core.ts';
import { type AgentProfile, type Match, type Matcher, mostMatches, type Refusal } from './matcher.ts';
import {
  type AgentRow,
  interactionIdsOf,
  lockAgent,
  lockInteraction,
  placeOf,
  readAgent,
  readAgents,
  readStanding,
  readStandings,
  type Standing,
  writeOffer,
} from './store.ts';

/** After a crash between match and row, others finish it this much later. */
const unconfirmedAfterMs = 1_000;
/** Past the end of a pause or a deferral, or the beginning of a ring, for certain when the alarm goes off. */
const timeAlarmMs = 50;
const rebuildPageSize = 1_000;
/** A row that changes while it is followed is followed again; each change also brings its own event. */
const mostRounds = 8;
const rebuildPollMs = 25;
const rebuildPatienceMs = 60_000;

/** Sets the alarms that end offers and wrap-ups by themselves. */
export interface Alarms {
  offerExpires(offerId: string, at: Date): Promise<void>;
  wrapUpEnds(interactionId: string, at: Date): Promise<void>;
  /** Time alone changes who may get a contact: a pause or a deferral is over, a ring is reached. */
  waitChanges(interactionId: string, at: Date): Promise<void>;
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
    let standing = await readStanding(this.#database.sql, id);
    for (let round = 0; standing && round < mostRounds; round += 1) {
      const refusal = await this.#afterOffer(standing);
      const { matches } = await apply(this.#matcher, standing, refusal);
      await this.#makeOffers(matches);
      // What is over stays over, and whoever was just given an offer was followed with it.
      const isSettled =
        finalStates.includes(standing.row.state) || matches.some((match) => match.interactionId === id);
      if (isSettled) return;
      await this.#awaitChange(standing);
      // The row may have changed between the reading and the writing: then what was written is old.
      const now = await readStanding(this.#database.sql, id);
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
    await this.#alarms.waitChanges(row.id, new Date(until.getTime() + timeAlarmMs));
    return { agentId: offer.agentId, until };
  }

  async #awaitChange({ row, rings }: Standing): Promise<void> {
    const at = row.state === 'waiting' ? nextChangeAt(row, rings, new Date()) : null;
    if (at) await this.#alarms.waitChanges(row.id, new Date(at.getTime() + timeAlarmMs));
  }

  /** Makes the present agree with an agent's presence and abilities. */
  async followAgent(agentId: string): Promise<void> {
    const row = await readAgent(this.#database.sql, agentId);
    const { matches } = await this.#matcher.agent(row ? profileOf(row) : noAgent(agentId));
    await this.#makeOffers(matches);
  }

  /** Finishes matches whose process died before it wrote their row. @returns how many were found */
  async finishMatches(): Promise<number> {
    const found = await this.#matcher.unconfirmed(unconfirmedAfterMs);
    for (const match of found) {
      await this.followInteraction(match.interactionId);
      await this.#matcher.settle(match);
    }
    return found.length;
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
      const standing = await readStanding(this.#database.sql, match.interactionId);
      if (standing) {
        const { status, matches } = await this.#matcher.hold(
          placeNow(standing),
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
      for (const id of await interactionIdsOf(this.#database.sql, match.agentId)) {
        if (id !== match.interactionId) await this.followInteraction(id);
      }
      const standing = await readStanding(this.#database.sql, match.interactionId);
      if (standing?.row.state === 'waiting' && !isDeferred(standing.row.notBefore, new Date())) {
        const { matches } = await this.#matcher.wait(placeNow(standing), match.offerId);
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
    const result = await this.#database.change(async ({ sql, emit }) => {
      if (!(await lockAgent(sql, agentId))) return 'agent_unfit';
      const row = await lockInteraction(sql, interactionId);
      if (row.offerId === offerId) return 'known';
      if (row.state !== 'waiting' || isDeferred(row.notBefore, new Date())) return 'not_waiting';
      const agent = await readAgent(sql, agentId);
      const fits = agent?.presence === 'available' && hasRoom(agent.held, agent, row.channel);
      if (!fits) return 'agent_unfit';
      const offeredAt = new Date();
      const expiresAt = new Date(offeredAt.getTime() + row.offerTimeoutS * 1_000);
      const ring = ringsReached(row.rings, offeredAt.getTime() - row.arrivedAt.getTime()).length;
      const decision = { ...match.reason, ring, demand: placeOf(row, row.rings, offeredAt).demand };
      if (!(await writeOffer(sql, match, { offeredAt, expiresAt, decision }))) return 'known';
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
      const fillAgent = async (row: AgentRow): Promise<void> => {
        const absent = row.presence !== 'offline' && !(await options.isConnected(row.agentId));
        await matcher.agent({ ...profileOf(row), ...(absent ? { presence: 'offline' } : {}) });
        if (absent) await options.awaitConnection(row.agentId);
      };
      const agents = await readAgents(this.#database.sql);
      await Promise.all(agents.map(fillAgent));
      counts.agents = agents.length;
      let after: string | undefined;
      do {
        const page = await readStandings(this.#database.sql, after, rebuildPageSize);
        await Promise.all(page.map((standing) => apply(matcher, standing)));
        await Promise.all(page.map((standing) => this.#setAlarms(standing)));
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

  async #setAlarms(standing: Standing): Promise<void> {
    const { row, offer } = standing;
    await this.#awaitChange(standing);
    if (offer?.outcome === 'pending') await this.#alarms.offerExpires(offer.id, offer.expiresAt);
    if (row.state === 'wrap_up' && row.wrapUpEndsAt) await this.#alarms.wrapUpEnds(row.id, row.wrapUpEndsAt);
  }
}

const placeNow = ({ row, rings }: Standing) => placeOf(row, rings, new Date());

/** Writes one interaction's truth into the present. */
function apply(matcher: Matcher, standing: Standing, refusal?: Refusal) {
  const { row, offer } = standing;
  // Whoever is deferred keeps the place by the time of arrival, and nobody finds them in the line.
  if (finalStates.includes(row.state) || (row.state === 'waiting' && isDeferred(row.notBefore, new Date())))
    return matcher.drop(row.id);
  if (row.state === 'waiting') return matcher.wait(placeNow(standing), row.offerId, refusal);
  if (!offer) throw new Error(`interaction ${row.id} is ${row.state} without an offer`);
  return matcher.hold(placeNow(standing), offer.id, offer.agentId);
}

/** Somebody who is no agent any more gets nothing. */
function noAgent(agentId: string): AgentProfile {
  const version = String(Number.MAX_SAFE_INTEGER);
  return { agentId, presence: 'offline', version, capacity: 0, limits: {}, queues: [], skills: '' };
}

function profileOf(row: AgentRow): AgentProfile {
  const { agentId, presence, version, capacity, limits, queues, skills } = row;
  return { agentId, presence, version, capacity, limits, queues, skills: skillString(skills) };
}
