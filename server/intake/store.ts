// Reads and writes citizens, conversations, messages and attachments.

import { z } from 'zod';
import type { Prisma } from '#database';
import { langSchema } from '../platform/contract.ts';
import type { Change, Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { AttachmentView, ConversationView, MessageView } from './contract.ts';
import { conversationReopenHours, type Delivery, preview } from './core.ts';

const noticeSchema = z.object({ key: z.string(), vars: z.record(z.string(), z.string()) });
export type Notice = z.infer<typeof noticeSchema>;

type ConversationRow = Prisma.ConversationModel;
type MessageRow = Prisma.MessageModel & { attachments: Prisma.AttachmentModel[] };
type Names = ReadonlyMap<string, { zh: string; en: string }>;

export function attachmentView(row: Prisma.AttachmentModel): AttachmentView {
  return { id: row.id, name: row.name, mime: row.mime, bytes: row.bytes, url: `/api/files/${row.id}` };
}

export function conversationView(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    citizenId: row.citizenId,
    channel: row.channel,
    status: row.status,
    lang: langSchema.catch('zh').parse(row.lang),
    subject: row.subject,
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
    notice: row.notice === null ? null : noticeSchema.parse(row.notice),
    delivery: row.delivery,
    createdAt: row.createdAt.toISOString(),
    attachments: row.attachments.map(attachmentView),
  };
}

/** The citizen behind a contact point, made at the first contact. Safe against two first contacts at once. */
export async function citizenByContact(
  tx: Tx,
  contact: { kind: 'phone' | 'web'; value: string },
  about: { name?: string | undefined; lang: string },
): Promise<{ id: string }> {
  const key = { kind_value: { kind: contact.kind, value: contact.value } };
  const known = await tx.contactPoint.findUnique({ where: key });
  if (known) return { id: known.citizenId };
  // The lock makes the loser of a race wait here and then find the winner's row.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${contact.kind}:${contact.value}`}, 0))::text`;
  const meanwhile = await tx.contactPoint.findUnique({ where: key });
  if (meanwhile) return { id: meanwhile.citizenId };
  return tx.citizen.create({
    data: { name: about.name ?? null, lang: about.lang, contactPoints: { create: contact } },
    select: { id: true },
  });
}

/** Serialises what one citizen sends: two messages at once open one conversation, not two. */
export async function lockCitizen(tx: Tx, citizenId: string): Promise<void> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM "Citizen" WHERE id = ${citizenId}::uuid FOR UPDATE`;
  if (rows.length === 0) throw new AppError('not_found');
}

/** The open conversation that a new message belongs to, or a new one. */
export async function conversationFor(
  tx: Tx,
  citizenId: string,
  channel: 'chat' | 'sms' | 'voice',
  lang: string,
): Promise<ConversationRow> {
  const since = new Date(Date.now() - conversationReopenHours * 3_600_000);
  const open = await tx.conversation.findFirst({
    where: { citizenId, channel, status: 'open', lastMessageAt: { gt: since } },
    orderBy: { id: 'desc' },
  });
  return open ?? tx.conversation.create({ data: { citizenId, channel, lang } });
}

export interface NewMessage {
  id: string;
  conversationId: string;
  interactionId: string | null;
  author: 'citizen' | 'agent' | 'system';
  authorId: string | null;
  text: string;
  notice?: Notice;
  delivery?: Delivery;
  providerRef?: string | undefined;
  attachmentIds?: readonly string[];
}

/** Appends a message under the next `seq`. The row lock on the conversation keeps the numbers without gaps. */
export async function appendMessage({ tx, emit }: Change, message: NewMessage): Promise<void> {
  const { attachmentIds = [], notice, interactionId, ...fields } = message;
  const conversation = await tx.conversation.update({
    where: { id: message.conversationId },
    data: { lastSeq: { increment: 1 }, lastMessageAt: new Date() },
    select: { lastSeq: true, subject: true },
  });
  await tx.message.create({
    data: {
      ...fields,
      interactionId,
      seq: conversation.lastSeq,
      providerRef: message.providerRef ?? null,
      ...(notice ? { notice } : {}),
    },
  });
  if (conversation.subject === null && message.author === 'citizen' && message.text) {
    const subject = preview(message.text, 40);
    await tx.conversation.update({ where: { id: message.conversationId }, data: { subject } });
  }
  if (attachmentIds.length > 0) {
    const linked = await tx.attachment.updateMany({
      where: { id: { in: [...attachmentIds] }, conversationId: message.conversationId, messageId: null },
      data: { messageId: message.id },
    });
    if (linked.count !== attachmentIds.length) throw new AppError('not_found', { field: 'attachmentIds' });
  }
  emit('message.posted', {
    messageId: message.id,
    conversationId: message.conversationId,
    interactionId,
    seq: conversation.lastSeq,
    author: message.author,
  });
}

const withAttachments = { include: { attachments: true } } as const;

export async function readMessage(tx: Tx, where: Prisma.MessageWhereUniqueInput): Promise<MessageRow | null> {
  return tx.message.findUnique({ where, ...withAttachments });
}

/** Messages after `seq`, ascending. */
export async function readMessagesAfter(
  database: Database,
  conversationId: string,
  seq: number,
  limit: number,
): Promise<MessageRow[]> {
  return database.read.message.findMany({
    where: { conversationId, seq: { gt: seq } },
    orderBy: { seq: 'asc' },
    take: limit,
    ...withAttachments,
  });
}
