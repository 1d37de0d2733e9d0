// A caller in the shipped flow, in a house without a database: greeting, language, then prompts and music while waiting.
import { type CallEvent, newSession, shippedFlows, step } from '../../../ivr/index.ts';
import {
  Bridge,
  Executor,
  type House,
  type Leg,
  type Ticker,
  waitingMusic,
} from '../../../ivr/media/index.ts';
import { tone } from '../../../ivr/media/tone.ts';

const flow = shippedFlows.hotline;
const music = waitingMusic();
/** Any sound of a prompt's length costs what a prompt costs. */
const prompt = tone([440], 4);
let calls = 0;

/** Leads a leg through the flow for as long as the leg lasts. */
export function waitInFlow(leg: Leg, ticker: Ticker): void {
  calls += 1;
  const callRef = `web-bench-${calls}`;
  const facts = { afterHours: false, surge: false, emergency: false };
  let session = newSession(flow, { callRef, callerNumber: null, calledNumber: '12345', facts });
  const nobody = { answered: Promise.resolve('failed' as const), cancel: () => undefined };
  const house: House = {
    take: async (event: CallEvent) => {
      const taken = step(flow, session, event);
      session = taken.session;
      return taken;
    },
    speak: async () => prompt,
    sound: () => music,
    show: () => undefined,
    noteTalk: () => undefined,
    ring: () => nobody,
    dialOut: () => nobody,
    record: () => Promise.reject(new Error('nobody talks here')),
    keep: async () => undefined,
    forget: async () => undefined,
  };
  const bridge = new Bridge();
  const caller = bridge.join(leg, { side: 'citizen' });
  ticker.add(() => bridge.turn());
  void new Executor({ house, bridge, caller }).run();
}
