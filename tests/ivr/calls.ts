// A call as tests drive it: events with fresh ids, one session.
import {
  type CallEvent,
  type Flow,
  newSession,
  type Session,
  type Step,
  step,
  type Verb,
} from '../../ivr/index.ts';

type Distribute<T> = T extends CallEvent ? Omit<T, 'id'> & { id?: string } : never;
/** An event whose id matters only when the test says so. */
export type LooseEvent = Distribute<CallEvent>;

const client = { kind: 'client', identity: 'agent-7' } as const;

export const agentReady: LooseEvent = {
  type: 'agent_ready',
  agentId: 'agent-7',
  target: client,
  parameters: { interactionId: 'i-1' },
};

export const key = (digits: string): LooseEvent => ({ type: 'digits', digits });
export const silence: LooseEvent = { type: 'timeout' };
export const placeIs = (position: number, estimatedWaitS: number): LooseEvent => ({
  type: 'queue_update',
  position,
  estimatedWaitS,
});

export class TestCall {
  session: Session;
  last: Step | undefined;
  readonly #flow: Flow;
  #count = 0;

  constructor(
    flow: Flow,
    call: { callerNumber?: string | null; notice?: Partial<Record<'cmn' | 'yue' | 'en', string>> } = {},
  ) {
    this.#flow = flow;
    this.session = newSession(flow, {
      callRef: 'CA1',
      callerNumber: call.callerNumber === undefined ? '+8613800000000' : call.callerNumber,
      calledNumber: '+8675512345',
      facts: {
        afterHours: false,
        surge: false,
        emergency: false,
        ...(call.notice && { notice: call.notice }),
      },
    });
  }

  /** Takes events in order; returns the verbs of the last one. */
  take(...events: LooseEvent[]): Verb[] {
    for (const event of events) {
      this.#count += 1;
      this.last = step(this.#flow, this.session, { ...event, id: event.id ?? `e${this.#count}` });
      this.session = this.last.session;
    }
    return this.last?.verbs ?? [];
  }
}

/** Begins a call that waits in the queue in the language of the digit. */
export function waitingCall(flow: Flow, digit = '1', call: { callerNumber?: string | null } = {}): TestCall {
  const test = new TestCall(flow, call);
  test.take({ type: 'call_started' }, key(digit));
  return test;
}

export const verbNames = (verbs: readonly Verb[]): string[] => verbs.map((verb) => verb.verb);

/** All that the caller hears in these verbs, gathers included. */
export function heard(verbs: readonly Verb[]): string {
  return verbs
    .flatMap((verb) => (verb.verb === 'gather' ? verb.prompts : [verb]))
    .flatMap((verb) => (verb.verb === 'say' ? [verb.text] : []))
    .join(' ');
}
