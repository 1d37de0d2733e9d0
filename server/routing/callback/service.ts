// Callbacks that keep the place: the citizen hangs up, the contact waits on as it stood, and whoever gets it calls.
// The calls themselves are placed by the telephone (intake/voice); here is when, how often, and never twice.
import { z } from 'zod';
import { idSchema } from '../../platform/contract.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { OpenInteraction } from '../arrival.ts';
import type { InteractionView } from '../contract.ts';
import { after, chooseQueue, emergencyPriority, hasRoom } from '../core.ts';
import type { RoutingStep } from '../explanation/contract.ts';
import type { OpeningTimes } from '../opening.ts';
import type { Alarms } from '../present.ts';
import { tellAccepted, wrapUpFrom } from '../service.ts';
import { give, takeAway } from '../steering.ts';
import { noteStep } from '../steps.ts';
import {
  changeInteraction,
  type LockedInteraction,
  lockAgent,
  lockInteraction,
  readAgent,
  readQueues,
} from '../store.ts';
import { interactionView } from '../views.ts';
import { lostAfterS, nextAttemptAt, ringS } from './core.ts';
import {
  type CallbackRow,
  endCallback,
  insertCallback,
  lockCallbackTo,
  noteAttempt,
  readCallback,
  readLostCalls,
} from './store.ts';

/** The time that a citizen asked to be called at. */
export interface CallingWindow {
  from: Date;
  until: Date;
}

type Miss = Extract<RoutingStep, { kind: 'callback_missed' }>['outcome'];

/** A call that is to go out now. */
export interface DueCall {
  number: string;
  attempt: number;
}

export interface Callbacks {
  /**
   * The caller need not hold the line: the contact keeps its place and is called back.
   * @returns false when a callback to the same number waits already: one number, one call, so this contact may end
   * @throws AppError `wrong_state` when an agent has the contact already
   */
  promiseCallback(change: Change, interactionId: string, number: string): Promise<boolean>;
  /**
   * The line broke down on our side: the citizen is called back at the place they had, or, out of a talk, before others
   * and by the same agent if they are free. At any hour: they were on the line just now.
   * @returns false when nothing is owed: the contact was over, or a callback to the number waits already
   */
  oweCallback(change: Change, interactionId: string, number: string): Promise<boolean>;
  /**
   * A contact that begins as a callback: out of hours at the next opening, in a window within it, else as soon as an
   * agent is free. One that is open for the number is the answer.
   */
  openCallback(
    change: Change,
    wish: {
      conversationId: string;
      citizenId: string;
      lang: 'zh' | 'en';
      number: string;
      queueCode?: string | undefined;
      window?: CallingWindow | undefined;
      isHardship?: boolean | undefined;
    },
  ): Promise<InteractionView>;
  /**
   * The citizen calls again before we did: the contact goes on with them on the line, at its place. Null when no
   * callback to the number waits, or we are calling it at this moment.
   */
  resumeCallback(change: Change, number: string): Promise<InteractionView | null>;
  /** The contact of a citizen that we are to call back, and whether we are calling just now. */
  callbackOf(citizenId: string): Promise<{ interaction: InteractionView; isRinging: boolean } | null>;
  /**
   * An agent calls by their own wish: the contact is theirs at once, and there is one attempt. A callback that the
   * number waits for anyway is that call.
   * @throws AppError `forbidden` for somebody who is no agent, `at_capacity` while they have another call, `conflict`
   * while a colleague has a call to the number
   */
  callOut(
    change: Change,
    wish: {
      agentId: string;
      conversationId: string;
      citizenId: string;
      lang: 'zh' | 'en';
      number: string;
      ticketId: string | null;
    },
  ): Promise<InteractionView>;
  /** Begins the next call. Null when there is nothing to call (any more), it was begun already, or its time is over. */
  beginCall(interactionId: string): Promise<DueCall | null>;
  /** The call did not come about: it is tried again later, or not at all. Of another attempt it changes nothing. */
  missCall(interactionId: string, attempt: number, outcome: Miss): Promise<void>;
  /** The citizen does not take the call that rings: it is tried again later. */
  declineCall(interactionId: string): Promise<void>;
  /**
   * The citizen answered our call, or is back on the line before we called. @returns the contact, or null when it is no
   * longer theirs to answer
   */
  reachCitizen(change: Change, interactionId: string): Promise<InteractionView | null>;
}

