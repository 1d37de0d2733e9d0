// A contact is passed on by somebody's hand: to a colleague, to another queue, to oneself; or put before others.
import { randomUUID } from 'node:crypto';
import { audit } from '../platform/audit.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import { refusalNow } from './arrival.ts';
import type { InteractionView } from './contract.ts';
import {
  after,
  emergencyPriority,
  finalStates,
  hasRoom,
  type QueueRule,
  type Refusal,
  requiredSkills,
  ringsReached,
} from './core.ts';
import type { RoutingStep } from './explanation/contract.ts';
import type { OpeningTimes } from './opening.ts';
import type { Alarms } from './present.ts';
import type { InteractionRow } from './rows.ts';
import { tellAccepted } from './service.ts';
import { noteStep } from './steps.ts';
import {
  changeInteraction,
  endOffer,
  lockAgent,
  lockInteraction,
  placeOf,
  readAgent,
  readOffer,
  readQueues,
  writeOffer,
} from './store.ts';
import { interactionView } from './views.ts';

/** Whose hand it is. A supervisor may move what is anybody's; what they do is audited. */
export interface Hand {
  id: string;
  maySteer: boolean;
  /** It is the telephone itself that moves its call, with the flow that speaks on it. */
  isLine?: boolean;
  ip?: string | undefined;
}

export interface Steering {
  /**
   * The colleague has the contact from now on. The same again changes nothing.
   * @throws AppError `wrong_state` when it is not in talk, `forbidden` when it is another agent's or the colleague is
   * no agent
   */
  handOver(interactionId: string, fromAgentId: string, toAgentId: string): Promise<InteractionView>;
  /**
   * Waits in another queue, at the place of its arrival.
   * @throws AppError `wrong_state`, `forbidden`, `not_found` when there is no such queue, `closed_hours` when nobody
   * would come there
   */
  moveToQueue(interactionId: string, by: Hand, queueCode: string): Promise<InteractionView>;
  /**
   * The caller has chosen another queue while waiting, or another language: waits there, at the place of its arrival,
   * inside the caller's change. Repeating it changes nothing, nor does it for one that an agent has by now.
   * @returns why that queue lets nobody in; then nothing has changed. @throws AppError `not_found`
   */
  changeQueue(
    change: Change,
    interactionId: string,
    to: { queueCode: string; lang: Lang },
  ): Promise<Refusal | null>;
  /**
   * Offers it to one agent, whatever their queues and skills; if they decline, it is back at its old place.
   * @throws AppError `wrong_state`, `forbidden`, `at_capacity` when they are not free for it
   */
  push(interactionId: string, by: Hand, toAgentId: string): Promise<InteractionView>;
  /** The supervisor has it at once. @throws AppError `wrong_state`, `forbidden` for somebody who is no agent */
  take(interactionId: string, by: Hand): Promise<InteractionView>;
  /** Another priority class, at the time of its arrival. @throws AppError `wrong_state` unless it waits */
  prioritise(interactionId: string, by: Hand, priority: number): Promise<InteractionView>;
}

function demandMovable(row: InteractionRow, by: Hand): void {
  if (finalStates.includes(row.state) || row.state === 'wrap_up')
    throw new AppError('wrong_state', { state: row.state });
  if (!by.maySteer && (row.state !== 'active' || row.agentId !== by.id)) throw new AppError('forbidden');
}

/** A call on the line is moved by its telephone: its flow has to hear of it. */
function demandNotOnLine(row: InteractionRow): void {
  if (row.channel === 'voice' && row.state === 'active')
    throw new AppError('wrong_state', { state: row.state });
}

/** Takes an interaction from whoever has or is offered it. @returns who that was */
export async function takeAway({ sql, emit }: Change, row: InteractionRow): Promise<string | null> {
  if (!row.offerId || row.state === 'waiting') return null;
  const { id: offerId, agentId } = await readOffer(sql, row.offerId);
  if (row.state === 'offered') await endOffer(sql, offerId, 'withdrawn', new Date());
  emit('offer.ended', { offerId, interactionId: row.id, agentId });
  emit('presence.changed', { agentId });
  return agentId;
}

