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

/** Rings the flow. */
export function ringFlow(flow: Flow, facts: Facts, isNumberShown: boolean): TestCall {
  const session = newSession(flow, {
    callRef: 'test-call',
    callerNumber: isNumberShown ? '+8613800000000' : null,
    calledNumber: '+8675512345',
    facts,
  });
  const call: TestCall = { flow, session, entries: [], now: null, typed: '' };
  return take(call, { type: 'call_started' });
}

/** Takes one event, with what is written down of it. */
export function take(call: TestCall, event: TestEvent, entry?: Entry): TestCall {
  const answer: Step = step(call.flow, call.session, { ...event, id: `e${call.session.turn}` });
  const said = answer.verbs.flatMap(entriesOf);
  return {
    ...call,
    session: answer.session,
    entries: [...call.entries, ...(entry ? [entry] : []), ...said],
    now: answer.verbs.at(-1) ?? call.now,
    typed: '',
  };
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
  if (typed === '') return wait(call);
  return take(call, { type: 'digits', digits: typed }, { by: 'caller', did: 'keys', keys: typed });
}

/** The caller lets the time pass. */
export function wait(call: TestCall): TestCall {
  return take(call, { type: 'timeout' }, caller('waited'));
}

/** The line tells the place with its next round, as the house does. `minutes` null: the wait is not known. */
export function tellPlace(call: TestCall, position: number, minutes: number | null): TestCall {
  const estimatedWaitS = minutes === null ? null : minutes * 60;
  const known = step(call.flow, call.session, {
    type: 'queue_update',
    id: `e${call.session.turn}`,
    position,
    estimatedWaitS,
  });
  const told: Entry = { by: 'house', did: 'queue_update', about: String(position) };
  return take({ ...call, session: known.session }, { type: 'timeout' }, told);
}

export function hangUp(call: TestCall): TestCall {
  return take(call, { type: 'hangup' }, caller('hung_up'));
}

/** The caller speaks after the tone. */
export function leaveMessage(call: TestCall): TestCall {
  return take(call, { type: 'recording_done', recordingRef: 'test-call' }, caller('spoke'));
}

/** An agent accepts, and the telephone rings there. */
export function offerAgent(call: TestCall): TestCall {
  const target = { kind: 'client', identity: 'test-agent' } as const;
  const event: TestEvent = { type: 'agent_ready', agentId: 'test-agent', target, parameters: {} };
  return take(call, event, { by: 'house', did: 'agent_ready', about: '' });
}

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
