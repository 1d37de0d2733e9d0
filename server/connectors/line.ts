// One call to another system. Nothing is followed, nothing large is read, nothing inside is reached.
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { checkedLookup, demandReachable, ForbiddenAddress } from '../platform/outward.ts';
import type { LookupFailure } from './contract.ts';
import type { Call } from './core.ts';

/** A state and its date are a few hundred octets. */
const mostOctets = 256 * 1_024;

export type Reply = { status: number; text: string } | { failure: LookupFailure };

/** Addresses that the demonstration answers by itself: names that RFC 2606 keeps for examples. */
export const isExample = (url: string): boolean => new URL(url).hostname.endsWith('.example');

export class Line {
  readonly #networks: readonly string[];
  readonly #agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

  /** @param networks private networks (CIDR) that may be reached */
  constructor(networks: readonly string[]) {
    this.#networks = networks;
  }

  /** @param double port on this machine that answers for examples */
  async ask(call: Call, options: { withinMs: number; double?: number | undefined }): Promise<Reply> {
    const signal = AbortSignal.timeout(options.withinMs);
    try {
      const url = new URL(call.url);
      const isDouble = options.double !== undefined && isExample(call.url);
      if (!isDouble) demandReachable(url, this.#networks);
      const target = isDouble
        ? new URL(`http://127.0.0.1:${options.double}/${url.host}${url.pathname}${url.search}`)
        : url;
      return await this.#send(target, call, signal, isDouble);
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { failure: 'address_forbidden' };
      return { failure: signal.aborted ? 'too_slow' : 'unreachable' };
    }
  }

  #send(url: URL, call: Call, signal: AbortSignal, isDouble: boolean): Promise<Reply> {
    const isSafe = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const asked = (isSafe ? requestHttps : requestHttp)(
        url,
        {
          method: call.method,
          signal,
          agent: isSafe ? this.#agents.https : this.#agents.http,
          headers: { 'user-agent': 'OneCall', accept: 'application/json, application/xml', ...call.headers },
          ...(isDouble ? {} : { lookup: checkedLookup(this.#networks) }),
        },
        (answer) => {
          const status = answer.statusCode ?? 0;
          // Where it leads has not been named by an administrator.
          const isElsewhere = status >= 300 && status < 400;
          const parts: Buffer[] = [];
          let octets = 0;
          answer
            .on('data', (part: Buffer) => {
              octets += part.length;
              if (octets <= mostOctets) parts.push(part);
              else {
                resolve({ failure: 'malformed' });
                answer.destroy();
              }
            })
            .once('end', () =>
              resolve(
                isElsewhere ? { failure: 'redirected' } : { status, text: Buffer.concat(parts).toString() },
              ),
            )
            .once('error', reject);
        },
      );
      asked.once('error', reject);
      asked.end(call.body ?? undefined);
    });
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}
