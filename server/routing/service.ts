// The use cases of routing: each is one change of rows with its events. Redis follows the events (present.ts).
import type { PresenceState } from '#database';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { endCallback } from './callback/store.ts';
import type { InteractionView } from './contract.ts';
import { after, type EndedBy, lineDispositions, selfServed, survivesAgent } from './core.ts';
import type { Alarms } from './present.ts';
import type { InteractionRow, OfferRow } from './rows.ts';
import { noteStep } from './steps.ts';
import {
  changeInteraction,
  endOffer,
  interactionIdsOf,
  type LockedInteraction,
  lockAgent,
  lockInteraction,
  lockOffer,
  readAgent,
  readOffer,
} from './store.ts';
import { interactionView } from './views.ts';

export interface WrapUp {
  interactionId: string;
  disposition: string;
  note?: string | undefined;
}

export interface RoutingService {
  setPresence(agentId: string, state: PresenceState, reason?: string): Promise<void>;
  /** The first page of somebody who is offline: away, until they choose. A choice made meanwhile stands. */
  comeIn(agentId: string): Promise<void>;
  goOffline(agentId: string): Promise<void>;
  acceptOffer(agentId: string, offerId: string): Promise<InteractionView>;
  declineOffer(agentId: string, offerId: string): Promise<void>;
  timeOutOffer(offerId: string): Promise<void>;
  endInteraction(interactionId: string, by: EndedBy): Promise<InteractionView>;
  endWithin(change: Change, interactionId: string, by: EndedBy): Promise<() => Promise<InteractionView>>;
  wrapUp(agentId: string, wrapUp: WrapUp): Promise<InteractionView>;
  endWrapUp(interactionId: string): Promise<void>;
  returnInteraction(interactionId: string): Promise<void>;
}

