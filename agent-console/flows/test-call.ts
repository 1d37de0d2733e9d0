// A call through a flow without a telephone: the same engine as on the line, with the house played by the editor. Pure.
import { type Step, step } from '../../ivr/engine.ts';
import type { CallEvent } from '../../ivr/event.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { type Facts, newSession, type Outcome, type Session } from '../../ivr/session.ts';
import type { Language, Verb } from '../../ivr/verbs.ts';

type Distribute<T> = T extends CallEvent ? Omit<T, 'id'> : never;
export type TestEvent = Distribute<CallEvent>;

/** What the house did: a verb of the flow, or the editor's answer in its place. */
export type HouseDid =
  | Exclude<Verb['verb'], 'say' | 'play' | 'pause' | 'gather' | 'conference'>
  | Exclude<TestEvent['type'], 'call_started' | 'digits' | 'said' | 'timeout' | 'hangup' | 'recording_done'>
  | 'dial_failed';

/** One line of what was heard and done. */
export type Entry =
  | { by: 'line'; text: string; language: Language }
  | { by: 'caller'; did: 'keys' | 'waited' | 'hung_up' | 'spoke'; keys: string }
  | { by: 'house'; did: HouseDid; about: string };

const caller = (did: Exclude<Extract<Entry, { by: 'caller' }>['did'], 'keys'>): Entry => ({
  by: 'caller',
  did,
  keys: '',
});

export interface TestCall {
  flow: Flow;
  session: Session;
  entries: readonly Entry[];
  /** What the line is doing: the last verb. */
  now: Verb | null;
  /** Figures of a number that is being entered. */
  typed: string;
}

export const callerNumber = '+8613800000000';

/** Rings the flow. */
export function ringFlow(flow: Flow, facts: Facts, isNumberShown: boolean): TestCall {
  return take(newCall(flow, facts, isNumberShown), { event: { type: 'call_started' } });
}

/** A call that has not begun: one with sound begins with the first event that the line tells. */
export function newCall(flow: Flow, facts: Facts, isNumberShown: boolean): TestCall {
  const session = newSession(flow, {
    callRef: 'test-call',
    callerNumber: isNumberShown ? callerNumber : null,
    calledNumber: '12345',
    facts,
  });
  return { flow, session, entries: [], now: null, typed: '' };
}

/** An event that the editor lets happen, with what is written down of it. */
export interface Happening {
  event: TestEvent;
  entry?: Entry;
}

export function take(call: TestCall, { event, entry }: Happening): TestCall {
  return follow(call, { ...event, id: `e${call.session.turn}` }, entry);
}

/** Takes an event as the line took it. */
export function follow(call: TestCall, event: CallEvent, entry?: Entry): TestCall {
  const answer: Step = step(call.flow, call.session, event);
  // News that nobody has asked about leave the line as it is.
  const isNews = event.type === 'queue_update' || event.type === 'dial_answered';
  const said = isNews ? [] : answer.verbs.flatMap(entriesOf);
  return {
    ...call,
    session: answer.session,
    entries: [...call.entries, ...(entry ? [entry] : []), ...said],
    now: answer.verbs.at(-1) ?? call.now,
    typed: '',
  };
}

/** What is written down of an event that the line tells; undefined for what shows in the next words anyway. */
export function entryOf(event: CallEvent): Entry | undefined {
  const house = (did: HouseDid, about = ''): Entry => ({ by: 'house', did, about });
  switch (event.type) {
    case 'digits':
      return { by: 'caller', did: 'keys', keys: event.digits };
    case 'said':
      return { by: 'caller', did: 'keys', keys: event.text };
    case 'hangup':
      return caller('hung_up');
    case 'recording_done':
      return caller('spoke');
    case 'queue_update':
      return house('queue_update', String(event.position));
    case 'queue_refused':
      return house('queue_refused', event.reason);
    case 'lookup_done':
      return house('lookup_done', event.outcome);
    case 'dial_ended':
      return house(event.outcome === 'answered' ? 'dial_ended' : 'dial_failed');
    case 'agent_ready':
    case 'agent_gone':
    case 'dial_answered':
      return house(event.type);
    case 'call_started':
    case 'timeout':
      return undefined;
  }
}

function entriesOf(verb: Verb): Entry[] {
  const house = (did: HouseDid, about = ''): Entry[] => [{ by: 'house', did, about }];
  switch (verb.verb) {
    case 'say':
      return [{ by: 'line', text: verb.text, language: verb.language }];
    case 'gather':
      return verb.prompts.flatMap(entriesOf);
    case 'play':
    case 'pause':
    case 'conference':
      return [];
    case 'enqueue':
      return house('enqueue', verb.queue);
    case 'sms':
      return house('sms', verb.text);
    case 'rate':
      return house('rate', String(verb.score));
    case 'callback':
    case 'transfer':
      return house(verb.verb, verb.number);
    default:
      return house(verb.verb);
  }
}

/** The caller presses a key: at a menu it counts at once, in a number when it is complete. */
export function press(call: TestCall, key: string): TestCall {
  if (call.now?.verb !== 'gather') return call;
  const { maxDigits, finishOn } = call.now;
  const isEnd = key === finishOn;
  const typed = isEnd ? call.typed : call.typed + key;
  if (!isEnd && typed.length < maxDigits) return { ...call, typed };
  if (typed === '') return take(call, timePassed);
  return take(call, {
    event: { type: 'digits', digits: typed },
    entry: { by: 'caller', did: 'keys', keys: typed },
  });
}

/** The line tells the place with its next round, as the house does. `minutes` null: the wait is not known. */
export function placeTold(position: number, minutes: number | null): Happening[] {
  const estimatedWaitS = minutes === null ? null : minutes * 60;
  return [
    {
      event: { type: 'queue_update', position, estimatedWaitS },
      entry: { by: 'house', did: 'queue_update', about: String(position) },
    },
    { event: { type: 'timeout' } },
  ];
}

export function hangUp(call: TestCall): TestCall {
  return take(call, { event: { type: 'hangup' }, entry: caller('hung_up') });
}

/** The caller speaks after the tone. */
export const messageLeft: Happening = {
  event: { type: 'recording_done', recordingRef: 'test-call' },
  entry: caller('spoke'),
};

/** The caller lets the time pass. */
export const timePassed: Happening = { event: { type: 'timeout' }, entry: caller('waited') };

/** An agent accepts, and the telephone rings there. */
export const agentReady: Happening = {
  event: {
    type: 'agent_ready',
    agentId: 'test-agent',
    target: { kind: 'client', identity: 'test-agent' },
    parameters: {},
  },
  entry: { by: 'house', did: 'agent_ready', about: '' },
};

/** What may be done now: by the caller's keys, by waiting, by the house. */
export function openingsOf({ session, now }: TestCall) {
  const isRunning = session.status === 'running';
  return {
    listens: isRunning && now?.verb === 'gather',
    queued: isRunning && session.queue !== null,
    /** The line has just asked for a place, or asks again. */
    atQueue: isRunning && session.queue?.node === session.node,
    ringing: session.status === 'dialling',
    talking: session.status === 'talking',
    recording: isRunning && now?.verb === 'record',
    transferring: session.status === 'transferring',
    looksUp: isRunning && now?.verb === 'lookup',
  };
}

/** How the call ended; null while it goes on. */
export function endOf({ session }: TestCall): Outcome | null {
  return session.status === 'ended' ? (session.outcome ?? 'ended') : null;
}
