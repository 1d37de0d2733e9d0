// How text messages leave the house. The product knows only this interface.
import twilio from 'twilio';
import type { TwilioConfig } from '../../platform/config.ts';
import type { Delivery } from '../core.ts';

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

/** Twilio's REST API. Receipts come to /twilio/status. `request` may be replaced by a gateway of one's own. */
export function twilioGateway(config: TwilioConfig, publicUrl: string): SmsGateway {
  const client = twilio(config.accountSid, config.authToken, { lazyLoading: true });
  if (config.apiBase) {
    const base = new URL(config.apiBase);
    const original = client.request.bind(client);
    client.request = (options) => {
      const target = new URL(options.uri ?? '', 'https://api.twilio.com');
      return original({ ...options, uri: new URL(`${target.pathname}${target.search}`, base).href });
    };
  }
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
