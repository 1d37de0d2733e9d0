// Digest authentication (RFC 7616, RFC 8760 for SIP): MD5 for old telephones, SHA-256 for others, always with qop=auth.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Params, parseParams, quoted } from './address.ts';

export type DigestAlgorithm = 'MD5' | 'SHA-256';

/** Best first: a client takes the first that it knows (RFC 8760 §2.3). */
const algorithms: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];
const hashes = { MD5: 'md5', 'SHA-256': 'sha256' } as const;

export interface Credentials {
  user: string;
  password: string;
}

function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashes[algorithm]).update(text).digest('hex');
}

/** What a server keeps in place of a password: good for this realm only. */
export function passwordHash(
  algorithm: DigestAlgorithm,
  { user, password }: Credentials,
  realm: string,
): string {
  return hash(algorithm, `${user}:${realm}:${password}`);
}

interface Proof {
  algorithm: DigestAlgorithm;
  ha1: string;
  method: string;
  uri: string;
  nonce: string;
  nc: string;
  cnonce: string;
}

function proofOf({ algorithm, ha1, method, uri, nonce, nc, cnonce }: Proof): string {
  return hash(algorithm, `${ha1}:${nonce}:${nc}:${cnonce}:auth:${hash(algorithm, `${method}:${uri}`)}`);
}

/** `Digest name=value, …` as parameters; undefined for other schemes and for what makes no sense. */
function digestParams(header: string): Params | undefined {
  const match = /^Digest\s+(.*)$/i.exec(header.trim());
  return match ? parseParams(match[1] ?? '', ',') : undefined;
}

function algorithmOf(text: string | null | undefined): DigestAlgorithm | undefined {
  return algorithms.find((algorithm) => algorithm === (text ?? 'MD5').toUpperCase());
}

// ── asking ──

export interface ReadCredentials {
  user: string;
  realm: string;
  algorithm: DigestAlgorithm;
  /** Whether the proof is one for this password hash. */
  isProofFor(ha1: string, method: string): boolean;
  nonce: string;
  count: number;
  uri: string;
}

/** Reads an Authorization header. Undefined where it is no digest with qop=auth. */
export function readCredentials(header: string): ReadCredentials | undefined {
  const params = digestParams(header);
  const field = (name: string): string => params?.get(name) ?? '';
  const algorithm = algorithmOf(params?.get('algorithm'));
  const nc = field('nc');
  const isWhole =
    ['username', 'realm', 'nonce', 'uri', 'response', 'cnonce'].every((name) => field(name) !== '') &&
    field('qop').toLowerCase() === 'auth' &&
    /^[0-9a-f]{8}$/i.test(nc);
  if (!algorithm || !isWhole) return undefined;
  return {
    user: field('username'),
    realm: field('realm'),
    algorithm,
    nonce: field('nonce'),
    count: Number.parseInt(nc, 16),
    uri: field('uri'),
    isProofFor(ha1, method) {
      const expected = Buffer.from(
        proofOf({
          algorithm,
          ha1,
          method,
          uri: field('uri'),
          nonce: field('nonce'),
          nc,
          cnonce: field('cnonce'),
        }),
      );
      const given = Buffer.from(field('response').toLowerCase());
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

export type NonceVerdict = 'good' | 'stale' | 'unknown';

/** Nonces tell their age by themselves; only how often each was used is remembered, so that nothing can be replayed. */
export class Nonces {
  readonly #key = randomBytes(32);
  readonly #goodForMs: number;
  readonly #counts = new Map<string, { count: number; until: number }>();

  constructor(goodForMs = 300_000) {
    this.#goodForMs = goodForMs;
  }

  issue(now: number): string {
    const salted = `${now.toString(36)}.${randomBytes(6).toString('base64url')}`;
    return `${salted}.${this.#sign(salted)}`;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 22);
  }

  /** To be asked once the proof is known to be right: a good nonce counts as used. */
  use(nonce: string, count: number, now: number): NonceVerdict {
    const end = nonce.lastIndexOf('.');
    const salted = nonce.slice(0, Math.max(0, end));
    if (nonce.slice(end + 1) !== this.#sign(salted)) return 'unknown';
    const until = Number.parseInt(salted, 36) + this.#goodForMs;
    if (!(now < until)) return 'stale';
    if (count <= (this.#counts.get(nonce)?.count ?? 0)) return 'stale';
    if (this.#counts.size > 1_000) this.#forget(now);
    this.#counts.set(nonce, { count, until });
    return 'good';
  }

  #forget(now: number): void {
    for (const [nonce, { until }] of this.#counts) if (until <= now) this.#counts.delete(nonce);
  }
}

/** The values of the WWW-Authenticate headers of a challenge, best algorithm first. */
export function challenges(realm: string, nonce: string, isStale: boolean): string[] {
  return algorithms.map(
    (algorithm) =>
      `Digest realm=${quoted(realm)}, nonce=${quoted(nonce)}, algorithm=${algorithm}, qop="auth"${isStale ? ', stale=true' : ''}`,
  );
}

// ── answering ──

export interface Challenge {
  realm: string;
  nonce: string;
  opaque: string | null;
  algorithm: DigestAlgorithm;
  hasQop: boolean;
  isStale: boolean;
}

/** The best of the challenges that we can answer. */
export function readChallenge(headers: readonly string[]): Challenge | undefined {
  const readable = headers.flatMap((header): Challenge[] => {
    const params = digestParams(header);
    const algorithm = algorithmOf(params?.get('algorithm'));
    const [realm, nonce, qop] = [params?.get('realm'), params?.get('nonce'), params?.get('qop')];
    if (!params || !algorithm || typeof realm !== 'string' || typeof nonce !== 'string') return [];
    const offersAuth = (qop ?? '').split(',').some((one) => one.trim().toLowerCase() === 'auth');
    if (typeof qop === 'string' && !offersAuth) return [];
    return [
      {
        realm,
        nonce,
        opaque: params.get('opaque') ?? null,
        algorithm,
        hasQop: offersAuth,
        isStale: params.get('stale')?.toLowerCase() === 'true',
      },
    ];
  });
  return algorithms.flatMap((algorithm) => readable.filter((one) => one.algorithm === algorithm))[0];
}

/** The value of an Authorization header. @param count how often this nonce has been used, from 1 */
export function answerChallenge(
  challenge: Challenge,
  credentials: Credentials,
  request: { method: string; uri: string },
  count = 1,
  cnonce = randomBytes(12).toString('base64url'),
): string {
  const { algorithm, realm, nonce, opaque, hasQop } = challenge;
  const ha1 = passwordHash(algorithm, credentials, realm);
  const nc = count.toString(16).padStart(8, '0');
  // A server of RFC 2069 knows no qop.
  const response = hasQop
    ? proofOf({ algorithm, ha1, ...request, nonce, nc, cnonce })
    : hash(algorithm, `${ha1}:${nonce}:${hash(algorithm, `${request.method}:${request.uri}`)}`);
  const fields: [string, string][] = [
    ['username', quoted(credentials.user)],
    ['realm', quoted(realm)],
    ['nonce', quoted(nonce)],
    ['uri', quoted(request.uri)],
    ['response', quoted(response)],
    ['algorithm', algorithm],
    ...(opaque === null ? [] : ([['opaque', quoted(opaque)]] as [string, string][])),
    ...(hasQop
      ? ([
          ['qop', 'auth'],
          ['nc', nc],
          ['cnonce', quoted(cnonce)],
        ] as [string, string][])
      : []),
  ];
  return `Digest ${fields.map(([name, value]) => `${name}=${value}`).join(', ')}`;
}
