// Scripted callers: each walks the call flow over the simulated carrier's webhooks, as a telephone company would,
// only without the pauses: keys a language, waits in the queue, talks to the agent, says how it was or says nothing.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from './api.ts';
import type { CitizenMessage, SentMessage } from './citizens.ts';
import { gradeOf } from './grades.ts';
import type { Life, Tally } from './tally.ts';

/** A carrier asks at the end of each round of music; eight seconds there are shortened here. */
const askEveryMs = 1_500;
const patienceMs = 10 * 60_000;
const talkMs = 300;

/** What of TwiML a caller's walk depends on. */
function read(twiml: string): {
  next: string | undefined;
  isDial: boolean;
  isOver: boolean;
} {
  const action = /(?:action="([^"]+)"|<Redirect[^>]*>([^<]+)<)/.exec(twiml);
  return {
    next: (action?.[1] ?? action?.[2])?.replaceAll('&amp;', '&'),
    isDial: twiml.includes('<Conference'),
    isOver: !twiml.includes('<Gather') && !twiml.includes('<Dial') && !twiml.includes('<Redirect'),
  };
}

interface Caller {
  phone: string;
  /** The key of their language. */
  language: string;
  /** The key that says how the talk was; undefined: they say nothing. */
  grade: string | undefined;
  askEveryMs: number;
  /** They have heard the greeting; the queue has them; an agent is put through. */
  onGreeted?: () => void;
  onQueued?: () => void;
  onTalk?: () => void;
}

/** @returns how often an agent was put through: once is right */
export async function walkCall(api: Api, caller: Caller): Promise<number> {
  const callRef = `CA${randomUUID().replaceAll('-', '')}`;
  const form = { CallSid: callRef, From: caller.phone, To: '12345', CallStatus: 'in-progress' };
  const ask = async (address: string | undefined, more: Record<string, string> = {}) => {
    if (address === undefined) throw new Error('the flow left the caller without a next step');
    const { pathname, search } = new URL(address, api.base);
    return read(await api.form(`${pathname}${search}`, { ...form, ...more }));
  };
  let place = read(await api.form('/api/simulator/voice', form));
  caller.onGreeted?.();
  place = await ask(place.next, { Digits: caller.language });
  caller.onQueued?.();
  const giveUpAt = performance.now() + patienceMs;
  let talks = 0;
  while (!place.isOver && performance.now() < giveUpAt) {
    if (!place.isDial) {
      await pause(caller.askEveryMs);
      // What is asked behind the talk is how it was.
      place = await ask(place.next, talks > 0 && caller.grade ? { Digits: caller.grade } : {});
      continue;
    }
    talks += 1;
    caller.onTalk?.();
    const leg = { CallSid: `${callRef}-leg`, ParentCallSid: callRef, CallStatus: 'in-progress' };
    await api.form('/api/simulator/status', leg);
    await pause(talkMs);
    place = await ask(place.next, { DialCallStatus: 'completed' });
  }
  await api.form('/api/simulator/status', { ...form, CallStatus: 'completed' });
  return talks;
}

export class Callers {
  readonly #api: Api;
  readonly #tally: Tally;
  readonly #agentsFree: (channel: Life['channel']) => boolean;

  constructor(base: string, tally: Tally, agentsFree: (channel: Life['channel']) => boolean) {
    this.#api = new Api(base);
    this.#tally = tally;
    this.#agentsFree = agentsFree;
  }

  async call(_message: CitizenMessage, index: number): Promise<SentMessage> {
    const messageId = randomUUID();
    const phone = `+86139${String(10_000_000 + index)}`;
    const sentAt = performance.now();
    const life: Life = {
      channel: 'voice',
      sentAt,
      agentsFreeAtArrival: this.#agentsFree('voice'),
      answersSeen: 0,
    };
    this.#tally.lives.set(messageId, life);
    this.#tally.callers.set(phone, messageId);
    const talks = walkCall(this.#api, {
      phone,
      language: '1',
      grade: gradeOf(index)?.score.toString(),
      askEveryMs,
      // The queue is entered by the language key: that is the arrival.
      onGreeted: () => {
        life.sentAt = performance.now();
        life.agentsFreeAtArrival = this.#agentsFree('voice');
      },
      onQueued: () => {
        life.acknowledgedAt = performance.now();
      },
      onTalk: () => {
        life.answersSeen += 1;
        life.answeredAt = performance.now();
      },
    });
    return {
      messageId,
      life,
      review: async () => ({ own: 1, answers: await talks, inOrder: true }),
      leave: () => undefined,
    };
  }
}
