// Telephone calls: each event of a carrier is taken by the call flow (ivr/), and what the flow asks of the house is
// done in the same transaction as the call's new place. A repeated event changes nothing and gets the same answer.
import type { Prisma } from '#database';
import {
  type CallEvent,
  chooseFlow,
  type Flow,
  newSession,
  type Session,
  sessionSchema,
  shippedFlows,
  step,
  type Verb,
  type VerbOf,
} from '../../../ivr/index.ts';
import type { Change, Database, Tx } from '../../platform/database.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Routing } from '../../routing/index.ts';
import { idFrom, normalisePhone } from '../core.ts';
import { queueSms } from '../sms/outgoing.ts';
import { citizenByContact, conversationFor } from '../store.ts';

/** What a call needs of rooms that stand above intake. */
export interface VoiceHost {
  /** The answer to "what became of my ticket", as the flow's outcome. */
  ticketStatus(number: string, code: string): Promise<string>;
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
  citizenId?: string;
  event: CallEvent;
}

export interface CallAnswer {
  verbs: Verb[];
  turn: number;
  interrupts: boolean;
  session: Session;
}

const flows: Readonly<Record<string, Flow>> = shippedFlows;

export class Calls {
  readonly #database: Database;
  readonly #routing: Routing;
  readonly #host: VoiceHost;
  readonly #metrics: Metrics;

  constructor(deps: { database: Database; routing: Routing; host: VoiceHost; metrics: Metrics }) {
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#host = deps.host;
    this.#metrics = deps.metrics;
  }

