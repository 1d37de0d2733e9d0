import { z } from 'zod';
import type { StaffDoor } from '../doors.ts';
import { may } from '../platform/auth/roles.ts';
import { idSchema, okSchema } from '../platform/contract.ts';
import { AppError } from '../platform/errors.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  agentQueuesSchema,
  interactionViewSchema,
  passOnTargetsSchema,
  routingBoardSchema,
  type Steer,
  setAgentQueueSchema,
  setSwitchSchema,
  steerSchema,
  switchNameSchema,
} from './contract.ts';
import { explanationSchema } from './explanation/contract.ts';
import type { Routing } from './routing.ts';
import type { Hand } from './steering.ts';

const byId = z.object({ id: idSchema });

function steer(routing: Routing, id: string, by: Hand, deed: Steer) {
  switch (deed.do) {
    case 'take':
      return routing.take(id, by);
    case 'push':
      return routing.push(id, by, deed.agentId);
    case 'move':
      return routing.moveToQueue(id, by, deed.queueCode);
    case 'prioritise':
      return routing.prioritise(id, by, deed.priority);
  }
}

export function routingRoutes(http: Http, routing: Routing): void {
  http.get(
    '/api/routing/board',
    { config: { access: 'supervision.read' }, schema: { response: { 200: routingBoardSchema } } },
    () => routing.board(),
  );

  http.get(
    '/api/routing/targets',
    { config: { access: 'desk.work' }, schema: { response: { 200: passOnTargetsSchema } } },
    () => routing.targets(),
  );

  http.put(
    '/api/routing/switches/:name',
    {
      config: { access: 'routing.steer' },
      schema: {
        params: z.object({ name: switchNameSchema }),
        body: setSwitchSchema,
        response: { 200: okSchema },
      },
    },
    async (request) => {
      const by = { id: actorOf(request).id, ip: request.ip };
      await routing.setSwitch(request.params.name, request.body.isOn, by);
      return { ok: true as const };
    },
  );

  http.get(
    '/api/routing/agents/:id/queues',
    {
      config: { access: 'routing.steer' },
      schema: { params: byId, response: { 200: agentQueuesSchema } },
    },
    (request) => routing.agentQueues(request.params.id),
  );

  http.put(
    '/api/routing/agents/:id/queues/:code',
    {
      config: { access: 'routing.steer' },
      schema: {
        params: byId.extend({ code: z.string().min(1).max(40) }),
        body: setAgentQueueSchema,
        response: { 200: agentQueuesSchema },
      },
    },
    (request) => {
      const { id: agentId, code: queueCode } = request.params;
      const by = { id: actorOf(request).id, ip: request.ip };
      return routing.setAgentQueue({ agentId, queueCode, isIn: request.body.isIn }, by);
    },
  );

  http.post(
    '/api/routing/interactions/:id/steer',
    {
      config: { access: 'routing.steer' },
      schema: { params: byId, body: steerSchema, response: { 200: interactionViewSchema } },
    },
    (request) => {
      const by = { id: actorOf(request).id, maySteer: true, ip: request.ip };
      return steer(routing, request.params.id, by, request.body);
    },
  );

  http.get(
    '/api/routing/interactions/:id/explanation',
    {
      config: { access: 'supervision.read' },
      schema: { params: byId, response: { 200: explanationSchema } },
    },
    (request) => routing.explain(request.params.id),
  );
}

/** Presence, offers and contacts of signed-in agents. Agents act only on their own. */
export function registerRoutingSockets(staff: StaffDoor, routing: Routing): void {
  const works = (actor: { roles: Parameters<typeof may>[0] }) => may(actor.roles, 'desk.work');

  staff.on('presence:set', 'desk.work', (actor, { state, reason }) =>
    routing.setPresence(actor.id, state, reason),
  );
  staff.on('presence:auto_answer', 'desk.work', (actor, { isOn }) => routing.setAutoAnswer(actor.id, isOn));
  staff.on('offer:accept', 'desk.work', (actor, { offerId }) => routing.acceptOffer(actor.id, offerId));
  staff.on('offer:decline', 'desk.work', async (actor, { offerId }) => {
    await routing.declineOffer(actor.id, offerId);
    return { ok: true };
  });
  staff.on('interaction:end', 'desk.work', async (actor, { interactionId }) => {
    const interaction = await routing.interaction(interactionId);
    if (interaction.agentId !== actor.id) throw new AppError('forbidden');
    return routing.endInteraction(interactionId, 'agent');
  });
  staff.on('interaction:pass_on', 'desk.work', (actor, { interactionId, to }) => {
    const by = { id: actor.id, maySteer: false };
    return 'agentId' in to
      ? routing.push(interactionId, by, to.agentId)
      : routing.moveToQueue(interactionId, by, to.queueCode);
  });
  staff.on('interaction:wrap_up', 'desk.work', (actor, wrapUp) => routing.wrapUp(actor.id, wrapUp));

  staff.onArrival(async (actor, socket) => {
    if (works(actor)) await routing.arrived(actor.id, socket.id);
  });
  staff.onDeparture(async (actor, socketId) => {
    if (works(actor)) await routing.left(actor.id, socketId);
  });
}
