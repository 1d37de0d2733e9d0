// Connections to addresses that people named, and to nowhere inside: every address that a name leads to is checked at the
// moment of connecting.
import { lookup } from 'node:dns';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address is none that may be reached. */
export class ForbiddenAddress extends Error {}

const global6 = ipaddr.IPv6.parse('2000::');

/** Public addresses, and those of the private networks (CIDR) that the city has named. */
export function isAllowed(address: string, networks: readonly string[]): boolean {
  const ip = ipaddr.process(address);
  // Of IPv6 a part alone leads anywhere (RFC 4291): the rest are other ways to write what is inside.
  const isGlobal = !(ip instanceof ipaddr.IPv6) || ip.match(global6, 3);
  if (ip.range() === 'unicast' && isGlobal) return true;
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === ip.kind() && ip.match(base, bits);
  });
}

/** @throws ForbiddenAddress for what is no web address, or names a forbidden one by number */
function demandReachable(url: URL, networks: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new ForbiddenAddress(url.protocol);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Who is named by number is not looked up.
  if (ipaddr.isValid(host) && !isAllowed(host, networks)) throw new ForbiddenAddress(host);
}

/** The connection goes to an address that was checked: a name cannot mean something else a moment later. */
function checkedLookup(networks: readonly string[]): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) callback(error, '', 0);
      else if (!first || addresses.some(({ address }) => !isAllowed(address, networks))) {
        callback(new ForbiddenAddress(host), '', 0);
      } else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/**
 * Asks an address that somebody named, and nothing inside, and follows nowhere.
 * @param networks private networks (CIDR) that may be reached all the same
 * @returns the head of the answer; its body, however long and slow it is, is the caller's
 * @throws ForbiddenAddress, and what the network says; also when it ends without an answer, such as by another protocol
 */
export async function askOutward(
  url: URL,
  networks: readonly string[],
  options: RequestOptions,
  body?: string,
): Promise<IncomingMessage> {
  demandReachable(url, networks);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, lookup: checkedLookup(networks) });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.once('close', () => reject(new Error('the connection ended without an answer')));
    asked.end(body);
  });
}

/** The body of an answer; undefined when it is larger, and then it is read no further. */
export async function readWithin(
  answer: IncomingMessage,
  mostOctets: number,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const parts: Buffer[] = [];
  let octets = 0;
  // Left before its end, it is given up.
  for await (const part of answer) {
    if (!Buffer.isBuffer(part)) continue;
    octets += part.length;
    if (octets > mostOctets) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
