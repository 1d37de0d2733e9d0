// What was said in a contact, for whoever judges it or asks why it was rated low. Who looks is written down.
import { contactMessages, isArchived } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { isSealedContact } from '../tickets/index.ts';
import type { ReviewedContact } from './contract.ts';

export interface Looker extends Actor {
  ip: string;
}

/** The messages behind the reader's veil. `subject`: by way of what they look. */
export async function lookAtContact(
  database: Database,
  looker: Looker,
  contact: { interactionId: string; conversationId: string; lang: 'zh' | 'en' },
  subject: { type: 'quality_review' | 'interaction'; id: string },
): Promise<ReviewedContact> {
  const { interactionId, conversationId, lang } = contact;
  const isSealed = await isSealedContact(database, contact);
  const messages = await contactMessages(database, interactionId, isSealed ? 'all' : 'numbers');
  await database.change(({ tx }) =>
    audit(tx, {
      actorId: looker.id,
      action: 'quality.look',
      subjectType: subject.type,
      subjectId: subject.id,
      detail: { interactionId },
      ip: looker.ip,
    }),
  );
  const hasLeft = messages.length === 0 && (await isArchived(database.sql, conversationId));
  return { conversationId, lang, isSealed, messages, isArchived: hasLeft };
}
