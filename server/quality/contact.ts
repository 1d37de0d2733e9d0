// What was said in a contact and what its agent made of it, for whoever judges it or asks why it was rated low. Who looks is
// written down.
import { contactMessages, isArchived } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import { type Veil, veilText } from '../platform/privacy.ts';
import { wrapUpOf } from '../routing/index.ts';
import { isSealedContact, ticketsOfContact } from '../tickets/index.ts';
import type { ReviewedContact } from './contract.ts';

export interface Looker extends Actor {
  ip: string;
}

async function readWrapUp(
  database: Database,
  interactionId: string,
  veil: Veil,
): Promise<ReviewedContact['wrapUp']> {
  const { disposition, note } = await wrapUpOf(database, interactionId);
  // Also one that nobody can choose any more.
  const list_code = { list: 'disposition', code: disposition ?? '' };
  const chosen = await database.read.reason.findUnique({ where: { list_code } });
  return {
    disposition: chosen && { zh: chosen.labelZh, en: chosen.labelEn },
    note: note && veilText(note, veil),
    tickets: await ticketsOfContact(database, interactionId),
  };
}

/** The messages and the agent's words behind the reader's veil. `subject`: by way of what they look. */
export async function lookAtContact(
  database: Database,
  looker: Looker,
  contact: { interactionId: string; conversationId: string; lang: 'zh' | 'en' },
  subject: { type: 'quality_review' | 'interaction'; id: string },
): Promise<ReviewedContact> {
  const { interactionId, conversationId, lang } = contact;
  const isSealed = await isSealedContact(database, contact);
  const veil = isSealed ? 'all' : 'numbers';
  const messages = await contactMessages(database, interactionId, veil);
  const wrapUp = await readWrapUp(database, interactionId, veil);
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
  return { conversationId, lang, isSealed, messages, isArchived: hasLeft, wrapUp };
}
