// What is derived from the installation's secret: citizens' tokens, ticket codes, the key of recordings. Nothing of it is stored.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { withEach } from '../with-each.ts';
import { uuidOf } from '../uuid.ts';
import { derivedKeyId, Fields, type ListedKey } from '../fields.ts';

/** `ONECALL_SECRETS_ALSO`: secrets that open what they sealed, and seal nothing more. */
export const secretsAlsoSchema = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(z.string().min(32)))
  .default([]);

export interface SecretRing {
  /** Secrets of before, or of soon: what they sealed is opened, and what they signed believed. */
  also?: readonly string[];
  /** What values are found by: it stays when the secret changes, or nobody is found any more. */
  marks?: string;
}

type Keys = readonly [Buffer, ...Buffer[]];

/** Derived secrets of one installation. Of each the first seals, signs and tells; all of them open and are believed. */
export class Secrets {
  readonly #ticketKeys: Keys;
  readonly #citizenKeys: Keys;
  readonly #fieldKeys: Keys;
  readonly #columnKeys: Keys;
  readonly #markKey: Buffer;
  readonly #columnMarkKey: Buffer;
  /** What recordings are sealed with (32 octets), unless the installation has a key of its own for them. */
  readonly recordingKeys: Keys;
  /** Seal the audit trail (32 octets). */
  readonly auditKeys: Keys;
  /** Signs the puzzles of the guard. */
  readonly workKey: string;

  constructor(secret: string, { also = [], marks = secret }: SecretRing = {}) {
    const derive = (from: string, purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', from, 'onecall', purpose, 32));
    const all = (purpose: string): Keys => [
      derive(secret, purpose),
      ...also.map((other) => derive(other, purpose)),
    ];
    this.#ticketKeys = all('ticket-code');
    this.#citizenKeys = all('citizen-token');
    this.#fieldKeys = all('fields');
    this.recordingKeys = all('recordings');
    this.auditKeys = all('audit-trail');
    this.workKey = derive(secret, 'guard-work').toString('base64url');
    this.#columnKeys = all('columns');
    this.#markKey = derive(marks, 'fields');
    this.#columnMarkKey = derive(marks, 'column-marks');
  }

  /** The six digits that open a ticket together with its number. Guessing is held back by rate limits on the number. */
  ticketCode(ticketId: string): string {
    return codeOf(this.#ticketKeys[0], ticketId);
  }

  /** Citizens keep the code that they were told. */
  isTicketCode(ticketId: string, code: string): boolean {
    return this.#ticketKeys.some((key) => sameText(codeOf(key, ticketId), code));
  }

  /** A browser's proof of being this citizen. */
  citizenToken(citizenId: string): string {
    return `${citizenId}.${signed(this.#citizenKeys[0], citizenId)}`;
  }

  /** @returns the citizen's id, or undefined for a token that is not ours. */
  readCitizenToken(token: string): string | undefined {
    const [citizenId, signature] = token.split('.', 2);
    if (!citizenId || !signature) return undefined;
    const isOurs = this.#citizenKeys.some((key) => sameText(signed(key, citizenId), signature));
    return isOurs ? citizenId : undefined;
  }

  /** Tells one value from another for one purpose, without saying which it is. */
  mark(value: string, purpose: string): string {
    return createHmac('sha256', this.#markKey).update(`${purpose}\n${value}`).digest('base64url');
  }

  /**
   * The id, and the 32 octets of a secret, that are made by one wish of one person: asked for again, they are the same.
   * The wish (`commandId`, made by chance) is kept nowhere; without it nobody makes the secret again.
   */
  madeBy(actorId: string, commandId: string, purpose: string): { id: string; octets: Buffer } {
    const of = (what: string): Buffer =>
      Buffer.from(this.mark(`${actorId}\n${commandId}`, `${purpose}-${what}`), 'base64url');
    return { id: uuidOf(of('id')), octets: of('secret') };
  }

  /** A text as it is stored: AES-256-GCM, readable only as what it was sealed for. */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#fieldKeys[0], nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws when it was sealed for something else, with another secret, or was changed */
  unseal(sealed: string, purpose: string): string {
    const octets = Buffer.from(sealed.replace(/^1\./, ''), 'base64url');
    return withEach(this.#fieldKeys, (key) => {
      const decipher = createDecipheriv('aes-256-gcm', key, octets.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(octets.subarray(12, 28));
      return Buffer.concat([decipher.update(octets.subarray(28)), decipher.final()]).toString('utf8');
    });
  }

  /**
   * What seals columns and finds by them. A derived key, under the name `0`, is always of the ring, last unless it is
   * listed before: an installation that names no keys seals with it, and one that names some later still opens what it
   * sealed before.
   */
  fields(listed: readonly ListedKey[]): Fields {
    const [derived, ...before] = this.#columnKeys.map((key) => ({ id: derivedKeyId, key }));
    if (derived === undefined) throw new RangeError('a ring has a key');
    const [first = derived, ...others] = listed.map((one) => (one === derivedKeyId ? derived : one));
    return new Fields([first, ...others, derived, ...before], this.#columnMarkKey);
  }
}

const signed = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');

function codeOf(key: Buffer, ticketId: string): string {
  const digest = createHmac('sha256', key).update(ticketId).digest();
  return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** Whether two texts are the same, in a time that does not say how far they are. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The secret from the environment, or the one kept under the data folder; undefined where there is none yet. */
export function keptSecret(fromEnvironment: string | undefined, dataDir: string): string | undefined {
  if (fromEnvironment) return fromEnvironment;
  const path = join(dataDir, 'secret');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/** The same, or one made at the first start of a server (mode 0600): whatever works on a city that is there makes none. */
export function loadSecret(fromEnvironment: string | undefined, dataDir: string): string {
  const kept = keptSecret(fromEnvironment, dataDir);
  if (kept !== undefined) return kept;
  const made = randomBytes(32).toString('base64url');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'secret'), made, { mode: 0o600, flag: 'wx' });
  return made;
}
