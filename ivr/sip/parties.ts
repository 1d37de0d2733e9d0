// Who calls whom, as the headers of an INVITE tell it.
import { parseNameAddress, parseUri } from './address.ts';
import type { SipRequest } from './message.ts';

/** The number in a URI; null where there is none. */
function numberOf(text: string | undefined): string | null {
  const uri = text === undefined ? undefined : parseUri(text);
  const user = uri?.user?.split(';')[0]?.replace(/[\s().-]/g, '') ?? '';
  return /^\+?\d{2,20}$/.test(user) ? user : null;
}

/**
 * The number that calls; null: withheld, or none.
 * @param isTrusted whether the peer vouches for what it asserts (RFC 3325)
 */
export function callerNumber({ headers, from }: SipRequest, isTrusted: boolean): string | null {
  const privacy = (headers.get('privacy') ?? '')
    .toLowerCase()
    .split(/[;,]/)
    .map((word) => word.trim());
  // The network may know who it is; the caller asked that we do not (RFC 3323).
  if (privacy.some((word) => word === 'id' || word === 'user' || word === 'header')) return null;
  const asserted = isTrusted
    ? headers.list('p-asserted-identity').map((text) => numberOf(parseNameAddress(text)?.uri))
    : [];
  return asserted.find((number) => number !== null) ?? numberOf(from.uri);
}

/** The number that was called: of the request, or, where that names our contact only, of the To. */
export function calledNumber({ uri, to }: SipRequest): string | null {
  return numberOf(uri) ?? numberOf(to.uri);
}