  /** Takes one event of a call. Events of one call are taken one after the other. */
  async take(report: CallReport): Promise<CallAnswer> {
    const answer = await this.#database.change(async (change) => {
      const { session, interactionId } = await this.#open(change.tx, report);
      const flow = flowOf(session);
      const place = await this.#newsOfPlace(session, interactionId, report.event);
      let result = place ? step(flow, session, place) : undefined;
      result = step(flow, result?.session ?? session, report.event);
      let known = interactionId;
      for (let done = 0; done < 3; done += 1) {
        // What was done for this very event before is not done again; a look-up is only asked anew.
        const verbs = result.isRepeated
          ? result.verbs.filter((verb) => verb.verb === 'lookup')
          : result.verbs;
        const outcome = await this.#doVerbs(change, result.session, verbs, known, report);
        known = outcome.interactionId;
        if (outcome.next === null) break;
        result = step(flow, result.session, outcome.next);
      }
      await this.#save(change.tx, report, result.session, known);
      return { ...result, interactionId: known };
    });
    for (const verb of answer.verbs) {
      if (verb.verb === 'callback')
        await this.#file(answer.session, 'callback', verb.number, answer.interactionId);
    }
    await this.#settle(answer.session, answer.interactionId, report.event);
    const { verbs, turn, interrupts, session } = answer;
    return { verbs, turn, interrupts, session };
  }

  /** An event that names the call only. A call that never reached the voice webhook has nothing to tell. */
  async takeIfKnown(callRef: string, event: CallEvent): Promise<CallAnswer | undefined> {
    const call = await this.#database.read.callSession.findUnique({ where: { callRef } });
    if (!call) return undefined;
    return this.take({ callRef, callerNumber: call.fromNumber || null, calledNumber: call.toNumber, event });
  }

  /** The agent accepted: the flow connects them. Undefined when the call is no longer there. */
  async agentReady(callRef: string, agent: { id: string; interactionId: string; conversationId: string }) {
    const call = await this.#database.read.callSession.findUnique({ where: { callRef } });
    if (!call || call.endedAt) return undefined;
    let session = sessionSchema.parse(call.session);
    const before = session.status === 'running' ? null : session.agent;
    if (before && before.agentId !== agent.id) {
      // Routing found somebody else before the line had noticed that the first was gone.
      const id = `gone-${before.agentId}-${session.agentsLost}`;
      const gone = await this.takeIfKnown(callRef, { type: 'agent_gone', id, agentId: before.agentId });
      session = gone?.session ?? session;
    }
    return this.takeIfKnown(callRef, {
      type: 'agent_ready',
      id: `ready-${agent.interactionId}-${agent.id}-${session.agentsLost}`,
      agentId: agent.id,
      target: { kind: 'client', identity: agent.id },
      parameters: { interactionId: agent.interactionId, conversationId: agent.conversationId },
    });
  }

  /** The agent sends the caller on to another queue. */
  async moveToQueue(callRef: string, move: { agentId: string; queueCode: string }) {
    const call = await this.#database.read.callSession.findUnique({ where: { callRef } });
    if (!call || call.endedAt) return undefined;
    const { agent, agentsLost } = sessionSchema.parse(call.session);
    return this.takeIfKnown(callRef, {
      type: 'agent_gone',
      id: `move-${agentsLost}`,
      // The flow knows the agent whom it connected; a colleague may have taken over since.
      agentId: agent?.agentId ?? move.agentId,
      queue: move.queueCode,
    });
  }

  /** Keeps a recording. The same one again changes nothing. */
  async keepRecording(recording: {
    callRef: string;
    recordingRef: string;
    url: string;
    durationS: number | null;
  }) {
    const { callRef, recordingRef, url, durationS } = recording;
    const call = await this.#database.read.callSession.findUnique({ where: { callRef } });
    await this.#database.read.recording.upsert({
      where: { providerRef: recordingRef },
      create: {
        callRef,
        providerRef: recordingRef,
        url,
        durationS,
        interactionId: call?.interactionId ?? null,
      },
      update: { url, durationS },
    });
  }

  async #open(tx: Tx, report: CallReport): Promise<{ session: Session; interactionId: string | null }> {
    const { callRef, callerNumber, calledNumber } = report;
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`call:${callRef}`}, 0))::text`;
    const row = await tx.callSession.findUnique({ where: { callRef } });
    if (row) return { session: sessionSchema.parse(row.session), interactionId: row.interactionId };
    const facts = { afterHours: false, surge: false, emergency: false };
    const flow = shippedFlows[chooseFlow(facts)];
    return { session: newSession(flow, { callRef, callerNumber, calledNumber, facts }), interactionId: null };
  }

  async #save(tx: Tx, report: CallReport, session: Session, interactionId: string | null): Promise<void> {
    const ended = session.status === 'ended' ? new Date() : null;
    const data = { session: session as unknown as Prisma.InputJsonObject, interactionId, endedAt: ended };
    await tx.callSession.upsert({
      where: { callRef: report.callRef },
      create: {
        ...data,
        callRef: report.callRef,
        fromNumber: report.callerNumber ?? '',
        toNumber: report.calledNumber,
        flowCode: session.flow.code,
      },
      update: data,
    });
  }

  /** A caller who waits hears the place: asked for each time the line asks what to do. */
  async #newsOfPlace(
    session: Session,
    interactionId: string | null,
    event: CallEvent,
  ): Promise<CallEvent | null> {
    const asks = event.type === 'timeout' && session.queue !== null && session.status === 'running';
    if (!asks || interactionId === null) return null;
    const turn = await this.#routing.turnOf(await this.#routing.interaction(interactionId));
    return { type: 'queue_update', id: `place-${event.id}`, ...turn };
  }

  /** Does what the flow asks of the house. @returns the event that the house's answer makes, if it makes one */
  async #doVerbs(
    change: Change,
    session: Session,
    verbs: readonly Verb[],
    interactionId: string | null,
    { event, citizenId }: CallReport,
  ): Promise<{ interactionId: string | null; next: CallEvent | null }> {
    let known = interactionId;
    let next: CallEvent | null = null;
    for (const verb of verbs) {
      if (verb.verb === 'enqueue')
        known =
          (await this.#withAgent(verb, known)) ?? (await this.#enqueue(change, session, verb, citizenId));
      else if (verb.verb === 'sms') await queueSms(change, { to: verb.to, text: verb.text });
      else if (verb.verb === 'lookup') {
        const { number = '', code = '' } = verb.inputs;
        const outcome = await this.#host.ticketStatus(number, code);
        next = { type: 'lookup_done', id: `${event.id}-lookup`, outcome };
      }
    }
    return { interactionId: known, next };
  }

  /** The interaction of a caller whose agent was lost: it goes back to its place by routing, and stays the same. */
  async #withAgent(verb: VerbOf<'enqueue'>, interactionId: string | null): Promise<string | null> {
    if (verb.place !== 'kept' || interactionId === null) return null;
    const { state } = await this.#routing.interaction(interactionId);
    return state === 'active' || state === 'waiting' || state === 'offered' ? interactionId : null;
  }

  /** A caller who comes back from a voicemail without a word stands before those who came later. */
  async #enqueue(
    change: Change,
    session: Session,
    verb: VerbOf<'enqueue'>,
    knownCitizenId: string | undefined,
  ): Promise<string> {
    const isBack = verb.place === 'kept';
    const lang = session.language === 'en' ? 'en' : 'zh';
    const contact = session.callerNumber
      ? ({ kind: 'phone', value: normalisePhone(session.callerNumber) } as const)
      : ({ kind: 'web', value: idFrom(`caller:${session.callRef}`) } as const);
    const citizenId = knownCitizenId ?? (await citizenByContact(change, contact, { lang })).id;
    const conversation = await conversationFor(change, citizenId, 'voice', lang);
    const interaction = await this.#routing.openInteraction(change, {
      conversationId: conversation.id,
      citizenId,
      channel: 'voice',
      lang,
      queueCode: verb.queue,
      priority: verb.priority + (isBack ? 1 : 0),
      // The first contact of the call bears its reference; it ended when the caller left the queue.
      ...(isBack ? {} : { callRef: session.callRef }),
    });
    this.#metrics.arrivals.inc({ channel: 'voice' });
    return interaction.id;
  }

  async #file(
    session: Session,
    kind: 'callback' | 'voicemail',
    phone: string | null,
    interactionId: string | null,
  ): Promise<void> {
    const interaction = interactionId ? await this.#routing.interaction(interactionId) : null;
    await this.#host.fileRequest({
      id: idFrom(`${kind}:${session.callRef}`),
      kind,
      phone,
      citizenId: interaction?.citizenId ?? null,
      conversationId: interaction?.conversationId ?? null,
      lang: session.language === 'en' ? 'en' : 'zh',
    });
  }

  /** What follows from the call's new place for the interaction. Each part may be repeated. */
  async #settle(session: Session, interactionId: string | null, event: CallEvent): Promise<void> {
    if (event.type === 'recording_done')
      await this.#file(session, 'voicemail', session.callerNumber, interactionId);
    if (interactionId === null) return;
    if (session.status === 'ended' || session.queue === null) {
      const isWithAgent = session.status === 'dialling' || session.status === 'talking';
      if (!isWithAgent) await this.#routing.endInteraction(interactionId, 'citizen');
      return;
    }
    const isAboutAgent = event.type === 'dial_ended' || event.type === 'agent_gone';
    const agentWasLost = isAboutAgent && session.status === 'running';
    if (!agentWasLost) return;
    const { agentId, state } = await this.#routing.interaction(interactionId);
    if (event.type !== 'agent_gone' || event.queue === undefined)
      await this.#routing.returnInteraction(interactionId);
    else if (state === 'active' && agentId !== null)
      await this.#routing.moveToQueue(interactionId, agentId, event.queue);
  }
}

function flowOf(session: Session): Flow {
  const flow = flows[session.flow.code];
  if (!flow) throw new Error(`there is no call flow ${session.flow.code}`);
  return flow;
}
