// Where the telephones of an account are (RFC 3261 §10.3): each contact for a time, on the way that it came.
import { formatUri, parseNameAddress, parseUri } from './address.ts';
import type { SipRequest } from './message.ts';
import type { Remote } from './wire.ts';

export interface Binding {
  uri: string;
  /** A telephone behind a NAT is reached only on the way it came. */
  flow: Remote;
  expiresAt: number;
  callId: string;
  seq: number;
}

export type Registered =
  | { status: 200; contacts: readonly Binding[] }
  | { status: 400 | 403 | 423 | 500; headers: [string, string][] };

const shortestS = 60;
const longestS = 3_600;
const mostContacts = 5;

export class Registrar {
  readonly #bindings = new Map<string, Map<string, Binding>>();

  /** The contacts of an account that are good now. */
  bindings(account: string, now: number): Binding[] {
    const own = this.#bindings.get(account);
    if (!own) return [];
    for (const [key, { expiresAt }] of own) if (expiresAt <= now) own.delete(key);
    if (own.size === 0) this.#bindings.delete(account);
    return [...own.values()];
  }

  /** Takes a REGISTER of somebody who has proved to be the account. All its contacts are taken, or none. */
  register(account: string, request: SipRequest, flow: Remote, now: number): Registered {
    const { headers, callId, seq } = request;
    const contacts = headers.list('contact');
    const general = secondsOf(headers.get('expires')) ?? longestS;
    const before = new Map(this.bindings(account, now).map((binding) => [binding.uri, binding]));
    if (contacts.includes('*')) {
      if (contacts.length > 1 || general !== 0) return { status: 400, headers: [] };
      this.#bindings.delete(account);
      return { status: 200, contacts: [] };
    }
    const after = new Map(before);
    for (const text of contacts) {
      const contact = parseNameAddress(text);
      const uri = contact && parseUri(contact.uri);
      if (!contact || !uri || uri.scheme === 'tel') return { status: 400, headers: [] };
      const key = formatUri(uri);
      const known = before.get(key);
      // An older REGISTER that was overtaken (§10.3, step 7).
      if (known && known.callId === callId && known.seq >= seq) return { status: 500, headers: [] };
      const seconds = secondsOf(contact.params.get('expires') ?? undefined) ?? general;
      if (seconds > 0 && seconds < shortestS)
        return { status: 423, headers: [['min-expires', String(shortestS)]] };
      if (seconds === 0) after.delete(key);
      else
        after.set(key, {
          uri: key,
          flow,
          expiresAt: now + Math.min(seconds, longestS) * 1_000,
          callId,
          seq,
        });
    }
    if (contacts.length > mostContacts) return { status: 403, headers: [] };
    // A telephone that starts anew comes from another port, and never takes back the one before.
    const oldestFirst = [...after.values()].sort((a, b) => a.expiresAt - b.expiresAt);
    for (const { uri } of oldestFirst.slice(0, -mostContacts)) after.delete(uri);
    if (after.size > 0) this.#bindings.set(account, after);
    else this.#bindings.delete(account);
    return { status: 200, contacts: [...after.values()] };
  }
}

/** Something else than a number is no wish (§10.2.1.1). */
function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
