import ipaddr from 'ipaddr.js';

/** Who asks, as limits count: an address, and with IPv6 the network that a line is given (RFC 6177: a /64 at least). */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const ip = ipaddr.process(address);
  if (!(ip instanceof ipaddr.IPv6)) return ip.toString();
  const network = ip.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
