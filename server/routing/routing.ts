// The room put together: what others see of it, and how its parts hang together.
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import type { Channel } from '#database';
import { staffNames } from '../admin/index.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { type Arrival, createArrival } from './arrival.ts';
import { readBoard, readTargets } from './board.ts';
import { type Callbacks, createCallbacks } from './callback/service.ts';
import { Connections } from './connections.ts';
import type {
  AgentQueues,
  InteractionView,
  PresenceState,
  PresenceView,
  passOnTargetsSchema,
  RoutingBoard,
  SwitchName,
} from './contract.ts';
import { chooseQueue, type EndedBy, emergencyPriority, waitingScore } from './core.ts';
import { Paces, type Turn, turnIn } from './estimate.ts';
import type { Explanation } from './explanation/contract.ts';
import { explain, forgetOldReasons } from './explanation/service.ts';
import { consumeRoutingEvents, defineAlarms, watchRouting } from './jobs.ts';
import { createLines, type Lines } from './line.ts';
import { Matcher } from './matcher.ts';
import { OpeningTimes } from './opening.ts';
import { Present } from './present.ts';
import { endAgentQueues, readAgentQueues, setAgentQueue } from './queues-today.ts';
import { createReplies, type Replies, type ReplyTimes, usualReplyTimes } from './replies.ts';
import type { InteractionRow } from './rows.ts';
import { lockRunning, raise, type RunningContact } from './running.ts';
import { createService, type WrapUp } from './service.ts';
import { readLastHand } from './steps.ts';
import { createSteering, type Steering } from './steering.ts';
import {
  lockInteraction,
  lockCurrent,
  noteTold,
  readAgent,
  readCurrent,
  readInteraction,
  readLatest,
  readLive,
  readOfferOf,
  readQueues,
  writeAutoAnswer,
} from './store.ts';
import { isSwitchedOn, readFlowSwitches, setSwitch } from './switches.ts';
import { interactionView, neverPresent, type OfferFacts, offerFacts, presenceView } from './views.ts';

/** Reloads and short losses of network do not count as leaving. */
const usualGraceMs = 8_000;
/** Who waits reads and hears what was said also while Redis is away: their place is then known to nobody. */
const turnWithinMs = 1_000;
const unknownTurn = { position: null, estimatedWaitS: null };

/** What a call flow wants to know when the telephone rings. */
export interface HouseFacts {
  /** The queue that would take the call is closed. */
  afterHours: boolean;
  surge: boolean;
  emergency: boolean;
}

