// HTTP and sockets of the embedded hotline.
import { z } from 'zod';
import type { CitizenDoor, StaffDoor } from '../../doors.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import type { HotlineConfig } from '../../platform/config.ts';
import { idSchema } from '../../platform/contract.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import type { Routing } from '../../routing/index.ts';
import { expectedCallOf } from '../voice/expected-call.ts';
import type { Switchboard } from '../voice/switchboard.ts';
import {
  chooseDeskPhoneSchema,
  deskPhoneSchema,
  liveCallsSchema,
  newDeskPasswordSchema,
  phoneSettingsSchema,
  recordingListSchema,
  transcriptSchema,
} from './contract.ts';
import type { DeskPhones } from './desk-phones.ts';
import { iceServersAt } from './ice-servers.ts';
import type { OwnLines } from './own-lines.ts';
import type { Recordings } from './recordings.ts';

const ok = { ok: true } as const;
const byId = z.object({ id: idSchema });

export function hotlineRoutes(
  http: Http,
  deps: {
    recordings: Recordings;
    config: HotlineConfig;
    lines: OwnLines;
    /** The talks under way, on whatever line. */
    talks: () => Promise<z.infer<typeof liveCallsSchema>['items']>;
  },
): void {
  const { recordings, config, lines, talks } = deps;

  http.get(
    '/api/phone',
    { config: { access: 'public' }, schema: { response: { 200: phoneSettingsSchema } } },
    async () => ({ isOn: await lines.areOpen(), iceServers: iceServersAt(new Date(), config.iceServers) }),
  );

  http.get(
    '/api/phone/calls',
    { config: { access: 'routing.steer' }, schema: { response: { 200: liveCallsSchema } } },
    async () => ({ items: await talks() }),
  );

  http.get(
    '/api/desk/conversations/:id/recordings',
    { config: { access: 'desk.work' }, schema: { params: byId, response: { 200: recordingListSchema } } },
    async (request) => ({ items: await recordings.ofConversation(actorOf(request), request.params.id) }),
  );

  http.get(
    '/api/tickets/:id/recordings',
    { config: { access: 'ticket.read' }, schema: { params: byId, response: { 200: recordingListSchema } } },
    async (request) => ({ items: await recordings.ofTicket(actorOf(request), request.params.id) }),
  );

  http.get(
    '/api/recordings/:id/transcript',
    { config: { access: 'ticket.read' }, schema: { params: byId, response: { 200: transcriptSchema } } },
    async (request) => ({ lines: await recordings.read(actorOf(request), request.params.id, request.ip) }),
  );

  http.get(
    '/api/recordings/:id',
    { config: { access: 'ticket.read' }, schema: { params: byId } },
    async (request, reply) => {
      const { bytes, stream } = await recordings.listen(actorOf(request), request.params.id, request.ip);
      return reply
        .type('audio/wav')
        .header('content-length', bytes)
        .header('cache-control', 'no-store')
        .send(stream);
    },
  );
}

/** One's own desk telephone. */
export function deskPhoneRoutes(http: Http, deskPhones: DeskPhones): void {
  http.get(
    '/api/desk/phone',
    { config: { access: 'desk.work' }, schema: { response: { 200: deskPhoneSchema } } },
    (request) => deskPhones.view(actorOf(request)),
  );
  http.post(
    '/api/desk/phone/password',
    { config: { access: 'desk.work' }, schema: { response: { 200: newDeskPasswordSchema } } },
    (request) => deskPhones.makePassword(actorOf(request), request.ip),
  );
  http.put(
    '/api/desk/phone',
    {
      config: { access: 'desk.work' },
      schema: { body: chooseDeskPhoneSchema, response: { 200: deskPhoneSchema } },
    },
    async (request) => {
      await deskPhones.choose(actorOf(request), request.body.isChosen);
      return deskPhones.view(actorOf(request));
    },
  );
}

/** Registers what browsers call about their calls. */
export function registerHotlineSockets(
  doors: { staff: StaffDoor; citizen: CitizenDoor },
  deps: { lines: OwnLines; switchboard: Switchboard; routing: Routing },
): void {
  const { staff, citizen } = doors;
  const { lines, switchboard, routing } = deps;
  const caller = (actor: Actor) => ({ id: actor.id, maySupervise: may(actor.roles, 'routing.steer') });

  citizen.on('phone:start', 'anyone', ({ citizenId, tongue }, ring) =>
    lines.start({ ...ring, citizenId, tongue }),
  );
  citizen.on('phone:resume', 'anyone', ({ citizenId }, call) => lines.resume({ ...call, citizenId }));
  citizen.on('phone:end', 'anyone', async ({ citizenId }, { callId }) => {
    await lines.end({ citizenId, callId });
    return ok;
  });
  citizen.on('phone:check', 'anyone', ({ citizenId }, { callId }) => lines.check({ citizenId, callId }));
  citizen.on('callback:expected', 'anyone', ({ citizenId }) => expectedCallOf(routing, citizenId));
  citizen.on('callback:decline', 'anyone', async ({ citizenId }) => {
    const open = await routing.callbackOf(citizenId);
    if (open) await routing.declineCall(open.interaction.id);
    return expectedCallOf(routing, citizenId);
  });
  citizen.on('callback:cancel', 'anyone', async ({ citizenId }) => {
    const open = await routing.callbackOf(citizenId);
    if (open) await routing.endInteraction(open.interaction.id, 'citizen');
    return expectedCallOf(routing, citizenId);
  });
  staff.on('flow:ring', 'flows.edit', (actor, start) => lines.rehearse({ ...start, editorId: actor.id }));
  staff.on('flow:tell', 'flows.edit', (actor, told) => lines.tellRehearsal({ ...told, editorId: actor.id }));
  staff.on('phone:reach', 'desk.work', (actor, { interactionId, place }) =>
    switchboard.reach({ ...caller(actor), place }, interactionId),
  );
  staff.on('phone:join', 'desk.work', async (actor, { interactionId, place, ...offer }) =>
    lines.join(await switchboard.callOf(interactionId), { actor: { ...caller(actor), place }, ...offer }),
  );
  staff.on('phone:ring_me', 'desk.work', async (actor, { interactionId, role }) => {
    await switchboard.ringMe(caller(actor), interactionId, role);
    return ok;
  });
  staff.on('phone:command', 'desk.work', async (actor, { interactionId, command }) => {
    await switchboard.command(caller(actor), interactionId, command);
    return ok;
  });
}
