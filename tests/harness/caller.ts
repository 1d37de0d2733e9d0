// A caller and an agent of a city whose carrier is Twilio (twilio.ts).
import { expect } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { inPassing } from './in-passing.ts';
import { type Carried, tags } from './twilio/index.ts';

export function callersOf(house: Carried) {
  const inbound = (sid: string, from: string) => ({
    CallSid: sid,
    From: from,
    To: '+8675512345',
    CallStatus: 'in-progress',
    Direction: 'inbound',
  });

  /** What the city's telephone says next, after a key or without one. */
  async function press(form: Record<string, string>, answer: string, digits?: string): Promise<string> {
    const gather = tags(answer, 'Gather')[0];
    const path = (gather?.getAttribute('action') ?? '').replace(house.app.base, '');
    return (await house.send(path, { ...form, ...(digits ? { Digits: digits } : {}) })).text();
  }

  /** A caller chooses Mandarin, waits, and asks to be called back. */
  async function askForCallback(sid: string, from: string): Promise<void> {
    const form = inbound(sid, from);
    const greeting = await (await house.send('/twilio/voice', form)).text();
    const waiting = await press(form, greeting, '1');
    const promised = await press(form, waiting, '2');
    expect(tags(promised, 'Hangup')).toHaveLength(1);
    await house.send('/twilio/status', { ...form, CallStatus: 'completed' });
  }

  /** An agent who accepts every call that is offered. */
  async function agentAtWork(name: string) {
    const api = new Api(house.app.base);
    const user = await api.signIn(name, 'onecall-demo');
    const socket = await connect(house.app.base, '/staff', { cookie: api.cookie });
    socket.on('offer', (raw: unknown) => {
      const { id } = offerViewSchema.parse(raw);
      inPassing(call(socket, 'offer:accept', { offerId: id }, interactionViewSchema));
    });
    await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    return { id: user.id, socket };
  }

  const placed = (to: string) =>
    house.asked.filter(({ path, body }) => path.endsWith('/Calls.json') && body.get('To') === to);

  async function placedCall(to: string, count = 1): Promise<URLSearchParams> {
    await expect.poll(() => placed(to).length, { timeout: 20_000 }).toBe(count);
    return placed(to).at(-1)?.body ?? new URLSearchParams();
  }

  const pathOf = (url: string | null) => (url ?? '').replace(house.app.base, '');
  const outbound = (sid: string, to: string, status: string) => ({
    CallSid: sid,
    From: '+8675512345',
    To: to,
    CallStatus: status,
    Direction: 'outbound-api',
  });

  return { inbound, outbound, press, askForCallback, agentAtWork, placed, placedCall, pathOf };
}
