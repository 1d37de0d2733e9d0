// Reads and writes citizens, conversations, messages and attachments.
import { z } from 'zod';
import type { Channel } from '#database';
import type { DomainEvent } from '../events.ts';
import { channelSchema, langSchema } from '../platform/contract.ts';
import type { Change } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { veilText } from '../platform/privacy.ts';
import type { InteractionView } from '../routing/contract.ts';
import { columnsOf, type Sql } from '../platform/sql.ts';
import { type AttachmentView, type ConversationView, deliverySchema, type MessageView } from './contract.ts';
import { conversationReopenHours, type Delivery, preview } from './core.ts';

const noticeSchema = z.object({ key: z.string(), vars: z.record(z.string(), z.string()) });
export type Notice = z.infer<typeof noticeSchema>;

const conversationRow = z.object({
  id: z.string(),
  citizenId: z.string(),
  channel: channelSchema,
  status: z.enum(['open', 'closed']),
  lang: z.string(),
  subject: z.string().nullable(),
  lastSeq: z.number().int(),
  citizenReadSeq: z.number().int(),
  agentReadSeq: z.number().int(),
  createdAt: z.date(),
  lastMessageAt: z.date(),
});
export type ConversationRow = z.infer<typeof conversationRow>;

const messageRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  seq: z.number().int(),
  author: z.enum(['citizen', 'agent', 'system']),
  authorId: z.string().nullable(),
  text: z.string(),
  notice: noticeSchema.nullable(),
  delivery: deliverySchema,
  createdAt: z.date(),
  attachments: z.array(
    z.object({ id: z.string(), name: z.string(), mime: z.string(), bytes: z.number().int() }),
  ),
});
export type MessageRow = z.infer<typeof messageRow>;

/** A message that was stored, and its conversation as it is since. */
export interface Appended {
  message: MessageRow;
  conversation: ConversationRow;
}

const conversationColumns = columnsOf(conversationRow, 'c');
const messageColumns = `${columnsOf(messageRow.omit({ attachments: true }), 'm')},
  coalesce((SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mime', a.mime, 'bytes', a.bytes)
                             ORDER BY a.id)
            FROM "Attachment" a WHERE a."messageId" = m.id), '[]') AS attachments`;

/** Made once: made for each view it costs as much as all else of it. */
const knownLang = langSchema.catch('zh');

type Names = ReadonlyMap<string, { zh: string; en: string }>;

export function attachmentView(row: {
  id: string;
  name: string;
  mime: string;
  bytes: number;
}): AttachmentView {
  return { id: row.id, name: row.name, mime: row.mime, bytes: row.bytes, url: `/api/files/${row.id}` };
}

export function conversationView(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    citizenId: row.citizenId,
    channel: row.channel,
    status: row.status,
    lang: knownLang.parse(row.lang),
    // Also shown to others than the conversation's agent.
    subject: row.subject === null ? null : veilText(row.subject, 'numbers'),
    lastSeq: row.lastSeq,
    citizenReadSeq: row.citizenReadSeq,
    agentReadSeq: row.agentReadSeq,
    createdAt: row.createdAt.toISOString(),
    lastMessageAt: row.lastMessageAt.toISOString(),
  };
}

/** `names` are those of staff by id. */
export function messageView(row: MessageRow, names: Names): MessageView {
  return {
    id: row.id,
    conversationId: row.conversationId,
    seq: row.seq,
    author: row.author,
    authorName: row.author === 'agent' && row.authorId ? (names.get(row.authorId)?.zh ?? null) : null,
    text: row.text,
    notice: row.notice,
    delivery: row.delivery,
    createdAt: row.createdAt.toISOString(),
    attachments: row.attachments.map(attachmentView),
  };
}

/** Whether the citizen goes before others. */
export async function isHardship(sql: Sql, citizenId: string): Promise<boolean> {
  return (await sql.run('SELECT 1 FROM "Citizen" WHERE id = $1 AND hardship IS NOT NULL', [citizenId])) > 0;
}

/** Serialises what one citizen sends: two messages at once open one conversation, not two. */
export async function lockCitizen(sql: Sql, citizenId: string): Promise<void> {
  const found = await sql.run('SELECT 1 FROM "Citizen" WHERE id = $1 FOR UPDATE', [citizenId]);
  if (found === 0) throw new AppError('not_found');
}

