// What a caller's wish for a person comes to: a contact in a queue, a refusal, or the promise to call back.
import { type CallEvent, isTelephone, type Session, type VerbOf } from '../../../ivr/index.ts';
import type { Change } from '../../platform/database.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Routing } from '../../routing/index.ts';
import { idFrom, normalisePhone } from '../core.ts';
import { citizenByContact } from '../people.ts';
import { conversationFor, isHardship } from '../store.ts';

/** A caller as the line knows them. */
interface Caller {
  session: Session;
  /** Who calls, where the line itself knows: a browser that has been here before. */
  citizenId: string | undefined;
  /** The contact that the call is so far. */
  interactionId: string | null;
}

export interface Queued {
  interactionId: string;
  /** What the flow hears of it at once. `id` names the occurrence. */
  next: CallEvent | null;
}

/** How a caller can be called: E.164, or the name of a browser. Null when the number was withheld. */
function ownNumber({ callerNumber }: Session): string | null {
  return isTelephone(callerNumber) ? normalisePhone(callerNumber) : callerNumber;
}

const langOf = ({ language }: Session): 'zh' | 'en' => (language === 'en' ? 'en' : 'zh');

export class Queueing {
  readonly #routing: Routing;
  readonly #metrics: Metrics;

  constructor({ routing, metrics }: { routing: Routing; metrics: Metrics }) {
    this.#routing = routing;
    this.#metrics = metrics;
  }

  /** Puts the caller into a queue, or back to the place that they had. */
  async enqueue(change: Change, caller: Caller, verb: VerbOf<'enqueue'>, eventId: string): Promise<Queued> {
    const { session } = caller;
    const held = await this.#held(caller, verb);
    if (held !== null) {
      const to = { queueCode: verb.queue, lang: langOf(session) };
      const reason = await this.#routing.changeQueue(change, held, to);
      return { interactionId: held, next: reason && { type: 'queue_refused', id: eventId, reason } };
    }
    const number = ownNumber(session);
    const resumed = number === null ? null : await this.#routing.resumeCallback(change, number);
    if (resumed) return { interactionId: resumed.id, next: null };
    const isBack = verb.place === 'kept';
    const { citizenId, conversationId } = await this.#conversation(change, caller);
    const { id, refusal } = await this.#routing.openInteraction(change, {
      conversationId,
      citizenId,
      channel: 'voice',
      lang: langOf(session),
      queueCode: verb.queue,
      // A caller who comes back from a voicemail without a word stands before those who came later.
      priority: verb.priority + (isBack ? 1 : 0),
      isHardship: await isHardship(change.sql, citizenId),
      // The first contact of the call bears its reference; it ended when the caller left the queue.
      ...(isBack ? {} : { callRef: session.callRef }),
    });
    this.#metrics.arrivals.inc({ channel: 'voice' });
    return {
      interactionId: id,
      next: refusal ? { type: 'queue_refused', id: eventId, reason: refusal } : null,
    };
  }

  /**
   * Promises to call back: at the place that the caller has, or, for one who waits nowhere, as soon as it can be.
   * @returns the contact that the call still is: none, when it waits on without the call
   */
  async callBack(change: Change, caller: Caller, verb: VerbOf<'callback'>): Promise<string | null> {
    const { session, interactionId } = caller;
    const number = isTelephone(verb.number) ? normalisePhone(verb.number) : verb.number;
    if (interactionId !== null) {
      const { state } = await this.#routing.interaction(interactionId);
      if (state === 'waiting' || state === 'offered') {
        const isKept = await this.#routing.promiseCallback(change, interactionId, number);
        return isKept ? null : interactionId;
      }
    }
    const who = await this.#conversation(change, caller);
    await this.#routing.openCallback(change, {
      ...who,
      lang: langOf(session),
      number,
      queueCode: verb.queue,
      isHardship: await isHardship(change.sql, who.citizenId),
    });
    return interactionId;
  }

  /**
   * The contact of a caller who waits already, and stays the same: whose agent was lost, which routing puts back to its
   * place, or who has chosen another queue.
   */
  async #held({ interactionId }: Caller, verb: VerbOf<'enqueue'>): Promise<string | null> {
    if (verb.place !== 'kept' || interactionId === null) return null;
    const { state } = await this.#routing.interaction(interactionId);
    return state === 'active' || state === 'waiting' || state === 'offered' ? interactionId : null;
  }

  async #conversation(
    change: Change,
    { session, citizenId: known }: Caller,
  ): Promise<{ citizenId: string; conversationId: string }> {
    const lang = langOf(session);
    const contact = isTelephone(session.callerNumber)
      ? ({ kind: 'phone', value: normalisePhone(session.callerNumber) } as const)
      : ({ kind: 'web', value: idFrom(`caller:${session.callerNumber ?? session.callRef}`) } as const);
    const citizenId = known ?? (await citizenByContact(change, contact, { lang })).id;
    const conversation = await conversationFor(change, citizenId, 'voice', lang);
    return { citizenId, conversationId: conversation.id };
  }
}
