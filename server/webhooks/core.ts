// How news is signed and when it is tried again. Pure.
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/** Headers that say who sends, and that nothing was changed (Standard Webhooks 1.0: HMAC-SHA256 of id, time and body). */
export function signedHeaders(
  secrets: readonly string[],
  message: { id: string; body: string },
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const sign = (secret: string): string =>
    createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
      .update(`${message.id}.${timestamp}.${message.body}`)
      .digest('base64');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  };
}

/** A secret from 32 octets of chance. */
export function secretOf(octets: Buffer): string {
  return prefix + octets.toString('base64');
}

const firstWaitMs = 5_000;
const longestWaitMs = 60 * 60_000;

/**
 * How long to wait after so many failures in a row: 5 s, three times as long each time, an hour at most; a fifth more or
 * less, so that not everything comes back at once. @param chance 0–1
 */
export function waitAfter(failures: number, chance: number): number {
  const wait = Math.min(longestWaitMs, firstWaitMs * 3 ** (Math.max(1, failures) - 1));
  return Math.round(wait * (0.8 + 0.4 * chance));
}

/** What an answer means: taken; this one is not wanted (a fault of it alone); the address is not well. */
export function judge(status: number): 'delivered' | 'refused' | 'unwell' {
  if (status >= 200 && status < 300) return 'delivered';
  return status >= 500 || status === 429 || status === 408 || (status >= 300 && status < 400)
    ? 'unwell'
    : 'refused';
}
