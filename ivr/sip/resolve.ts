// Where a URI leads (RFC 3263, as far as UDP and TCP over IPv4 go).
import { lookup, resolveSrv } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { Uri } from './address.ts';
import type { Remote } from './wire.ts';

const defaultPort = 5060;

/** Undefined where we cannot go: TLS, IPv6, a name that nobody knows. */
export async function resolveUri(uri: Uri): Promise<Remote | undefined> {
  const transport = uri.params.get('transport')?.toLowerCase() ?? 'udp';
  if (uri.scheme !== 'sip' || (transport !== 'udp' && transport !== 'tcp')) return undefined;
  if (isIPv4(uri.host)) return { protocol: transport, address: uri.host, port: uri.port ?? defaultPort };
  const place = uri.port === null ? await service(uri.host, transport) : undefined;
  try {
    const { address } = await lookup(place?.name ?? uri.host, { family: 4 });
    return { protocol: transport, address, port: place?.port ?? uri.port ?? defaultPort };
  } catch {
    return undefined;
  }
}

async function service(host: string, transport: 'udp' | 'tcp') {
  try {
    const records = await resolveSrv(`_sip._${transport}.${host}`);
    return records.sort((a, b) => a.priority - b.priority || b.weight - a.weight)[0];
  } catch {
    return undefined;
  }
}
