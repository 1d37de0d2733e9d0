// One call in the double of Twilio. The citizen's side walks the TwiML that we answer, as Twilio does: it fetches
// addresses, speaks, listens, follows redirects, joins conferences, and asks again at the end.
import { setTimeout as pause } from 'node:timers/promises';
import { DOMParser, type Element } from '@xmldom/xmldom';
import type { Conference } from './conference.ts';
import type { TwilioDouble } from './double.ts';

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'canceled'
  | 'failed';
const over: ReadonlySet<CallStatus> = new Set(['completed', 'busy', 'no-answer', 'canceled', 'failed']);

/** Silence that a listener waits through is shortened to this. */
const silenceMs = 400;

/** A request that ends what is being carried out, with the form fields it brings. */
interface Next {
  url: string;
  form?: Record<string, string>;
}

interface Wanted {
  url: string | null;
  events: ReadonlySet<string>;
}

export class DoubleCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound-api';
  status: CallStatus;
  /** What was said and played to this end, in order. */
  readonly heard: string[] = [];
  /** Custom parameters, of a call to a client. */
  readonly parameters: URLSearchParams;
  conference: Conference | undefined;
  /** Of a call that was made into a conference. */
  label: string | undefined;
  /** How the caller's `<Dial>` to a number ends. */
  outsideAnswers = true;
  readonly #double: TwilioDouble;
  readonly #statusTo: Wanted;
  #sequence = 0;
  #current = new AbortController();
  #keys: string[] = [];
  #keyed = (): void => undefined;
  #left = (): void => undefined;
  #onAnswer: (() => void) | undefined;

  constructor(
    double: TwilioDouble,
    options: {
      sid: string;
      from: string;
      to: string;
      direction: 'inbound' | 'outbound-api';
      statusTo: Wanted;
      onAnswer?: (call: DoubleCall) => void;
    },
  ) {
    this.#double = double;
    this.sid = options.sid;
    this.from = options.from;
    const [address = '', query] = options.to.split('?');
    this.to = address;
    this.parameters = new URLSearchParams(query);
    this.direction = options.direction;
    this.status = 'queued';
    this.#statusTo = options.statusTo;
    const { onAnswer } = options;
    this.#onAnswer = onAnswer && (() => onAnswer(this));
  }

  get isOver(): boolean {
    return over.has(this.status);
  }

  fields(): Record<string, string> {
    const { sid, from, to, direction } = this;
    const accountSid = this.#double.accountSid;
    return {
      CallSid: sid,
      AccountSid: accountSid,
      From: from,
      To: to,
      Direction: direction,
      CallStatus: this.status,
    };
  }

  // ── this end's side ──

  ring(): void {
    this.#tell('ringing', 'ringing');
  }

  answer(): void {
    if (this.status !== 'ringing') throw new Error(`a call that is ${this.status} cannot be answered`);
    this.#tell('in-progress', 'answered');
    this.#onAnswer?.();
  }

  /** Nobody answers. */
  miss(status: 'busy' | 'no-answer' | 'failed'): void {
    this.#tell(status, 'completed');
  }

  press(keys: string): void {
    this.#keys.push(...keys);
    this.#keyed();
  }

  hangUp(): void {
    this.end('participant_hung_up');
  }

  /** Ends it, whoever wants that. */
  end(reason: string): void {
    if (this.isOver) return;
    const was = this.status;
    this.conference?.leave(this, reason);
    this.#tell(was === 'in-progress' ? 'completed' : 'canceled', 'completed');
    this.#current.abort();
    this.#double.endRecordingsOf(this.sid);
    this.#double.onEnd(this);
  }

  #tell(status: CallStatus, event: string): void {
    this.status = status;
    const { url, events } = this.#statusTo;
    if (url === null || !events.has(event)) return;
    const form = {
      ...this.fields(),
      SequenceNumber: String(this.#sequence),
      CallbackSource: 'call-progress-events',
    };
    this.#sequence += 1;
    this.#double.callBack(url, form);
  }

  // ── TwiML ──

  /** Goes on with the TwiML at an address; what runs is cut. */
  run(url: string): void {
    this.#current.abort();
    this.conference?.leave(this, 'participant_updated_via_api');
    const current = new AbortController();
    this.#current = current;
    this.#walk({ url }, current.signal).catch((error: unknown) => {
      if (!current.signal.aborted) this.#double.faults.push(`${this.sid}: ${String(error)}`);
    });
  }

  async #walk(start: Next, signal: AbortSignal): Promise<void> {
    for (let next: Next | undefined = start; next && !signal.aborted; ) {
      const document = await this.#fetch(next);
      if (signal.aborted) return;
      next = await this.#carryOut(document, signal);
    }
    if (!signal.aborted) this.end('participant_hung_up');
  }

  async #fetch({ url, form = {} }: Next): Promise<Element[]> {
    const answer = await this.#double.post(url, { ...this.fields(), ...form });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text}`);
    const root = new DOMParser({
      onError: (level, message) => {
        throw new Error(`${level}: ${message}`);
      },
    }).parseFromString(text, 'text/xml').documentElement;
    if (root?.tagName !== 'Response') throw new Error(`no TwiML: ${text}`);
    return elementsOf(root);
  }

  /** @returns the request with which the document ends; undefined when it hangs up */
  async #carryOut(document: Element[], signal: AbortSignal): Promise<Next | undefined> {
    for (const verb of document) {
      if (signal.aborted) return undefined;
      const action = verb.getAttribute('action') ?? '';
      switch (verb.tagName) {
        case 'Say':
        case 'Play':
        case 'Pause':
          await this.#speak(verb);
          break;
        case 'Gather': {
          const digits = await this.#gather(verb, signal);
          if (digits !== '') return { url: action, form: { Digits: digits, FinishedOnKey: '' } };
          break;
        }
        case 'Dial': {
          const form = await this.#dial(verb, signal);
          if (signal.aborted) return undefined;
          return { url: action, form };
        }
        case 'Record':
          await this.#untilSpoken(verb, signal);
          if (signal.aborted) return undefined;
          return {
            url: action,
            form: this.#double.recordMessage(this, verb.getAttribute('recordingStatusCallback')),
          };
        case 'Redirect':
          return { url: verb.textContent ?? '' };
        case 'Hangup':
          return undefined;
        default:
          throw new Error(`unknown verb ${verb.tagName}`);
      }
    }
    return undefined;
  }

  async #speak(verb: Element): Promise<void> {
    this.heard.push(verb.textContent ?? '');
    if (verb.tagName === 'Play') await this.#double.playable(verb.textContent ?? '');
    await pause(2);
  }

  async #gather(verb: Element, signal: AbortSignal): Promise<string> {
    const most = Number(verb.getAttribute('numDigits') ?? '99');
    const finish = verb.getAttribute('finishOnKey');
    for (const prompt of elementsOf(verb)) {
      if (signal.aborted || this.#keys.length > 0) break;
      await this.#speak(prompt);
    }
    let digits = '';
    for (;;) {
      const key = this.#keys.shift();
      if (key === undefined) {
        if (!(await this.#keyWithin(silenceMs, signal))) return digits;
        continue;
      }
      if (key === finish) return digits;
      digits += key;
      if (digits.length >= most) return digits;
    }
  }

  /** A recording lasts until one of its keys, or until nobody has said or pressed anything for its time-out. */
  async #untilSpoken(record: Element, signal: AbortSignal): Promise<void> {
    const finish = record.getAttribute('finishOnKey') ?? '1234567890*#';
    const silenceS = Number(record.getAttribute('timeout') ?? '5');
    // Keys before the beep are not part of it.
    this.#keys.length = 0;
    while (await this.#keyWithin(silenceS * 1_000, signal))
      if (this.#keys.splice(0).some((key) => finish.includes(key))) return;
  }

  #keyWithin(ms: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isKeyed: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cut);
        resolve(isKeyed);
      };
      const cut = (): void => end(false);
      const timer = setTimeout(cut, ms);
      this.#keyed = () => end(true);
      signal.addEventListener('abort', cut);
    });
  }

  /** @returns what `<Dial>` reports at its end */
  async #dial(dial: Element, signal: AbortSignal): Promise<Record<string, string>> {
    const [noun] = elementsOf(dial);
    if (noun?.tagName === 'Number')
      return { DialCallStatus: this.outsideAnswers ? 'completed' : 'no-answer' };
    if (noun?.tagName !== 'Conference') throw new Error(`cannot dial ${noun?.tagName}`);
    const conference = this.#double.conferenceNamed(noun.textContent ?? '');
    const events = (noun.getAttribute('statusCallbackEvent') ?? '').split(' ');
    conference.noteCallback(noun.getAttribute('statusCallback'), events);
    await this.#double.playable(noun.getAttribute('waitUrl') ?? '');
    const left = new Promise<void>((resolve) => {
      this.#left = resolve;
    });
    conference.join(this, {
      label: noun.getAttribute('participantLabel') ?? '',
      muted: noun.getAttribute('muted') === 'true',
      startConferenceOnEnter: noun.getAttribute('startConferenceOnEnter') !== 'false',
      endConferenceOnExit: noun.getAttribute('endConferenceOnExit') === 'true',
      coaching: false,
      callSidToCoach: null,
    });
    await Promise.race([left, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    return { DialCallStatus: 'answered' };
  }

  /** The conference is over for this end, or it is over itself. */
  noteLeft(): void {
    this.conference = undefined;
    this.#left();
  }
}

function elementsOf(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
}