export interface Routing extends Steering, Callbacks, Replies, Lines {
  /**
   * Puts a contact into its queue, inside the caller's change. The same `id` or `callRef` again is the same contact. One
   * that is not let in is `refused`, with the reason.
   * @throws AppError `not_configured` when no queue serves the channel
   */
  openInteraction(change: Change, input: Arrival): Promise<InteractionView>;
  /** The latest interaction of a conversation that is not closed, abandoned or refused. */
  currentInteraction(conversationId: string): Promise<InteractionView | null>;
  /** The same, or the latest that is over; null for a conversation without any. */
  latestInteraction(conversationId: string): Promise<InteractionView | null>;
  /** When citizens may be called next; null while they may be. */
  nextCallingTime(): Promise<Date | null>;
  /** When a queue opens next; null while it is open. */
  nextOpening(queueCode: string): Promise<Date | null>;
  /** As `currentInteraction`, and nobody ends it before the caller's change is over: what is added to it is seen. */
  lockCurrentInteraction(change: Change, conversationId: string): Promise<InteractionView | null>;
  /**
   * The contacts that citizens are in on a channel, waiting or in talk, each locked likewise. What somebody else has
   * locked is left out: nobody is waited for.
   */
  lockRunningContacts(
    change: Change,
    channel: Channel,
    citizenIds: readonly string[],
  ): Promise<RunningContact[]>;
  /** Puts a contact that still waits before all others: the citizen has told of danger. Again, it changes nothing. */
  raiseEmergency(change: Change, interactionId: string): Promise<void>;
  /** @throws AppError `not_found` */
  interaction(id: string): Promise<InteractionView>;
  interactionByCall(callRef: string): Promise<InteractionView | null>;
  /** `passedOnBy`: whose hand it came by, if by any. @throws AppError `not_found` */
  offer(id: string): Promise<{ offer: OfferFacts; interaction: InteractionView; passedOnBy: string | null }>;
  pendingOffers(agentId: string): Promise<OfferFacts[]>;
  /** What the agent is serving or wrapping up, oldest first. */
  agentInbox(agentId: string): Promise<InteractionView[]>;
  /** Newest first. */
  interactionsOfCitizen(citizenId: string, limit: number): Promise<InteractionView[]>;
  /** Staff who are no agents are offline and can take nothing. @throws AppError `not_found` for somebody unknown */
  presence(agentId: string): Promise<PresenceView>;
  /** Going away takes back what rings. @throws AppError `forbidden` for somebody who is no agent */
  setPresence(agentId: string, state: PresenceState, reason?: string): Promise<PresenceView>;
  /** Whether the agent's console accepts offers by itself. @throws AppError `forbidden` for somebody who is no agent */
  setAutoAnswer(agentId: string, isOn: boolean): Promise<PresenceView>;
  /** Contacts that wait, ring or are in talk: who waits first, in the order of their turn. */
  liveContacts(limit: number): Promise<InteractionView[]>;
  /** Repeating it changes nothing. @throws AppError `offer_gone` when it is over or another agent's */
  acceptOffer(agentId: string, offerId: string): Promise<InteractionView>;
  /** The interaction keeps its place. @throws AppError `offer_gone` */
  declineOffer(agentId: string, offerId: string): Promise<void>;
  /**
   * The contact is over: an active one goes to wrap-up, one that nobody had answered is abandoned. Repeating it
   * changes nothing. `machine`: its answer was enough; whoever talks to an agent by then goes on.
   * @throws AppError `wrong_state` when an agent ends what it has not accepted
   */
  endInteraction(interactionId: string, by: EndedBy): Promise<InteractionView>;
  /**
   * The same within the change that says why: a crash leaves either both or neither.
   * @returns what is to be called once the change has committed
   */
  endWithin(change: Change, interactionId: string, by: EndedBy): Promise<() => Promise<InteractionView>>;
  /** The agent could not be reached after accepting: the interaction is back at its old place in the queue. */
  returnInteraction(interactionId: string): Promise<void>;
  /**
   * Closes the wrap-up with its result; after the time ran out, adds the result that is still missing.
   * @throws AppError `forbidden` when it is another agent's, `wrong_state` before the contact is over
   */
  wrapUp(agentId: string, wrapUp: WrapUp): Promise<InteractionView>;
  /** Place in the queue, 1 = next; null when the interaction does not wait. */
  position(interactionId: string): Promise<number | null>;
  /**
   * Place in the queue, 1 = next, and seconds until the turn as far as can be told honestly; nothing of an interaction
   * that does not wait.
   */
  turnOf(interaction: InteractionView): Promise<Turn>;
  board(): Promise<RoutingBoard>;
  targets(): Promise<z.infer<typeof passOnTargetsSchema>>;
  /** @throws AppError `not_found`, also for what is older than 30 days */
  explain(interactionId: string): Promise<Explanation>;
  facts(): Promise<HouseFacts>;
  isSwitchedOn(sql: Sql, name: SwitchName): Promise<boolean>;
  setSwitch(name: SwitchName, isOn: boolean, by: { id: string; ip: string }): Promise<void>;
  /** @throws AppError `not_found` for somebody who is no agent */
  agentQueues(agentId: string): Promise<AgentQueues>;
  /** Puts an agent into a queue or out of it for the shift. @throws AppError `not_found` */
  setAgentQueue(
    to: { agentId: string; queueCode: string; isIn: boolean },
    by: { id: string; ip: string },
  ): Promise<AgentQueues>;
  /** Fills Redis from Postgres. Call it once at the start. */
  rebuild(): Promise<void>;
  /** A socket of an agent opened. Others than agents are ignored. */
  arrived(agentId: string, socketId: string): Promise<void>;
  left(agentId: string, socketId: string): Promise<void>;
  /** Ends what runs in this process by itself. */
  stop(): Promise<void>;
}

