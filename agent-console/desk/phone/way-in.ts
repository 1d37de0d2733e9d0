// Getting on a call: the server says by which telephone, whoever carries the call.
import { z } from 'zod';
import {
  type PhoneNews,
  type PhoneRole,
  phoneRoleSchema,
  type Reach,
} from '../../../server/intake/hotline/contract.ts';
import { idSchema } from '../../../server/platform/contract.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import { forget, keep, readKept } from '../../session/kept.ts';
import { followCall } from './following.ts';
import { thisPlace } from './place.ts';
import type { CallerInSight, PhoneFacts } from './telephone.ts';

type WayIn = (line: StaffSocket, interactionId: string, role: PhoneRole) => void;

const ways: Record<Exclude<Reach, 'none'>, WayIn> = {
  browser: () => undefined,
  rung: () => undefined,
  desk: () => undefined,
  elsewhere: () => undefined,
};
let server: StaffSocket | undefined;
/** The colleague's call that was joined last at their wish, and who is on it. */
let asked: { interactionId: string; caller: CallerInSight | null } | undefined;

/** Who is on a colleague's call that is joined next. */
export function noteCaller(interactionId: string, caller: CallerInSight | null): void {
  asked = { interactionId, caller };
}

const kept = 'call';
const callSchema = z.object({
  interactionId: idSchema,
  role: phoneRoleSchema,
  caller: z.object({ name: z.string().nullable(), words: z.string() }).nullable(),
});

/** This page is on the call from now on: loaded anew it goes back there, also to a colleague's. */
export function keepCall(interactionId: string, role: PhoneRole): void {
  keep(kept, { interactionId, role, caller: callerOf(interactionId) });
}

export const forgetCall = (): void => forget(kept);

const keptMute = 'muted';

/** Who mutes themselves on a call is not heard there again before they want to be, whatever becomes of the line or page. */
export function keepMute(interactionId: string, on: boolean): void {
  if (on) keep(keptMute, interactionId);
  else forget(keptMute);
}

export const wasMuted = (interactionId: string): boolean => readKept(keptMute, idSchema) === interactionId;

/** Goes back to the call that this page was on when it was loaded anew. */
export function goBackToCall(): void {
  const call = readKept(kept, callSchema);
  if (!call) return;
  const { interactionId, role, caller } = call;
  noteCaller(interactionId, caller);
  joinCall(interactionId, role, () => {
    forgetCall();
    if (role !== 'party') void followCall(interactionId);
  });
}

/** Null for a call of one's own. */
export const callerOf = (interactionId: string): CallerInSight | null =>
  asked?.interactionId === interactionId ? asked.caller : null;

/** What a telephone does where the server says that a call is reached by it. */
export function addWayIn(via: Exclude<Reach, 'none'>, way: WayIn): void {
  ways[via] = way;
}

/** The line to the server that is asked from now on. */
export function askBy(line: StaffSocket): void {
  server = line;
}

/** Joins the call of a contact. @param onNone told of one that is over, or carried by nothing of ours: it is left alone */
export function joinCall(interactionId: string, role: PhoneRole, onNone?: () => void): void {
  const line = server;
  line?.call('phone:reach', { interactionId, place: thisPlace() }).then(
    ({ via }) => (via === 'none' ? onNone?.() : ways[via](line, interactionId, role)),
    () => undefined,
  );
}

/** How a call stands, as a telephone shows it. */
export function factsOf(news: Extract<PhoneNews, { what: 'call' }>): Partial<PhoneFacts> {
  const { isHeld, isRecordingPaused, staff, outside, invited = [], isCitizenAway = false } = news;
  return { isHeld, isRecordingPaused, staff, outside, invited, isCitizenAway };
}
