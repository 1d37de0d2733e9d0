// Carries out the verbs of a call flow on a leg, as Twilio does from TwiML: in order, telling the flow what came of
// them, and dropping everything at once when the flow interrupts.
import type { CallEvent, DialOutcome } from '../event.ts';
import type { Prompt, Verb, VerbOf } from '../verbs.ts';
import type { Bridge, Seat } from './bridge.ts';
import type { Leg } from './leg.ts';
import { Recorder, type RecordingSink } from './recorder.ts';
import { joined, type Samples, samplesOf } from './sound.ts';
import type { Heard, Listen, Listening } from './speech/recogniser.ts';
import { beep, ringTone } from './tone.ts';
import { until } from './until.ts';
import { VoiceActivity } from './voice-activity.ts';

/** What the flow answers to an event. `turn` tells a newer answer from an older one. */
export interface Answer {
  verbs: readonly Verb[];
  turn: number;
}

/** A far end that is being rung. */
export interface Ringing {
  answered: Promise<Leg | Exclude<DialOutcome, 'answered'>>;
  /** The caller is gone or taken elsewhere: stop ringing. */
  cancel(): void;
}

export type Words = Extract<Prompt, { verb: 'say' }>;

/** Slow readers read six Chinese or fifteen Latin characters a second. */
function readingS({ text, language }: Words): number {
  return text.length / (language === 'en' ? 15 : 6);
}

/** What carrying out verbs needs of the house. */
export interface House {
  /** Tells the flow. */
  take(event: CallEvent): Promise<Answer>;
  /** Words as sound, recorded or synthetic; undefined when nothing here can speak. */
  speak(words: Words): Promise<Samples | undefined>;
  /** Listens for words; absent where nothing here understands speech. */
  listen?: ((what: Listen, onHeard: (heard: Heard) => void) => Listening) | undefined;
  /** A sound by its name; undefined when there is none. */
  sound(name: string): Samples | undefined;
  /** Puts words on the caller's screen, if the caller has one. */
  show(text: string): void;
  /** The caller is connected with somebody, or no longer is. `recorder`: what writes the talk down. */
  noteTalk(isTalking: boolean, recorder: Recorder | undefined): void;
  ring(verb: VerbOf<'dial'>): Ringing;
  dialOut(verb: VerbOf<'transfer'>): Ringing;
  /** Opens a recording. `ref` names it for the flow. */
  record(purpose: 'talk' | 'voicemail'): Promise<{ ref: string; sink: RecordingSink }>;
  /** A recording is whole. */
  keep(recording: { ref: string; purpose: 'talk' | 'voicemail'; durationMs: number }): Promise<void>;
  /** Nothing was said on a recording: it is not kept. */
  forget(ref: string): Promise<void>;
}

/** A voicemail ends after so much silence, as Twilio's `<Record>` does. */
const silenceEndsS = 5;

/** A browser that is loaded anew or changes its network is back by then; the caller hears music meanwhile. */
const comeBackWithinS = 6;

/** What ended the carrying out of an answer. */
type Outcome = { event: CallEvent } | 'interrupted' | 'over';

export class Executor {
  readonly #house: House;
  readonly #bridge: Bridge;
  readonly #caller: Seat;
  #talkEnd: AbortController | undefined;
  #isLetGo = false;
  #endRecording: () => Promise<void> = async () => undefined;
  #current = new AbortController();
  #pending: Answer | undefined;
  #turn = -1;
  /** Keys pressed before anything was heard: who knows the menu does not wait for it. The first question takes them. */
  #early = '';
  #stopEarly: () => void = () => undefined;

  constructor(options: { house: House; bridge: Bridge; caller: Seat }) {
    this.#house = options.house;
    this.#bridge = options.bridge;
    this.#caller = options.caller;
  }

