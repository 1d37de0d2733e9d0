// The embedded hotline of one media process: its calls, who may join them, and what becomes of them when a process dies.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  answerWebRtc,
  findVoice,
  type Leg,
  type Recogniser,
  Ticker,
  type Voice,
  type WebRtcOptions,
  withCache,
} from '../../../ivr/media/index.ts';
import { staffNames } from '../../admin/index.ts';
import { type CitizenDoor, roomOf, type StaffDoor } from '../../doors.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { CarrierState } from '../../platform/pulse.ts';
import { textInTongueOf } from '../../platform/traditional.ts';
import type { Routing } from '../../routing/index.ts';
import type { Calls, Destination } from '../voice/calls.ts';
import type { LineActor } from '../voice/carrier.ts';
import { demandDestination } from '../voice/destination.ts';
import type { Sounds } from '../voice/sounds.ts';
import { type Caller, HotlineCall, spokenBy } from './call.ts';
import { Colleagues } from './colleagues.ts';
import type { CallNews, PhoneCommand, PhoneRole, Reach } from './contract.ts';
import type { DeskPhones } from './desk-phones.ts';
import { DeskRings } from './desk-rings.ts';
import { iceServersAt } from './ice-servers.ts';
import type { MediaAnswer, MediaNode, MediaRequest } from './media-calls.ts';
import type { MediaLink } from './media-link.ts';
import type { Dial } from './outside.ts';
import { Rehearsal } from './rehearsal/rehearsal.ts';
import { type ArrivedCall, SipLines } from './sip-lines.ts';
import type { Transcripts } from './transcripts.ts';
import type { Vault } from './vault.ts';

/** References of the calls that we carry ourselves begin with one; the process that carries them comes next. */
export const lineKinds = { browser: 'web', sip: 'sip' } as const;

interface Deps {
  database: Database;
  link: MediaLink;
  routing: Routing;
  calls: Calls;
  sounds: Sounds;
  recogniser: Recogniser | undefined;
  transcripts: Transcripts;
  vault: Vault;
  deskPhones: DeskPhones;
  config: Config;
  log: Log;
  metrics: Pick<Metrics, 'callsRefused'>;
  doors: { staff: StaffDoor; citizen: CitizenDoor };
  /** Our side of the call is gone: it ends, and a citizen who was on the line is owed a call back. */
  lose: (callRef: string) => Promise<void>;
}

/** Whose few calls cannot keep up suffers from something else, and refusing more would not help. */
const enoughToBlame = 20;

/** Whoever only listens or prompts brings nobody in. */
function demandParty(call: HotlineCall, actor: LineActor): void {
  if (call.staff.some(({ userId, role }) => userId === actor.id && role === 'party')) return;
  throw new AppError('forbidden');
}

