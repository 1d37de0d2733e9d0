// One call to an address outside.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { askOutward, ForbiddenAddress } from '../platform/outward.ts';
import type { WebhookFailure } from './contract.ts';

/** Receivers that need longer take the message first and work on it afterwards. */
const withinMs = 10_000;
/** What an answer holds is read no further, and only so that its connection serves the next. */
const mostOctets = 64 * 1_024;

/** What came of it: a status, or why there is none. */
export type Answer = { status: number } | { failure: Exclude<WebhookFailure, 'refused'> };

/** Sends news; connections are kept for the next. Only public addresses and the city's own networks are reached. */
export class Sender {
  readonly #networks: readonly string[];
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: 8 }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: 8 }),
  };

  constructor(networks: readonly string[]) {
    this.#networks = networks;
  }

  async post(address: string, headers: Record<string, string>, body: string): Promise<Answer> {
    const signal = AbortSignal.timeout(withinMs);
    try {
      return { status: await this.#ask(new URL(address), headers, body, signal) };
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { failure: 'address_forbidden' };
      return { failure: signal.aborted ? 'too_slow' : 'unreachable' };
    }
  }

  async #ask(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<number> {
    const options = {
      method: 'POST',
      signal,
      agent: url.protocol === 'https:' ? this.#agents.https : this.#agents.http,
      headers: {
        'user-agent': 'OneCall',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    };
    const answer = await askOutward(url, this.#networks, options, body);
    let octets = 0;
    // Nothing of the answer but its status is of interest, and that has come: whoever goes on for ever has said yes or no.
    answer
      .on('data', (part: Buffer) => {
        octets += part.length;
        if (octets > mostOctets) answer.destroy();
      })
      .on('error', () => undefined);
    return answer.statusCode ?? 0;
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}