  /** Runs the call to its end, whoever ends it. @throws what the house throws: the line is then hung up */
  async run(): Promise<void> {
    const { leg } = this.#caller;
    leg.onEnd(() => this.#current.abort());
    this.#stopEarly = leg.onDigit((key) => {
      this.#early += key;
    });
    try {
      let answer = await this.#house.take({ type: 'call_started', id: 'call_started' });
      while (!leg.isOver) {
        const outcome = await this.#carryOut(answer);
        this.#takeEarly();
        if (outcome === 'over') break;
        const next = outcome === 'interrupted' ? undefined : await this.#house.take(outcome.event);
        answer = this.#newest(next) ?? answer;
      }
    } finally {
      leg.hangUp();
      await this.#house.take({ type: 'hangup', id: 'hangup' });
    }
  }

  /** The flow goes on elsewhere: what runs is cut. An answer that was carried out before changes nothing. */
  interrupt(answer: Answer): void {
    if (answer.turn <= this.#turn || answer.turn <= (this.#pending?.turn ?? -1)) return;
    this.#pending = answer;
    this.#current.abort();
  }

  /** Our side is done: the flow goes on behind the talk. @returns false when there is no talk to end */
  endTalk(): boolean {
    if (!this.#talkEnd || this.#talkEnd.signal.aborted) return false;
    this.#talkEnd.abort();
    return true;
  }

  /** Those of us leave the caller to somebody outside: nothing is written down any more, and nobody comes back. */
  async letGo(): Promise<void> {
    this.#isLetGo = true;
    await this.#endRecording();
  }

  #takeEarly(): string {
    this.#stopEarly();
    const keys = this.#early;
    this.#early = '';
    return keys;
  }

  #newest(answer: Answer | undefined): Answer | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!answer || !pending) return answer ?? pending;
    return pending.turn > answer.turn ? pending : answer;
  }

  async #carryOut(answer: Answer): Promise<Outcome> {
    this.#turn = answer.turn;
    this.#current = new AbortController();
    const { signal } = this.#current;
    if (this.#caller.leg.isOver || answer.verbs.length === 0) return 'over';
    const id = `turn-${answer.turn}`;
    let event: CallEvent | undefined;
    // The agent's telephone rings while the caller still hears that somebody is there.
    const dial = answer.verbs.find((verb) => verb.verb === 'dial');
    const ringing = dial && this.#house.ring(dial);
    for (const verb of answer.verbs) {
      if (signal.aborted || event) break;
      if (verb.verb === 'hangup') return 'over';
      event =
        verb === dial && ringing
          ? await this.#connect(ringing, { ...dial, id, agentId: clientOf(dial) }, signal)
          : await this.#do(verb, id, signal);
    }
    if (signal.aborted) ringing?.cancel();
    this.#caller.player.stop();
    // What was brought to an end counts, even if something else came meanwhile.
    if (event) return { event };
    if (signal.aborted) return this.#caller.leg.isOver ? 'over' : 'interrupted';
    return { event: { type: 'timeout', id } };
  }

  async #do(verb: Verb, id: string, signal: AbortSignal): Promise<CallEvent | undefined> {
    switch (verb.verb) {
      case 'say':
      case 'play':
      case 'pause':
        await this.#play([verb], signal);
        return undefined;
      case 'gather':
        return this.#gather(verb, id, signal);
      case 'record':
        return this.#voicemail(verb, id, signal);
      case 'transfer':
        return this.#connect(this.#house.dialOut(verb), { ...verb, record: true, id }, signal);
      default:
        return undefined;
    }
  }

  // ── speaking ──

  async #soundOf(prompt: Prompt): Promise<Samples> {
    if (prompt.verb === 'pause') return new Int16Array(prompt.seconds * 8_000);
    if (prompt.verb === 'play') return this.#house.sound(prompt.media) ?? new Int16Array(0);
    // Nothing here can speak: a tone says that there is something to read, and then there is time to read it.
    return (await this.#house.speak(prompt)) ?? joined([beep(), new Int16Array(samplesOf(readingS(prompt)))]);
  }

  async #play(prompts: readonly Prompt[], signal: AbortSignal): Promise<void> {
    // The next is made ready while this one is heard.
    const sounds = prompts.map((prompt) => this.#soundOf(prompt));
    // Who reads along sees every choice for as long as there is one.
    const texts = prompts.flatMap((prompt) => (prompt.verb === 'say' ? [prompt.text] : []));
    if (texts.length > 0) this.#house.show(texts.join('\n'));
    for (const ready of sounds) {
      // An agent who is there does not wait for words that are still being made.
      const sound = await Promise.race([ready, aborted(signal)]);
      if (sound === undefined || signal.aborted) return;
      await this.#hearOut(sound, signal);
    }
  }

  #hearOut(sound: Samples, signal: AbortSignal): Promise<void> {
    return until(signal, (done) => {
      this.#caller.player.play([sound], done);
      return undefined;
    });
  }

  // ── listening ──

  async #gather(verb: VerbOf<'gather'>, id: string, signal: AbortSignal): Promise<CallEvent | undefined> {
    let digits = '';
    let isDone = false;
    const heard = new AbortController();
    const either = AbortSignal.any([signal, heard.signal]);
    let keyed = (): void => undefined;
    const press = (key: string): void => {
      if (isDone) return;
      if (key === verb.finishOn) isDone = true;
      else digits += key;
      if (digits.length >= verb.maxDigits) isDone = true;
      heard.abort();
      keyed();
    };
    for (const key of this.#takeEarly()) press(key);
    const stopHearing = this.#caller.leg.onDigit(press);
    let said: string | undefined;
    const stopListening = this.#listenFor(verb, (text) => {
      if (isDone) return;
      isDone = true;
      said = text;
      heard.abort();
      keyed();
    });
    try {
      const music = verb.prompts.at(-1);
      const isMusic = music?.verb === 'play';
      await this.#play(isMusic ? verb.prompts.slice(0, -1) : verb.prompts, either);
      // Music fills the waiting for a key; it does not come before it.
      if (!either.aborted && isMusic) {
        this.#caller.player.stop();
        this.#caller.player.repeat(this.#house.sound(music.media));
      }
      if (heard.signal.aborted) this.#caller.player.stop();
      for (let before = -1; !isDone && !signal.aborted && before !== digits.length; ) {
        before = digits.length;
        await until(signal, (done) => {
          keyed = done;
          return this.#bridge.after(verb.timeoutS, done);
        });
      }
    } finally {
      stopHearing();
      stopListening();
    }
    if (said !== undefined) return { type: 'said', id, text: said };
    // A key pressed before the line was taken elsewhere is not lost: the flow knows where it belongs.
    if (digits !== '') return { type: 'digits', id, digits };
    return signal.aborted ? undefined : { type: 'timeout', id };
  }

  /** Tells once of the first words that mean a choice: other talk in the room is no answer. @returns what stops it */
  #listenFor({ hear, language }: VerbOf<'gather'>, onChoice: (text: string) => void): () => void {
    const { listen } = this.#house;
    if (!listen || hear.length === 0) return () => undefined;
    const listening = listen({ purpose: 'menu', language, hints: hear }, ({ text }) => {
      const words = text.toLowerCase();
      if (hear.some((word) => words.includes(word.toLowerCase()))) onChoice(text);
    });
    this.#bridge.ear = { write: (citizen) => listening.hear(citizen.samples) };
    return () => {
      this.#bridge.ear = undefined;
      void listening.end();
    };
  }

  async #voicemail(verb: VerbOf<'record'>, id: string, signal: AbortSignal): Promise<CallEvent | undefined> {
    await this.#hearOut(beep(), signal);
    if (signal.aborted) return undefined;
    const { ref, sink } = await this.#house.record('voicemail');
    const recorder = new Recorder(sink);
    const activity = new VoiceActivity();
    this.#bridge.ear = {
      write: (citizen, ours) => {
        activity.hear(citizen.samples);
        recorder.write(citizen, ours);
      },
    };
    await until(signal, (done) => {
      const stops = [
        this.#caller.leg.onDigit((key) => key === verb.finishOn && done()),
        this.#bridge.after(verb.maxS, done),
        activity.onSilence(silenceEndsS, done),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    });
    this.#bridge.ear = undefined;
    await recorder.close();
    if (!activity.hasSpoken) {
      await this.#house.forget(ref);
      return signal.aborted ? undefined : { type: 'timeout', id };
    }
    await this.#house.keep({ ref, purpose: 'voicemail', durationMs: recorder.durationMs });
    return { type: 'recording_done', id, recordingRef: ref };
  }

  // ── connecting ──

  async #connect(
    ringing: Ringing,
    options: { timeoutS: number; record: boolean; id: string; agentId?: string | undefined },
    signal: AbortSignal,
  ): Promise<CallEvent | undefined> {
    const { id } = options;
    this.#caller.player.repeat(ringTone);
    const rung = new AbortController();
    const noAnswer = until(AbortSignal.any([signal, rung.signal]), (done) =>
      this.#bridge.after(options.timeoutS, done),
    );
    const answered = await Promise.race([ringing.answered, noAnswer.then(() => 'no_answer' as const)]);
    rung.abort();
    this.#caller.player.stop();
    if (typeof answered === 'string' || signal.aborted) {
      ringing.cancel();
      if (typeof answered !== 'string') answered.hangUp();
      if (signal.aborted) return undefined;
      return { type: 'dial_ended', id, outcome: typeof answered === 'string' ? answered : 'canceled' };
    }
    this.#bridge.join(answered, { side: 'ours' });
    await this.#house.take({ type: 'dial_answered', id: `${id}-answered` });
    const end = await this.#talk(options.record, signal);
    if (signal.aborted) return undefined;
    if (end === 'lost' && options.agentId !== undefined)
      return { type: 'agent_gone', id, agentId: options.agentId };
    return { type: 'dial_ended', id, outcome: 'answered' };
  }

  /** Until one side ends it. `lost`: the last of us was cut off and did not come back in time. */
  async #talk(isRecorded: boolean, signal: AbortSignal): Promise<'ended' | 'lost'> {
    const recording = isRecorded ? await this.#house.record('talk') : undefined;
    const recorder = recording ? new Recorder(recording.sink) : undefined;
    this.#isLetGo = false;
    this.#endRecording = once(async () => {
      this.#bridge.ear = undefined;
      if (!recording || !recorder) return;
      await recorder.close();
      await this.#house.keep({ ref: recording.ref, purpose: 'talk', durationMs: recorder.durationMs });
    });
    const listen = (): void => {
      this.#bridge.ear = this.#isOverheard() ? recorder : undefined;
    };
    listen();
    const stops = [this.#bridge.onLeave(listen), this.#bridge.onJoin(listen)];
    this.#house.noteTalk(true, recorder);
    this.#talkEnd = new AbortController();
    const ended = AbortSignal.any([signal, this.#talkEnd.signal]);
    stops.push(this.#fillSilence(ended));
    while (!ended.aborted && this.#isAccompanied()) {
      await until(ended, (done) => this.#bridge.onLeave(() => this.#isAccompanied() || done()));
      if (ended.aborted || this.#isLetGo) break;
      await until(ended, (done) => {
        const stops = [
          this.#bridge.after(comeBackWithinS, done),
          this.#bridge.onJoin(() => this.#isAccompanied() && done()),
        ];
        return () => {
          for (const stop of stops) stop();
        };
      });
    }
    const end = ended.aborted || this.#isLetGo ? 'ended' : 'lost';
    this.#talkEnd = undefined;
    this.#house.noteTalk(false, undefined);
    for (const stop of stops) stop();
    for (const seat of this.#bridge.seats) if (seat !== this.#caller) seat.leg.hangUp();
    await this.#endRecording();
    return end;
  }

  #isAccompanied(): boolean {
    return this.#company().length > 0;
  }

  #company(): Seat[] {
    return this.#bridge.seats.filter((seat) => seat !== this.#caller && seat.role === 'party');
  }

  /** Music from the moment nobody is heard: the last of us was cut off, or nothing comes over their line. @returns its end */
  #fillSilence(ended: AbortSignal): () => void {
    let isFilling = false;
    const look = (): void => {
      const isAlone = this.#company().every(({ leg }) => leg.isSilent);
      if (ended.aborted || this.#isLetGo || isAlone === isFilling) return;
      isFilling = isAlone;
      if (isAlone) this.#caller.player.repeat(this.#house.sound('waiting'));
      // Whoever is on hold goes on hearing its music.
      else if (!this.#caller.isHeld) this.#caller.player.stop();
    };
    const stops = [this.#bridge.onLeave(look), this.#bridge.onJoin(look), this.#bridge.onSilence(look)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The caller and somebody outside are not overheard while none of ours is on the line. */
  #isOverheard(): boolean {
    const { seats } = this.#bridge;
    return (
      !this.#isLetGo &&
      (seats.some(({ side }) => side === 'ours') || seats.every(({ side }) => side !== 'outside'))
    );
  }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return until(signal, () => undefined).then(() => undefined);
}

/** The agent whom a verb calls, if it is one. */
function clientOf({ target }: VerbOf<'dial'>): string | undefined {
  return target.kind === 'client' ? target.identity : undefined;
}
