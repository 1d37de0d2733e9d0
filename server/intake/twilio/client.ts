import twilio from 'twilio';
import type { TwilioConfig } from '../../platform/config.ts';

/** An address of Twilio's, at the other host that `apiBase` names: a private gateway, or a double in tests. */
export function atBase({ apiBase }: TwilioConfig, address: string): string {
  const target = new URL(address, 'https://api.twilio.com');
  return apiBase ? new URL(`${target.pathname}${target.search}`, apiBase).href : target.href;
}

/** Twilio's REST client. */
export function twilioClient(config: TwilioConfig): ReturnType<typeof twilio> {
  const client = twilio(config.accountSid, config.authToken, { lazyLoading: true });
  if (config.apiBase) {
    const original = client.request.bind(client);
    client.request = (options) => original({ ...options, uri: atBase(config, options.uri ?? '') });
  }
  return client;
}
