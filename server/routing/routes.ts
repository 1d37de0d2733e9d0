import type { StaffDoor } from '../doors.ts';
import { may } from '../platform/auth/roles.ts';
import { AppError } from '../platform/errors.ts';
import type { Http } from '../platform/http.ts';
import { routingBoardSchema } from './contract.ts';
import type { Routing } from './routing.ts';

export function routingRoutes(http: Http, routing: Routing): void {
  http.get(
    '/api/routing/board',
    { config: { access: 'supervision.read' }, schema: { response: { 200: routingBoardSchema } } },
    () => routing.board(),
  );
}

/** Presence, offers and contacts of signed-in agents. Agents act only on their own. */
export function registerRoutingSockets(staff: StaffDoor, routing: Routing): void {
  const works = (actor: { roles: Parameters<typeof may>[0] }) => may(actor.roles, 'desk.work');

  staff.on('presence:set', works, (actor, { state, reason }) => routing.setPresence(actor.id, state, reason));
  staff.on('offer:accept', works, (actor, { offerId }) => routing.acceptOffer(actor.id, offerId));
  staff.on('offer:decline', works, async (actor, { offerId }) => {
    await routing.declineOffer(actor.id, offerId);
    return { ok: true };
  });
  staff.on('interaction:end', works, async (actor, { interactionId }) => {
    const interaction = await routing.interaction(interactionId);
    if (interaction.agentId !== actor.id) throw new AppError('forbidden');
    return routing.endInteraction(interactionId, 'agent');
  });
  staff.on('interaction:wrap_up', works, (actor, wrapUp) => routing.wrapUp(actor.id, wrapUp));

  staff.onArrival(async (actor, socket) => {
    if (works(actor)) await routing.arrived(actor.id, socket.id);
  });
  staff.onDeparture(async (actor, socketId) => {
    if (works(actor)) await routing.left(actor.id, socketId);
  });
}
