// Decisions of intake that need no database.
import { createHash } from 'node:crypto';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { uuidOf } from '../platform/uuid.ts';

/** A conversation takes further messages of the same citizen this long after the last one; then a new one begins. */
export const conversationReopenHours = 24;

/** First words of a text for a list or an offer, at most `length` characters (code points, so no half emoji). */
export function preview(text: string, length = 120): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}

/** A telephone number in E.164; mainland China when it has no country code. Short codes and odd senders stay as they are. */
export function normalisePhone(raw: string): string {
  const parsed = parsePhoneNumberFromString(raw, 'CN');
  return parsed?.isPossible() ? parsed.number : raw.trim();
}

/** Language of a text, for choosing a queue: English when it has Latin words and no Chinese character. */
export function languageOf(text: string): 'zh' | 'en' {
  return /\p{Script=Han}/u.test(text) || !/[a-z]{2,}/i.test(text) ? 'zh' : 'en';
}

const deliveryRank = { none: 0, queued: 1, sent: 2, delivered: 3, failed: 3 } as const;
export type Delivery = keyof typeof deliveryRank;

/** Receipts come repeated and out of order: a state only moves forward. */
export function laterDelivery(known: Delivery, reported: Delivery): Delivery {
  return deliveryRank[reported] > deliveryRank[known] ? reported : known;
}

/** Where a message is that the carrier has in parts: as far as the part that is least far, failed with any of them. */
export function deliveryOfParts(parts: readonly Delivery[]): Delivery {
  if (parts.includes('failed')) return 'failed';
  return parts.every((part) => part === 'delivered') ? 'delivered' : 'sent';
}

/** A stable id made from a name, in the form of a UUID (version 8, RFC 9562). */
export function idFrom(name: string): string {
  return uuidOf(createHash('sha256').update(name).digest());
}
