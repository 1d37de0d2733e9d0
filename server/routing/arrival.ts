// A contact arrives: which queue takes it, whether it is let in, and where it stands there.
import { randomUUID } from 'node:crypto';
import type { Channel } from '#database';
import type { Change } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import type { InteractionView } from './contract.ts';
import {
  chooseQueue,
  priorityOf,
  type QueueRule,
  type Refusal,
  refusalHoldsMin,
  refusalOf,
  requiredSkills,
} from './core.ts';
import type { OpeningTimes } from './opening.ts';
import { noteStep } from './steps.ts';
import { countWaiting, readJustRefused, readLatelyServing, readQueues } from './store.ts';
import { interactionView } from './views.ts';

/** A contact that arrives. `id` and `callRef` make a repeated arrival the same one. */
export interface Arrival {
  id?: string | undefined;
  conversationId: string;
  citizenId: string;
  channel: Channel;
  lang: Lang;
  callRef?: string | undefined;
  queueCode?: string | undefined;
  /** Added to the queue's own class; higher goes first. */
  priority?: number | undefined;
  /** The citizen goes before others. */
  isHardship?: boolean | undefined;
  /** Danger to life or property: before everybody, and never turned away. */
  isEmergency?: boolean | undefined;
  /** Nobody holds the line: the citizen asked to be called. Never turned away, and nobody's turn before its time. */
  callback?: { notBefore: Date | null } | undefined;
}

export type OpenInteraction = (change: Change, input: Arrival) => Promise<InteractionView>;

/** Why a queue lets nobody in now; null where it does. */
export async function refusalNow(
  sql: Sql,
  opening: Pick<OpeningTimes, 'isOpen'>,
  queue: QueueRule,
  isEmergency: boolean,
): Promise<Refusal | null> {
  const [isOpen, waiting] = await Promise.all([
    opening.isOpen(queue.calendarCode, new Date()),
    countWaiting(sql, queue.code, queue.maxWaiting),
  ]);
  return refusalOf(queue, { isOpen, waiting, isEmergency });
}

export function createArrival(opening: OpeningTimes): OpenInteraction {
  return async ({ tx, sql, emit }, input) => {
    if (input.id !== undefined || input.callRef !== undefined) {
      const before = await tx.interaction.findFirst({
        where: { OR: [{ id: input.id ?? randomUUID() }, { callRef: input.callRef ?? randomUUID() }] },
      });
      if (before) return interactionView(before);
    }
    const chosen = chooseQueue(await readQueues(sql), input);
    if (!chosen) throw new AppError('not_configured', { channel: input.channel });
    const { queue, choice } = chosen;
    const { conversationId, citizenId, channel, lang, callback } = input;
    const now = new Date();
    const claim = {
      isHardship: input.isHardship ?? false,
      isEmergency: input.isEmergency ?? false,
      extra: input.priority ?? 0,
    };
    const refusal = callback ? null : await refusalNow(sql, opening, queue, claim.isEmergency);
    // Whoever was just turned away and tries again is turned away by the same contact: it is counted once.
    const before = refusal && (await readJustRefused(sql, conversationId, refusalHoldsMin));
    if (before) return interactionView(before);
    const priority = priorityOf(queue.priority, claim);
    const demanded = { ...requiredSkills(queue, lang) };
    const preferredAgentId = await readLatelyServing(sql, citizenId, queue.stickyS);
    const row = await tx.interaction.create({
      data: {
        ...(input.id ? { id: input.id } : {}),
        ...(input.callRef ? { callRef: input.callRef } : {}),
        conversationId,
        citizenId,
        channel,
        lang,
        queueCode: queue.code,
        priority,
        requiredSkills: demanded,
        preferredAgentId,
        arrivedAt: now,
        ...(callback ? { isCallback: true, notBefore: callback.notBefore } : {}),
        ...(refusal ? { state: 'refused' as const, refusal, endedAt: now, closedAt: now } : {}),
      },
    });
    const { isHardship, isEmergency } = claim;
    const arrived = { queueCode: queue.code, choice, priority, isHardship, isEmergency, preferredAgentId };
    await noteStep(sql, row.id, { kind: 'arrived', ...arrived, requiredSkills: demanded });
    if (refusal) await noteStep(sql, row.id, { kind: 'refused', queueCode: queue.code, refusal });
    emit(refusal ? 'interaction.refused' : 'interaction.waiting', { interactionId: row.id });
    return interactionView(row);
  };
}