/** Defines routing's consumer and alarms (before `jobs.start`) and watches over Redis from now on. */
export function createRouting(options: {
  database: Database;
  redis: Redis;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
  /** How long an agent without a connection is still taken for present. */
  absenceGraceMs?: number;
  /** When a text message without an answer is warned of, and goes up. */
  replyTimes?: ReplyTimes;
}): Routing {
  const { database, redis, jobs, log, metrics, absenceGraceMs = usualGraceMs } = options;
  const matcher = new Matcher(redis);
  const connections = new Connections(redis);
  const paces = new Paces(database.sql);
  const { alarms, absence } = defineAlarms(jobs, {
    service: () => service,
    absence: endAbsence,
    follow: (interactionId) => present.followInteraction(interactionId),
  });
  const service = createService({ database, alarms });
  const opening = new OpeningTimes(database);
  const openInteraction = createArrival(opening);
  const { missLostCalls, ...callbacks } = createCallbacks({
    database,
    jobs,
    opening,
    openInteraction,
    alarms,
  });
  const { plan, sweep, ...replies } = createReplies({
    jobs,
    database,
    times: options.replyTimes ?? usualReplyTimes,
  });
  const present = new Present({ database, matcher, alarms, metrics, log });
  consumeRoutingEvents(jobs, database, present, plan);

  async function endAbsence(agentId: string): Promise<void> {
    if (await connections.isConnected(agentId)) return;
    const leftAt = await connections.leftAt(agentId);
    // Came and left again meanwhile: the later departure has its own alarm.
    if (leftAt !== null && Date.now() - leftAt < absenceGraceMs - 50) return;
    await service.goOffline(agentId);
  }

  const awaitReturn = (agentId: string) =>
    absence.set(agentId, new Date(Date.now() + absenceGraceMs), { agentId });

  async function rebuild(): Promise<void> {
    await connections.renewOwn();
    await present.rebuild({
      isConnected: (agentId) => connections.isConnected(agentId),
      awaitConnection: async (agentId) => {
        await connections.noteLeft(agentId);
        await awaitReturn(agentId);
      },
    });
  }

  const watch = watchRouting({
    database,
    matcher,
    present,
    connections,
    service,
    missLostCalls,
    sweepReplies: sweep,
    endAgentQueues: () => endAgentQueues(database, new Date()),
    forgetOldReasons: () => forgetOldReasons(database),
    rebuild,
    onGhost: async (agentId) => {
      await awaitReturn(agentId);
      await connections.noteGhost(agentId);
    },
    log,
  });
  connections.start(
    (agentId) => present.followAgent(agentId),
    (error) => log.warn({ err: error }, 'heartbeat of agents failed'),
  );

  async function placeInQueue({
    state,
    queueCode,
    priority,
    arrivedAt,
  }: InteractionView): Promise<number | null> {
    if (state !== 'waiting') return null;
    return 1 + (await matcher.waitingBefore(queueCode, waitingScore(priority, new Date(arrivedAt))));
  }

  async function presence(agentId: string): Promise<PresenceView> {
    const [row, names] = await Promise.all([
      readAgent(database.sql, agentId),
      staffNames(database, [agentId]),
    ]);
    const name = names.get(agentId);
    if (!row && !name) throw new AppError('not_found');
    return row ? presenceView(row, name) : neverPresent(agentId, name);
  }

  return {
    ...createSteering({ database, alarms }),
    ...createLines({ database, alarms }),
    ...callbacks,
    ...replies,
    openInteraction,
    currentInteraction: async (conversationId) => viewOrNull(await readCurrent(database.sql, conversationId)),
    latestInteraction: async (conversationId) => viewOrNull(await readLatest(database.sql, conversationId)),
    async nextCallingTime() {
      const now = new Date();
      const next = await opening.nextCallingTime(now);
      return next > now ? next : null;
    },
    async nextOpening(queueCode) {
      const queue = (await readQueues(database.sql)).find(({ code }) => code === queueCode);
      if (!queue) return null;
      const now = new Date();
      const next = await opening.nextOpen(queue.calendarCode, now);
      return next > now ? next : null;
    },
    lockCurrentInteraction: async ({ sql }, conversationId) =>
      viewOrNull(await lockCurrent(sql, conversationId)),
    lockRunningContacts: ({ sql }, channel, citizenIds) => lockRunning(sql, channel, citizenIds),
    raiseEmergency: async (change, interactionId) =>
      raise(change, await lockInteraction(change.sql, interactionId), emergencyPriority),
    interaction: async (id) => interactionView(await readInteraction(database.sql, id)),
    async interactionByCall(callRef) {
      const row = await database.read.interaction.findUnique({ where: { callRef } });
      return row ? interactionView(row) : null;
    },
    async offer(id) {
      const { row, offer } = await readOfferOf(database.sql, id);
      const passedOnBy = await readLastHand(database.sql, row.id);
      return { offer: offerFacts(offer), interaction: interactionView(row), passedOnBy };
    },
    async pendingOffers(agentId) {
      const where = { agentId, outcome: 'pending' } as const;
      const rows = await database.read.offer.findMany({ where, orderBy: { offeredAt: 'asc' } });
      return rows.map(offerFacts);
    },
    async agentInbox(agentId) {
      const rows = await database.read.interaction.findMany({
        where: { agentId, state: { in: ['active', 'wrap_up'] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(interactionView);
    },
    async interactionsOfCitizen(citizenId, limit) {
      const where = { citizenId };
      const rows = await database.read.interaction.findMany({ where, orderBy: { id: 'desc' }, take: limit });
      return rows.map(interactionView);
    },
    presence,
    async setPresence(agentId, state, reason) {
      await service.setPresence(agentId, state, reason);
      return presence(agentId);
    },
    async setAutoAnswer(agentId, isOn) {
      if (!(await writeAutoAnswer(database.sql, agentId, isOn))) throw new AppError('forbidden');
      return presence(agentId);
    },
    liveContacts: async (limit) => (await readLive(database.sql, limit)).map(interactionView),
    acceptOffer: service.acceptOffer,
    declineOffer: service.declineOffer,
    endInteraction: service.endInteraction,
    endWithin: service.endWithin,
    returnInteraction: service.returnInteraction,
    wrapUp: service.wrapUp,
    position: async (interactionId) =>
      placeInQueue(interactionView(await readInteraction(database.sql, interactionId))),
    async turnOf({ id, state, queueCode, channel, priority, arrivedAt }) {
      if (state !== 'waiting') return unknownTurn;
      const score = waitingScore(priority, new Date(arrivedAt));
      const pace = await paces.of(queueCode, channel);
      const asked = turnIn(queueCode, pace, (queue) => matcher.waitingBefore(queue, score));
      asked.catch(() => undefined);
      const turn = await Promise.race([asked, pause(turnWithinMs, unknownTurn, { ref: false })]);
      if (turn.estimatedWaitS !== null) await noteTold(database.sql, id, turn.estimatedWaitS);
      return turn;
    },
    board: () => readBoard(database, opening),
    targets: () => readTargets(database, opening),
    explain: (id) => explain(database, id),
    async facts() {
      const [queues, switches] = await Promise.all([
        readQueues(database.sql),
        readFlowSwitches(database.sql),
      ]);
      const chosen = chooseQueue(queues, { channel: 'voice', lang: 'zh' });
      const isOpen = !chosen || (await opening.isOpen(chosen.queue.calendarCode, new Date()));
      return { ...switches, afterHours: !isOpen };
    },
    isSwitchedOn,
    setSwitch: (name, isOn, by) => setSwitch(database, name, isOn, by),
    agentQueues: (agentId) => readAgentQueues(database.sql, agentId),
    async setAgentQueue(to, by) {
      await setAgentQueue(database, to, by, new Date());
      return readAgentQueues(database.sql, to.agentId);
    },
    rebuild,
    async arrived(agentId, socketId) {
      const agent = await readAgent(database.sql, agentId);
      if (!agent) return;
      await connections.add(agentId, socketId);
      // Nobody is given contacts by merely opening a page.
      if (agent.presence === 'offline') await service.comeIn(agentId);
      else await present.followAgent(agentId);
    },
    async left(agentId, socketId) {
      if (await connections.remove(agentId, socketId)) await awaitReturn(agentId);
    },
    async stop() {
      connections.stop();
      await watch.stop();
    },
  };
}

const viewOrNull = (row: InteractionRow | undefined): InteractionView | null =>
  row ? interactionView(row) : null;
