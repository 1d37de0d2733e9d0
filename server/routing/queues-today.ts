// A supervisor puts an agent into a queue, or takes them out of one, for the shift that runs: by itself it ends, and what
// the staff list says holds again.
import { z } from 'zod';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import type { AgentQueues } from './contract.ts';
import { lockAgent, readAgent } from './store.ts';

/** Longer than a shift; a day would end in the middle of the night's. */
const shiftMs = 12 * 3_600_000;

const rowSchema = z.object({
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  requiredSkills: z.record(z.string(), z.number()),
  until: z.date().nullable(),
});

/** Every queue, whether the agent serves it now, and what the agent lacks for it. @throws AppError `not_found` */
export async function readAgentQueues(sql: Sql, agentId: string): Promise<AgentQueues> {
  const agent = await readAgent(sql, agentId);
  if (!agent) throw new AppError('not_found');
  const rows = await sql.rows(
    rowSchema,
    `SELECT q.code, q."nameZh", q."nameEn", q."requiredSkills", t.until FROM "Queue" q
     LEFT JOIN "AgentQueueToday" t ON t."queueCode" = q.code AND t."userId" = $1::uuid ORDER BY q.code`,
    [agentId],
  );
  return {
    items: rows.map(({ code, nameZh, nameEn, requiredSkills: wanted, until }) => ({
      code,
      name: { zh: nameZh, en: nameEn },
      isIn: agent.queues.includes(code),
      until: until?.toISOString() ?? null,
      missing: Object.fromEntries(
        Object.entries(wanted).filter(([skill, level]) => (agent.skills[skill] ?? 0) < level),
      ),
    })),
  };
}

/**
 * Puts an agent into a queue or takes them out of it; what they serve goes on. As the staff list has it, it stays so.
 * @throws AppError `not_found` for somebody who is no agent, or no queue
 */
export async function setAgentQueue(
  database: Database,
  to: { agentId: string; queueCode: string; isIn: boolean },
  by: { id: string; ip: string },
  now: Date,
): Promise<void> {
  const { agentId: userId, queueCode, isIn } = to;
  await database.change(async (change) => {
    const { tx, sql } = change;
    const queue = await tx.queue.findUnique({ where: { code: queueCode } });
    if (!queue || !(await lockAgent(sql, userId))) throw new AppError('not_found');
    const key = { userId, queueCode };
    const isListed = (await tx.agentQueue.count({ where: key })) > 0;
    await tx.agentQueueToday.deleteMany({ where: key });
    if (isListed !== isIn) {
      const until = new Date(now.getTime() + shiftMs);
      await tx.agentQueueToday.create({ data: { ...key, isIn, until } });
    }
    await audit(tx, {
      actorId: by.id,
      action: 'routing.agent_queue',
      subjectType: 'user',
      subjectId: userId,
      detail: { to: queueCode, isOn: isIn },
      ip: by.ip,
    });
    await followed(change, userId);
  });
}

/** Ends what has lasted its shift. */
export async function endAgentQueues(database: Database, now: Date): Promise<void> {
  const ended = await database.sql.rows(
    z.object({ userId: z.string() }),
    'SELECT DISTINCT "userId" FROM "AgentQueueToday" WHERE until <= $1 LIMIT 200',
    [now],
  );
  for (const { userId } of ended) {
    await database.change(async (change) => {
      await lockAgent(change.sql, userId);
      const { count } = await change.tx.agentQueueToday.deleteMany({
        where: { userId, until: { lte: now } },
      });
      if (count > 0) await followed(change, userId);
    });
  }
}

/** What an agent could do from now on is kept, so that each match can be explained; and they are matched anew. */
async function followed({ tx, sql, emit }: Change, agentId: string): Promise<void> {
  const agent = await readAgent(sql, agentId);
  if (!agent) return;
  const { capacity, limits, queues, skills } = agent;
  await tx.agentLog.create({ data: { userId: agentId, capacity, limits, queues, skills, at: new Date() } });
  emit('presence.changed', { agentId });
}
