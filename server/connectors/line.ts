// One call to another system. Nothing is followed, nothing large is read, nothing inside is reached.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { askOutward, ForbiddenAddress, readWithin } from '../platform/outward.ts';
import type { LookupFailure } from './contract.ts';
import type { Call } from './core.ts';

/** A state and its date are a few hundred octets. */
const mostOctets = 256 * 1_024;
/** Where the double listens. */
const thisMachine = ['127.0.0.1/32'];

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
      const target = isDouble
        ? new URL(`http://127.0.0.1:${options.double}/${url.host}${url.pathname}${url.search}`)
        : url;
      return await this.#send(target, isDouble ? thisMachine : this.#networks, call, signal);
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { failure: 'address_forbidden' };
      return { failure: signal.aborted ? 'too_slow' : 'unreachable' };
    }
  }

  async #send(url: URL, networks: readonly string[], call: Call, signal: AbortSignal): Promise<Reply> {
    const options = {
      method: call.method,
      signal,
      agent: url.protocol === 'https:' ? this.#agents.https : this.#agents.http,
      headers: { 'user-agent': 'OneCall', accept: 'application/json, application/xml', ...call.headers },
    };
    const answer = await askOutward(url, networks, options, call.body ?? undefined);
    const status = answer.statusCode ?? 0;
    // Where it leads has not been named by an administrator.
    if (status >= 300 && status < 400) {
      answer.destroy();
      return { failure: 'redirected' };
    }
    const body = await readWithin(answer, mostOctets);
    return body ? { status, text: body.toString() } : { failure: 'malformed' };
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}