const attemptSchema = z.object({ interactionId: idSchema, attempt: z.number().int() });

interface Deps {
  database: Database;
  opening: OpeningTimes;
  openInteraction: OpenInteraction;
}

type Promises = Pick<
  Callbacks,
  'promiseCallback' | 'oweCallback' | 'openCallback' | 'callOut' | 'resumeCallback' | 'callbackOf'
>;
type Calls = Pick<Callbacks, 'beginCall' | 'missCall' | 'declineCall' | 'reachCitizen'>;

/** Callbacks, with what finds those whose calls were lost. Call it before `jobs.start`. */
export function createCallbacks(
  deps: Deps & { jobs: Jobs; alarms: Alarms },
): Callbacks & { missLostCalls(): Promise<void> } {
  return { ...createPromises(deps), ...createCalls(deps) };
}

/** The first moment from `at` on when the queue is open and citizens may be called; null: now. */
async function notBefore(opening: OpeningTimes, calendarCode: string, at: Date): Promise<Date | null> {
  let time = at;
  // Each moves the time on to where it may be; the two agree within a few days or never.
  for (let round = 0; round < 14; round += 1) {
    const open = await opening.nextOpen(calendarCode, time);
    const calling = await opening.nextCallingTime(open);
    if (calling.getTime() === time.getTime()) break;
    time = calling;
  }
  return time.getTime() > Date.now() ? time : null;
}

