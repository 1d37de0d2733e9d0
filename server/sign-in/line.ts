// The way to an identity provider: nothing is followed, nothing large is read, nothing inside is reached.
import type { CustomFetch } from 'openid-client';
import { askOutward, readWithin } from '../platform/outward.ts';

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
    const options = { method, headers, ...(signal && { signal }) };
    const answer = await askOutward(new URL(address), networks, options, textOf(body));
    const read = await readWithin(answer, mostOctets);
    if (!read) throw new Error('the answer is too large');
    const { statusCode = 502, headersDistinct } = answer;
    const said = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const content = withoutBody.has(statusCode) ? null : read;
    return new Response(content, { status: statusCode, headers: said });
  };
}

/** The library sends forms and texts. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a provider is sent forms and texts alone');
}
