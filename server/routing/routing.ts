// The room put together: what others see of it, and how its parts hang together.
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { z } from 'zod';
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
import { type EndedBy, emergencyPriority, waitingScore } from './core.ts';
import { Paces, type Turn, turnIn } from './estimate.ts';
import type { Explanation } from './explanation/contract.ts';
import { explain, forgetOldReasons } from './explanation/service.ts';
import { consumeRoutingEvents, defineAlarms, watchRouting } from './jobs.ts';
import { createLines, type Lines } from './line.ts';
import { Matcher } from './matcher.ts';
import { OpeningTimes } from './opening.ts';
import { Present } from './present.ts';
import { endAgentQueues, readAgentQueues, setAgentQueue } from './queues-today.ts';
import { type Contacts, type House, readContacts, readHouse } from './readings.ts';
import { createReplies, type Replies, type ReplyTimes, usualReplyTimes } from './replies.ts';
import { raise } from './running.ts';
import { createService, type WrapUp } from './service.ts';
import { createSteering, type Steering } from './steering.ts';
import { lockInteraction, noteTold, readAgent, readInteraction, writeAutoAnswer } from './store.ts';
import { isSwitchedOn, setSwitch } from './switches.ts';
import { interactionView, neverPresent, presenceView } from './views.ts';

/** Reloads and short losses of network do not count as leaving. */
const usualGraceMs = 8_000;
/** Who waits reads and hears what was said also while Redis is away: their place is then known to nobody. */
const turnWithinMs = 1_000;
const unknownTurn = { position: null, estimatedWaitS: null };

export interface Routing extends Steering, Callbacks, Replies, Lines, Contacts, House {
  /**
   * Puts a contact into its queue, inside the caller's change. The same `id` or `callRef` again is the same contact. One
   * that is not let in is `refused`, with the reason.
   * @throws AppError `not_configured` when no queue serves the channel
   */
  openInteraction(change: Change, input: Arrival): Promise<InteractionView>;
  /** Puts a contact that still waits before all others: the citizen has told of danger. Again, it changes nothing. */
  raiseEmergency(change: Change, interactionId: string): Promise<void>;
  /** Staff who are no agents are offline and can take nothing. @throws AppError `not_found` for somebody unknown */
  presence(agentId: string): Promise<PresenceView>;
  /** Going away takes back what rings. @throws AppError `forbidden` for somebody who is no agent */
  setPresence(agentId: string, state: PresenceState, reason?: string): Promise<PresenceView>;
  /** Whether the agent's console accepts offers by itself. @throws AppError `forbidden` for somebody who is no agent */
  setAutoAnswer(agentId: string, isOn: boolean): Promise<PresenceView>;
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
    ...readContacts(database),
    ...readHouse(database, opening),
    openInteraction,
    raiseEmergency: async (change, interactionId) =>
      raise(change, await lockInteraction(change.sql, interactionId), emergencyPriority),
    presence,
    async setPresence(agentId, state, reason) {
      await service.setPresence(agentId, state, reason);
      return presence(agentId);
    },
    async setAutoAnswer(agentId, isOn) {
      if (!(await writeAutoAnswer(database.sql, agentId, isOn))) throw new AppError('forbidden');
      return presence(agentId);
    },
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
