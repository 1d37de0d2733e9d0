// HTTP and sockets of the embedded hotline.
import { z } from 'zod';
import type { CitizenDoor, StaffDoor } from '../../doors.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import type { HotlineConfig } from '../../platform/config.ts';
import { idSchema } from '../../platform/contract.ts';
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import type { Routing } from '../../routing/index.ts';
import { expectedCallOf } from '../voice/expected-call.ts';
import { liveCallsSchema, phoneSettingsSchema, recordingListSchema } from './contract.ts';
import type { Hotline } from './hotline.ts';
import type { Recordings } from './recordings.ts';

const ok = { ok: true } as const;
const byId = z.object({ id: idSchema });

export function hotlineRoutes(
  http: Http,
  deps: {
    recordings: Recordings;
    config: HotlineConfig;
    hotline: Hotline | undefined;
  },
): void {
  const { recordings, config, hotline } = deps;

  http.get(
    '/api/phone',
    { config: { access: 'public' }, schema: { response: { 200: phoneSettingsSchema } } },
    async () => ({ isOn: hotline !== undefined, iceServers: config.iceServers }),
  );

  http.get(
    '/api/phone/calls',
    { config: { access: 'routing.steer' }, schema: { response: { 200: liveCallsSchema } } },
    async () => ({ items: (await hotline?.talks()) ?? [] }),
  );

  http.get(
    '/api/desk/conversations/:id/recordings',
    { config: { access: 'desk.work' }, schema: { params: byId, response: { 200: recordingListSchema } } },
    async (request) => ({ items: await recordings.ofConversation(actorOf(request), request.params.id) }),
  );

  http.get(
    '/api/recordings/:id',
    { config: { access: 'desk.work' }, schema: { params: byId } },
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

/** Registers what browsers call about their calls. `hotline` is undefined where no media process runs. */
export function registerHotlineSockets(
  doors: { staff: StaffDoor; citizen: CitizenDoor },
  hotline: Hotline | undefined,
  routing: Routing,
): void {
  const { staff, citizen } = doors;
  const anyone = (): boolean => true;
  const works = (actor: Actor): boolean => may(actor.roles, 'desk.work');
  const caller = (actor: Actor) => ({ id: actor.id, maySupervise: may(actor.roles, 'routing.steer') });
  const lines = (): Hotline => {
    if (!hotline) throw new AppError('not_configured');
    return hotline;
  };

  citizen.on('phone:start', anyone, ({ citizenId }, ring) => lines().startCall(citizenId, ring));
  citizen.on('phone:end', anyone, async ({ citizenId }, { callId }) => {
    lines().endCall(citizenId, callId);
    return ok;
  });
  citizen.on('phone:check', anyone, async ({ citizenId }, { callId }) => ({
    isRunning: lines().isRunning(citizenId, callId),
  }));
  citizen.on('callback:expected', anyone, ({ citizenId }) => expectedCallOf(routing, citizenId));
  citizen.on('callback:decline', anyone, async ({ citizenId }) => {
    const open = await routing.callbackOf(citizenId);
    if (open) await routing.declineCall(open.interaction.id);
    return expectedCallOf(routing, citizenId);
  });
  citizen.on('callback:cancel', anyone, async ({ citizenId }) => {
    const open = await routing.callbackOf(citizenId);
    if (open) await routing.endInteraction(open.interaction.id, 'citizen');
    return expectedCallOf(routing, citizenId);
  });
  staff.on('phone:check', works, async (_actor, { interactionId }) => ({
    isRunning: hotline?.hasCall(interactionId) ?? false,
  }));
  staff.on('phone:join', works, (actor, request) => lines().join(caller(actor), request));
  staff.on('phone:command', works, async (actor, request) => {
    await lines().command(caller(actor), request);
    return ok;
  });
}
