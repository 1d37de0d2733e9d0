// The way to an identity provider: nothing is followed, nothing large is read, nothing inside is reached.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { CustomFetch } from 'openid-client';
import { checkedLookup, demandReachable } from '../platform/outward.ts';

/** Metadata, keys and tokens are some kilobytes; groups of people may be many. */
const mostOctets = 512 * 1_024;
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * `fetch` as the client library calls it, to addresses that may be reached.
 * @param networks private networks (CIDR) that may be
 * @throws ForbiddenAddress, and what the network says
 */
export function outwardFetch(networks: readonly string[]): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    demandReachable(url, networks);
    return new Promise<Response>((resolve, reject) => {
      const asked = (url.protocol === 'https:' ? requestHttps : requestHttp)(
        url,
        { method, headers, lookup: checkedLookup(networks), ...(signal && { signal }) },
        (answer) => {
          const parts: Buffer[] = [];
          let octets = 0;
          answer
            .on('data', (part: Buffer) => {
              octets += part.length;
              if (octets <= mostOctets) parts.push(part);
              else answer.destroy(new Error('the answer is too large'));
            })
            .once('end', () => {
              const { statusCode = 502, headersDistinct } = answer;
              const said = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
                values.map((value): [string, string] => [name, value]),
              );
              const text = withoutBody.has(statusCode) ? null : Buffer.concat(parts);
              resolve(new Response(text, { status: statusCode, headers: said }));
            })
            .once('error', reject);
        },
      );
      asked.once('error', reject);
      asked.end(textOf(body));
    });
  };
}

/** The library sends forms and texts. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a provider is sent forms and texts alone');
}