/** @throws AppError `not_found` */
export async function readConversation(sql: Sql, id: string): Promise<ConversationRow> {
  const row = await sql.first(
    conversationRow,
    `SELECT ${conversationColumns} FROM "Conversation" c WHERE c.id = $1`,
    [id],
  );
  if (!row) throw new AppError('not_found');
  return row;
}

/** The citizen's latest open conversation on a channel with a word in it after `since`. */
export async function readOpenConversation(
  sql: Sql,
  citizenId: string,
  channel: 'chat' | 'sms' | 'voice',
  since: Date,
): Promise<ConversationRow | undefined> {
  return sql.first(
    conversationRow,
    `SELECT ${conversationColumns} FROM "Conversation" c
     WHERE c."citizenId" = $1 AND c.channel = $2 AND c.status = 'open' AND c."lastMessageAt" > $3
     ORDER BY c.id DESC LIMIT 1`,
    [citizenId, channel, since],
  );
}

/** Who wrote after it goes on in the same conversation. */
const reopenableSince = (): Date => new Date(Date.now() - conversationReopenHours * 3_600_000);

/** The open conversation that a new message belongs to, or a new one. */
export async function conversationFor(
  { tx, sql }: Pick<Change, 'tx' | 'sql'>,
  citizenId: string,
  channel: 'chat' | 'sms' | 'voice',
  lang: string,
): Promise<{ id: string; citizenId: string; channel: Channel; lang: string; isNew: boolean }> {
  const open = await readOpenConversation(sql, citizenId, channel, reopenableSince());
  if (open) return { ...open, isNew: false };
  const { id } = await tx.conversation.create({ data: { citizenId, channel, lang }, select: { id: true } });
  return { id, citizenId, channel, lang, isNew: true };
}

export interface NewMessage {
  /** The socket that it came by. */
  cameBy?: string | undefined;
  id: string;
  conversationId: string;
  /** The contact that it belongs to, and who has it. */
  interaction: { id: string; agentId: string | null } | null;
  author: 'citizen' | 'agent' | 'system';
  authorId: string | null;
  text: string;
  notice?: Notice;
  delivery?: Delivery;
  providerRef?: string | undefined;
  attachmentIds?: readonly string[];
}

/**
 * Appends a message under the next `seq`. The row lock on the conversation keeps the numbers without gaps.
 * @returns both as they are now
 */
export async function appendMessage({ tx, sql, emit }: Change, message: NewMessage): Promise<Appended> {
  const { id, conversationId, author, authorId, text, interaction, attachmentIds = [] } = message;
  const createdAt = new Date();
  const delivery = message.delivery ?? 'none';
  const notice = message.notice ?? null;
  const conversation = await sql.first(
    conversationRow,
    `WITH c AS (
       UPDATE "Conversation" SET "lastSeq" = "lastSeq" + 1, "lastMessageAt" = $9, subject = coalesce(subject, $11)
       WHERE id = $2 RETURNING *
     ), m AS (
       INSERT INTO "Message" (id, "conversationId", seq, "interactionId", author, "authorId", text, notice, delivery,
                              "createdAt", "providerRef")
       SELECT $1, $2, c."lastSeq", $3, $4::"MessageAuthor", $5, $6, $7, $8::"DeliveryState", $9, $10 FROM c)
     SELECT ${conversationColumns} FROM c`,
    [
      id,
      conversationId,
      interaction?.id ?? null,
      author,
      authorId,
      text,
      notice && JSON.stringify(notice),
      delivery,
      createdAt,
      message.providerRef ?? null,
      author === 'citizen' && text ? preview(text, 40) : null,
    ],
  );
  if (!conversation) throw new AppError('not_found');
  const seq = conversation.lastSeq;
  let row: MessageRow = {
    id,
    conversationId,
    seq,
    author,
    authorId,
    text,
    notice,
    delivery,
    createdAt,
    attachments: [],
  };
  if (attachmentIds.length > 0) {
    const linked = await tx.attachment.updateMany({
      where: { id: { in: [...attachmentIds] }, conversationId, messageId: null },
      data: { messageId: id },
    });
    if (linked.count !== attachmentIds.length) throw new AppError('not_found', { field: 'attachmentIds' });
    row = (await readMessage(sql, id)) ?? row;
  }
  const { citizenId } = conversation;
  const agentId = interaction?.agentId ?? null;
  emit('message.posted', { messageId: id, conversationId, citizenId, agentId, cameBy: message.cameBy });
  return { message: row, conversation };
}

