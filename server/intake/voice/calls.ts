// Telephone calls: each event of a carrier is taken by the call flow (ivr/), and what the flow asks of the house is
// done in the same transaction as the call's new place. A repeated event changes nothing and gets the same answer.
import {
  type CallEvent,
  chooseFlow,
  isTelephone,
  type Language,
  newSession,
  type Session,
  type Step,
  step,
  type Verb,
} from '../../../ivr/index.ts';
import type { Texts } from '../../admin/index.ts';
import type { MachineAnswers } from '../../knowledge/index.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { holdName } from '../../platform/sql.ts';
import type { Ratings } from '../../ratings/index.ts';
import type { Routing } from '../../routing/index.ts';
import { idFrom } from '../core.ts';
import { queueSms } from '../sms/outgoing.ts';
import { type KnownCall, readCall, writeCall } from './call-sessions.ts';
import { CommonAnswers, wasHelped } from './common-answers.ts';
import type { FlowVersions } from './flow-versions.ts';
import {
  followUpId,
  followUpOf,
  type ReadyAgent,
  readyEvent,
  spokenBefore,
  voicemailTicketOf,
} from './house-events.ts';
import { Queueing } from './queueing.ts';

/** What callers can ask the systems of others. */
export interface SpokenSystems {
  /** `begin` asks the system: done once the call's place is kept, for it may take seconds. */
  answer(
    what: 'status_systems' | 'status_question' | 'status_answer',
    inputs: Readonly<Record<string, string>>,
    caller: { session: Session; conversationId: string | null },
  ): Promise<{ outcome: string; vars?: Record<string, string>; begin?: () => void }>;
}

/** What a call needs of rooms that stand above intake. */
export interface VoiceHost {
  /** The answer to "what became of my ticket", as the flow's outcome. */
  ticketStatus(number: string, code: string): Promise<string>;
  /** What everybody who calls now must hear first, by language. */
  warnings(): Promise<Partial<Record<Language, string>> | undefined>;
  systems: SpokenSystems;
  /** Files what a caller left behind: a wish to be called back, a recorded message. Safe to repeat: `id` names it. */
  fileRequest(request: {
    id: string;
    kind: 'callback' | 'voicemail';
    phone: string | null;
    citizenId: string | null;
    conversationId: string | null;
    lang: 'zh' | 'en';
  }): Promise<void>;
}

export interface CallReport {
  callRef: string;
  callerNumber: string | null;
  calledNumber: string;
  /** Who calls, where the line itself knows: a browser that has been here before. */
  citizenId?: string | undefined;
  /** The contact that we call back with this call. */
  callbackOf?: string | undefined;
  event: CallEvent;
}

/** Where an agent sends a caller on to. */
export type Destination = { queueCode: string } | { colleagueId: string };

export interface CallAnswer {
  verbs: Verb[];
  turn: number;
  interrupts: boolean;
  session: Session;
}

const hangup = { type: 'hangup', id: 'hangup' } as const;

/** Until the end of the transaction nobody else takes events of the call. */
const lockCall = ({ sql }: Change, callRef: string): Promise<void> => holdName(sql, `call:${callRef}`);

export class Calls {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #host: VoiceHost;
  readonly #flows: FlowVersions;
  readonly #queueing: Queueing;
  readonly #ratings: Ratings;
  readonly #common: CommonAnswers;

  constructor(deps: {
    database: Database;
    routing: Routing;
    host: VoiceHost;
    flows: FlowVersions;
    metrics: Metrics;
    answers: MachineAnswers;
    ratings: Ratings;
    texts: Texts;
  }) {
    this.#common = new CommonAnswers(deps);
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#host = deps.host;
    this.#flows = deps.flows;
    this.#ratings = deps.ratings;
    this.#queueing = new Queueing(deps);
  }

