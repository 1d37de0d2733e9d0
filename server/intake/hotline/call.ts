// One call of the embedded hotline while it runs: the citizen's leg, those of ours who are on it, and the flow.
import { randomUUID } from 'node:crypto';
import {
  type Answer,
  Bridge,
  Executor,
  type House,
  keyTone,
  type Language,
  type Leg,
  type Recogniser,
  type Recorder,
  RenewableLeg,
  type Ringing,
  type Role,
  ringTone,
  type Seat,
  type Ticker,
  type Voice,
} from '../../../ivr/media/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Calls } from '../voice/calls.ts';
import type { Sounds } from '../voice/sounds.ts';
import type { CallNews, OutsideParty, PhoneRole } from './contract.ts';
import { type InvitationEnd, Invitations } from './invitations.ts';
import { type Dial, type OutsideOutcome, OutsideParties } from './outside.ts';
import type { Transcripts } from './transcripts.ts';
import type { Vault } from './vault.ts';

/** What a call needs of the process it runs in. */
export interface Surroundings {
  calls: Pick<Calls, 'take' | 'keepRecording' | 'forgetRecording'>;
  ticker: Pick<Ticker, 'add'>;
  vault: Pick<Vault, 'open' | 'remove'>;
  /** Undefined where nothing can speak: the words are on the screen. */
  voice: Voice | undefined;
  /** Recorded prompts, and music. */
  sounds: Pick<Sounds, 'samples' | 'waiting'>;
  /** Understands what callers say; undefined where speech input is off. */
  recogniser: Recogniser | undefined;
  transcripts: Pick<Transcripts, 'beside'>;
  log: Log;
  tellCitizen(news: Omit<CallNews, 'callId'>): void;
  /** The call stands differently for those of ours who are on it. */
  tellStaff(): void;
  /**
   * Rings an agent's telephone until it is answered or cancelled. What answers joins the call; `onMiss` hears of a
   * telephone that says no. @returns what cancels it
   */
  ringAgent(agentId: string, interactionId: string, onMiss: (outcome: Miss) => void): () => void;
  dial: Dial;
  noteOutside(interactionId: string, number: string, outcome: OutsideOutcome): void;
  /** Those of ours left the citizen to a number outside: the contact is done for its agent, the line goes on. */
  transferredOut(interactionId: string, to: string): Promise<void>;
  /** For this one of ours the call is over. */
  tellOver(userId: string): void;
  /** This one of ours was cut off, and may come back. */
  tellCut(userId: string): void;
  /** Tells a colleague's console that somebody on the call asks them to join. */
  ringColleague(agentId: string, inviterId: string, until: Date): void;
  /** A colleague is asked no more; `undefined`: they are on the line. */
  askedNoMore(agentId: string, end: InvitationEnd | undefined): void;
  /** One of ours is on the line from now on, no longer, and did not come back. */
  seated(userId: string, role: Role): void;
  unseated(userId: string): void;
  left(userId: string): void;
}

/** How a telephone that was rung did not come. */
export type Miss = Exclude<Awaited<Ringing['answered']>, Leg>;

/** Who is at the other end. */
export interface Caller {
  /** Where the line itself knows: a browser that has been here before. */
  citizenId: string | undefined;
  /** `client:…` for a browser, under which it can be called back; null: withheld. */
  callerNumber: string | null;
  calledNumber: string;
}

/** As the executor gives an agent whose line was cut. */
const comeBackWithinS = 6;

interface Wanted {
  agentId: string;
  answer: (leg: Leg) => void;
}

export class HotlineCall {
  readonly callRef: string;
  readonly #caller: Caller;
  readonly #callbackOf: string | undefined;
  readonly #around: Surroundings;
  readonly #bridge = new Bridge();
  readonly #citizenLeg: RenewableLeg;
  readonly #citizen: Seat;
  readonly #executor: Executor;
  readonly #staff = new Map<string, Seat>();
  /** The browsers by which those of ours came on the line. */
  readonly #places = new Map<string, string>();
  readonly #outside: OutsideParties;
  readonly #invited: Invitations;
  /** All of ours who have been on this call. */
  readonly everyone = new Set<string>();
  #wanted: Wanted | undefined;
  #arriving: string | undefined;
  #recorder: Recorder | undefined;
  #interactionId: string | undefined;
  /** When the talk began that is under way. */
  talkingSince: Date | undefined;
  isAbandoned = false;
  /** Ours have left the citizen to somebody outside. */
  #isLetGo = false;
  #said: string | null = null;
  #language: Language = 'cmn';

