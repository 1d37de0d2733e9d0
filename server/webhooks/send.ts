// One call to an address outside.
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { checkedLookup, demandReachable, ForbiddenAddress } from '../platform/outward.ts';
import type { WebhookFailure } from './contract.ts';

/** Receivers that need longer take the message first and work on it afterwards. */
const withinMs = 10_000;

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
      const url = new URL(address);
      demandReachable(url, this.#networks);
      return { status: await this.#ask(url, headers, body, signal) };
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { failure: 'address_forbidden' };
      return { failure: signal.aborted ? 'too_slow' : 'unreachable' };
    }
  }

  #ask(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<number> {
    const isSafe = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const asked = (isSafe ? requestHttps : requestHttp)(
        url,
        {
          method: 'POST',
          signal,
          lookup: checkedLookup(this.#networks),
          agent: isSafe ? this.#agents.https : this.#agents.http,
          headers: {
            'user-agent': 'OneCall',
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...headers,
          },
        },
        (answer) => {
          // Nothing of the answer but its status is of interest.
          answer.once('end', () => resolve(answer.statusCode ?? 0)).once('error', reject);
          answer.resume();
        },
      );
      asked.once('error', reject);
      asked.end(body);
    });
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}
