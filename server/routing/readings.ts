// What others read of routing: contacts as they stand in Postgres, and whether the house is open.
import type { Channel } from '#database';
import type { Change, Database } from '../platform/database.ts';
import type { InteractionView } from './contract.ts';
import { chooseQueue } from './core.ts';
import type { OpeningTimes } from './opening.ts';
import type { InteractionRow } from './rows.ts';
import { lockRunning, type RunningContact } from './running.ts';
import { readLastHand } from './steps.ts';
import {
  lockCurrent,
  readCurrent,
  readInteraction,
  readLatest,
  readLive,
  readOfferOf,
  readQueues,
} from './store.ts';
import { readFlowSwitches } from './switches.ts';
import { interactionView, type OfferFacts, offerFacts } from './views.ts';

/** What a call flow wants to know when the telephone rings. */
interface HouseFacts {
  /** The queue that would take the call is closed. */
  afterHours: boolean;
  surge: boolean;
  emergency: boolean;
}

export interface Contacts {
  /** The latest interaction of a conversation that is not closed, abandoned or refused. */
  currentInteraction(conversationId: string): Promise<InteractionView | null>;
  /** The same, or the latest that is over; null for a conversation without any. */
  latestInteraction(conversationId: string): Promise<InteractionView | null>;
  /** As `currentInteraction`, and nobody ends it before the caller's change is over: what is added to it is seen. */
  lockCurrentInteraction(change: Change, conversationId: string): Promise<InteractionView | null>;
  /**
   * The contacts that citizens are in on a channel, waiting or in talk, each locked likewise. What somebody else has
   * locked is left out: nobody is waited for.
   */
  lockRunningContacts(
    change: Change,
    channel: Channel,
    citizenIds: readonly string[],
  ): Promise<RunningContact[]>;
  /** @throws AppError `not_found` */
  interaction(id: string): Promise<InteractionView>;
  interactionByCall(callRef: string): Promise<InteractionView | null>;
  /** `passedOnBy`: whose hand it came by, if by any. @throws AppError `not_found` */
  offer(id: string): Promise<{
    offer: OfferFacts;
    interaction: InteractionView;
    passedOnBy: string | null;
    passOnNote: string | null;
  }>;
  /** What a colleague told whoever has the contact next, if anything. @throws AppError `not_found` */
  passOnNote(interactionId: string): Promise<{ byId: string; note: string } | null>;
  pendingOffers(agentId: string): Promise<OfferFacts[]>;
  /** What the agent is serving or wrapping up, oldest first. */
  agentInbox(agentId: string): Promise<InteractionView[]>;
  /** Newest first. */
  interactionsOfCitizen(citizenId: string, limit: number): Promise<InteractionView[]>;
  /** Contacts that wait, ring or are in talk: who waits first, in the order of their turn. */
  liveContacts(limit: number): Promise<InteractionView[]>;
}

export interface House {
  /** When citizens may be called next; null while they may be. */
  nextCallingTime(): Promise<Date | null>;
  /** When a queue opens next; null while it is open. */
  nextOpening(queueCode: string): Promise<Date | null>;
  facts(): Promise<HouseFacts>;
}

/** Contacts and offers, alone or held for the caller's change. */
export function readContacts(database: Database): Contacts {
  return {
    currentInteraction: async (conversationId) => viewOrNull(await readCurrent(database.sql, conversationId)),
    latestInteraction: async (conversationId) => viewOrNull(await readLatest(database.sql, conversationId)),
    lockCurrentInteraction: async ({ sql }, conversationId) =>
      viewOrNull(await lockCurrent(sql, conversationId)),
    lockRunningContacts: ({ sql }, channel, citizenIds) => lockRunning(sql, channel, citizenIds),
    interaction: async (id) => interactionView(await readInteraction(database.sql, id)),
    async interactionByCall(callRef) {
      const row = await database.read.interaction.findUnique({ where: { callRef } });
      return row ? interactionView(row) : null;
    },
    async offer(id) {
      const { row, offer } = await readOfferOf(database.sql, id);
      const passedOnBy = await readLastHand(database.sql, row.id);
      const { passOnNote } = row;
      return { offer: offerFacts(offer), interaction: interactionView(row), passedOnBy, passOnNote };
    },
    async passOnNote(interactionId) {
      const { passOnNote: note, passOnById: byId } = await readInteraction(database.sql, interactionId);
      return note === null || byId === null ? null : { byId, note };
    },
    async pendingOffers(agentId) {
      const where = { agentId, outcome: 'pending' } as const;
      const rows = await database.read.offer.findMany({ where, orderBy: { offeredAt: 'asc' } });
      return rows.map(offerFacts);
    },
    async agentInbox(agentId) {
      const rows = await database.read.interaction.findMany({
        where: { agentId, state: { in: ['active', 'wrap_up'] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(interactionView);
    },
    async interactionsOfCitizen(citizenId, limit) {
      const where = { citizenId };
      const rows = await database.read.interaction.findMany({ where, orderBy: { id: 'desc' }, take: limit });
      return rows.map(interactionView);
    },
    liveContacts: async (limit) => (await readLive(database.sql, limit)).map(interactionView),
  };
}

/** When the house is open, and what a call flow wants to know of it. */
export function readHouse(database: Database, opening: OpeningTimes): House {
  return {
    async nextCallingTime() {
      const now = new Date();
      const next = await opening.nextCallingTime(now);
      return next > now ? next : null;
    },
    async nextOpening(queueCode) {
      const queue = (await readQueues(database.sql)).find(({ code }) => code === queueCode);
      if (!queue) return null;
      const now = new Date();
      const next = await opening.nextOpen(queue.calendarCode, now);
      return next > now ? next : null;
    },
    async facts() {
      const [queues, switches] = await Promise.all([
        readQueues(database.sql),
        readFlowSwitches(database.sql),
      ]);
      const chosen = chooseQueue(queues, { channel: 'voice', lang: 'zh' });
      const isOpen = !chosen || (await opening.isOpen(chosen.queue.calendarCode, new Date()));
      return { ...switches, afterHours: !isOpen };
    },
  };
}

const viewOrNull = (row: InteractionRow | undefined): InteractionView | null =>
  row ? interactionView(row) : null;
