// Who takes calls by Twilio in a test: the console's socket, and the telephone that rings beside it.
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import {
  type PhoneCommand,
  type PhoneNews,
  phoneNewsSchema,
  reachSchema,
} from '../../server/intake/hotline/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import type { DoubleCall } from '../harness/twilio/call.ts';
import type { startWithTwilio } from '../harness/twilio/index.ts';

type TwilioHouse = Awaited<ReturnType<typeof startWithTwilio>>;

const okSchema = z.object({ ok: z.literal(true) });
const within = { timeout: 15_000 };

/** An agent's console without a page: what it is told, and what it can do. */
export class Desk {
  readonly #house: TwilioHouse;
  readonly id: string;
  readonly api: Api;
  readonly socket: Socket;
  readonly news: PhoneNews[] = [];
  interactionId = '00000000-0000-4000-8000-000000000000';
  conversationId = '';

  constructor(house: TwilioHouse, id: string, api: Api, socket: Socket) {
    this.#house = house;
    this.id = id;
    this.api = api;
    this.socket = socket;
    socket.on('phone', (raw: unknown) => this.news.push(phoneNewsSchema.parse(raw)));
  }

  static async open(house: TwilioHouse, name: string): Promise<Desk> {
    const api = new Api(house.app.base);
    const { id } = await api.signIn(name, 'onecall-demo');
    return new Desk(house, id, api, await connect(house.app.base, '/staff', { cookie: api.cookie }));
  }

  /** Accepts the next call that is offered. */
  takesCalls(): void {
    this.socket.on('offer', (raw: unknown) => {
      const { id, interaction } = offerViewSchema.parse(raw);
      this.interactionId = interaction.id;
      this.conversationId = interaction.conversationId;
      void call(this.socket, 'offer:accept', { offerId: id }, interactionViewSchema).catch(() => undefined);
    });
  }

  presence(state: 'available' | 'break'): Promise<unknown> {
    return call(this.socket, 'presence:set', { state }, presenceViewSchema);
  }

  command(command: PhoneCommand): Promise<unknown> {
    return call(this.socket, 'phone:command', { interactionId: this.interactionId, command }, okSchema);
  }

  ringMe(role: 'party' | 'monitor' | 'whisper'): Promise<unknown> {
    return call(this.socket, 'phone:ring_me', { interactionId: this.interactionId, role }, okSchema);
  }

  reach(): Promise<z.infer<typeof reachSchema>> {
    return call(this.socket, 'phone:reach', { interactionId: this.interactionId }, reachSchema);
  }

  /** This person's telephone, as it rings. */
  async telephone(): Promise<DoubleCall> {
    await expect.poll(() => this.#house.double.ringing(`client:${this.id}`).length, within).toBe(1);
    const [leg] = this.#house.double.ringing(`client:${this.id}`);
    if (!leg) throw new Error('the telephone does not ring');
    return leg;
  }

  /** How the call stands, as this person's console knows. */
  get call(): Extract<PhoneNews, { what: 'call' }> | undefined {
    return this.news.findLast((one) => one.what === 'call');
  }

  /** Leaves nothing behind for the next story. */
  async close(): Promise<void> {
    this.socket.removeAllListeners('offer');
    const wrapUp = { interactionId: this.interactionId, disposition: 'answered' };
    await expect
      .poll(
        () =>
          this.#house.count('Interaction', `id = '${this.interactionId}' AND state IN ('active', 'offered')`),
        within,
      )
      .toBe(0);
    await call(this.socket, 'interaction:wrap_up', wrapUp, interactionViewSchema).catch(() => undefined);
    await this.presence('break').catch(() => undefined);
    this.socket.disconnect();
  }
}
