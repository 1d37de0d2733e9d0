// STUN and TURN servers as a call is given them.
import { createHmac } from 'node:crypto';
import type { HotlineConfig } from '../../platform/config.ts';
import type { PhoneSettings } from './contract.ts';

/** Longer than any call lasts. */
const validForS = 6 * 3_600;

/**
 * The servers that a call which begins now may use. A TURN server that knows a secret of ours carries whoever shows a name
 * that is a time to come, in Unix seconds, and its signature: a fixed password, handed to every page that may ring, would
 * soon be everybody's. The form is that of coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00).
 */
export function iceServersAt(now: Date, servers: HotlineConfig['iceServers']): PhoneSettings['iceServers'] {
  return servers.map(({ secret, ...server }) => {
    if (secret === undefined) return server;
    const username = String(Math.floor(now.getTime() / 1_000) + validForS);
    return { ...server, username, credential: createHmac('sha1', secret).update(username).digest('base64') };
  });
}
