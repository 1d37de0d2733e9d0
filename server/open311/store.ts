// The room's own tables: what the city offers to programs, their keys, and what they said of a ticket.
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Change, Database } from '../platform/database.ts';
import { type Attribute, attributesSchema } from './contract.ts';
import type { Filed } from './core.ts';
import type { Submission } from './submission.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A program that may file. */
export interface Key {
  id: string;
  perMinute: number;
}

/** The program whose key this is; undefined when it is unknown or revoked. */
export async function findKey(database: Database, key: string): Promise<Key | undefined> {
  const row = await database.read.open311Key.findUnique({ where: { keyHash: sha256(key) } });
  return row && !row.revokedAt ? { id: row.id, perMinute: row.perMinute } : undefined;
}

/** Makes a key. It is returned once and never stored. */
export async function makeKey(
  database: Database,
  program: { name: string; perMinute: number },
): Promise<{ key: string; prefix: string }> {
  const key = `o3_${randomBytes(24).toString('base64url')}`;
  const prefix = key.slice(0, 9);
  await database.change(async ({ tx }) => {
    await tx.open311Key.create({ data: { ...program, prefix, keyHash: sha256(key) } });
  });
  return { key, prefix };
}

/** Ends a key that begins so. @returns whether there was one in force */
export async function revokeKey(database: Database, prefix: string): Promise<boolean> {
  return database.change(async ({ tx }) => {
    const where = { prefix, revokedAt: null };
    return (await tx.open311Key.updateMany({ where, data: { revokedAt: new Date() } })).count > 0;
  });
}

/** All keys, in force or not, the oldest first. */
export async function listKeys({ read }: Database) {
  const select = { name: true, prefix: true, perMinute: true, createdAt: true, revokedAt: true } as const;
  return read.open311Key.findMany({ select, orderBy: { createdAt: 'asc' } });
}

/** What the city says of itself; null when it does not speak Open311. */
export async function readEndpoint({ read }: Database) {
  return read.open311Endpoint.findFirst();
}

/** The services in their order, without the names of their categories. */
export async function readServiceRows({ read }: Database) {
  const rows = await read.open311Service.findMany({ orderBy: { position: 'asc' } });
  return rows.map((row) => ({ ...row, attributes: attributesSchema.parse(row.attributes) as Attribute[] }));
}

const filedRow = z.object({
  ticketId: z.string(),
  keyId: z.string(),
  serviceCode: z.string(),
  description: z.string().nullable(),
  address: z.string().nullable(),
  addressId: z.string().nullable(),
  mediaUrls: z.array(z.string()),
  fileIds: z.array(z.string()),
  accountId: z.string().nullable(),
  fingerprint: z.string(),
  createdAt: z.date(),
});
export type FiledRow = z.infer<typeof filedRow> & Filed;

/** What programs said of these tickets, by ticket. */
export async function filedOf(
  { read }: Database,
  ticketIds: readonly string[],
): Promise<Map<string, FiledRow>> {
  const rows = await read.open311Request.findMany({ where: { ticketId: { in: [...ticketIds] } } });
  return new Map(rows.map((row) => [row.ticketId, filedRow.parse(row)]));
}

/** Keeps what a program said of a ticket, in the transaction that files it. */
export async function keepFiled(
  { tx }: Change,
  submission: Submission,
  about: { ticketId: string; keyId: string; fingerprint: string; createdAt: Date },
): Promise<void> {
  const { serviceCode, attributes, mediaUrls } = submission;
  await tx.open311Request.create({
    data: {
      ...about,
      serviceCode,
      attributes,
      mediaUrls,
      description: submission.description ?? null,
      address: submission.address ?? null,
      addressId: submission.addressId ?? null,
      email: submission.email ?? null,
      deviceId: submission.deviceId ?? null,
      accountId: submission.accountId ?? null,
    },
  });
}

/** Notes which files came with a request. */
export async function keepFiles(
  database: Database,
  ticketId: string,
  fileIds: readonly string[],
): Promise<void> {
  await database.change(async ({ tx }) => {
    await tx.open311Request.update({ where: { ticketId }, data: { fileIds: [...fileIds] } });
  });
}
