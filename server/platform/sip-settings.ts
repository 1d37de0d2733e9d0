// The settings of SIP, from their text in the environment.
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { formatUri, parseUri, type Uri } from '../../ivr/sip/address.ts';

/** Where SIP is spoken: UDP and TCP, IPv4. */
export interface SipListen {
  protocol: 'udp' | 'tcp';
  /** Null: where the pages are served. */
  host: string | null;
  port: number;
}

/** A carrier or a PBX. */
export interface SipTrunk {
  uri: Uri;
  /** Undefined: it knows us by our address. */
  credentials: { user: string; password: string } | undefined;
  /** Whether it wants us to register. */
  doesRegister: boolean;
}

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));

export const sipListenSchema = list.pipe(
  z.array(
    z.string().transform((text, context): SipListen => {
      const match = /^(udp|tcp):(?:(\d+\.\d+\.\d+\.\d+):)?(\d{1,5})$/.exec(text);
      const [, protocol, host, port] = match ?? [];
      const isRight = (!host || isIPv4(host)) && Number(port) >= 1 && Number(port) <= 65_535;
      if (isRight && (protocol === 'udp' || protocol === 'tcp'))
        return { protocol, host: host ?? null, port: Number(port) };
      context.addIssue({
        code: 'custom',
        message: 'must be udp:PORT or tcp:ADDRESS:PORT, with commas between',
      });
      return z.NEVER;
    }),
  ),
);

export const sipTrunkSchema = z.string().transform((text, context): SipTrunk => {
  const uri = parseUri(text);
  const transport = uri?.params.get('transport') ?? 'udp';
  if (uri?.scheme !== 'sip' || (transport !== 'udp' && transport !== 'tcp')) {
    context.addIssue({
      code: 'custom',
      message: 'must be sip:USER:PASSWORD@HOST, with ;transport=tcp or ;register where the trunk wants it',
    });
    return z.NEVER;
  }
  const { user, password } = uri;
  const params = new Map([...uri.params].filter(([name]) => name !== 'register'));
  return {
    uri: { ...uri, user: null, password: null, params },
    credentials: user !== null && password !== null ? { user, password } : undefined,
    doesRegister: uri.params.has('register'),
  };
});

export const sipPeersSchema = list.pipe(
  z.array(
    z
      .string()
      .regex(/^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/, 'must be IPv4 addresses or networks (10.0.0.0/24)'),
  ),
);

export const rtpengineSchema = z.string().transform((text, context): { host: string; port: number } => {
  const [, host = '', port] = /^udp:([^:]+):(\d{1,5})$/.exec(text) ?? [];
  if (isIPv4(host) && Number(port) >= 1 && Number(port) <= 65_535) return { host, port: Number(port) };
  context.addIssue({ code: 'custom', message: 'must be udp:ADDRESS:PORT, the ng port of rtpengine' });
  return z.NEVER;
});

/** As it stands in a Request-URI to this trunk. */
export function uriAtTrunk({ uri }: SipTrunk, user: string | null): string {
  return formatUri({ ...uri, user });
}
