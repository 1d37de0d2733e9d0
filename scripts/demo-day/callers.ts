// Scripted callers: each walks the call flow over the simulated carrier's webhooks, as a telephone company would,
// only without the pauses: keys a language, waits in the queue, talks to the agent, hangs up.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from './api.ts';
import type { CitizenMessage, SentMessage } from './citizens.ts';
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
  listens: boolean;
} {
  const action = /(?:action="([^"]+)"|<Redirect[^>]*>([^<]+)<)/.exec(twiml);
  return {
    next: (action?.[1] ?? action?.[2])?.replaceAll('&amp;', '&'),
    isDial: twiml.includes('<Conference'),
    isOver: !twiml.includes('<Gather') && !twiml.includes('<Dial') && !twiml.includes('<Redirect'),
    listens: twiml.includes('<Gather'),
  };
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
    const callRef = `CA${randomUUID().replaceAll('-', '')}`;
    const phone = `+86139${String(10_000_000 + index)}`;
    const form = { CallSid: callRef, From: phone, To: '12345', CallStatus: 'in-progress' };
    const sentAt = performance.now();
    const life = {
      channel: 'voice' as const,
      sentAt,
      agentsFreeAtArrival: this.#agentsFree('voice'),
      answersSeen: 0,
    };
    this.#tally.lives.set(messageId, life);
    this.#tally.callers.set(phone, messageId);
    const talks = this.#walk(form, messageId);
    return {
      messageId,
      life,
      review: async () => ({ own: 1, answers: await talks, inOrder: true }),
      leave: () => undefined,
    };
  }

  /** @returns how often an agent was put through: once is right */
  async #walk(form: Record<string, string>, messageId: string): Promise<number> {
    const life = this.#tally.lives.get(messageId);
    if (!life) throw new Error('a call without a life');
    let place = read(await this.#api.form('/api/simulator/voice', form));
    // The queue is entered by the language key: that is the arrival.
    life.sentAt = performance.now();
    life.agentsFreeAtArrival = this.#agentsFree('voice');
    place = read(await this.#ask(place.next, { ...form, Digits: '1' }));
    life.acknowledgedAt = performance.now();
    const giveUpAt = performance.now() + patienceMs;
    let talks = 0;
    while (!place.isOver && performance.now() < giveUpAt) {
      if (!place.isDial) {
        await pause(askEveryMs);
        place = read(await this.#ask(place.next, form));
        continue;
      }
      talks += 1;
      life.answersSeen = talks;
      life.answeredAt = performance.now();
      const leg = {
        CallSid: `${form.CallSid}-leg`,
        ParentCallSid: form.CallSid ?? '',
        CallStatus: 'in-progress',
      };
      await this.#api.form('/api/simulator/status', leg);
      await pause(talkMs);
      place = read(await this.#ask(place.next, { ...form, DialCallStatus: 'completed' }));
    }
    await this.#api.form('/api/simulator/status', { ...form, CallStatus: 'completed' });
    return talks;
  }

  async #ask(address: string | undefined, form: Record<string, string>): Promise<string> {
    if (address === undefined) throw new Error('the flow left the caller without a next step');
    const { pathname, search } = new URL(address, this.#api.base);
    return this.#api.form(`${pathname}${search}`, form);
  }
}
