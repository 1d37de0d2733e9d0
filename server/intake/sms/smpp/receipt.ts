// Delivery receipts (SMPP 3.4 appendix B), by their optional parameters or, as most carriers write them, as a text.
import type { Receipt } from '../outgoing.ts';
import { type Sm, tags } from './pdu.ts';
import { decodeText } from './text.ts';

const receiptBits = 0x3c;
const isReceiptBit = 0x04;

/** `message_state` (§5.2.28) and the words of a text for it. What says nothing new is left out. */
const byState: Readonly<Record<number, Receipt['delivery']>> = {
  2: 'delivered',
  3: 'failed',
  4: 'failed',
  5: 'failed',
  8: 'failed',
};
const byWord: Readonly<Record<string, Receipt['delivery']>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  REJECTD: 'failed',
};

export function isReceipt(sm: Sm): boolean {
  return (sm.esmClass & receiptBits) === isReceiptBit;
}

/** What our own records call a message that the carrier gave this id. */
export function providerRefOf(messageId: string): string {
  // Job ids are made from it and bear no colon.
  return `smpp-${encodeURIComponent(messageId)}`;
}

/** The carrier's id of the message that a receipt is about. */
export function messageIdOf(sm: Sm): string | undefined {
  const id = sm.tlvs.get(tags.receiptedMessageId)?.toString('latin1').replace(/\0+$/, '');
  return id ?? fieldOf(decodeText(sm.coding, sm.message), 'id');
}

const fieldOf = (text: string, name: string): string | undefined =>
  new RegExp(`(?:^|\\s)${name}:(\\S+)`, 'i').exec(text)?.[1];

/** @returns null for a receipt that says nothing that we keep: accepted, on its way, unreadable */
export function readReceipt(sm: Sm): Receipt | null {
  const text = decodeText(sm.coding, sm.message);
  const messageId = messageIdOf(sm);
  const state = sm.tlvs.get(tags.messageState)?.[0];
  const word = fieldOf(text, 'stat')?.toUpperCase();
  const delivery = state === undefined ? byWord[word ?? ''] : byState[state];
  if (!messageId || !delivery) return null;
  const error = delivery === 'failed' ? [word ?? state, fieldOf(text, 'err')].filter(Boolean).join(' ') : '';
  return { providerRef: providerRefOf(messageId), delivery, ...(error ? { error } : {}) };
}
