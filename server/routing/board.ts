// The supervisors' board: what waits, who works, what is switched, and how good the figures are.
import { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import type { Database } from '../platform/database.ts';
import type { passOnTargetsSchema, RoutingBoard } from './contract.ts';
import { contactsThatCount } from './contacts.ts';
import { hasRoom, loadOf } from './core.ts';
import type { OpeningTimes } from './opening.ts';
import { readReplies } from './replies.ts';
import { readAgents } from './store.ts';
import { switchViews } from './switches.ts';
import { presenceView } from './views.ts';

const queueRowSchema = z.object({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  waiting: z.number().int(),
  longestWaitMs: z.number().int(),
  offered: z.number().int(),
  active: z.number().int(),
  callbacks: z.number().int(),
  calendarCode: z.string(),
  departmentCode: z.string().nullable(),
  takesCalls: z.boolean(),
});

/** Every queue with what waits, rings and is in talk in it, and whether it is open now. */
async function readQueueStates(database: Database, opening: OpeningTimes) {
  const rows = await database.sql.rows(
    queueRowSchema,
    `SELECT q.code, q."nameZh", q."nameEn", q."calendarCode", q."departmentCode",
            'voice' = ANY (q.channels) AS "takesCalls",
            count(i.id) FILTER (WHERE i.state = 'waiting' AND NOT i."isCallback")::int AS waiting,
            coalesce(extract(epoch FROM now() - min(i."arrivedAt")
                     FILTER (WHERE i.state = 'waiting' AND NOT i."isCallback")) * 1000, 0)::int AS "longestWaitMs",
            count(i.id) FILTER (WHERE i.state = 'waiting' AND i."isCallback")::int AS callbacks,
            count(i.id) FILTER (WHERE i.state = 'offered')::int AS offered,
            count(i.id) FILTER (WHERE i.state = 'active')::int AS active
     FROM "Queue" q
     LEFT JOIN "Interaction" i ON i."queueCode" = q.code AND i.state IN ('waiting', 'offered', 'active')
     GROUP BY q.code ORDER BY q.code`,
  );
  const now = new Date();
  return Promise.all(
    rows.map(async ({ nameZh, nameEn, calendarCode, ...queue }) => ({
      ...queue,
      longestWaitMs: Math.max(0, queue.longestWaitMs),
      name: { zh: nameZh, en: nameEn },
      isOpen: await opening.isOpen(calendarCode, now),
    })),
  );
}

const figuresSchema = z.object({
  arrived: z.number().int(),
  accepted: z.number().int(),
  decided: z.number().int(),
  inTime: z.number().int(),
  decidedInTime: z.number().int(),
  told: z.number().int(),
  meanErrorS: z.number().nullable(),
  biasS: z.number().nullable(),
});

/**
 * What waits, who works, and the figures of GB/T 33358 over the rolling 24 hours. A contact that still waits
 * counts against the connection rate once it is over, and against the service level once its 15 s have passed.
 */
export async function readBoard(database: Database, opening: OpeningTimes): Promise<RoutingBoard> {
  const [queues, agents, figures, switches, replies] = await Promise.all([
    readQueueStates(database, opening),
    readAgents(database.sql),
    database.sql.first(
      figuresSchema,
      `SELECT count(*)::int AS arrived,
             count("acceptedAt")::int AS accepted,
             count(*) FILTER (WHERE "acceptedAt" IS NOT NULL OR state NOT IN ('waiting', 'offered'))::int AS decided,
             count(*) FILTER (WHERE "acceptedAt" <= "arrivedAt" + interval '15 s')::int AS "inTime",
             count(*) FILTER (WHERE "acceptedAt" IS NOT NULL OR state NOT IN ('waiting', 'offered')
                              OR "arrivedAt" < now() - interval '15 s')::int AS "decidedInTime",
             count("toldAt") FILTER (WHERE "offeredAt" IS NOT NULL)::int AS told,
             avg(abs("toldWaitS" - extract(epoch FROM "offeredAt" - "toldAt")))::float8 AS "meanErrorS",
             avg("toldWaitS" - extract(epoch FROM "offeredAt" - "toldAt"))::float8 AS "biasS"
      FROM "Interaction" i WHERE "arrivedAt" > now() - interval '24 h' AND ${contactsThatCount}`,
    ),
    switchViews(database),
    readReplies(database),
  ]);
  const names = await staffNames(
    database,
    agents.map((agent) => agent.agentId),
  );
  if (!figures) throw new Error('a count without a row');
  const { arrived, accepted, decided, inTime, decidedInTime, ...estimate } = figures;
  return {
    queues: queues.map(({ departmentCode: _, takesCalls: _calls, ...queue }) => queue),
    switches,
    estimate,
    agents: agents.map((agent) => presenceView(agent, names.get(agent.agentId))),
    serviceLevel15s: decidedInTime > 0 ? inTime / decidedInTime : null,
    connectionRate: decided > 0 ? accepted / decided : null,
    smsAnswered3min: replies.decided > 0 ? replies.inTime / replies.decided : null,
    lateSms: replies.late.map(({ askedAt, ...late }) => ({ ...late, askedAt: askedAt.toISOString() })),
    arrived24h: arrived,
  };
}

/** Who can take a contact now, and the queues that it can be passed on to. */
export async function readTargets(
  database: Database,
  opening: OpeningTimes,
): Promise<z.infer<typeof passOnTargetsSchema>> {
  const [agents, queues] = await Promise.all([readAgents(database.sql), readQueueStates(database, opening)]);
  const free = agents.filter(
    ({ presence, held, capacity }) => presence === 'available' && loadOf(held, capacity) < capacity,
  );
  const names = await staffNames(
    database,
    free.map(({ agentId }) => agentId),
  );
  return {
    colleagues: free.map((agent) => ({
      userId: agent.agentId,
      name: names.get(agent.agentId) ?? { zh: '', en: '' },
      takesCalls: hasRoom(agent.held, agent, 'voice'),
    })),
    queues: queues.map(({ code, name, waiting, isOpen, takesCalls, departmentCode }) => ({
      code,
      name,
      waiting,
      isOpen,
      takesCalls,
      isStaffed: agents.some((agent) => agent.presence === 'available' && agent.queues.includes(code)),
      departmentCode,
    })),
  };
}
