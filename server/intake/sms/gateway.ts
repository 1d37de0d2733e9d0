// How text messages leave the house. The product knows only this interface.
import { z } from 'zod';
import type { TwilioConfig } from '../../platform/config.ts';
import type { Delivery } from '../core.ts';
import { twilioClient } from '../twilio/client.ts';

export interface OutgoingSms {
  id: string;
  to: string;
  text: string;
  /** Running number over all text messages. */
  seq: bigint;
}

/** What the carrier says at once. */
export interface Handed {
  providerRef: string;
  delivery: Delivery;
}

/**
 * Hands one piece to the carrier.
 * @throws SmsRefused when the carrier will never take it; anything else means: not now, try again
 */
export type Piece = () => Promise<Handed>;

/** The carrier's final "no": a number that does not exist, a text that it does not carry. */
export class SmsRefused extends Error {}

export interface SmsGateway {
  /** Number that citizens write to. */
  readonly serviceNumber: string;
  /** The pieces that the carrier takes a message in, in order. The same message gives the same pieces. */
  pieces(message: OutgoingSms): readonly Piece[];
}

/** The embedded default: messages appear on the simulator's telephones (/sms), which read them from the database. */
export function simulatedGateway(): SmsGateway {
  return {
    serviceNumber: '12345',
    pieces: ({ id }) => [async () => ({ providerRef: `sim-${id}`, delivery: 'delivered' })],
  };
}

/** Errors of Twilio's library, as far as we read them. */
const twilioErrorSchema = z.object({ status: z.literal(400), message: z.string() });

/** Twilio's REST API, which cuts long texts itself. Receipts come to /twilio/status. */
export function twilioGateway(config: TwilioConfig, publicUrl: string): SmsGateway {
  const client = twilioClient(config);
  return {
    serviceNumber: config.number,
    pieces: ({ id, to, text }) => [
      async () => {
        try {
          const sent = await client.messages.create({
            to,
            from: config.number,
            body: text,
            // Names ours: it proves that they have it where their answer was not heard.
            statusCallback: `${publicUrl}/twilio/status?sms=${id}`,
          });
          return { providerRef: sent.sid, delivery: 'sent' };
        } catch (error) {
          const refusal = twilioErrorSchema.safeParse(error);
          throw refusal.success ? new SmsRefused(refusal.data.message) : error;
        }
      },
    ],
  };
}