export interface FurtherMessage {
  id: string;
  citizenId: string;
  text: string;
  /** The socket that it came by. */
  cameBy: string | undefined;
  /** The contact that it belongs to, and who has it. */
  interaction: { id: string; conversationId: string; agentId: string | null };
}

const furtherRow = conversationRow.extend({ messageId: z.string() });

/**
 * Appends messages to as many conversations, each under its next `seq`, in one statement. Left out are ids that are
 * taken, conversations that somebody else has locked (nobody is waited for), and those that a message of today no
 * longer belongs to (`conversationFor`).
 * @returns what was stored
 */
export async function appendFurther(
  { sql, emit }: Change,
  messages: readonly FurtherMessage[],
): Promise<Appended[]> {
  if (messages.length === 0) return [];
  const createdAt = new Date();
  const given = messages.map(({ id, citizenId, text, interaction }) => ({
    id,
    conversationId: interaction.conversationId,
    interactionId: interaction.id,
    authorId: citizenId,
    text,
    subject: preview(text, 40),
  }));
  const rows = await sql.rows(
    furtherRow,
    `WITH held AS MATERIALIZED (
       SELECT g.* FROM jsonb_to_recordset($1) AS g
         (id uuid, "conversationId" uuid, "interactionId" uuid, "authorId" text, text text, subject text)
       JOIN "Conversation" c ON c.id = g."conversationId"
       WHERE c.status = 'open' AND c."lastMessageAt" > $3
         AND (SELECT k.id FROM "MessageKey" k WHERE k.id = g.id LIMIT 1) IS NULL
         AND NOT EXISTS (SELECT 1 FROM "Conversation" n WHERE n."citizenId" = c."citizenId" AND n.channel = c.channel
                           AND n.id > c.id AND n.status = 'open' AND n."lastMessageAt" > $3)
       FOR NO KEY UPDATE OF c SKIP LOCKED
     ), c AS (
       UPDATE "Conversation" c
       SET "lastSeq" = c."lastSeq" + 1, "lastMessageAt" = $2, subject = coalesce(c.subject, held.subject)
       FROM held WHERE c.id = held."conversationId"
       RETURNING c.*, held.id AS "messageId", held."interactionId", held."authorId", held.text
     ), m AS (
       INSERT INTO "Message" (id, "conversationId", seq, "interactionId", author, "authorId", text, "createdAt")
       SELECT c."messageId", c.id, c."lastSeq", c."interactionId", 'citizen', c."authorId", c.text, $2 FROM c)
     SELECT ${conversationColumns}, c."messageId" FROM c`,
    [JSON.stringify(given), createdAt, reopenableSince()],
  );
  const givenBy = new Map(messages.map((message) => [message.id, message]));
  const posted: DomainEvent<'message.posted'>[] = [];
  const appended = rows.map(({ messageId, ...conversation }) => {
    const message = givenBy.get(messageId);
    if (!message) throw new Error(`message ${messageId} was not given`);
    const { id, citizenId, text, interaction, cameBy } = message;
    const conversationId = conversation.id;
    posted.push({ messageId, conversationId, citizenId, agentId: interaction.agentId, cameBy });
    const stored: MessageRow = {
      id,
      conversationId,
      seq: conversation.lastSeq,
      author: 'citizen',
      authorId: citizenId,
      text,
      notice: null,
      delivery: 'none',
      createdAt,
      attachments: [],
    };
    return { message: stored, conversation };
  });
  if (posted.length > 0) emit('messages.posted', { messages: posted });
  return appended;
}

const messages = `SELECT ${messageColumns} FROM "Message" m`;

/** Which message an id means, as SQL: messages stand in a table per month, and the key says in which. */
const isKeyed = 'm."conversationId" = k."conversationId" AND m.seq = k.seq';

export async function readMessage(sql: Sql, id: string): Promise<MessageRow | undefined> {
  return sql.first(
    messageRow,
    `SELECT ${messageColumns} FROM "MessageKey" k JOIN "Message" m ON ${isKeyed} WHERE k.id = $1`,
    [id],
  );
}