/** A callback before anybody calls: promised, asked for, called by an agent's own wish, or taken back by the citizen. */
function createPromises({ database, opening, openInteraction }: Deps): Promises {
  return {
    async promiseCallback(change, interactionId, number) {
      const { sql, emit } = change;
      const open = await lockCallbackTo(change, number);
      const row = await lockInteraction(sql, interactionId);
      if (open?.interactionId === interactionId) return true;
      if (row.state !== 'waiting' && row.state !== 'offered')
        throw new AppError('wrong_state', { state: row.state });
      if (open) return false;
      await insertCallback(change, { interactionId, number });
      await changeInteraction(sql, row, { isCallback: true });
      await noteStep(sql, interactionId, { kind: 'callback_promised', notBefore: null });
      emit('interaction.waiting', { interactionId });
      return true;
    },

    async oweCallback(change, interactionId, number) {
      const { sql, emit } = change;
      const open = await lockCallbackTo(change, number);
      const row = await lockInteraction(sql, interactionId);
      const wasTalking = row.state === 'active';
      if (open || (!wasTalking && row.state !== 'waiting' && row.state !== 'offered')) return false;
      await insertCallback(change, { interactionId, number });
      await changeInteraction(sql, row, {
        isCallback: true,
        ...(wasTalking
          ? {
              state: 'waiting' as const,
              agentId: null,
              preferredAgentId: row.agentId,
              priority: Math.max(row.priority, emergencyPriority - 1),
            }
          : {}),
      });
      await noteStep(sql, interactionId, { kind: 'line_lost', wasTalking });
      emit('interaction.waiting', { interactionId });
      if (wasTalking && row.agentId) emit('presence.changed', { agentId: row.agentId });
      return true;
    },

    async openCallback(change, wish) {
      const { sql } = change;
      const open = await lockCallbackTo(change, wish.number);
      if (open) return interactionView(await lockInteraction(sql, open.interactionId));
      const { number, window, ...arrival } = wish;
      const chosen = chooseQueue(await readQueues(sql), { ...arrival, channel: 'voice' });
      if (!chosen) throw new AppError('not_configured', { channel: 'voice' });
      const time = await notBefore(opening, chosen.queue.calendarCode, window?.from ?? new Date());
      if (window && time && time > window.until) throw new AppError('closed_hours');
      const interaction = await openInteraction(change, {
        ...arrival,
        channel: 'voice',
        callback: { notBefore: time },
      });
      await insertCallback(change, { interactionId: interaction.id, number, until: window?.until ?? null });
      await noteStep(sql, interaction.id, {
        kind: 'callback_promised',
        notBefore: time?.toISOString() ?? null,
      });
      return interaction;
    },

    async callOut(change, { agentId, number, ticketId, ...arrival }) {
      const { sql, emit } = change;
      if (!(await lockAgent(sql, agentId))) throw new AppError('forbidden');
      const agent = await readAgent(sql, agentId);
      if (!agent || !hasRoom(agent.held, agent, 'voice')) throw new AppError('at_capacity');
      const open = await lockCallbackTo(change, number);
      const id =
        open?.interactionId ??
        (await openInteraction(change, { ...arrival, channel: 'voice', callback: { notBefore: null } })).id;
      const row = await lockInteraction(sql, id);
      if (row.state === 'active') throw new AppError('conflict');
      await takeAway(change, row);
      if (!open) await insertCallback(change, { interactionId: id, number, calledBy: agentId, ticketId });
      const now = new Date();
      const { offerId } = await give(change, id, agentId, now);
      const taken = await changeInteraction(sql, row, {
        state: 'active',
        agentId,
        offerId,
        offeredAt: row.offeredAt ?? now,
        acceptedAt: row.acceptedAt ?? now,
        notBefore: null,
      });
      await noteStep(sql, id, { kind: 'called_out', ticketId }, agentId);
      emit('interaction.waiting', { interactionId: id });
      tellAccepted(emit, taken, agentId);
      emit('presence.changed', { agentId });
      return interactionView(taken);
    },

    async resumeCallback(change, number) {
      const { sql, emit } = change;
      const open = await lockCallbackTo(change, number);
      if (!open) return null;
      const row = await lockInteraction(sql, open.interactionId);
      const callback = await readCallback(change, row.id);
      const isFree = row.state === 'waiting' || row.state === 'offered';
      if (!callback || callback.dialledAt !== null || !isFree) return null;
      await endCallback(sql, row.id, 'withdrawn');
      const resumed = await changeInteraction(sql, row, { isCallback: false, notBefore: null });
      await noteStep(sql, row.id, { kind: 'callback_resumed' });
      emit('interaction.waiting', { interactionId: row.id });
      return interactionView(resumed);
    },

    async callbackOf(citizenId) {
      const row = await database.read.interaction.findFirst({
        where: { citizenId, isCallback: true, state: { in: ['waiting', 'offered', 'active'] } },
        orderBy: { id: 'desc' },
      });
      if (!row) return null;
      const callback = await readCallback(database, row.id);
      return { interaction: interactionView(row), isRinging: (callback?.dialledAt ?? null) !== null };
    },
  };
}

/** A call by an agent's own wish is tried once: what next is for the agent to say. @returns when the wrap-up ends */
async function endCallOut(
  change: Change,
  row: LockedInteraction,
  callback: CallbackRow,
  outcome: Miss,
): Promise<Date | null> {
  const { sql, emit } = change;
  const { attempts: attempt, calledBy, ticketId } = callback;
  await endCallback(sql, row.id, 'unreachable');
  await noteStep(sql, row.id, { kind: 'callback_missed', attempt, outcome, nextAt: null });
  if (calledBy) emit('call_out.ended', { interactionId: row.id, agentId: calledBy, ticketId, outcome });
  if (after(row.state, 'end') === null) return null;
  const left = await wrapUpFrom(change, row, { lineGoesOn: true });
  await changeInteraction(sql, left, { disposition: 'not_reached' });
  return left.wrapUpEndsAt;
}

