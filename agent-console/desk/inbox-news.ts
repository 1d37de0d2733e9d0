// What news of a contact does to the desk of its reader. Pure.
import type { Desk } from '../../server/desk/contract.ts';
import type { InteractionView } from '../../server/routing/contract.ts';

/** Whether a contact is in the reader's hands: served, or wrapped up. */
const isInHand = ({ presence }: Pick<Desk, 'presence'>, { state, agentId }: InteractionView): boolean =>
  (state === 'active' || state === 'wrap_up') && agentId === presence.agentId;

/** Whether it came into their hands by this news, so that the rest of it has to be asked for. */
export const isNewInHand = (desk: Desk, interaction: InteractionView): boolean =>
  isInHand(desk, interaction) && !desk.inbox.some((item) => item.interaction.id === interaction.id);

/** Whether somebody else serves from now on what the reader served. A call says so for itself. */
export const isTakenAway = (
  { presence, inbox }: Desk,
  { id, state, agentId, channel }: InteractionView,
): boolean =>
  channel !== 'voice' &&
  state === 'active' &&
  agentId !== presence.agentId &&
  inbox.some((item) => item.interaction.id === id && item.interaction.state === 'active');

/** The desk with the contact as it is now; what is in nobody's or somebody else's hands is not in the reader's. */
export function withInteraction(desk: Desk, interaction: InteractionView): Desk {
  const isAnswered = interaction.state === 'active' || interaction.state === 'wrap_up';
  return {
    ...desk,
    offers: isAnswered ? desk.offers.filter((offer) => offer.interaction.id !== interaction.id) : desk.offers,
    inbox: desk.inbox
      .map((item) => (item.interaction.id === interaction.id ? { ...item, interaction } : item))
      .filter((item) => isInHand(desk, item.interaction)),
  };
}