/** What became of a message on its way; nothing when the id is none. */
export async function writeDelivery(sql: Sql, id: string, delivery: Delivery): Promise<void> {
  await sql.run(
    `UPDATE "Message" m SET delivery = $2::text::"DeliveryState" FROM "MessageKey" k WHERE ${isKeyed} AND k.id = $1`,
    [id, delivery],
  );
}

/** Messages by id. */
export async function readMessages(sql: Sql, ids: readonly string[]): Promise<Map<string, MessageRow>> {
  const rows = await sql.rows(messageRow, `${messages} WHERE m.id = ANY ($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function isCarriersMessageKnown(sql: Sql, providerRef: string): Promise<boolean> {
  return (await sql.run('SELECT 1 FROM "MessageKey" WHERE "providerRef" = $1', [providerRef])) > 0;
}

/** Messages after `seq`, ascending. */
export async function readMessagesAfter(
  sql: Sql,
  conversationId: string,
  seq: number,
  limit: number,
): Promise<MessageRow[]> {
  return sql.rows(
    messageRow,
    `${messages} WHERE m."conversationId" = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3`,
    [conversationId, seq, limit],
  );
}

const isArchivedSql = (conversationId: string): string => `EXISTS (
  SELECT 1 FROM "ArchivedMonth" a WHERE ${conversationId} < first_id_of(a."until")
    AND (a."from" IS NULL OR ${conversationId} >= first_id_of(a."from")))`;

/** Whether the conversation began in a month that has left: its messages are in that month's file then. */
export async function isArchived(sql: Sql, conversationId: string): Promise<boolean> {
  const found = await sql.run(`SELECT 1 WHERE ${isArchivedSql('$1::uuid')}`, [conversationId]);
  return found > 0;
}

/** The messages of one contact, in their order. They stand under its conversation. */
export async function readMessagesOf(sql: Sql, interactionId: string): Promise<MessageRow[]> {
  return sql.rows(
    messageRow,
    `${messages} WHERE m."conversationId" = (SELECT i."conversationId" FROM "Interaction" i WHERE i.id = $1)
       AND m."interactionId" = $1 ORDER BY m.seq`,
    [interactionId],
  );
}

/** The last message that somebody wrote. */
export async function readLastWords(sql: Sql, conversationId: string): Promise<MessageRow | undefined> {
  return sql.first(
    messageRow,
    `${messages} WHERE m."conversationId" = $1 AND m.author <> 'system' ORDER BY m.seq DESC LIMIT 1`,
    [conversationId],
  );
}

const openingRow = z.object({ id: z.uuid(), text: z.string(), isArchived: z.boolean() });

/**
 * What the citizen wrote first in each contact, and whether it lies in the file of a month that has left. Calls have no
 * words, so nothing of them is missing.
 */
export async function readOpenings(
  sql: Sql,
  contacts: readonly Pick<InteractionView, 'id' | 'conversationId' | 'channel'>[],
): Promise<z.infer<typeof openingRow>[]> {
  return sql.rows(
    openingRow,
    `SELECT c.id, coalesce(m.text, '') AS text,
            m.text IS NULL AND NOT c."isCall" AND ${isArchivedSql('c."conversationId"')} AS "isArchived"
     FROM unnest($1::uuid[], $2::uuid[], $3::boolean[]) AS c (id, "conversationId", "isCall")
     LEFT JOIN LATERAL (
       SELECT text FROM "Message" m
       WHERE m."conversationId" = c."conversationId" AND m.author = 'citizen' AND m."interactionId" = c.id
       ORDER BY m.seq LIMIT 1) m ON true`,
    [
      contacts.map(({ id }) => id),
      contacts.map(({ conversationId }) => conversationId),
      contacts.map(({ channel }) => channel === 'voice'),
    ],
  );
}

/** What the citizen wrote in one contact, oldest first. */
export async function readWords(sql: Sql, interactionId: string): Promise<string[]> {
  const rows = await sql.rows(
    z.object({ text: z.string() }),
    `SELECT m.text FROM "Interaction" i JOIN "Message" m ON m."conversationId" = i."conversationId"
     WHERE i.id = $1 AND m."interactionId" = i.id AND m.author = 'citizen' AND m.text <> '' ORDER BY m.seq`,
    [interactionId],
  );
  return rows.map(({ text }) => text);
}