  /** `callbackOf`: the contact that the citizen was called for, when it was us who called. */
  constructor(options: {
    callRef: string;
    caller: Caller;
    callbackOf?: string | undefined;
    leg: Leg;
    around: Surroundings;
  }) {
    this.callRef = options.callRef;
    this.#caller = options.caller;
    this.#callbackOf = options.callbackOf;
    this.#around = options.around;
    this.#citizenLeg = new RenewableLeg(options.leg);
    this.#citizen = this.#bridge.join(this.#citizenLeg, { side: 'citizen' });
    this.#executor = new Executor({ house: this.#house(), bridge: this.#bridge, caller: this.#citizen });
    this.#outside = new OutsideParties({
      bridge: this.#bridge,
      dial: options.around.dial,
      onChange: () => this.#followOutside(),
      onOutcome: (number, outcome) => {
        if (this.#interactionId) options.around.noteOutside(this.#interactionId, number, outcome);
      },
    });
    this.#invited = new Invitations({
      ring: options.around.ringColleague,
      onEnd: options.around.askedNoMore,
      onChange: options.around.tellStaff,
    });
    this.#bridge.onSilence((seat) => {
      this.#around.tellStaff();
      if (seat === this.#citizen) this.#tellCitizen();
    });
    this.#bridge.onLeave((seat) => {
      for (const [userId, own] of this.#staff) if (own === seat) this.#leaves(userId);
      if (seat.side === 'ours' && this.#isLeftToOutside())
        this.#bridge.after(comeBackWithinS, () => this.#isLeftToOutside() && this.#letGo());
      this.#around.tellStaff();
    });
  }

  get citizenId(): string | undefined {
    return this.#caller.citizenId;
  }

  get callerNumber(): string | null {
    return this.#caller.callerNumber;
  }

  /** The interaction that an agent accepted it as. */
  get interactionId(): string | undefined {
    return this.#interactionId;
  }

  get isHeld(): boolean {
    return this.#citizen.isHeld;
  }

  /** The citizen's connection was lost and may come back. */
  get isCitizenAway(): boolean {
    return this.#citizenLeg.isSilent;
  }

  /** One of ours talks with the citizen. Else the citizen is alone with the flow, or with somebody outside. */
  get isTalk(): boolean {
    return this.talkingSince !== undefined && !this.#isLetGo;
  }

  get isRecording(): boolean {
    return this.#recorder !== undefined;
  }

  get isRecordingPaused(): boolean {
    return this.#recorder?.isPaused ?? false;
  }

  get staff(): readonly { userId: string; role: Role; isSilent: boolean }[] {
    return [...this.#staff].map(([userId, { role, leg }]) => ({ userId, role, isSilent: leg.isSilent }));
  }

  get outside(): readonly OutsideParty[] {
    return this.#outside.list;
  }

  /** Colleagues who are being asked to join. */
  get invited(): readonly string[] {
    return this.#invited.agentIds;
  }

  /** Runs until the call is over, whoever ends it. */
  async run(): Promise<void> {
    const { log, ticker } = this.#around;
    const stop = ticker.add(() => this.#bridge.turn());
    try {
      await this.#executor.run();
      this.#tellCitizen('ended');
    } catch (error) {
      log.error({ err: error, callRef: this.callRef }, 'a call of the hotline failed');
      this.#around.tellCitizen({ state: 'ended', said: null, failure: 'unavailable' });
    } finally {
      for (const seat of this.#bridge.seats) seat.leg.hangUp();
      this.#invited.endAll();
      stop();
    }
  }

  /** The citizen is there on a new connection. @returns false when the call is over */
  renewCitizen(leg: Leg): boolean {
    const isStill = this.#citizenLeg.renew(leg);
    if (isStill) this.#tellCitizen();
    return isStill;
  }

  interrupt(answer: Answer): void {
    this.#executor.interrupt(answer);
  }

  /** Our side is done: the flow says good-bye, or, with nobody on the line, the line ends. */
  endTalk(): void {
    if (!this.#executor.endTalk()) this.#citizen.leg.hangUp();
  }

  hangUp(): void {
    this.#citizen.leg.hangUp();
  }

  /** The line is cut on our side, the contact goes on without it: nobody is told that the call is over. */
  abandon(): void {
    this.isAbandoned = true;
    this.hangUp();
  }

  // ── those of ours ──

  isAwaiting(userId: string): boolean {
    return this.#wanted?.agentId === userId || this.#invited.has(userId);
  }

  /** Has picked up, and is seated when the citizen has heard so. */
  isArriving(userId: string): boolean {
    return this.#arriving === userId;
  }

  isOn(userId: string): boolean {
    return this.#staff.has(userId);
  }

  /** Asks a colleague to join. Who is on the line already need not be asked. */
  invite(userId: string, inviterId: string): void {
    this.#demandCompany();
    if (!this.isOn(userId)) this.#invited.ask(userId, inviterId);
  }

  /** @returns whether they were being asked */
  endInvitation(userId: string, end: InvitationEnd): boolean {
    return this.#invited.end(userId, end);
  }

  /** The browser by which somebody is on the line, where it said so. */
  placeOf(userId: string): string | undefined {
    return this.isOn(userId) || this.isArriving(userId) ? this.#places.get(userId) : undefined;
  }

  /** Whether somebody is on the line, at another computer than the one that asks. */
  isElsewhere(userId: string, place: string | undefined): boolean {
    const present = this.placeOf(userId);
    return present !== undefined && place !== undefined && place !== present;
  }

  /** A telephone of ours joins. One that comes again, after a reload, takes the place of the one before. */
  join(userId: string, leg: Leg, role: PhoneRole, place?: string): void {
    if (place === undefined) this.#places.delete(userId);
    else this.#places.set(userId, place);
    const before = this.#staff.get(userId);
    const wanted = this.#wanted;
    if (wanted?.agentId === userId && role === 'party') {
      this.#wanted = undefined;
      this.#arriving = userId;
      // Seated by the flow, when the caller has heard that somebody is there.
      const stop = this.#bridge.onJoin((seat) => {
        if (seat.leg !== leg) return;
        stop();
        this.#seat(userId, seat);
      });
      wanted.answer(leg);
    } else {
      this.#seat(userId, this.#bridge.join(leg, { side: 'ours', role }));
    }
    before?.leg.hangUp();
  }

  #seat(userId: string, seat: Seat): void {
    if (this.#arriving === userId) this.#arriving = undefined;
    this.#staff.set(userId, seat);
    this.#invited.end(userId, undefined);
    this.everyone.add(userId);
    seat.leg.onEnd((end) => {
      if (end === 'lost' && !this.isOn(userId)) this.#around.tellCut(userId);
    });
    this.#around.seated(userId, seat.role);
    this.#around.tellStaff();
    this.#tellCitizen();
  }

  #leaves(userId: string): void {
    this.#staff.delete(userId);
    this.#around.unseated(userId);
    // Whoever has the contact may be back in a moment: a page that is loaded anew, another network.
    this.#bridge.after(comeBackWithinS, () => this.isOn(userId) || this.#around.left(userId));
  }

  /** One of ours, heard by all, who could have the contact of somebody who is gone. */
  get heirs(): readonly string[] {
    return this.staff.flatMap(({ userId, role }) => (role === 'party' ? [userId] : []));
  }

  get isWithOutside(): boolean {
    return this.#outside.talkingTo !== undefined;
  }

  // ── what somebody on the line does with it ──

  hold(on: boolean): void {
    this.#citizen.isHeld = on;
    this.#citizen.player.stop();
    if (on) this.#citizen.player.repeat(this.#around.sounds.waiting);
    this.#around.tellStaff();
    this.#tellCitizen();
  }

  pauseRecording(on: boolean): void {
    if (this.#recorder) this.#recorder.isPaused = on;
    this.#around.tellStaff();
  }

  /** Sends a key to everybody but the sender: as an event to a line that takes them, else as its tones. */
  key(userId: string, key: string): void {
    for (const seat of this.#bridge.seats) {
      if (seat !== this.#staff.get(userId) && !seat.leg.sendDigit(key)) seat.player.play([keyTone(key)]);
    }
  }

  giveTo(userId: string): void {
    this.changeRole(userId, 'party');
  }

  changeRole(userId: string, role: PhoneRole): void {
    const seat = this.#staff.get(userId);
    if (!seat) throw new AppError('wrong_state');
    this.#bridge.changeRole(seat, role);
    this.#around.seated(userId, role);
    this.#around.tellStaff();
  }

  /** Whether somebody stays with the citizen when this one of ours goes. */
  isAccompaniedWithout(userId: string): boolean {
    return this.isWithOutside || this.heirs.some((other) => other !== userId);
  }

  /** One of ours leaves; the last of them leaves the citizen to whoever is there from outside. */
  async leave(userId: string): Promise<void> {
    const isLast = [...this.#staff].every(([other, { role }]) => other === userId || role !== 'party');
    const seat = this.#staff.get(userId);
    const isLetGo = isLast && this.#outside.talkingTo !== undefined;
    if (isLetGo) await this.#letGo();
    else seat?.leg.hangUp();
    // Who is still on the line when the citizen is let go has been told.
    if (!isLetGo || !seat) this.#around.tellOver(userId);
  }

  // ── numbers outside ──

  /** @throws AppError `no_outside_line`, `wrong_state` with none of ours on the line, `at_capacity`, `conflict` */
  addNumber(number: string): void {
    this.#demandCompany();
    this.#outside.ring(number, () => undefined);
  }

  /** The citizen goes on with the number; when it does not answer, those of ours still have the citizen. */
  toNumber(number: string): void {
    this.#demandTalk();
    this.#outside.ring(number, () => {
      this.#letGo().catch((error: unknown) =>
        this.#around.log.error({ err: error, callRef: this.callRef }, 'a citizen was not let go'),
      );
    });
  }

  /** @throws AppError `not_found` */
  drop(partyId: string): void {
    this.#outside.drop(partyId);
  }

  #demandTalk(): void {
    if (!this.talkingSince) throw new AppError('wrong_state');
  }

  /** Whoever hears the citizen may call for help at once: that the talk has begun may still be being written. */
  #demandCompany(): void {
    if (this.heirs.length === 0) throw new AppError('wrong_state');
  }

  #isLeftToOutside(): boolean {
    const isOurs = [...this.#staff.values()].some(({ role }) => role === 'party');
    return !isOurs && !this.#isLetGo && this.#outside.talkingTo !== undefined;
  }

  async #letGo(): Promise<void> {
    const to = this.#outside.talkingTo;
    if (this.#isLetGo || to === undefined || this.#interactionId === undefined) return;
    this.#isLetGo = true;
    this.#free();
    await this.#executor.letGo();
    this.#recorder = undefined;
    await this.#around.transferredOut(this.#interactionId, to);
    for (const [userId, seat] of [...this.#staff]) {
      this.#around.tellOver(userId);
      seat.leg.hangUp();
    }
    this.#tellCitizen();
  }

  /** Whoever waits for a number hears it ring; the citizen may, too: they are in the same talk. */
  #followOutside(): void {
    const rings = this.#outside.list.some(({ state }) => state === 'ringing');
    for (const seat of this.#bridge.seats) {
      if (seat === this.#citizen && seat.isHeld) continue;
      if (seat.side !== 'outside') seat.player.repeat(rings ? ringTone : undefined);
    }
    this.#around.tellStaff();
  }

  #free(): void {
    this.#citizen.isHeld = false;
    this.#citizen.player.stop();
  }

  /** A line that is cut on our side is told otherwise. */
  #tellAllOver(): void {
    if (!this.isAbandoned) for (const userId of this.everyone) this.#around.tellOver(userId);
  }

  #tellCitizen(state?: 'ended'): void {
    if (this.isAbandoned) return;
    const isTalking = this.talkingSince !== undefined || this.#isLetGo;
    const now = state ?? (this.#citizen.isHeld ? 'held' : isTalking ? 'talking' : 'menu');
    this.#around.tellCitizen({ state: now, said: now === 'menu' ? this.#said : null, failure: null });
  }

  #keep(recordingRef: string, purpose: 'talk' | 'voicemail', durationS: number | null): Promise<void> {
    const { callRef } = this;
    return this.#around.calls.keepRecording({
      callRef,
      recordingRef,
      url: `sealed:${recordingRef}`,
      durationS,
      purpose,
    });
  }

  /** What the flow's verbs come to in this house. */
  #house(): House {
    const { calls, voice, vault, sounds, recogniser, transcripts, log } = this.#around;
    const nobody: Ringing = { answered: Promise.resolve('failed'), cancel: () => undefined };
    return {
      take: async (event) => {
        const answer = await calls.take({
          callRef: this.callRef,
          ...this.#caller,
          callbackOf: this.#callbackOf,
          event,
        });
        this.#language = answer.session.language;
        return answer;
      },
      speak: spokenBy({ voice, sounds, log }),
      listen: recogniser && ((what, onHeard) => recogniser.listen(what, onHeard)),
      sound: () => sounds.waiting,
      show: (text) => {
        this.#said = text;
        this.#tellCitizen();
      },
      noteTalk: (isTalking, recorder) => {
        this.talkingSince = isTalking ? new Date() : undefined;
        this.#recorder = recorder;
        this.#isLetGo = false;
        if (!isTalking) {
          this.#citizen.isHeld = false;
          this.#outside.dropAll();
          this.#invited.endAll();
          this.#tellAllOver();
        }
        this.#around.tellStaff();
        this.#tellCitizen();
      },
      ring: ({ target, parameters }) => {
        const { interactionId } = parameters;
        if (target.kind !== 'client' || interactionId === undefined) return nobody;
        this.#interactionId = interactionId;
        const agentId = target.identity;
        const { promise, resolve } = withResolver<Leg | Miss>();
        const stop = this.#around.ringAgent(agentId, interactionId, (outcome) => {
          this.#wanted = undefined;
          resolve(outcome);
        });
        const cancel = (): void => {
          stop();
          this.#wanted = undefined;
        };
        this.#wanted = {
          agentId,
          answer: (leg) => {
            stop();
            resolve(leg);
          },
        };
        return { answered: promise, cancel };
      },
      // Without a line to the outside the flow says that it cannot be reached.
      dialOut: ({ number, timeoutS }) => {
        try {
          return this.#around.dial(number, timeoutS);
        } catch (error) {
          log.info({ err: error, number }, 'a number outside was not rung');
          return nobody;
        }
      },
      record: async (purpose) => {
        const ref = randomUUID();
        const of = { ref, purpose, language: this.#language };
        const sink = transcripts.beside(vault.open(ref), of);
        // Known from its first moment: when the process dies, what was sealed until then is found, and removed in time.
        await this.#keep(ref, purpose, null);
        return { ref, sink };
      },
      keep: ({ ref, purpose, durationMs }) => this.#keep(ref, purpose, Math.round(durationMs / 1_000)),
      forget: async (ref) => {
        await vault.remove(ref);
        await calls.forgetRecording(ref);
      },
    };
  }
}

/** A prompt as it was recorded; else by the voice, if there is one. */
export function spokenBy({
  voice,
  sounds,
  log,
}: Pick<Surroundings, 'voice' | 'sounds' | 'log'>): House['speak'] {
  const failed = (what: string) => (error: unknown) => {
    log.warn({ err: error }, what);
    return undefined;
  };
  return async ({ text, language, recording }) => {
    const recorded =
      recording && (await sounds.samples(recording).catch(failed('a recorded prompt is missing')));
    return recorded || voice?.speak(text, language).catch(failed('a prompt could not be spoken'));
  };
}

function withResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
