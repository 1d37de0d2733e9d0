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
import { derivedKeyId, Fields, type ListedKey } from '../fields.ts';

/** Derived secrets of one installation. */
export class Secrets {
  readonly #ticketKey: Buffer;
  readonly #citizenKey: Buffer;
  readonly #fieldKey: Buffer;
  readonly #columnKey: Buffer;
  readonly #columnMarkKey: Buffer;
  /** What recordings are sealed with (32 octets), unless the installation has a key of its own for them. */
  readonly recordingKey: Buffer;
  /** Seals the audit trail (32 octets). */
  readonly auditKey: Buffer;
  /** Signs the puzzles of the guard. */
  readonly workKey: string;

  constructor(secret: string) {
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync('sha256', secret, 'onecall', purpose, 32));
    this.#ticketKey = derive('ticket-code');
    this.#citizenKey = derive('citizen-token');
    this.#fieldKey = derive('fields');
    this.recordingKey = derive('recordings');
    this.auditKey = derive('audit-trail');
    this.workKey = derive('guard-work').toString('base64url');
    this.#columnKey = derive('columns');
    this.#columnMarkKey = derive('column-marks');
  }

  /** The six digits that open a ticket together with its number. Guessing is held back by rate limits on the number. */
  ticketCode(ticketId: string): string {
    const digest = createHmac('sha256', this.#ticketKey).update(ticketId).digest();
    return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
  }

  isTicketCode(ticketId: string, code: string): boolean {
    return sameText(this.ticketCode(ticketId), code);
  }

  /** A browser's proof of being this citizen. */
  citizenToken(citizenId: string): string {
    return `${citizenId}.${this.#sign(citizenId)}`;
  }

  /** @returns the citizen's id, or undefined for a token that is not ours. */
  readCitizenToken(token: string): string | undefined {
    const [citizenId, signature] = token.split('.', 2);
    if (!citizenId || !signature) return undefined;
    return sameText(this.#sign(citizenId), signature) ? citizenId : undefined;
  }

  /** Tells one value from another for one purpose, without saying which it is. */
  mark(value: string, purpose: string): string {
    return createHmac('sha256', this.#fieldKey).update(`${purpose}\n${value}`).digest('base64url');
  }

  /** A text as it is stored: AES-256-GCM, readable only as what it was sealed for. */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#fieldKey, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws when it was sealed for something else, with another secret, or was changed */
  unseal(sealed: string, purpose: string): string {
    const octets = Buffer.from(sealed.replace(/^1\./, ''), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#fieldKey, octets.subarray(0, 12), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(octets.subarray(12, 28));
    return Buffer.concat([decipher.update(octets.subarray(28)), decipher.final()]).toString('utf8');
  }

  /**
   * What seals columns and finds by them. A derived key, under the name `0`, is always of the ring, last unless it is
   * listed before: an installation that names no keys seals with it, and one that names some later still opens what it
   * sealed before.
   */
  fields(listed: readonly ListedKey[]): Fields {
    const derived = { id: derivedKeyId, key: this.#columnKey };
    const [first = derived, ...others] = listed.map((one) => (one === derivedKeyId ? derived : one));
    return new Fields([first, ...others, derived], this.#columnMarkKey);
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#citizenKey).update(text).digest('base64url');
  }
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
