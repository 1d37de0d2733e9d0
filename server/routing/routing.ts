// The room put together: what others see of it, and how its parts hang together.
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import type { Change, Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql } from '../platform/sql.ts';
import { type Arrival, createArrival } from './arrival.ts';
import { type Attendance, createAttendance } from './attendance.ts';
import { readBoard, readTargets } from './board.ts';
import { type Callbacks, createCallbacks } from './callback/service.ts';
import { Connections } from './connections.ts';
import type {
  AgentQueues,
  InteractionView,
  passOnTargetsSchema,
  RoutingBoard,
  SwitchName,
} from './contract.ts';
import { type EndedBy, emergencyPriority } from './core.ts';
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
import { lockInteraction } from './store.ts';
import { isSwitchedOn, setSwitch } from './switches.ts';
import { createTurns, type Turns } from './turns.ts';

/** Reloads and short losses of network do not count as leaving. */
const usualGraceMs = 8_000;

export interface Routing extends Steering, Callbacks, Replies, Lines, Contacts, House, Attendance, Turns {
  /**
   * Puts a contact into its queue, inside the caller's change. The same `id` or `callRef` again is the same contact. One
   * that is not let in is `refused`, with the reason.
   * @throws AppError `not_configured` when no queue serves the channel
   */
  openInteraction(change: Change, input: Arrival): Promise<InteractionView>;
  /** Puts a contact that still waits before all others: the citizen has told of danger. Again, it changes nothing. */
  raiseEmergency(change: Change, interactionId: string): Promise<void>;
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
  const { alarms, absence } = defineAlarms(jobs, {
    service: () => service,
    absence: (agentId) => endAbsence(agentId),
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
    log,
  });
  const present = new Present({ database, matcher, alarms, metrics, log });
  consumeRoutingEvents(jobs, database, present, plan);

  const { attendance, awaitReturn, endAbsence } = createAttendance({
    database,
    service,
    connections,
    present,
    absence,
    graceMs: absenceGraceMs,
  });

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

  return {
    ...createSteering({ database, opening, alarms }),
    ...createLines({ database, alarms }),
    ...callbacks,
    ...replies,
    ...readContacts(database),
    ...readHouse(database, opening),
    ...attendance,
    ...createTurns(database, matcher),
    openInteraction,
    raiseEmergency: async (change, interactionId) =>
      raise(change, await lockInteraction(change.sql, interactionId), emergencyPriority),
    acceptOffer: service.acceptOffer,
    declineOffer: service.declineOffer,
    endInteraction: service.endInteraction,
    endWithin: service.endWithin,
    returnInteraction: service.returnInteraction,
    wrapUp: service.wrapUp,
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
    async stop() {
      connections.stop();
      await watch.stop();
    },
  };
}
