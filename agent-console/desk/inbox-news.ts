// What news of a contact does to the desk of its reader. Pure.
import type { Desk, InboxItem } from '../../server/desk/contract.ts';
import type { InteractionView } from '../../server/routing/contract.ts';

/** Whether a contact is in the reader's hands: served, or wrapped up. */
const isInHand = ({ presence }: Pick<Desk, 'presence'>, { state, agentId }: InteractionView): boolean =>
  (state === 'active' || state === 'wrap_up') && agentId === presence.agentId;

/** Whether it came into their hands by this news, so that the rest of it has to be asked for. */
export const isNewInHand = (desk: Desk, interaction: InteractionView): boolean =>
  isInHand(desk, interaction) && !desk.inbox.some((item) => item.interaction.id === interaction.id);

/** Whether what the reader served is somebody else's from now on, or waits for them. A call says so for itself. */
export const isTakenAway = (
  { presence, inbox }: Desk,
  { id, state, agentId, channel }: InteractionView,
): boolean =>
  channel !== 'voice' &&
  (state === 'active' || state === 'offered' || state === 'waiting') &&
  agentId !== presence.agentId &&
  inbox.some((item) => item.interaction.id === id && item.interaction.state === 'active');

/** Whether the time after the contact is over, and its agent still writes. */
export const isOverdue = ({ interaction }: InboxItem): boolean => interaction.state === 'closed';

/**
 * The desk with the contact as it is now; what is in nobody's or somebody else's hands is not in the reader's.
 * @param isUnfinished whether the reader is in the middle of writing about a contact: it stays when its time is over
 */
export function withInteraction(
  desk: Desk,
  interaction: InteractionView,
  isUnfinished: (interaction: InteractionView) => boolean,
): Desk {
  const isAnswered = interaction.state === 'active' || interaction.state === 'wrap_up';
  return {
    ...desk,
    offers: isAnswered ? desk.offers.filter((offer) => offer.interaction.id !== interaction.id) : desk.offers,
    inbox: desk.inbox
      .map((item) => (item.interaction.id === interaction.id ? { ...item, interaction } : item))
      .filter(
        (item) => isInHand(desk, item.interaction) || (isOverdue(item) && isUnfinished(item.interaction)),
      ),
  };
}

/** The desk as it was read anew, with what the reader was still writing about. */
export function withOverdue(desk: Desk, before: readonly InboxItem[]): Desk {
  const inHand = new Set(desk.inbox.map(({ interaction }) => interaction.conversationId));
  const overdue = before.filter((item) => isOverdue(item) && !inHand.has(item.interaction.conversationId));
  return { ...desk, inbox: [...desk.inbox, ...overdue] };
}
