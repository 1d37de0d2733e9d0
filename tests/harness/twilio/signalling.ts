// Twilio's signalling in a test: the real voice-sdk in a page speaks to this instead of Twilio's network, and the
// calls that it is offered are those of the double. The far end of the sound is a telephone of the tests.
import type { Page, WebSocketRoute } from 'playwright-core';
import { z } from 'zod';
import { wavHeader } from '../../../ivr/media/index.ts';
import { TestPhone } from '../phone.ts';
import type { DoubleCall } from './call.ts';

const messageSchema = z.object({
  type: z.string(),
  payload: z
    .object({ callsid: z.string(), sdp: z.string(), token: z.string(), media: z.unknown() })
    .partial()
    .loose()
    .default({}),
});

/** What Twilio's own signal sounds are here. */
const silence = Buffer.concat([
  wavHeader({ channels: 1, sampleRate: 8_000, dataBytes: 1_600 }),
  Buffer.alloc(1_600),
]);

/** Twilio's server says that it is there, and is answered; a telephone that hears nothing for 15 s comes in anew. */
const heartbeat = '\n';
const beatEveryMs = 5_000;

export class Signalling {
  /** The tokens that the telephone has shown, one after the other. */
  readonly tokens: string[] = [];
  /** Where it has come in. */
  readonly addresses: string[] = [];
  /** The far ends of the calls that were answered. */
  readonly phones: TestPhone[] = [];
  readonly declined: string[] = [];
  isRegistered = false;
  /** What the token is said to last from now on. */
  tokenS = 3_600;
  #socket: WebSocketRoute | undefined;
  readonly #answers = new Map<string, (sdp: string) => void>();
  readonly #calls = new Map<string, DoubleCall>();
  readonly #answered = new Set<string>();

  /** Takes the place of Twilio's network for a page. */
  async attach(page: Page): Promise<void> {
    await page.route(/\.twilio\.com\//, (route) => {
      const isSound = /\.(mp3|wav)$/.test(new URL(route.request().url()).pathname);
      return route.fulfill(isSound ? { contentType: 'audio/wav', body: silence } : { status: 204 });
    });
    await page.routeWebSocket(/voice-js\..+\.twilio\.com/, (socket) => {
      this.#socket = socket;
      this.addresses.push(socket.url());
      const beat = setInterval(() => socket.send(heartbeat), beatEveryMs);
      socket.onMessage((text) => {
        if (String(text) !== heartbeat) this.#hear(String(text));
      });
      socket.onClose(() => {
        clearInterval(beat);
        if (this.#socket === socket) this.isRegistered = false;
      });
    });
  }

  #send(type: string, payload: object): void {
    this.#socket?.send(JSON.stringify({ type, payload, version: '1.6' }));
  }

  #hear(text: string): void {
    const { type, payload } = messageSchema.parse(JSON.parse(text));
    const { callsid = '', sdp, token } = payload;
    switch (type) {
      case 'listen':
        this.tokens.push(token ?? '');
        this.#send('connected', {
          region: 'us1',
          edge: 'ashburn',
          token: { ttl: this.tokenS, identity: 'agent' },
        });
        return;
      case 'register':
        this.isRegistered = true;
        this.#send('ready', {});
        return;
      case 'answer':
        this.#answers.get(callsid)?.(sdp ?? '');
        return;
      case 'reject':
        this.declined.push(callsid);
        this.#calls.get(callsid)?.miss('busy');
        return;
      case 'hangup':
        this.#calls.get(callsid)?.hangUp();
        return;
    }
  }

  /** Offers a call of the double to the telephone; it is answered when the telephone answers. */
  async ring(call: DoubleCall): Promise<void> {
    this.#calls.set(call.sid, call);
    const phone = await TestPhone.open(async (sdp) => {
      const answer = new Promise<string>((resolve) => this.#answers.set(call.sid, resolve));
      const parameters = {
        CallSid: call.sid,
        From: call.from,
        To: call.to,
        Params: call.parameters.toString(),
      };
      this.#send('invite', { callsid: call.sid, sdp, parameters });
      if (call.isOver) this.end(call);
      const accepted = await answer;
      this.#answered.add(call.sid);
      // Its answer and our taking back have crossed: a telephone that is not told holds a line to nobody.
      if (call.isOver) this.end(call);
      else call.answer();
      return accepted;
    });
    this.phones.push(phone);
  }

  /** The far end hangs up, or takes back what was not answered: telephones listen for the one only after the other. */
  end(call: DoubleCall): void {
    this.#send(this.#answered.has(call.sid) ? 'hangup' : 'cancel', { callsid: call.sid });
  }
}
