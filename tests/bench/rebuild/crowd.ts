// A city in the middle of its day, as rows: agents who all have a contact, and people who wait in every queue on every
// channel.
import { randomUUID } from 'node:crypto';
import type { Prisma } from '#database';
import type { Database } from '../../../server/platform/database.ts';
import { type QueueRule, waitingScore } from '../../../server/routing/core.ts';
import { readQueues, type Standing } from '../../../server/routing/store.ts';

const hourMs = 3_600_000;
const perChange = 500;

/** The pack's queues as a bench needs them: no limit, and rings that everybody reaches an hour later than usual. */
export async function prepareQueues(database: Database): Promise<QueueRule[]> {
  // So nobody changes lines while lines are compared, and everybody there needs the alarm of their ring.
  await database.read.$executeRaw`UPDATE "Queue" SET rings = (
    SELECT coalesce(jsonb_agg(jsonb_set(r, '{afterS}', to_jsonb((r->>'afterS')::int + 7200))), '[]')
    FROM jsonb_array_elements(rings) r)`;
  return readQueues(database.sql);
}

/** Agents in service, each with a call or its wrap-up. @returns their ids */
export async function employ(
  database: Database,
  queues: readonly QueueRule[],
  count: number,
): Promise<string[]> {
  const now = Date.now();
  const agents = Array.from({ length: count }, (_, index) => {
    // The first queue alone, the first two, … all of them.
    const served = queues.slice(0, 1 + (index % queues.length));
    return { userId: randomUUID(), interactionId: randomUUID(), offerId: randomUUID(), index, served };
  });
  await database.read.agent.createMany({ data: agents.map(({ userId }) => ({ userId, capacity: 3 })) });
  await database.read.agentQueue.createMany({
    data: agents.flatMap(({ userId, served }) => served.map(({ code }) => ({ userId, queueCode: code }))),
  });
  await database.read.agentSkill.createMany({
    data: agents.flatMap(({ userId, served }) =>
      Object.entries(Object.assign({}, ...served.map(({ requiredSkills }) => requiredSkills))).map(
        ([skillCode, level]) => ({ userId, skillCode, level: Number(level) }),
      ),
    ),
  });
  await database.read.presenceLog.createMany({
    data: agents.map(({ userId }) => ({ userId, state: 'available' as const })),
  });
  await database.read.interaction.createMany({
    data: agents.map(({ userId, interactionId, offerId, index, served }) => {
      const isWrapUp = index % 10 === 0;
      return {
        id: interactionId,
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        channel: 'voice' as const,
        queueCode: served[0]?.code ?? '',
        state: isWrapUp ? ('wrap_up' as const) : ('active' as const),
        agentId: userId,
        offerId,
        arrivedAt: new Date(now - hourMs),
        acceptedAt: new Date(now - hourMs),
        wrapUpEndsAt: isWrapUp ? new Date(now + hourMs) : null,
      };
    }),
  });
  await database.read.offer.createMany({
    data: agents.map(({ userId, interactionId, offerId }) => ({
      id: offerId,
      interactionId,
      agentId: userId,
      outcome: 'accepted' as const,
      expiresAt: new Date(now - hourMs),
    })),
  });
  return agents.map(({ userId }) => userId);
}

/** People who came over the last hour, in any order; routing is told of each as of any arrival. */
export async function crowd(database: Database, queues: readonly QueueRule[], count: number): Promise<void> {
  const lines = queues.flatMap((queue) => queue.channels.map((channel) => ({ queue, channel })));
  const now = Date.now();
  const rows = Array.from({ length: count }, (_, index): Prisma.InteractionCreateManyInput[] => {
    const line = lines[index % lines.length];
    if (!line) return [];
    return [
      {
        id: randomUUID(),
        conversationId: randomUUID(),
        citizenId: randomUUID(),
        channel: line.channel,
        queueCode: line.queue.code,
        requiredSkills: { ...line.queue.requiredSkills },
        priority: index % 7 === 0 ? 1 : 0,
        // A prime step: neighbours in one list are none in the other.
        arrivedAt: new Date(now - ((index * 7_919) % hourMs)),
      },
    ];
  }).flat();
  for (let from = 0; from < rows.length; from += perChange) {
    const page = rows.slice(from, from + perChange);
    await database.change(async ({ tx, emit }) => {
      await tx.interaction.createMany({ data: page });
      for (const { id } of page) emit('interaction.waiting', { interactionId: id ?? '' });
    });
  }
}

export const scoreOf = ({ row }: Standing) => waitingScore(row.priority, row.arrivedAt);
