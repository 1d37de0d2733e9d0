// The use cases of routing: each is one change of rows with its events. Redis follows the events (present.ts).
import { randomUUID } from 'node:crypto';
import type { Channel, Interaction, Offer, OfferOutcome, PresenceState } from '#database';
import type { Change, Database, Tx } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { InteractionView } from './contract.ts';
import { after, chooseQueue, finalStates, requiredSkills, survivesAgent } from './core.ts';
import type { Alarms } from './present.ts';
import {
  interactionIdsOf,
  lockAgent,
  lockInteraction,
  readAgents,
  readInteraction,
  readOffer,
  readQueue,
  readQueues,
} from './store.ts';
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
  /** Added to the queue's own; higher goes first. */
  priority?: number | undefined;
}

export interface WrapUp {
  interactionId: string;
  disposition: string;
  note?: string | undefined;
}

export interface RoutingService {
  openInteraction(change: Change, input: Arrival): Promise<InteractionView>;
  setPresence(agentId: string, state: PresenceState, reason?: string): Promise<void>;
  /** The first page of somebody who is offline: away, until they choose. A choice made meanwhile stands. */
  comeIn(agentId: string): Promise<void>;
  goOffline(agentId: string): Promise<void>;
  acceptOffer(agentId: string, offerId: string): Promise<InteractionView>;
  declineOffer(agentId: string, offerId: string): Promise<void>;
  timeOutOffer(offerId: string): Promise<void>;
  endInteraction(interactionId: string, by: 'agent' | 'citizen' | 'system'): Promise<InteractionView>;
  wrapUp(agentId: string, wrapUp: WrapUp): Promise<InteractionView>;
  endWrapUp(interactionId: string): Promise<void>;
  returnInteraction(interactionId: string): Promise<void>;
}

