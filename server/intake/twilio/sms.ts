// Twilio's SMS webhooks: messages in, receipts of messages out.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseInput } from '../../platform/errors.ts';
import type { Http } from '../../platform/http.ts';
import type { Conversations } from '../conversations.ts';
import type { Delivery } from '../core.ts';
import { demandTwilioSignature } from './signature.ts';

const incomingSchema = z.object({
  MessageSid: z.string().min(1).max(64),
  From: z.string().min(3).max(32),
  Body: z.string().max(4_000).default(''),
  NumMedia: z.coerce.number().int().min(0).default(0),
});

const deliveryOf: Readonly<Record<string, Delivery>> = {
  accepted: 'queued',
  queued: 'queued',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
};

/** Nothing to say back: an agent answers. */
const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** A message id that is the same for every copy of the same webhook. */
function messageIdOf(sid: string): string {
  const hex = createHash('sha256').update(`twilio:${sid}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Reads the state out of a status callback of a text message; undefined for those of calls. */
export function smsReceipt(parameters: Record<string, string>) {
  const { MessageSid, MessageStatus, ErrorCode } = parameters;
  const delivery = MessageStatus ? deliveryOf[MessageStatus] : undefined;
  if (!MessageSid || !delivery || delivery === 'none') return undefined;
  return { providerRef: MessageSid, delivery, ...(ErrorCode ? { error: ErrorCode } : {}) };
}

/** Registers POST /twilio/sms. A repeated webhook finds its message there and changes nothing. */
export function twilioSmsRoutes(
  http: Http,
  deps: { conversations: Conversations; authToken: string | undefined; publicUrl: string },
): void {
  http.post('/twilio/sms', { config: { access: 'public', csrf: 'not_needed' } }, async (request, reply) => {
    const incoming = parseInput(incomingSchema, demandTwilioSignature(request, deps));
    const text = incoming.Body || (incoming.NumMedia > 0 ? `[MMS ×${incoming.NumMedia}]` : ' ');
    await deps.conversations.receiveSms({
      id: messageIdOf(incoming.MessageSid),
      from: incoming.From,
      text,
      providerRef: incoming.MessageSid,
    });
    return reply.type('text/xml').send(emptyResponse);
  });
}
