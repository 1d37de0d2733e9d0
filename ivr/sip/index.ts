// All that others may import of SIP. Loaded by media processes only.
import { RtpMedia } from './rtp-media.ts';
import { Relay } from './rtpengine.ts';
import { type Listen, Transports } from './transport.ts';
import { UserAgent, type UserAgentOptions } from './user-agent.ts';
import { type Remote, realTimers } from './wire.ts';

export { type DigestAlgorithm, passwordHash } from './digest.ts';
export type { IncomingCall } from './incoming-call.ts';
export { SipLeg } from './leg.ts';
export { calledNumber, callerNumber } from './parties.ts';
export type { Binding } from './registrar.ts';
export { resolveUri } from './resolve.ts';
export type { RtpMedia } from './rtp-media.ts';
export type { Listen } from './transport.ts';
export { accountAddress, type UserAgent } from './user-agent.ts';

export interface SipService {
  agent: UserAgent;
  /** A port for the sound of a call with that far end. @throws when no port is free */
  openMedia(far: Remote): Promise<RtpMedia>;
  stop(): Promise<void>;
}

/**
 * Listens for SIP.
 * @throws when an address is taken or not ours
 */
export async function openSip(
  options: {
    listen: readonly Listen[];
    /** Under which the outside reaches this machine, when its network cards do not bear it. */
    address?: string | undefined;
    /** UDP ports for sound. */
    ports?: readonly [number, number] | undefined;
    /** The control port of an rtpengine that all sound goes through. */
    rtpengine?: { host: string; port: number } | undefined;
    /** Something came that is not SIP. */
    onFault?: (fault: string, from: Remote) => void;
  } & Omit<UserAgentOptions, 'wire' | 'timers'>,
): Promise<SipService> {
  const transports: Transports = new Transports({
    listen: options.listen,
    address: options.address,
    onMessage: (message, from) => agent.receive(message, from),
    admits: (from) => agent.admits(from),
    onFault: (fault, from) => options.onFault?.(fault, from),
  });
  const agent = new UserAgent({ ...options, wire: transports, timers: realTimers });
  await transports.start();
  return {
    agent,
    openMedia: (far) => {
      const relay = options.rtpengine && new Relay(options.rtpengine);
      return RtpMedia.open(transports.addressTowards(far).host, options.ports, relay);
    },
    async stop() {
      await agent.stop();
      await transports.stop();
    },
  };
}