export function createService({ database, alarms }: { database: Database; alarms: Alarms }): RoutingService {
  return {
    async openInteraction({ tx, emit }, input) {
      const before = await tx.interaction.findFirst({
        where: { OR: [{ id: input.id ?? randomUUID() }, { callRef: input.callRef ?? randomUUID() }] },
      });
      if (before) return interactionView(before);
      const queue = chooseQueue(await readQueues(tx), input);
      if (!queue) throw new AppError('not_configured', { channel: input.channel });
      const waiting = await tx.interaction.count({ where: { state: 'waiting', queueCode: queue.code } });
      if (waiting >= queue.maxWaiting) throw new AppError('queue_full', { queueCode: queue.code });
      const { conversationId, citizenId, channel, lang } = input;
      const row = await tx.interaction.create({
        data: {
          ...(input.id ? { id: input.id } : {}),
          ...(input.callRef ? { callRef: input.callRef } : {}),
          conversationId,
          citizenId,
          channel,
          lang,
          queueCode: queue.code,
          priority: queue.priority + (input.priority ?? 0),
          requiredSkills: requiredSkills(queue, lang),
          arrivedAt: new Date(),
        },
      });
      emit('interaction.waiting', { interactionId: row.id });
      return interactionView(row);
    },

    setPresence: (agentId, state, reason) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.tx, agentId))) throw new AppError('forbidden');
        const changed = await logPresence(change, agentId, state, reason ?? null);
        // Whoever goes away does not let a citizen ring on.
        if (changed && state !== 'available') await takeBack(change, agentId, { alsoActive: false });
      }),

    comeIn: (agentId) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.tx, agentId))) return;
        const [agent] = await readAgents(change.tx, agentId);
        if (agent?.presence === 'offline') await logPresence(change, agentId, 'away', null);
      }),

    goOffline: (agentId) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.tx, agentId))) return;
        await logPresence(change, agentId, 'offline', null);
        await takeBack(change, agentId, { alsoActive: true });
      }),

    acceptOffer: (agentId, offerId) =>
      database.change(async (change) => {
        const { row, offer } = await lockOffer(change, offerId);
        if (offer.agentId !== agentId) throw new AppError('offer_gone');
        const isRepeat = offer.outcome === 'accepted' && row.offerId === offerId && row.agentId === agentId;
        if (isRepeat) return interactionView(row);
        const state = after(row.state, 'accept');
        if (offer.outcome !== 'pending' || !state) throw new AppError('offer_gone');
        const now = new Date();
        await change.tx.offer.update({
          where: { id: offerId },
          data: { outcome: 'accepted', endedAt: now },
        });
        const accepted = await change.tx.interaction.update({
          where: { id: row.id },
          data: { state, agentId, acceptedAt: row.acceptedAt ?? now },
        });
        change.emit('interaction.accepted', { interactionId: row.id, agentId });
        return interactionView(accepted);
      }),

    declineOffer: (agentId, offerId) =>
      database.change(async (change) => {
        const { row, offer } = await lockOffer(change, offerId);
        if (offer.agentId !== agentId) throw new AppError('offer_gone');
        if (offer.outcome === 'declined') return;
        if (offer.outcome !== 'pending') throw new AppError('offer_gone');
        await returnOffer(change, row, offer, 'declined');
      }),

    async timeOutOffer(offerId) {
      const { agentId } = await readOffer(database.read, offerId);
      await database.change(async (change) => {
        await lockAgent(change.tx, agentId);
        const { row, offer } = await lockOffer(change, offerId);
        if (offer.outcome !== 'pending' || offer.expiresAt > new Date()) return;
        await returnOffer(change, row, offer, 'timed_out');
        await logPresence(change, agentId, 'not_responding', null);
      });
    },

    async endInteraction(interactionId, by) {
      const ended = await database.change(async (change) => {
        const row = await lockInteraction(change.tx, interactionId);
        const toWrapUp = after(row.state, 'end');
        if (toWrapUp) return wrapUpFrom(change, row);
        const left = after(row.state, 'leave');
        if (!left) return row;
        if (by === 'agent') throw new AppError('wrong_state', { state: row.state });
        return abandon(change, row);
      });
      if (ended.state === 'wrap_up' && ended.wrapUpEndsAt) {
        await alarms.wrapUpEnds(interactionId, ended.wrapUpEndsAt);
      }
      return interactionView(ended);
    },

    wrapUp: (agentId, { interactionId, disposition, note }) =>
      database.change(async ({ tx, emit }) => {
        const row = await lockInteraction(tx, interactionId);
        if (row.agentId !== agentId) throw new AppError('forbidden');
        const written = { disposition, wrapUpNote: note ?? null };
        const state = after(row.state, 'close');
        if (state) {
          const data = { ...written, state, closedAt: new Date() };
          const closed = await tx.interaction.update({ where: { id: interactionId }, data });
          emit('interaction.closed', { interactionId, agentId });
          return interactionView(closed);
        }
        if (row.state !== 'closed') throw new AppError('wrong_state', { state: row.state });
        // The time ran out while the agent was still typing: what was typed is kept.
        if (row.disposition !== null) return interactionView(row);
        return interactionView(await tx.interaction.update({ where: { id: interactionId }, data: written }));
      }),

    endWrapUp: (interactionId) =>
      database.change(async ({ tx, emit }) => {
        const row = await lockInteraction(tx, interactionId);
        const state = after(row.state, 'close');
        if (!state || !row.wrapUpEndsAt || row.wrapUpEndsAt > new Date()) return;
        await tx.interaction.update({ where: { id: interactionId }, data: { state, closedAt: new Date() } });
        emit('interaction.closed', { interactionId, agentId: row.agentId });
      }),

    returnInteraction: (interactionId) =>
      database.change(async ({ tx, emit }) => {
        const row = await lockInteraction(tx, interactionId);
        const state = row.state === 'active' ? after(row.state, 'return') : null;
        if (!state) return;
        await tx.interaction.update({ where: { id: interactionId }, data: { state, agentId: null } });
        emit('interaction.waiting', { interactionId });
        if (row.agentId) emit('presence.changed', { agentId: row.agentId });
      }),
  };
}

async function lockOffer({ tx }: Change, offerId: string): Promise<{ row: Interaction; offer: Offer }> {
  const { interactionId } = await readOffer(tx, offerId);
  const row = await lockInteraction(tx, interactionId);
  return { row, offer: await readOffer(tx, offerId) };
}

