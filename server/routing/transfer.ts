// An agent passes a contact on: to a colleague who takes over at once, or to another queue, at the place of its arrival.
import { randomUUID } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { InteractionView } from './contract.ts';
import { after, requiredSkills } from './core.ts';
import {
  changeInteraction,
  type LockedInteraction,
  lockAgent,
  lockInteraction,
  readQueues,
} from './store.ts';
import { interactionView } from './views.ts';

export interface Transfer {
  /**
   * The colleague has the contact from now on. The same again changes nothing.
   * @throws AppError `wrong_state` when it is not in talk, `forbidden` when it is another agent's or the colleague is
   * no agent
   */
  handOver(interactionId: string, fromAgentId: string, toAgentId: string): Promise<InteractionView>;
  /** Waits in another queue. @throws AppError `wrong_state`, `forbidden`, `not_found` when there is no such queue */
  moveToQueue(interactionId: string, fromAgentId: string, queueCode: string): Promise<InteractionView>;
}

function demandTheirs(row: LockedInteraction, agentId: string): void {
  if (row.state !== 'active') throw new AppError('wrong_state', { state: row.state });
  if (row.agentId !== agentId) throw new AppError('forbidden');
}

export function createTransfer({ database }: { database: Database }): Transfer {
  return {
    handOver: (interactionId, fromAgentId, toAgentId) =>
      database.change(async ({ tx, sql, emit }) => {
        if (!(await lockAgent(sql, toAgentId))) throw new AppError('forbidden');
        const row = await lockInteraction(sql, interactionId);
        if (row.state === 'active' && row.agentId === toAgentId) return interactionView(row);
        demandTheirs(row, fromAgentId);
        const now = new Date();
        const offerId = randomUUID();
        await tx.offer.create({
          data: {
            id: offerId,
            interactionId,
            agentId: toAgentId,
            outcome: 'accepted',
            offeredAt: now,
            expiresAt: now,
            endedAt: now,
          },
        });
        const moved = await changeInteraction(sql, row, { agentId: toAgentId, offerId });
        // Routing follows the end of the old offer; the people follow the new one's acceptance.
        if (row.offerId) emit('offer.ended', { offerId: row.offerId, interactionId, agentId: fromAgentId });
        emit('interaction.accepted', { interactionId, agentId: toAgentId });
        for (const agentId of [fromAgentId, toAgentId]) emit('presence.changed', { agentId });
        return interactionView(moved);
      }),

    moveToQueue: (interactionId, fromAgentId, queueCode) =>
      database.change(async ({ sql, emit }) => {
        const row = await lockInteraction(sql, interactionId);
        demandTheirs(row, fromAgentId);
        const queue = (await readQueues(sql)).find(({ code }) => code === queueCode);
        if (!queue) throw new AppError('not_found');
        const lang = row.lang === 'en' ? 'en' : 'zh';
        const state = after(row.state, 'return') ?? row.state;
        const moved = await changeInteraction(sql, row, {
          state,
          agentId: null,
          preferredAgentId: null,
          queueCode: queue.code,
          requiredSkills: { ...requiredSkills(queue, lang) },
        });
        emit('interaction.waiting', { interactionId });
        emit('presence.changed', { agentId: fromAgentId });
        return interactionView(moved);
      }),
  };
}
