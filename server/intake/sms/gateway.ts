// How text messages leave the house. The product knows only this interface.
import type { TwilioConfig } from '../../platform/config.ts';
import type { Delivery } from '../core.ts';
import { twilioClient } from '../twilio/client.ts';

export interface SmsGateway {
  /** Number that citizens write to. */
  readonly serviceNumber: string;
  /**
   * Hands one message to the carrier. @returns the carrier's reference and the state that is known at once.
   * @throws when the carrier did not take it; the job tries again.
   */
  send(message: {
    id: string;
    to: string;
    text: string;
  }): Promise<{ providerRef: string; delivery: Delivery }>;
}

/** The embedded default: messages appear on the simulator's telephones (/sms), which read them from the database. */
export function simulatedGateway(): SmsGateway {
  return {
    serviceNumber: '12345',
    send: async (message) => ({ providerRef: `sim-${message.id}`, delivery: 'delivered' }),
  };
}

/** Twilio's REST API. Receipts come to /twilio/status. */
export function twilioGateway(config: TwilioConfig, publicUrl: string): SmsGateway {
  const client = twilioClient(config);
  return {
    serviceNumber: config.number,
    async send({ to, text }) {
      const sent = await client.messages.create({
        to,
        from: config.number,
        body: text,
        statusCallback: `${publicUrl}/twilio/status`,
      });
      return { providerRef: sent.sid, delivery: 'sent' };
    },
  };
}
