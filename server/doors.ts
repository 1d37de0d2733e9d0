// The two socket namespaces with their people.
import type { Server, Socket } from 'socket.io';
import type { Actor } from './platform/auth/actor.ts';
import { may } from './platform/auth/roles.ts';
import type { Secrets } from './platform/auth/secret.ts';
import type { Sessions } from './platform/auth/sessions.ts';
import { AppError } from './platform/errors.ts';
import { sessionCookieName } from './platform/http.ts';
import type { Log } from './platform/log.ts';
import { citizenHandshakeSchema, Door } from './platform/realtime.ts';
import { type TongueCode, tongueAsked } from './platform/tongue.ts';
import { citizenCalls, type citizenNews, staffCalls, type staffNews } from './protocol.ts';

export type StaffDoor = Door<Actor, typeof staffCalls, typeof staffNews>;

/** A citizen's browser that proved who it is with a token. */
export interface CitizenActor {
  citizenId: string;
  tongue: TongueCode;
}
export type CitizenDoor = Door<CitizenActor, typeof citizenCalls, typeof citizenNews>;

/** Rooms of sockets, named in one place. */
export const roomOf = {
  user: (id: string) => `user:${id}`,
  session: (credential: string) => `session:${credential}`,
  role: (role: string) => `role:${role}`,
  department: (code: string) => `department:${code}`,
  conversation: (id: string) => `conversation:${id}`,
  citizen: (id: string) => `citizen:${id}`,
  /** Who hears who is at a matter; those bound to a department apart, since tickets change departments. */
  attention: (matter: string, boundTo: string | null) => `attention:${matter}:${boundTo ?? '*'}`,
} as const;

/** Opens /staff (session cookie) and /citizen (token). */
export function openDoors(options: {
  io: Server;
  log: Log;
  sessions: Sessions;
  secrets: Secrets;
  secureCookies: boolean;
}): {
  staff: StaffDoor;
  citizen: CitizenDoor;
} {
  const { io, log, sessions, secrets, secureCookies } = options;
  // A console is read in the language chosen in its browser, whatever the account says.
  const chosen = new WeakMap<Socket, TongueCode>();
  const staff: StaffDoor = new Door({
    io,
    log,
    name: '/staff',
    calls: staffCalls,
    allows: (actor, access) => access === 'anyone' || may(actor.roles, access),
    identify: async (socket) => {
      const token = cookieOf(socket.handshake.headers.cookie, sessionCookieName(secureCookies));
      const actor = token ? await sessions.freshBySessionToken(token) : undefined;
      if (!actor) throw new AppError('not_signed_in');
      return actor;
    },
    tongueOf: (actor, socket) => chosen.get(socket) ?? actor.locale,
    personOf: (actor) => actor.id,
    roomsOf: (actor) => [
      roomOf.user(actor.id),
      roomOf.session(actor.credential),
      ...actor.roles.map(roomOf.role),
      ...(actor.departmentCode ? [roomOf.department(actor.departmentCode)] : []),
    ],
  });
  staff.on('tongue:choose', 'anyone', async (_actor, { tongue }, socket) => {
    chosen.set(socket, tongue);
    return { ok: true };
  });
  const citizen: CitizenDoor = new Door({
    io,
    log,
    name: '/citizen',
    calls: citizenCalls,
    allows: (_actor, access) => access === 'anyone',
    identify: async (socket) => {
      const handshake = citizenHandshakeSchema.safeParse(socket.handshake.auth);
      const citizenId = handshake.success ? secrets.readCitizenToken(handshake.data.token) : undefined;
      if (!citizenId) throw new AppError('not_signed_in');
      const asked = handshake.success ? handshake.data.tongue : undefined;
      return { citizenId, tongue: asked ?? tongueAsked(socket.handshake.headers['accept-language']) };
    },
    tongueOf: (actor) => actor.tongue,
    personOf: (actor) => actor.citizenId,
    roomsOf: (actor) => [roomOf.citizen(actor.citizenId)],
  });
  return { staff, citizen };
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    // A token has nothing to decode; what has is none.
    if (key === name) return value.join('=');
  }
  return undefined;
}