export class Hotline {
  readonly #deps: Deps;
  readonly #ticker = new Ticker();
  readonly #webRtc: Omit<WebRtcOptions, 'iceServers'>;
  /** Calls by their reference. */
  readonly #running = new Map<string, HotlineCall>();
  /** What a citizen's browser was answered, by the id that it gave its call. */
  readonly #answers = new Map<string, { call: HotlineCall; sdp: string }>();
  readonly #sip: SipLines | undefined;
  readonly #rings: DeskRings;
  readonly #colleagues: Colleagues;
  /** Test calls by their editor. */
  readonly #rehearsals = new Map<string, Rehearsal>();
  readonly #ended = new Set<Promise<void>>();
  #voice: Voice | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { hotline, host, sip } = deps.config;
    this.#sip =
      sip &&
      new SipLines({
        ...deps,
        config: sip,
        media: hotline,
        isRunning: (name) => this.#running.has(this.#refOf(lineKinds.sip, name)),
        refuses: () => this.#refuses(),
        carry: (call) => this.#carryArrived(call),
      });
    this.#colleagues = new Colleagues({ ...deps, staff: deps.doors.staff });
    this.#rings = new DeskRings({
      ...deps,
      sip: this.#sip,
      staff: deps.doors.staff,
      leave: (call, userId) => this.#colleagues.leave(call, userId),
    });
    const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host);
    this.#webRtc = {
      portRange: hotline.ports,
      addresses: [...(isLocal ? ['127.0.0.1'] : []), ...(hotline.address ? [hotline.address] : [])],
    };
  }

  /** The lines of calls that this process holds. */
  get carrierStates(): CarrierState[] {
    return this.#sip?.carrierStates ?? [];
  }

  /** Finds a voice, and takes calls from now on. */
  async start(): Promise<void> {
    const { config, log } = this.#deps;
    const voice = await findVoice();
    if (!voice)
      log.warn('neither the program nor the package espeak-ng is installed: callers read what would be said');
    this.#voice = voice && withCache(voice, join(config.dataDir, 'prompts'));
    await this.#deps.link.open({ node: this.#node(), countCalls: () => this.#running.size });
    await this.#sip?.start();
  }

  /** The process ends, its calls do not: as when it dies, whoever was on the line is called back by another. */
  async stop(): Promise<void> {
    const { link, lose, log } = this.#deps;
    await link.retire();
    for (const call of this.#running.values()) {
      await lose(call.callRef).catch((error: unknown) =>
        log.error({ err: error, callRef: call.callRef }, 'nobody is owed a call for one that was cut'),
      );
      call.abandon();
    }
    for (const rehearsal of this.#rehearsals.values()) rehearsal.hangUp();
    await Promise.allSettled(this.#ended);
    await this.#sip?.stop();
  }

  /** What other processes may ask of this one. */
  #node(): MediaNode {
    const ok = { ok: true } as const;
    return {
      start: (ring) => this.#startCall(ring),
      resume: ({ citizenId, callId, sdp }) => this.#resumeCall(citizenId, callId, sdp),
      check: async ({ citizenId, callId }) => ({
        isRunning: this.#callOfCaller(citizenId, callId) !== undefined,
      }),
      end: async ({ citizenId, callId }) => {
        this.#callOfCaller(citizenId, callId)?.hangUp();
        return ok;
      },
      reach: async ({ callRef, actor }) => ({ via: await this.#reach(callRef, actor) }),
      join: ({ callRef, actor, ...offer }) => this.#join(callRef, actor, offer),
      ring_me: async ({ callRef, actor, role }) => {
        await this.#ringMe(callRef, actor, role);
        return ok;
      },
      dial: async (due) => {
        if (this.#refuses()) throw new AppError('lines_full');
        this.#callBack(due);
        return ok;
      },
      command: async ({ callRef, actor, command }) => {
        await this.#command(callRef, actor, command);
        return ok;
      },
      interrupt: async ({ callRef, verbs, turn }) => {
        this.#running.get(callRef)?.interrupt({ verbs, turn });
        return ok;
      },
      end_talk: async ({ callRef }) => {
        this.#running.get(callRef)?.endTalk();
        return ok;
      },
      rehearse: (start) => this.#rehearse(start),
      rehearse_tell: async ({ editorId, callRef, event }) => {
        const rehearsal = this.#rehearsals.get(editorId);
        if (rehearsal?.callRef !== callRef) throw new AppError('not_found');
        rehearsal.tell(event);
        return ok;
      },
      talks: async () => ({ items: await this.#talks() }),
    };
  }

  // ── citizens ──

  /**
   * One more call would spoil the sound of those that this process carries: the caller is told, and tries another way.
   * @returns whether it is refused, which is counted
   */
  #refuses(): boolean {
    if (this.#running.size < enoughToBlame || !this.#ticker.isBehind) return false;
    this.#deps.metrics.callsRefused.inc();
    this.#deps.log.warn({ calls: this.#running.size }, 'a call is refused: no more can be carried');
    return true;
  }

  /** A citizen rings. The same call again gets the same answer. @throws AppError `lines_full` */
  async #startCall(ring: MediaRequest<'start'>): Promise<{ sdp: string }> {
    const { citizenId, tongue } = ring;
    const before = this.#answers.get(ring.callId);
    if (before) {
      if (before.call.citizenId !== citizenId) throw new AppError('forbidden');
      return { sdp: before.sdp };
    }
    if (ring.callback !== undefined) {
      const expected = await this.#deps.routing.callbackOf(citizenId);
      if (expected?.interaction.id !== ring.callback) throw new AppError('not_found');
    }
    if (this.#refuses()) throw new AppError('lines_full');
    const { leg, answer } = await this.#answer(ring.sdp);
    const { callId } = ring;
    const { doors } = this.#deps;
    const call = this.#carry({
      callRef: this.#refOf(lineKinds.browser, callId),
      // The name that carriers give a calling browser: under it it can be called back.
      caller: { citizenId, callerNumber: `client:${citizenId}`, calledNumber: '12345' },
      callbackOf: ring.callback,
      leg,
      tellCitizen: (news) =>
        doors.citizen.tell(roomOf.citizen(citizenId), 'phone', {
          ...news,
          said: news.said && textInTongueOf(tongue, news.said),
          callId,
        }),
      onOver: () => this.#answers.delete(callId),
    });
    this.#answers.set(callId, { call, sdp: answer });
    return { sdp: answer };
  }

  /** An editor rings a draft; each has one call, and a new one ends the one before. */
  async #rehearse({ editorId, sdp, ...start }: MediaRequest<'rehearse'>): Promise<MediaAnswer<'rehearse'>> {
    const { link, sounds, log, doors } = this.#deps;
    const { leg, answer } = await this.#answer(sdp);
    this.#rehearsals.get(editorId)?.hangUp();
    const callRef = `test-${link.processId}-${randomUUID()}`;
    const rehearsal = new Rehearsal({
      callRef,
      editorId,
      start,
      leg,
      around: {
        ticker: this.#ticker,
        sounds,
        speak: spokenBy({ voice: this.#voice, sounds, log }),
        log,
        tell: (news) => doors.staff.tell(roomOf.user(editorId), 'rehearsal', { callRef, news }),
      },
    });
    this.#rehearsals.set(editorId, rehearsal);
    const ended = rehearsal.run().finally(() => {
      if (this.#rehearsals.get(editorId) === rehearsal) this.#rehearsals.delete(editorId);
      this.#ended.delete(ended);
    });
    this.#ended.add(ended);
    return { callRef, sdp: answer };
  }

  /** A citizen's browser is back on a new connection. Null: its call is over. */
  async #resumeCall(citizenId: string, callId: string, offer: string): Promise<{ sdp: string | null }> {
    const call = this.#callOfCaller(citizenId, callId);
    if (!call) return { sdp: null };
    const { leg, answer } = await this.#answer(offer);
    if (call.renewCitizen(leg)) return { sdp: answer };
    leg.hangUp();
    return { sdp: null };
  }

  /** The call that a citizen's browser rang with, while it lasts. */
  #callOfCaller(citizenId: string, callId: string): HotlineCall | undefined {
    const call = this.#answers.get(callId)?.call;
    return call?.citizenId === citizenId ? call : undefined;
  }

  async #answer(offer: string) {
    const iceServers = iceServersAt(new Date(), this.#deps.config.hotline.iceServers);
    try {
      return await answerWebRtc(offer, { ...this.#webRtc, iceServers });
    } catch (error) {
      this.#deps.log.info({ err: error }, 'a browser offered no sound that we understand');
      throw new AppError('bad_request', { issues: [{ path: 'sdp', message: 'no G.711 audio' }] });
    }
  }

  // ── calls, wherever they come from ──

  #refOf(kind: string, name: string): string {
    return `${kind}-${this.#deps.link.processId}-${name}`;
  }

  /** Runs a call whose line is open. */
  #carry(line: {
    callRef: string;
    caller: Caller;
    callbackOf?: string | undefined;
    leg: Leg;
    tellCitizen?: (news: Omit<CallNews, 'callId'>) => void;
    onOver?: () => void;
  }): HotlineCall {
    const { calls, vault, log, routing, sounds, recogniser, transcripts } = this.#deps;
    const { callRef } = line;
    const call: HotlineCall = new HotlineCall({
      ...line,
      around: {
        calls,
        vault,
        log,
        ticker: this.#ticker,
        voice: this.#voice,
        sounds,
        recogniser,
        transcripts,
        tellCitizen: (news) => line.tellCitizen?.(news),
        tellStaff: () =>
          void this.#tellStaff(call).catch((error: unknown) =>
            log.warn({ err: error }, 'news of a call were not told'),
          ),
        ringAgent: (agentId, interactionId, onMiss) =>
          this.#rings.ringAgent(call, { agentId, interactionId }, onMiss),
        dial: this.#dial,
        noteOutside: (interactionId, number, outcome) =>
          void routing
            .noteOutside(interactionId, number, outcome)
            .catch((error: unknown) => log.error({ err: error }, 'a number outside was not noted')),
        transferredOut: (interactionId, to) => routing.transferOut(interactionId, to),
        tellOver: (userId) => this.#tellOver(call, userId),
        tellCut: (userId) => this.#tell(call, userId, 'cut'),
        ...this.#colleagues.around(() => call),
      },
    });
    this.#running.set(callRef, call);
    const ended = call.run().finally(() => {
      this.#running.delete(callRef);
      this.#ended.delete(ended);
      line.onOver?.();
      for (const userId of call.everyone) {
        if (!call.isAbandoned) this.#tellOver(call, userId);
        this.#colleagues
          .over(userId)
          .catch((error: unknown) => log.warn({ err: error, callRef }, 'a colleague was not freed'));
      }
    });
    this.#ended.add(ended);
    return call;
  }

  /** A telephone calls over the trunk. */
  #carryArrived({ name, callerNumber, calledNumber, leg }: ArrivedCall): void {
    const caller = { citizenId: undefined, callerNumber, calledNumber };
    this.#carry({ callRef: this.#refOf(lineKinds.sip, name), caller, leg });
  }

  /** Numbers outside are rung over the house's trunk. */
  readonly #dial: Dial = (number, ringS) => {
    if (!this.#sip?.hasTrunk) throw new AppError('no_outside_line');
    return this.#sip.dial(number, ringS);
  };

  /** Calls a citizen back. */
  #callBack({ number, interactionId, attempt, ringS }: MediaRequest<'dial'>): void {
    const { routing, log, config } = this.#deps;
    const connect = async (): Promise<void> => {
      const answered = await this.#dial(number, ringS).answered;
      if (typeof answered === 'string') {
        const outcome = answered === 'canceled' ? 'no_answer' : answered;
        return routing.missCall(interactionId, attempt, outcome);
      }
      const caller = { citizenId: undefined, callerNumber: number, calledNumber: config.sip?.number ?? '' };
      const callRef = this.#refOf(lineKinds.sip, randomUUID());
      this.#carry({ callRef, caller, callbackOf: interactionId, leg: answered });
    };
    connect().catch((error: unknown) => log.error({ err: error, interactionId }, 'a call back failed'));
  }

  // ── those of ours ──

  #callOf(callRef: string): HotlineCall {
    const call = this.#running.get(callRef);
    if (!call) throw new AppError('not_found');
    return call;
  }

  /** A call is there to be joined once an agent has accepted it, by whoever may. */
  async #reach(callRef: string, actor: LineActor): Promise<Reach> {
    const call = this.#running.get(callRef);
    if (!call || !(await this.#mayJoin(call, actor, 'party'))) return 'none';
    if (call.isElsewhere(actor.id, actor.place)) return 'elsewhere';
    return (await this.#deps.deskPhones.ringingAt(actor.id)).length > 0 ? 'desk' : 'browser';
  }

  /** Staff joins a call: the agent whose contact it is, whoever was asked to join, or a supervisor. */
  async #join(
    callRef: string,
    actor: LineActor,
    { sdp, role, isTaken = false }: Pick<MediaRequest<'join'>, 'sdp' | 'role' | 'isTaken'>,
  ): Promise<{ sdp: string }> {
    const call = await this.#callToJoin(callRef, actor, role);
    const { leg, answer } = await this.#answer(sdp);
    if (!isTaken && call.isElsewhere(actor.id, actor.place)) {
      leg.hangUp();
      throw new AppError('conflict');
    }
    await this.#colleagues.noteJoining(call, actor, role);
    call.join(actor.id, leg, role, actor.place);
    return { sdp: answer };
  }

  async #callToJoin(callRef: string, actor: LineActor, role: PhoneRole): Promise<HotlineCall> {
    const call = this.#callOf(callRef);
    if (call.interactionId === undefined) throw new AppError('not_found');
    if (!(await this.#mayJoin(call, actor, role))) throw new AppError('forbidden');
    return call;
  }

  async #mayJoin(call: HotlineCall, actor: LineActor, role: PhoneRole): Promise<boolean> {
    if (call.interactionId === undefined) return false;
    // A citizen who waits again, says how it was or is left to somebody outside is overheard by nobody.
    if (actor.maySupervise && call.isTalk) return true;
    if (role !== 'party') return false;
    if (call.isAwaiting(actor.id) || call.isOn(actor.id)) return true;
    const { agentId, state } = await this.#deps.routing.interaction(call.interactionId);
    return agentId === actor.id && state === 'active';
  }

  /** The same by a desk telephone. */
  async #ringMe(callRef: string, actor: LineActor, role: PhoneRole): Promise<void> {
    const call = await this.#callToJoin(callRef, actor, role);
    const contacts = await this.#deps.deskPhones.ringingAt(actor.id);
    if (contacts.length === 0) throw new AppError('not_configured');
    // After a reload the console hears how the call stands.
    if (call.isOn(actor.id)) return this.#tellStaff(call);
    await this.#colleagues.noteJoining(call, actor, role);
    const onMiss = (): void => {
      this.#tellOver(call, actor.id);
      this.#colleagues.around(() => call).unseated(actor.id);
    };
    this.#rings.ringDesk(call, actor.id, { contacts, role, onMiss });
  }

  async #command(callRef: string, actor: LineActor, command: PhoneCommand): Promise<void> {
    const call = this.#callOf(callRef);
    const { interactionId } = call;
    if (command.do === 'decline') {
      if (!call.endInvitation(actor.id, 'declined')) throw new AppError('wrong_state');
      return;
    }
    if (interactionId === undefined || !call.isOn(actor.id))
      throw new AppError(call.isArriving(actor.id) ? 'wrong_state' : 'forbidden');
    switch (command.do) {
      case 'hold':
        return call.hold(command.on);
      case 'pause_recording':
        return call.pauseRecording(command.on);
      case 'digit':
        return call.key(actor.id, command.key);
      case 'invite':
        demandParty(call, actor);
        return call.invite(command.agentId, actor.id);
      case 'withdraw':
        call.endInvitation(command.agentId, 'withdrawn');
        return;
      case 'role':
        if (!actor.maySupervise) throw new AppError('forbidden');
        await this.#colleagues.noteJoining(call, actor, command.role);
        return call.changeRole(actor.id, command.role);
      case 'hand_over':
        if (!call.isOn(command.agentId)) throw new AppError('wrong_state');
        await this.#colleagues.handOver(call, actor.id, command.agentId);
        return call.leave(actor.id);
      case 'to_queue':
        return this.#sendOn(call, actor.id, { queueCode: command.queueCode });
      case 'to_agent':
        return this.#sendOn(call, actor.id, { colleagueId: command.agentId });
      case 'add_number':
        demandParty(call, actor);
        return call.addNumber(command.number);
      case 'drop':
        demandParty(call, actor);
        return call.drop(command.partyId);
      case 'to_number':
        demandParty(call, actor);
        await this.#colleagues.demandNoneJoined(call, actor.id);
        return call.toNumber(command.number);
      case 'leave':
        return this.#colleagues.leave(call, actor.id);
    }
  }

  async #sendOn(call: HotlineCall, agentId: string, to: Destination): Promise<void> {
    const { routing, calls } = this.#deps;
    await demandDestination(routing, { interactionId: call.interactionId ?? '', agentId, to });
    await this.#colleagues.demandNoneJoined(call, agentId);
    const answer = await calls.sendOn(call.callRef, { agentId, to });
    if (answer) call.interrupt(answer);
  }

  async #staffOf(call: HotlineCall) {
    const names = await staffNames(
      this.#deps.database,
      call.staff.map(({ userId }) => userId),
    );
    return call.staff.map(({ userId, role, isSilent }) => ({
      userId,
      role,
      ...(isSilent && { isSilent }),
      name: names.get(userId) ?? { zh: '', en: '' },
    }));
  }

  async #invitedTo({ invited }: HotlineCall) {
    const names = await staffNames(this.#deps.database, invited);
    return invited.map((userId) => ({ userId, name: names.get(userId) ?? { zh: '', en: '' } }));
  }

  /** The talks under way in this process. */
  async #talks() {
    const talks = [...this.#running.values()].filter(({ isTalk }) => isTalk);
    return Promise.all(
      talks.map(async (call) => ({
        interactionId: call.interactionId ?? '',
        since: (call.talkingSince ?? new Date()).toISOString(),
        isHeld: call.isHeld,
        staff: await this.#staffOf(call),
      })),
    );
  }

  async #tellStaff(call: HotlineCall): Promise<void> {
    const { interactionId, isHeld, isRecording, isRecordingPaused } = call;
    if (interactionId === undefined) return;
    const [staff, invited] = await Promise.all([this.#staffOf(call), this.#invitedTo(call)]);
    for (const { userId, role } of staff) {
      const place = call.placeOf(userId);
      this.#deps.doors.staff.tell(roomOf.user(userId), 'phone', {
        what: 'call',
        interactionId,
        isHeld,
        isRecording,
        isRecordingPaused,
        staff,
        outside: [...call.outside],
        invited,
        isCitizenAway: call.isCitizenAway,
        role,
        ...(place !== undefined && { place }),
      });
    }
  }

  #tellOver(call: HotlineCall, userId: string): void {
    this.#tell(call, userId, 'over');
  }

  #tell({ interactionId }: HotlineCall, userId: string, what: 'over' | 'cut'): void {
    if (interactionId !== undefined)
      this.#deps.doors.staff.tell(roomOf.user(userId), 'phone', { what, interactionId });
  }
}
