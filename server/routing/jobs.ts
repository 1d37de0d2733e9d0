// What runs in the background of routing: the consumer of its events, its alarms, and the watch over Redis.
import { z } from 'zod';
import { idSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { eachAlone } from '../platform/each-alone.ts';
import type { Jobs, Timer } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Connections } from './connections.ts';
import type { Matcher } from './matcher.ts';
import type { Alarms, Present } from './present.ts';
import type { RoutingService } from './service.ts';
import { readOverdue } from './store.ts';

/** Registers the consumer `routing`: the present follows whatever has changed. */
export function consumeRoutingEvents(
  jobs: Jobs,
  database: Database,
  present: Present,
  planReply: (replyId: string) => Promise<void>,
): void {
  jobs.perform(
    database,
    'routing',
    {
      'interaction.waiting': ({ interactionId }) => present.followInteraction(interactionId),
      'offer.ended': ({ interactionId }) => present.followInteraction(interactionId),
      'interaction.closed': ({ interactionId }) => present.followInteraction(interactionId),
      'presence.changed': ({ agentId }) => present.followAgent(agentId),
      'reply.planned': ({ replyId }) => planReply(replyId),
    },
    { concurrency: 16, isQuick: true },
  );
}

const offerSchema = z.object({ offerId: idSchema });
const interactionSchema = z.object({ interactionId: idSchema });
const agentSchema = z.object({ agentId: idSchema });

/** Defines the alarms and what happens when one goes off. */
export function defineAlarms(
  jobs: Jobs,
  on: {
    service: () => RoutingService;
    absence: (agentId: string) => Promise<void>;
    follow: (interactionId: string) => Promise<void>;
  },
): { alarms: Alarms; absence: Timer<{ agentId: string }> } {
  const expiry = jobs.timer({
    name: 'offer-expiry',
    schema: offerSchema,
    run: ({ offerId }) => on.service().timeOutOffer(offerId),
  });
  const wrapUp = jobs.timer({
    name: 'wrap-up-end',
    schema: interactionSchema,
    run: ({ interactionId }) => on.service().endWrapUp(interactionId),
  });
  const absence = jobs.timer({
    name: 'agent-absence',
    schema: agentSchema,
    run: ({ agentId }) => on.absence(agentId),
  });
  const waitChange = jobs.timer({
    name: 'wait-change',
    schema: interactionSchema,
    run: ({ interactionId }) => on.follow(interactionId),
  });
  return {
    absence,
    alarms: {
      offerExpires: (offerId, at) => expiry.set(offerId, at, { offerId }),
      wrapUpEnds: (interactionId, at) => wrapUp.set(interactionId, at, { interactionId }),
      waitChanges: (interactionId, at) => waitChange.set(interactionId, at, { interactionId }),
    },
  };
}

const watchEveryMs = 500;
const sweepEveryRounds = 6;
/** An hour. */
const forgetEveryRounds = 7_200;
/** So late is no alarm of its own accord: it was lost. */
const overdueMs = 2_000;

/** Watches over what a crash or a flush can take away. Everything it does is harmless when done twice. */
export function watchRouting(options: {
  database: Database;
  matcher: Matcher;
  present: Present;
  connections: Connections;
  service: RoutingService;
  missLostCalls: () => Promise<void>;
  sweepReplies: () => Promise<void>;
  endAgentQueues: () => Promise<void>;
  forgetOldReasons: () => Promise<void>;
  rebuild: () => Promise<void>;
  onGhost: (agentId: string) => Promise<void>;
  log: Log;
}): { stop(): Promise<void> } {
  const { database, matcher, present, connections, service, rebuild, onGhost, log } = options;
  const { missLostCalls, sweepReplies, endAgentQueues, forgetOldReasons } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let round = 0;

  const look = async (): Promise<void> => {
    round += 1;
    if (round % forgetEveryRounds === 1) await forgetOldReasons();
    if (!(await matcher.isComplete())) await rebuild();
    await present.finishMatches();
    await eachAlone(await connections.ghosts(), onGhost, { log, words: 'an absence was not noted' });
    if (round % sweepEveryRounds !== 0) return;
    const overdue = await readOverdue(database.sql, new Date(Date.now() - overdueMs));
    const late = { log, words: 'what is overdue was not done' };
    await eachAlone(overdue.offerIds, (id) => service.timeOutOffer(id), late);
    await eachAlone(overdue.wrapUpIds, (id) => service.endWrapUp(id), late);
    await eachAlone(overdue.waitIds, (id) => present.followInteraction(id), late);
    await missLostCalls();
    await sweepReplies();
    await endAgentQueues();
  };
  let looking = Promise.resolve();
  const plan = (): void => {
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log.warn({ err: error }, 'routing watch failed'))
        .then(() => {
          if (!stopped) plan();
        });
    }, watchEveryMs);
    timer.unref();
  };
  plan();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