export function createService({ database, alarms }: { database: Database; alarms: Alarms }): RoutingService {
  const endWithin: RoutingService['endWithin'] = async (change, interactionId, by) => {
    const ended = await endRow(change, interactionId, by);
    return async () => {
      // An alarm that a crash swallows is found by the watch.
      if (ended.state === 'wrap_up' && ended.wrapUpEndsAt)
        await alarms.wrapUpEnds(interactionId, ended.wrapUpEndsAt);
      return interactionView(ended);
    };
  };
  return {
    setPresence: (agentId, state, reason) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.sql, agentId))) throw new AppError('forbidden');
        const changed = await logPresence(change, agentId, state, reason ?? null);
        // Whoever goes away does not let a citizen ring on.
        if (changed && state !== 'available') await takeBack(change, agentId, { alsoActive: false });
      }),

    comeIn: (agentId) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.sql, agentId))) return;
        const agent = await readAgent(change.sql, agentId);
        if (agent?.presence === 'offline') await logPresence(change, agentId, 'away', null);
      }),

    goOffline: (agentId) =>
      database.change(async (change) => {
        if (!(await lockAgent(change.sql, agentId))) return;
        await logPresence(change, agentId, 'offline', null);
        await takeBack(change, agentId, { alsoActive: true });
      }),

    acceptOffer: (agentId, offerId) =>
      database.change(async (change) => {
        const { row, offer } = await lockOffer(change.sql, offerId);
        if (offer.agentId !== agentId) throw new AppError('offer_gone');
        const isRepeat = offer.outcome === 'accepted' && row.offerId === offerId && row.agentId === agentId;
        if (isRepeat) return interactionView(row);
        const state = after(row.state, 'accept');
        if (offer.outcome !== 'pending' || !state) throw new AppError('offer_gone');
        const now = new Date();
        await endOffer(change.sql, offerId, 'accepted', now);
        const patch = { state, agentId, acceptedAt: row.acceptedAt ?? now };
        const accepted = await changeInteraction(change.sql, row, patch);
        tellAccepted(change.emit, row, agentId);
        return interactionView(accepted);
      }),

    declineOffer: (agentId, offerId) =>
      database.change(async (change) => {
        const { row, offer } = await lockOffer(change.sql, offerId);
        if (offer.agentId !== agentId) throw new AppError('offer_gone');
        if (offer.outcome === 'declined') return;
        if (offer.outcome !== 'pending') throw new AppError('offer_gone');
        await returnOffer(change, row, offer, 'declined');
      }),

    async timeOutOffer(offerId) {
      const { agentId } = await readOffer(database.sql, offerId);
      await database.change(async (change) => {
        await lockAgent(change.sql, agentId);
        const { row, offer } = await lockOffer(change.sql, offerId);
        if (offer.outcome !== 'pending' || offer.expiresAt > new Date()) return;
        await returnOffer(change, row, offer, 'timed_out');
        await logPresence(change, agentId, 'not_responding', null);
      });
    },

    endWithin,
    endInteraction: async (interactionId, by) =>
      (await database.change((change) => endWithin(change, interactionId, by)))(),

    wrapUp: (agentId, { interactionId, disposition, note }) =>
      database.change(async ({ sql, emit }) => {
        const row = await lockInteraction(sql, interactionId);
        if (row.agentId !== agentId) throw new AppError('forbidden');
        const written = { disposition, wrapUpNote: note ?? null };
        const state = after(row.state, 'close');
        if (state) {
          const closed = await changeInteraction(sql, row, { ...written, state, closedAt: new Date() });
          emit('interaction.closed', { interactionId, agentId });
          return interactionView(closed);
        }
        if (row.state !== 'closed') throw new AppError('wrong_state', { state: row.state });
        // The time ran out while the agent was still typing: what was typed is kept, over what the line has put there, and
        // may be typed on.
        const isByLine = row.wrapUpNote === null && lineDispositions.includes(row.disposition ?? '');
        const { closedAt, wrapUpEndsAt } = row;
        const isByTime = closedAt !== null && wrapUpEndsAt !== null && closedAt >= wrapUpEndsAt;
        if (row.disposition !== null && !isByLine && !isByTime) return interactionView(row);
        return interactionView(await changeInteraction(sql, row, written));
      }),

    endWrapUp: (interactionId) =>
      database.change(async ({ sql, emit }) => {
        const row = await lockInteraction(sql, interactionId);
        const state = after(row.state, 'close');
        if (!state || !row.wrapUpEndsAt || row.wrapUpEndsAt > new Date()) return;
        await changeInteraction(sql, row, { state, closedAt: new Date() });
        emit('interaction.closed', { interactionId, agentId: row.agentId });
      }),

    returnInteraction: (interactionId) =>
      database.change(async ({ sql, emit }) => {
        const row = await lockInteraction(sql, interactionId);
        const state = row.state === 'active' ? after(row.state, 'return') : null;
        if (!state) return;
        await changeInteraction(sql, row, { state, agentId: null });
        if (row.agentId) await noteStep(sql, interactionId, { kind: 'returned', agentId: row.agentId });
        emit('interaction.waiting', { interactionId });
        if (row.agentId) emit('presence.changed', { agentId: row.agentId });
      }),
  };
}

/** Ends an interaction, as far as there is anything to end. */
async function endRow(change: Change, interactionId: string, by: EndedBy): Promise<InteractionRow> {
  const row = await lockInteraction(change.sql, interactionId);
  if (by === 'machine' && after(row.state, 'leave') === null) return row;
  if (row.isCallback) await endCallback(change.sql, interactionId, 'withdrawn');
  const toWrapUp = after(row.state, 'end');
  if (toWrapUp) return wrapUpFrom(change, row);
  const left = after(row.state, 'leave');
  if (!left) return row;
  if (by === 'agent') throw new AppError('wrong_state', { state: row.state });
  return abandon(change, row, by === 'machine' ? selfServed : null);
}

