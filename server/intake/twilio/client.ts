import twilio from 'twilio';
import type { TwilioConfig } from '../../platform/config.ts';

/** Twilio's REST client. With `apiBase` it speaks to another host: a private gateway, or a double in tests. */
export function twilioClient(config: TwilioConfig): ReturnType<typeof twilio> {
  const client = twilio(config.accountSid, config.authToken, { lazyLoading: true });
  if (config.apiBase) {
    const base = new URL(config.apiBase);
    const original = client.request.bind(client);
    client.request = (options) => {
      const target = new URL(options.uri ?? '', 'https://api.twilio.com');
      return original({ ...options, uri: new URL(`${target.pathname}${target.search}`, base).href });
    };
  }
  return client;
}