/** Writes a presence unless it is so already. The agent is locked. @returns whether it was written */
async function logPresence(
  { tx, emit }: Change,
  agentId: string,
  state: PresenceState,
  reason: string | null,
): Promise<boolean> {
  const [agent] = await readAgents(tx, agentId);
  if (agent?.presence === state && agent.reason === reason) return false;
  await tx.presenceLog.create({ data: { userId: agentId, state, reason, at: new Date() } });
  emit('presence.changed', { agentId });
  return true;
}

/** Ends an offer without acceptance: the interaction is back at its old place. */
async function returnOffer(
  { tx, emit }: Change,
  row: Interaction,
  offer: Offer,
  outcome: OfferOutcome,
): Promise<void> {
  await tx.offer.update({ where: { id: offer.id }, data: { outcome, endedAt: new Date() } });
  emit('offer.ended', { offerId: offer.id, interactionId: row.id, agentId: offer.agentId });
  const state = after(row.state, 'return');
  if (row.offerId !== offer.id || !state) return;
  await tx.interaction.update({ where: { id: row.id }, data: { state, agentId: null } });
  emit('interaction.waiting', { interactionId: row.id });
}

/** An agent who is gone holds nothing hostage: what it has goes back to its old place in the line. */
async function takeBack(
  change: Change,
  agentId: string,
  { alsoActive }: { alsoActive: boolean },
): Promise<void> {
  for (const id of await interactionIdsOf(change.tx, agentId)) {
    const row = await lockInteraction(change.tx, id);
    if (row.state === 'offered' && row.offerId) {
      const offer = await readOffer(change.tx, row.offerId);
      if (offer.agentId === agentId) await returnOffer(change, row, offer, 'withdrawn');
      continue;
    }
    const state = after(row.state, 'return');
    if (!alsoActive || row.agentId !== agentId || !state || !survivesAgent(row.channel)) continue;
    await change.tx.interaction.update({ where: { id }, data: { state, agentId: null } });
    change.emit('interaction.waiting', { interactionId: id });
  }
}

async function wrapUpFrom({ tx, emit }: Change, row: Interaction): Promise<Interaction> {
  const queue = await readQueue(tx, row.queueCode);
  const endedAt = new Date();
  const wrapUpEndsAt = new Date(endedAt.getTime() + queue.wrapUpS * 1_000);
  emit('interaction.ended', { interactionId: row.id, agentId: row.agentId });
  return tx.interaction.update({
    where: { id: row.id },
    data: { state: 'wrap_up', endedAt, wrapUpEndsAt },
  });
}

/** The citizen left, or was let go, before anybody answered. */
async function abandon({ tx, emit }: Change, row: Interaction): Promise<Interaction> {
  const now = new Date();
  if (row.state === 'offered' && row.offerId) {
    const { id: offerId, agentId } = await tx.offer.update({
      where: { id: row.offerId },
      data: { outcome: 'withdrawn', endedAt: now },
    });
    emit('offer.ended', { offerId, interactionId: row.id, agentId });
  }
  emit('interaction.ended', { interactionId: row.id, agentId: null });
  emit('interaction.closed', { interactionId: row.id, agentId: null });
  return tx.interaction.update({
    where: { id: row.id },
    data: { state: 'abandoned', endedAt: now, closedAt: now },
  });
}

/** The latest interaction of a conversation that is not over. */
export async function readCurrent(
  database: Database,
  conversationId: string,
): Promise<InteractionView | null> {
  const row = await database.read.interaction.findFirst({
    where: { conversationId, state: { notIn: [...finalStates] } },
    orderBy: { id: 'desc' },
  });
  return row ? interactionView(row) : null;
}

/** The same, locked against its end until the transaction is over. */
export async function lockCurrent(tx: Tx, conversationId: string): Promise<InteractionView | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM "Interaction"
    WHERE "conversationId" = ${conversationId}::uuid AND state NOT IN ('closed', 'abandoned', 'refused')
    ORDER BY "Interaction".id DESC LIMIT 1 FOR SHARE`;
  return row ? interactionView(await readInteraction(tx, row.id)) : null;
}

/** @throws AppError `not_found` */
export async function readView(database: Database, id: string): Promise<InteractionView> {
  return interactionView(await readInteraction(database.read, id));
}
