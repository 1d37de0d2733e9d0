// A telephone line as Twilio would run it: parses our TwiML with an XML parser, carries the verbs out in order
// and asks our voice webhook again as the carrier does.
import { DOMParser, type Element } from '@xmldom/xmldom';
import {
  type CallEvent,
  type Flow,
  newSession,
  readVoiceWebhook,
  type Session,
  step,
  toTwiml,
} from '../../../ivr/index.ts';

export const urls = {
  voice: (turn: number) => `https://onecall.example/twilio/voice?turn=${turn}`,
  conference: () => 'https://onecall.example/twilio/conference',
  ringing: () => 'https://onecall.example/twilio/sound/ringing',
  recording: () => 'https://onecall.example/twilio/recording',
  media: (name: string) =>
    name === 'waiting' ? { url: 'https://onecall.example/media/waiting.wav', seconds: 16 } : undefined,
  prompt: (sound: string) => `https://onecall.example/media/${sound}.wav`,
};

const room = 'CA1-0';

/** An element of TwiML. */
export interface Tag {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: Tag[];
}

/** @throws when the text is no XML, or its root is no Response. */
function parseTwiml(xml: string): Tag[] {
  const parser = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  });
  const root = parser.parseFromString(xml, 'text/xml').documentElement;
  if (root?.tagName !== 'Response') throw new Error(`no TwiML: ${xml}`);
  return tagOf(root).children;
}

function tagOf(element: Element): Tag {
  const children = Array.from(element.childNodes)
    .filter((node): node is Element => node.nodeType === node.ELEMENT_NODE)
    .map(tagOf);
  const attributes = Object.fromEntries(
    Array.from(element.attributes).map(({ name, value }) => [name, value]),
  );
  return { name: element.tagName, attributes, text: element.textContent ?? '', children };
}

export const render = (verbs: Parameters<typeof toTwiml>[0], hearsSpeech = false): Tag[] =>
  parseTwiml(toTwiml(verbs, { turn: 4, urls, room, hearsSpeech }));

/** What the caller does when the line listens. */
export type Act =
  | { press: string }
  | { stay: true }
  | { speakMessage: true }
  | { agentTalks: true }
  | { agentSilent: true };

export class Line {
  readonly heard: string[] = [];
  readonly sms: string[] = [];
  readonly ratings: number[] = [];
  session: Session;
  isOver = false;
  readonly #flow: Flow;
  readonly #answerLookup: (inputs: Record<string, string>) => string;
  #document: Tag[] = [];

  constructor(flow: Flow, answerLookup: (inputs: Record<string, string>) => string = () => 'not_found') {
    this.#flow = flow;
    this.#answerLookup = answerLookup;
    this.session = newSession(flow, {
      callRef: 'CA1',
      callerNumber: '+8613800000000',
      calledNumber: '12345',
      facts: { afterHours: false, surge: false, emergency: false },
    });
    this.#request(undefined, { CallStatus: 'ringing' });
  }

  /** The carrier's request to an address of ours, made twice as a retry would: both answers must be the same. */
  #request(address: string | undefined, form: Record<string, string>): void {
    const turn = address === undefined ? undefined : Number(new URL(address).searchParams.get('turn'));
    const body = { AccountSid: 'AC1', CallSid: 'CA1', From: '+8613800000000', To: '12345', ...form };
    const { event } = readVoiceWebhook(body, turn);
    const first = this.#answer(event);
    if (this.#answer(event) !== first) throw new Error(`a retried ${event.type} got another answer`);
    this.#document = parseTwiml(first);
  }

  /** What a host does: takes the event, does its part, and answers. */
  #answer(event: CallEvent): string {
    let taken = step(this.#flow, this.session, event);
    this.session = taken.session;
    if (!taken.isRepeated) {
      for (const verb of taken.verbs) {
        if (verb.verb === 'sms') this.sms.push(verb.text);
        if (verb.verb === 'rate') this.ratings.push(verb.score);
      }
    }
    const lookup = taken.verbs.find((verb) => verb.verb === 'lookup');
    if (lookup) {
      // The host has had the inputs: what it says to a repeated event no longer counts.
      const found = (): string => (lookup.what === 'rating_due' ? 'due' : this.#answerLookup(lookup.inputs));
      const outcome = taken.isRepeated ? 'repeated' : found();
      taken = step(this.#flow, this.session, { type: 'lookup_done', id: `${event.id}-lookup`, outcome });
      this.session = taken.session;
    }
    return toTwiml(taken.verbs, { turn: taken.turn, urls, room, hearsSpeech: false });
  }

  /** The host pushes news of the queue or of an agent; an answer that interrupts replaces what runs. */
  push(event: CallEvent): void {
    const taken = step(this.#flow, this.session, event);
    this.session = taken.session;
    if (taken.interrupts)
      this.#document = parseTwiml(toTwiml(taken.verbs, { turn: taken.turn, urls, room, hearsSpeech: false }));
  }

  /** Runs the document until it needs the caller or the agent, lets them act, and asks again. */
  act(act: Act): void {
    const again = this.#carryOut(act);
    if (again) this.#request(again.address, again.form);
  }

  /** The request with which the document ends, or undefined when the line is hung up. */
  #carryOut(act: Act): { address: string | undefined; form: Record<string, string> } | undefined {
    for (const tag of this.#document) {
      const address = tag.attributes.action;
      switch (tag.name) {
        case 'Say':
          this.heard.push(tag.text);
          break;
        case 'Gather':
          this.heard.push(...tag.children.filter(({ name }) => name === 'Say').map(({ text }) => text));
          if ('press' in act) return { address, form: { Digits: act.press } };
          break;
        case 'Record':
          if ('speakMessage' in act) return { address, form: { RecordingUrl: 'https://x/RE1', Digits: '#' } };
          break;
        case 'Dial':
          return { address, form: { DialCallStatus: 'agentTalks' in act ? 'completed' : 'no-answer' } };
        case 'Redirect':
          return { address: tag.text, form: { CallStatus: 'in-progress' } };
        case 'Hangup':
          this.isOver = true;
          return undefined;
      }
    }
    throw new Error('the document came to its end: Twilio would have hung up on the caller');
  }

  get listensTo(): string[] {
    return this.#document.map((tag) => tag.name);
  }
}
