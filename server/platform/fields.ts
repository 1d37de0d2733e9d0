// What says who somebody is, as the database holds it: sealed, and found by a mark. The keys lie outside the database.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { withEach } from './with-each.ts';

interface ColumnShape {
  /** Whether it is looked for by its value: then it has a mark. */
  isFound: boolean;
  /** What its table's rows are told apart by, with its type. */
  key: Readonly<Record<string, 'uuid' | 'text'>>;
  /** The value is its row's key, or a part of it: its mark takes the place, and is what it is bound to. */
  isKey?: true;
  /** SQL: whether something plain is left in the row `t`, where that is not simply a value. */
  isLeft?: string;
}
const byId = { id: 'uuid' } as const;

/**
 * Every column that is sealed. Beside column `c` stand `cSealed` and, of one that is looked for, `cMark`; `c` itself
 * holds the value only until no older version reads it (docs/fields.md).
 */
export const sealedColumns = {
  'BroadcastSent.phone': { isFound: true, key: { broadcastId: 'uuid', phone: 'text' }, isKey: true },
  'BroadcastSubscription.phone': {
    isFound: true,
    key: { phone: 'text' },
    isKey: true,
    // A sending goes through them by their keys: those stay as they are until it is done.
    isLeft: `t.phone IS DISTINCT FROM t."phoneMark" AND NOT EXISTS (
      SELECT 1 FROM "Broadcast" b WHERE b."smsAt" <= now() AND b."smsDoneAt" IS NULL)`,
  },
  'CallSession.session': { isFound: false, key: { callRef: 'text' }, isLeft: `t.session ? 'callerNumber'` },
  'Callback.number': { isFound: true, key: { interactionId: 'uuid' } },
  'Citizen.name': { isFound: false, key: byId },
  'ConferenceParty.number': { isFound: false, key: byId },
  'ContactPoint.value': { isFound: true, key: byId },
  'DoNotCall.number': { isFound: true, key: { number: 'text' }, isKey: true },
  'PhoneCode.phone': { isFound: true, key: byId },
  'SmsArrival.from': { isFound: true, key: byId },
  'SmsOptOut.phone': { isFound: true, key: { phone: 'text' }, isKey: true },
  'SmsOut.to': { isFound: true, key: byId },
  'Ticket.citizenName': { isFound: false, key: byId },
  'Ticket.citizenPhone': { isFound: true, key: byId },
} as const satisfies Record<string, ColumnShape>;
export type SealedColumn = keyof typeof sealedColumns;
/** Those whose value is their row's key. */
type KeyColumn = {
  [C in SealedColumn]: (typeof sealedColumns)[C] extends { isKey: true } ? C : never;
}[SealedColumn];
/** What says how one of them is sealed. */
export const shapeOf = (column: SealedColumn): ColumnShape => sealedColumns[column];

/** A key of 32 octets by the name that stands in what it sealed. */
export interface FieldKey {
  id: string;
  key: Buffer;
}

/** The derived key at its place in the list: a house that names its first own key goes on sealing with it until all know. */
export const derivedKeyId = '0';
export type ListedKey = FieldKey | typeof derivedKeyId;

/** `ONECALL_FIELD_KEYS`: `id:base64,…`, the one that seals first; `0` alone is the derived one (auth/secret.ts). */
export const fieldKeysSchema = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^(?!0:)[\w-]{1,16}:[A-Za-z0-9+/]{43}=$/, 'must be id:base64 of 32 octets')
        .or(z.literal(derivedKeyId)),
    ),
  )
  .refine((keys) => new Set(keys.map(idOf)).size === keys.length, 'each id stands once')
  .transform((keys): ListedKey[] =>
    keys.map((text) => {
      const id = idOf(text);
      return id === derivedKeyId ? id : { id, key: Buffer.from(text.slice(id.length + 1), 'base64') };
    }),
  )
  .default([]);

/** A value as a row has it. */
export interface StoredField {
  sealed: string | null;
  plain: string | null;
}

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** Seals, opens and marks. The first key seals, each opens. */
export class Fields {
  readonly #keys: ReadonlyMap<string, readonly Buffer[]>;
  readonly #markKey: Buffer;
  readonly #writing: FieldKey;

  /** @param markKey does not change with the keys that seal: values are looked for by what it made of them */
  constructor(keys: readonly [FieldKey, ...FieldKey[]], markKey: Buffer) {
    this.#writing = keys[0];
    // Derived keys of several secrets have one name.
    this.#keys = new Map(
      keys.map(({ id }) => [id, keys.filter((one) => one.id === id).map(({ key }) => key)]),
    );
    this.#markKey = markKey;
  }

  /** What everything that the writing key sealed begins with. */
  get prefix(): string {
    return `${version}.${this.#writing.id}.`;
  }

  /** AES-256-GCM: `v1.<key>.<iv>.<ciphertext and tag>`. It opens in no other column and no other row. */
  seal(column: SealedColumn, id: string, text: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#writing.key, iv).setAAD(placeOf(column, id));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.prefix}${iv.toString('base64url')}.${sealed.toString('base64url')}`;
  }

  /** @throws when its key is not in the ring, it stands in another place, or was changed */
  open(column: SealedColumn, id: string, sealed: string): string {
    const [v, keyId = '', iv = '', words = ''] = sealed.split('.');
    const keys = this.#keys.get(keyId);
    if (v !== version || keys === undefined) throw new Error(`no key opens ${column}: ${v}.${keyId}`);
    const octets = Buffer.from(words, 'base64url');
    const place = placeOf(column, id);
    return withEach(keys, (key) => {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), {
        authTagLength: tagBytes,
      })
        .setAAD(place)
        .setAuthTag(octets.subarray(-tagBytes));
      return Buffer.concat([decipher.update(octets.subarray(0, -tagBytes)), decipher.final()]).toString(
        'utf8',
      );
    });
  }

  /** A value as its row has it: what an older version wrote has no seal yet. */
  read(column: SealedColumn, id: string, { sealed, plain }: StoredField): string | null {
    return sealed === null ? plain : this.open(column, id, sealed);
  }

  /** A telephone that is its row's key, as the row has it beside the key. */
  sealKey(column: KeyColumn, value: string): { sealed: string; mark: string } {
    const mark = this.mark(value);
    return { sealed: this.seal(column, mark, value), mark };
  }

  /** What `sealKey` made; what an older version wrote has its value for a key. */
  readKey(column: KeyColumn, row: { sealed: string | null; mark: string | null; key: string }): string {
    if (row.sealed === null || row.mark === null) return row.key;
    return this.open(column, row.mark, row.sealed);
  }

  /** Tells one value from another and not what it is: HMAC-SHA-256. The same value has one mark wherever it stands. */
  mark(value: string): string {
    return createHmac('sha256', this.#markKey).update(value).digest('base64url');
  }
}

const idOf = (text: string): string => text.split(':', 1)[0] ?? '';

const placeOf = (column: SealedColumn, id: string): Buffer => Buffer.from(`${column}:${id}`);

/** SQL: the two columns of a sealed value as one, to be parsed with `storedField`. */
export function storedColumns(column: SealedColumn, alias: string): string {
  const name = column.slice(column.indexOf('.') + 1);
  return `jsonb_build_object('sealed', ${alias}."${name}Sealed", 'plain', ${alias}."${name}")`;
}