  /** Takes one event of a call. Events of one call are taken one after the other. */
  async take(report: CallReport): Promise<CallAnswer> {
    let begin: (() => void) | undefined;
    let ended: (() => Promise<unknown>) | undefined;
    const answer = await this.#database.change(async (change) => {
      begin = undefined;
      const { session, interactionId } = await this.#open(change, report);
      const flow = await this.#flows.version(session.flow);
      const place = await this.#newsOfPlace(session, interactionId, report.event);
      let result = place ? step(flow, session, place) : undefined;
      result = step(flow, result?.session ?? session, report.event);
      let known = interactionId;
      const before: Verb[] = [];
      for (let done = 0; done < 3; done += 1) {
        const outcome = result.isRepeated
          ? { interactionId: known, next: followUpOf(result.session, report.event) }
          : await this.#doVerbs(change, result, known, report);
        known = outcome.interactionId;
        begin ??= 'begin' in outcome ? outcome.begin : undefined;
        if (outcome.next === null) break;
        before.push(...spokenBefore(result.verbs));
        result = step(flow, result.session, outcome.next);
      }
      await writeCall(change, { session: result.session, interactionId: known });
      ended = await this.#endContact(change, result.session, known);
      return { ...result, verbs: [...before, ...result.verbs], interactionId: known };
    });
    begin?.();
    await ended?.();
    await this.#settle(answer.session, answer.interactionId, report.event);
    const { verbs, turn, interrupts, session } = answer;
    return { verbs, turn, interrupts, session };
  }

  /** An event that names the call only. A call that never reached the voice webhook has nothing to tell. */
  async takeIfKnown(callRef: string, event: CallEvent): Promise<CallAnswer | undefined> {
    const call = await this.#read(callRef);
    if (!call) return undefined;
    const { session, calledNumber } = call;
    return this.take({ callRef, callerNumber: session.callerNumber, calledNumber, event });
  }

  /** Where a call stands; undefined for one that never reached the voice webhook. */
  async sessionOf(callRef: string): Promise<Session | undefined> {
    return (await this.#read(callRef))?.session;
  }

  /** The answer that was given last, for a line that was told to go on with it. */
  async lastAnswer(callRef: string): Promise<CallAnswer | undefined> {
    const session = await this.sessionOf(callRef);
    const last = session?.answers.at(-1);
    return session && last && { session, ...last };
  }

  /**
   * The process that carried the call is gone: the call is over, and a citizen who can be called is owed a call back.
   * The same again changes nothing. @returns the contact and the agent who had it, when a call is owed now
   */
  async loseLine(callRef: string): Promise<{ interactionId: string; agentId: string | null } | undefined> {
    await this.#takeBrokenMessage(callRef);
    const owed = await this.#database.change(async (change) => {
      await lockCall(change, callRef);
      const call = await readCall(change, callRef);
      const number = call?.session.callerNumber ?? null;
      if (!call || call.endedAt || call.interactionId === null || number === null) return undefined;
      const { interactionId, session: before } = call;
      const { agentId } = await this.#routing.interaction(interactionId);
      if (!(await this.#routing.oweCallback(change, interactionId, number))) return undefined;
      const { session } = step(await this.#flows.version(before.flow), before, hangup);
      // The contact goes on without this call.
      await writeCall(change, { session, interactionId: null });
      return { interactionId, agentId };
    });
    if (!owed) await this.takeIfKnown(callRef, hangup);
    return owed;
  }

  /** A message that was being left: what was said until the line broke is a message like every other. */
  async #takeBrokenMessage(callRef: string): Promise<void> {
    const broken = await this.#database.read.recording.findFirst({
      where: { callRef, ticketId: { not: null }, durationS: null },
      select: { providerRef: true },
    });
    if (!broken) return;
    const { providerRef: recordingRef } = broken;
    await this.takeIfKnown(callRef, { type: 'recording_done', id: `broken-${recordingRef}`, recordingRef });
  }

  /** The agent accepted: the flow connects them. Undefined when the call is no longer there. */
  async agentReady(callRef: string, agent: ReadyAgent) {
    const call = await this.#read(callRef);
    if (!call || call.endedAt) return undefined;
    let { session } = call;
    const before = session.status === 'running' ? null : session.agent;
    if (before && before.agentId !== agent.id) {
      // Routing found somebody else before the line had noticed that the first was gone.
      const id = `gone-${before.agentId}-${session.agentsLost}`;
      const gone = await this.takeIfKnown(callRef, { type: 'agent_gone', id, agentId: before.agentId });
      session = gone?.session ?? session;
    }
    const id = `ready-${agent.interactionId}-${agent.id}-${session.agentsLost}`;
    return this.takeIfKnown(callRef, readyEvent(id, agent));
  }

  /** The agent sends the caller on, to another queue or to a colleague. */
  async sendOn(callRef: string, move: { agentId: string; to: Destination }) {
    const call = await this.#read(callRef);
    if (!call || call.endedAt) return undefined;
    const { agent, agentsLost, queue } = call.session;
    const { to } = move;
    return this.takeIfKnown(callRef, {
      type: 'agent_gone',
      id: `move-${agentsLost}`,
      // The flow knows the agent whom it connected; a colleague may have taken over since.
      agentId: agent?.agentId ?? move.agentId,
      ...('queueCode' in to
        ? { queue: to.queueCode }
        : { queue: queue?.code ?? 'general', colleague: to.colleagueId }),
    });
  }

  /** Keeps a recording. The same one again changes nothing. `durationS` null: it is being made. */
  async keepRecording(recording: {
    callRef: string;
    recordingRef: string;
    url: string;
    durationS: number | null;
    purpose: 'talk' | 'voicemail';
  }) {
    const { callRef, recordingRef, url, durationS, purpose } = recording;
    const call = await this.#database.read.callSession.findUnique({
      where: { callRef },
      select: { interactionId: true },
    });
    await this.#database.read.recording.upsert({
      where: { providerRef: recordingRef },
      create: {
        callRef,
        providerRef: recordingRef,
        url,
        durationS,
        interactionId: call?.interactionId ?? null,
        ticketId: purpose === 'voicemail' ? voicemailTicketOf(callRef) : null,
      },
      update: { url, durationS },
    });
  }

  /** Nothing was said on it. */
  async forgetRecording(recordingRef: string): Promise<void> {
    await this.#database.read.recording.deleteMany({ where: { providerRef: recordingRef } });
  }

  async #open(
    change: Change,
    { callRef, callerNumber, calledNumber, callbackOf }: CallReport,
  ): Promise<{ session: Session; interactionId: string | null }> {
    await lockCall(change, callRef);
    const known = await readCall(change, callRef);
    if (known) return known;
    const [house, notice] = await Promise.all([this.#routing.facts(), this.#host.warnings()]);
    const facts = { ...house, ...(notice && { notice }) };
    const call = { callRef, callerNumber, calledNumber, facts };
    if (callbackOf === undefined)
      return {
        session: newSession(await this.#flows.latest(chooseFlow(facts)), call),
        interactionId: null,
      };
    const contact = await this.#routing.reachCitizen(change, callbackOf);
    const session = newSession(await this.#flows.latest('callback'), call);
    // They have waited before: this call goes on where that one stood.
    const language = contact?.lang === 'en' ? 'en' : session.language;
    return { session: { ...session, hasQueued: true, language }, interactionId: contact?.id ?? null };
  }

  #read(callRef: string): Promise<KnownCall | undefined> {
    const { read, fields } = this.#database;
    return readCall({ tx: read, fields }, callRef);
  }

  /** A caller who waits hears the place: asked for each time the line asks what to do, and by 0. */
  async #newsOfPlace(
    session: Session,
    interactionId: string | null,
    event: CallEvent,
  ): Promise<CallEvent | null> {
    const asks = event.type === 'timeout' || (event.type === 'digits' && event.digits === '0');
    const waits = session.queue !== null && session.status === 'running';
    if (!asks || !waits || interactionId === null) return null;
    const turn = await this.#routing.turnOf(await this.#routing.interaction(interactionId));
    return { type: 'queue_update', id: `place-${event.id}`, ...turn };
  }

  /** Does what the flow asks of the house. @returns the event that the house's answer makes, if it makes one */
  async #doVerbs(
    change: Change,
    { session, verbs }: Step,
    interactionId: string | null,
    { event, citizenId, callbackOf }: CallReport,
  ): Promise<{ interactionId: string | null; next: CallEvent | null; begin?: (() => void) | undefined }> {
    const id = followUpId(event);
    let begin: (() => void) | undefined;
    let known = interactionId;
    let next: CallEvent | null = null;
    for (const verb of verbs) {
      const caller = { session, citizenId, interactionId: known };
      if (verb.verb === 'enqueue' && callbackOf !== undefined && event.type === 'call_started') {
        next =
          known === null
            ? { type: 'queue_refused', id, reason: 'closed' }
            : await this.#agentWaiting(known, id);
      } else if (verb.verb === 'enqueue') {
        const queued = await this.#queueing.enqueue(change, caller, verb, id);
        known = queued.interactionId;
        next = queued.next;
      } else if (verb.verb === 'callback') known = await this.#queueing.callBack(change, caller, verb);
      else if (verb.verb === 'rate' && known !== null)
        await this.#ratings.rateCall(change, known, verb.score);
      else if (verb.verb === 'sms') await queueSms(change, { to: verb.to, text: verb.text });
      else if (verb.verb === 'lookup') {
        const { begin: asks, ...answer } = await this.#lookUp(change, verb, caller);
        begin = asks;
        next = { type: 'lookup_done', id, ...answer };
      }
    }
    return { interactionId: known, next, begin };
  }

  async #lookUp(
    change: Change,
    { what, inputs }: Extract<Verb, { verb: 'lookup' }>,
    caller: { session: Session; interactionId: string | null },
  ): Promise<{ outcome: string; vars?: Record<string, string>; begin?: () => void }> {
    switch (what) {
      case 'ticket_status': {
        const { number = '', code = '' } = inputs;
        return { outcome: await this.#host.ticketStatus(number, code) };
      }
      case 'common_answers':
        return this.#common.menu(change, caller);
      case 'common_answer':
        return this.#common.tell(change, caller, inputs.choice ?? '');
      case 'answer_helped':
        return this.#common.helped(change, caller);
      case 'rating_due': {
        const { interactionId } = caller;
        const isDue = interactionId !== null && (await this.#ratings.askCaller(change, interactionId));
        return { outcome: isDue ? 'due' : 'not_due' };
      }
      case 'status_systems':
      case 'status_question':
      case 'status_answer': {
        const { session, interactionId } = caller;
        const contact = interactionId === null ? null : await this.#routing.interaction(interactionId);
        const conversationId = contact?.conversationId ?? null;
        return this.#host.systems.answer(what, inputs, { session, conversationId });
      }
    }
  }

  /** The agent who asked for this call to be made, if still there; otherwise the citizen waits at their place. */
  async #agentWaiting(interactionId: string, id: string): Promise<CallEvent | null> {
    const { state, agentId, conversationId } = await this.#routing.interaction(interactionId);
    if (state !== 'active' || agentId === null) return null;
    return readyEvent(id, { id: agentId, interactionId, conversationId });
  }

  /** A callback that came to nothing becomes a ticket: a department or the desk reaches the citizen some other way. */
  async fileMissedCallback(interactionId: string, number: string): Promise<void> {
    const phone = isTelephone(number) ? number : null;
    await this.#file(idFrom(`callback:${interactionId}`), 'callback', phone, interactionId);
  }

  async #file(
    id: string,
    kind: 'callback' | 'voicemail',
    phone: string | null,
    interactionId: string | null,
  ): Promise<void> {
    const interaction = interactionId ? await this.#routing.interaction(interactionId) : null;
    await this.#host.fileRequest({
      id,
      kind,
      phone,
      citizenId: interaction?.citizenId ?? null,
      conversationId: interaction?.conversationId ?? null,
      lang: interaction?.lang ?? 'zh',
    });
  }

  /**
   * A contact whose call is over, or that waits for nobody any more, ends with what says so: it would wait on after a
   * crash, and ring. @returns what is to be called once the change has committed
   */
  async #endContact(change: Change, session: Session, interactionId: string | null) {
    const isWithAgent = session.status === 'dialling' || session.status === 'talking';
    const isOver = session.status === 'ended' || (session.queue === null && !isWithAgent);
    if (interactionId === null || !isOver) return undefined;
    return this.#routing.endWithin(change, interactionId, wasHelped(session) ? 'machine' : 'citizen');
  }

  /** What follows from the call's new place for the interaction. Each part may be repeated. */
  async #settle(session: Session, interactionId: string | null, event: CallEvent): Promise<void> {
    if (event.type === 'recording_done') {
      const phone = isTelephone(session.callerNumber) ? session.callerNumber : null;
      await this.#file(voicemailTicketOf(session.callRef), 'voicemail', phone, interactionId);
    }
    if (interactionId === null || session.status === 'ended' || session.queue === null) return;
    const isAboutAgent = event.type === 'dial_ended' || event.type === 'agent_gone';
    const agentWasLost = isAboutAgent && session.status === 'running';
    if (!agentWasLost) return;
    const { agentId, state } = await this.#routing.interaction(interactionId);
    if (event.type !== 'agent_gone' || event.queue === undefined)
      await this.#routing.returnInteraction(interactionId);
    else if (state === 'active' && agentId !== null) {
      const by = { id: agentId, maySteer: false, isLine: true };
      if (event.colleague === undefined) await this.#routing.moveToQueue(interactionId, by, event.queue);
      else await this.#offerTo(interactionId, by, event.colleague);
    }
  }

  /** A colleague who is no longer free for it leaves the caller at their place in the queue. */
  async #offerTo(
    interactionId: string,
    by: Parameters<Routing['push']>[1],
    colleagueId: string,
  ): Promise<void> {
    try {
      await this.#routing.push(interactionId, by, colleagueId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await this.#routing.returnInteraction(interactionId);
    }
  }
}