/** The calls themselves: begun, missed, tried again, answered. */
function createCalls(
  deps: Deps & { jobs: Jobs; alarms: Alarms },
): Calls & { missLostCalls(): Promise<void> } {
  const { database, jobs, opening, alarms } = deps;
  const ringsOut = jobs.timer({
    name: 'callback-rings-out',
    schema: attemptSchema,
    run: ({ interactionId, attempt }) => missCall(interactionId, attempt, 'no_answer'),
  });

  async function missCall(interactionId: string, attempt: number, outcome: Miss): Promise<void> {
    const wrapUpEndsAt = await database.change(async (change) => {
      const { sql, emit } = change;
      const row = await lockInteraction(sql, interactionId);
      const callback = await readCallback(change, interactionId);
      if (!row.isCallback || !callback || callback.attempts !== attempt || callback.dialledAt === null)
        return null;
      if (callback.calledBy !== null) return endCallOut(change, row, callback, outcome);
      const queue = (await readQueues(sql)).find(({ code }) => code === row.queueCode);
      const now = new Date();
      const pause = nextAttemptAt(attempt, now);
      const next = pause && queue ? ((await notBefore(opening, queue.calendarCode, pause)) ?? pause) : null;
      const nextAt = next && callback.until && next > callback.until ? null : next;
      await noteAttempt(sql, interactionId, { attempts: attempt, dialledAt: null });
      await noteStep(sql, interactionId, {
        kind: 'callback_missed',
        attempt,
        outcome,
        nextAt: nextAt?.toISOString() ?? null,
      });
      emit('callback.missed', { interactionId, number: callback.number, isLast: nextAt === null });
      const state = after(row.state, 'return');
      if (nextAt) {
        await changeInteraction(sql, row, { ...(state ? { state, agentId: null } : {}), notBefore: nextAt });
        emit('interaction.waiting', { interactionId });
      } else {
        await endCallback(sql, interactionId, 'unreachable');
        await changeInteraction(sql, row, { state: 'abandoned', agentId: null, endedAt: now, closedAt: now });
        emit('interaction.closed', { interactionId, agentId: row.agentId });
      }
      if (row.agentId) emit('presence.changed', { agentId: row.agentId });
      return null;
    });
    if (wrapUpEndsAt) await alarms.wrapUpEnds(interactionId, wrapUpEndsAt);
  }

  return {
    async beginCall(interactionId) {
      const due = await database.change(async (change) => {
        const { sql } = change;
        const row = await lockInteraction(sql, interactionId);
        const callback = await readCallback(change, interactionId);
        if (!row.isCallback || row.state !== 'active' || !callback || callback.dialledAt !== null)
          return null;
        const attempt = callback.attempts + 1;
        const now = new Date();
        await noteAttempt(sql, interactionId, { attempts: attempt, dialledAt: now });
        const isTooLate = callback.until !== null && callback.until < now;
        if (!isTooLate) await noteStep(sql, interactionId, { kind: 'callback_dialled', attempt });
        return { number: callback.number, attempt, isTooLate };
      });
      if (!due) return null;
      const { number, attempt, isTooLate } = due;
      if (isTooLate) {
        await missCall(interactionId, attempt, 'too_late');
        return null;
      }
      await ringsOut.set(`${interactionId}-${attempt}`, new Date(Date.now() + (ringS + 5) * 1_000), {
        interactionId,
        attempt,
      });
      return { number, attempt };
    },
    missCall,

    async declineCall(interactionId) {
      const callback = await readCallback(database, interactionId);
      if (callback) await missCall(interactionId, callback.attempts, 'declined');
    },

    async reachCitizen(change, interactionId) {
      const { sql, emit } = change;
      const row = await lockInteraction(sql, interactionId);
      const callback = await readCallback(change, interactionId);
      if (!row.isCallback || !callback) return null;
      const isBack = callback.dialledAt === null;
      await endCallback(sql, interactionId, isBack ? 'withdrawn' : 'reached');
      const reached = await changeInteraction(sql, row, {
        isCallback: false,
        ...(isBack ? { notBefore: null } : {}),
      });
      await noteStep(
        sql,
        interactionId,
        isBack ? { kind: 'callback_resumed' } : { kind: 'callback_reached', attempt: callback.attempts },
      );
      const { calledBy: agentId, ticketId } = callback;
      if (agentId) emit('call_out.ended', { interactionId, agentId, ticketId, outcome: 'reached' });
      if (row.state === 'waiting') emit('interaction.waiting', { interactionId });
      if (row.agentId) emit('interaction.accepted', { interactionId, agentId: row.agentId });
      return interactionView(reached);
    },

    async missLostCalls() {
      const before = new Date(Date.now() - lostAfterS * 1_000);
      for (const { interactionId, attempts } of await readLostCalls(database.sql, before))
        await missCall(interactionId, attempts, 'failed');
    },
  };
}