/** Writes a presence unless it is so already. The agent is locked. @returns whether it was written */
async function logPresence(
  { tx, sql, emit }: Change,
  agentId: string,
  state: PresenceState,
  reason: string | null,
): Promise<boolean> {
  const agent = await readAgent(sql, agentId);
  if (agent?.presence === state && agent.reason === reason) return false;
  await tx.presenceLog.create({ data: { userId: agentId, state, reason, at: new Date() } });
  emit('presence.changed', { agentId });
  return true;
}

/** Ends an offer without acceptance: the interaction is back at its old place. */
async function returnOffer(
  { sql, emit }: Change,
  row: InteractionRow,
  offer: OfferRow,
  outcome: OfferRow['outcome'],
): Promise<void> {
  await endOffer(sql, offer.id, outcome, new Date());
  emit('offer.ended', { offerId: offer.id, interactionId: row.id, agentId: offer.agentId });
  const state = after(row.state, 'return');
  if (row.offerId !== offer.id || !state) return;
  await changeInteraction(sql, row, { state, agentId: null });
  emit('interaction.waiting', { interactionId: row.id });
}

/** An agent who is gone holds nothing hostage: what it has goes back to its old place in the line. */
async function takeBack(
  change: Change,
  agentId: string,
  { alsoActive }: { alsoActive: boolean },
): Promise<void> {
  for (const id of await interactionIdsOf(change.sql, agentId)) {
    const row = await lockInteraction(change.sql, id);
    if (row.state === 'offered' && row.offerId) {
      const offer = await readOffer(change.sql, row.offerId);
      if (offer.agentId === agentId) await returnOffer(change, row, offer, 'withdrawn');
      continue;
    }
    const state = after(row.state, 'return');
    // A callback has nobody on the line yet: it can wait for another agent.
    const survives = row.isCallback || survivesAgent(row.channel);
    if (!alsoActive || row.agentId !== agentId || !state || !survives) continue;
    await changeInteraction(change.sql, row, { state, agentId: null });
    await noteStep(change.sql, id, { kind: 'returned', agentId });
    change.emit('interaction.waiting', { interactionId: id });
  }
}

/** An agent has the contact: the telephone rings there, or calls the citizen back first. */
export function tellAccepted(emit: Change['emit'], row: InteractionRow, agentId: string): void {
  emit('interaction.accepted', { interactionId: row.id, agentId });
  if (row.isCallback) emit('callback.due', { interactionId: row.id });
  else if (row.channel === 'voice') emit('call.accepted', { interactionId: row.id, agentId });
}

function tellEnd(emit: Change['emit'], row: InteractionRow, agentId: string | null): void {
  emit('interaction.ended', { interactionId: row.id, agentId });
  if (row.channel === 'voice') emit('call.ended', { interactionId: row.id, agentId });
}

/** The talk is over for its agent. `lineGoesOn`: the citizen is on the line with somebody else. */
export async function wrapUpFrom(
  { sql, emit }: Change,
  row: LockedInteraction,
  { lineGoesOn = false } = {},
): Promise<InteractionRow> {
  const endedAt = new Date();
  const wrapUpEndsAt = new Date(endedAt.getTime() + row.wrapUpS * 1_000);
  if (lineGoesOn) emit('interaction.ended', { interactionId: row.id, agentId: row.agentId });
  else tellEnd(emit, row, row.agentId);
  return changeInteraction(sql, row, { state: 'wrap_up', endedAt, wrapUpEndsAt });
}

/** The citizen left, or was let go, before anybody answered. */
async function abandon(
  { sql, emit }: Change,
  row: InteractionRow,
  disposition: string | null = null,
): Promise<InteractionRow> {
  const now = new Date();
  if (row.state === 'offered' && row.offerId) {
    const { id: offerId, agentId } = await readOffer(sql, row.offerId);
    await endOffer(sql, offerId, 'withdrawn', now);
    emit('offer.ended', { offerId, interactionId: row.id, agentId });
  }
  tellEnd(emit, row, null);
  emit('interaction.closed', { interactionId: row.id, agentId: null });
  return changeInteraction(sql, row, { state: 'abandoned', disposition, endedAt: now, closedAt: now });
}