/** An accepted offer: whoever has a contact has it by one. */
export async function give(
  { tx }: Change,
  interactionId: string,
  agentId: string,
  now: Date,
): Promise<{ offerId: string }> {
  const offerId = randomUUID();
  const times = { offeredAt: now, expiresAt: now, endedAt: now };
  await tx.offer.create({ data: { id: offerId, interactionId, agentId, outcome: 'accepted', ...times } });
  return { offerId };
}

/** From now on it waits in this queue, whoever had it or was offered it. @returns the row as it is now */
async function waitIn(
  change: Change,
  row: InteractionRow,
  queue: QueueRule,
  lang: Lang,
): Promise<InteractionRow> {
  await takeAway(change, row);
  const moved = await changeInteraction(change.sql, row, {
    state: 'waiting',
    agentId: null,
    preferredAgentId: null,
    queueCode: queue.code,
    lang,
    requiredSkills: { ...requiredSkills(queue, lang) },
  });
  change.emit('interaction.waiting', { interactionId: row.id });
  return moved;
}

export function createSteering({
  database,
  opening,
  alarms,
}: {
  database: Database;
  opening: Pick<OpeningTimes, 'isOpen'>;
  alarms: Alarms;
}): Steering {
  async function note(change: Change, row: InteractionRow, by: Hand, step: RoutingStep): Promise<void> {
    await noteStep(change.sql, row.id, step, by.id);
    if (!by.maySteer) return;
    const { kind, ...detail } = step;
    await audit(change.tx, {
      actorId: by.id,
      action: `routing.${kind}`,
      subjectType: 'interaction',
      subjectId: row.id,
      detail,
      ...(by.ip ? { ip: by.ip } : {}),
    });
  }

  return {
    handOver: (interactionId, fromAgentId, toAgentId) =>
      database.change(async (change) => {
        const { sql, emit } = change;
        if (!(await lockAgent(sql, toAgentId))) throw new AppError('forbidden');
        const row = await lockInteraction(sql, interactionId);
        if (row.state === 'active' && row.agentId === toAgentId) return interactionView(row);
        if (row.state !== 'active') throw new AppError('wrong_state', { state: row.state });
        if (row.agentId !== fromAgentId) throw new AppError('forbidden');
        const { offerId } = await give(change, interactionId, toAgentId, new Date());
        const moved = await changeInteraction(sql, row, { agentId: toAgentId, offerId });
        await noteStep(sql, interactionId, { kind: 'taken', from: fromAgentId }, toAgentId);
        // Routing follows the end of the old offer; the people follow the new one's acceptance.
        if (row.offerId) emit('offer.ended', { offerId: row.offerId, interactionId, agentId: fromAgentId });
        emit('interaction.accepted', { interactionId, agentId: toAgentId });
        for (const agentId of [fromAgentId, toAgentId]) emit('presence.changed', { agentId });
        return interactionView(moved);
      }),

    moveToQueue: (interactionId, by, queueCode) =>
      database.change(async (change) => {
        const { sql } = change;
        const row = await lockInteraction(sql, interactionId);
        demandMovable(row, by);
        if (!by.isLine) demandNotOnLine(row);
        const queue = (await readQueues(sql)).find(({ code }) => code === queueCode);
        if (!queue) throw new AppError('not_found');
        // A call has left its agent already: its telephone asked before.
        if (!by.isLine && !(await opening.isOpen(queue.calendarCode, new Date())))
          throw new AppError('closed_hours');
        const moved = await waitIn(change, row, queue, row.lang === 'en' ? 'en' : 'zh');
        await note(change, row, by, { kind: 'moved', from: row.queueCode, to: queue.code });
        return interactionView(moved);
      }),

    async changeQueue(change, interactionId, { queueCode, lang }) {
      const { sql } = change;
      const row = await lockInteraction(sql, interactionId);
      const isWaiting = row.state === 'waiting' || row.state === 'offered';
      if (!isWaiting || row.queueCode === queueCode) return null;
      const queue = (await readQueues(sql)).find(({ code }) => code === queueCode);
      if (!queue) throw new AppError('not_found');
      const refusal = await refusalNow(sql, opening, queue, row.priority >= emergencyPriority);
      if (refusal) return refusal;
      await waitIn(change, row, queue, lang);
      await noteStep(sql, row.id, { kind: 'moved', from: row.queueCode, to: queue.code });
      return null;
    },

    async push(interactionId, by, toAgentId) {
      const { view, offer } = await database.change(async (change) => {
        const { sql, emit } = change;
        if (!(await lockAgent(sql, toAgentId))) throw new AppError('forbidden');
        const row = await lockInteraction(sql, interactionId);
        demandMovable(row, by);
        if (!by.isLine) demandNotOnLine(row);
        if (row.agentId === toAgentId) throw new AppError('wrong_state', { state: row.state });
        const agent = await readAgent(sql, toAgentId);
        const fits = agent?.presence === 'available' && hasRoom(agent.held, agent, row.channel);
        if (!fits) throw new AppError('at_capacity');
        await takeAway(change, row);
        const waiting = await changeInteraction(sql, row, {
          state: 'waiting',
          agentId: null,
          notBefore: null,
        });
        const offerId = randomUUID();
        const offeredAt = new Date();
        const expiresAt = new Date(offeredAt.getTime() + row.offerTimeoutS * 1_000);
        const ring = ringsReached(row.rings, offeredAt.getTime() - row.arrivedAt.getTime()).length;
        const { demand } = placeOf(row, row.rings, offeredAt);
        const decision = { kind: 'hand', runnersUp: [], ring, demand } as const;
        await writeOffer(
          sql,
          { offerId, interactionId, agentId: toAgentId },
          { offeredAt, expiresAt, decision },
        );
        await note(change, row, by, { kind: 'pushed', agentId: toAgentId });
        // Routing follows the row; the people hear of the offer.
        emit('interaction.waiting', { interactionId });
        emit('interaction.offered', { offerId, interactionId, agentId: toAgentId });
        const view = interactionView({ ...waiting, state: 'offered', offerId });
        return { view, offer: { offerId, expiresAt } };
      });
      await alarms.offerExpires(offer.offerId, offer.expiresAt);
      return view;
    },

    take: (interactionId, by) =>
      database.change(async (change) => {
        const { sql, emit } = change;
        if (!by.maySteer || !(await lockAgent(sql, by.id))) throw new AppError('forbidden');
        const row = await lockInteraction(sql, interactionId);
        if (row.state === 'active' && row.agentId === by.id) return interactionView(row);
        demandMovable(row, by);
        demandNotOnLine(row);
        const from = await takeAway(change, row);
        const now = new Date();
        const { offerId } = await give(change, interactionId, by.id, now);
        const taken = await changeInteraction(sql, row, {
          state: 'active',
          agentId: by.id,
          offerId,
          offeredAt: row.offeredAt ?? now,
          acceptedAt: row.acceptedAt ?? now,
          notBefore: null,
        });
        await note(change, row, by, { kind: 'taken', from });
        emit('interaction.waiting', { interactionId });
        tellAccepted(emit, taken, by.id);
        emit('presence.changed', { agentId: by.id });
        return interactionView(taken);
      }),

    prioritise: (interactionId, by, priority) =>
      database.change(async (change) => {
        const row = await lockInteraction(change.sql, interactionId);
        if (!by.maySteer) throw new AppError('forbidden');
        if (after(row.state, 'offer') === null) throw new AppError('wrong_state', { state: row.state });
        const raised = await changeInteraction(change.sql, row, { priority });
        await note(change, row, by, { kind: 'prioritised', from: row.priority, to: priority });
        change.emit('interaction.waiting', { interactionId });
        return interactionView(raised);
      }),
  };
}
