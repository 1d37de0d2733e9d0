// A supervisor who listened to a call that is passed on goes with it: while the citizen waits for the next agent this tab
// asks, again and again, and listens as soon as somebody talks with them.
import { idSchema } from '../../../server/platform/contract.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import { forget, keep, readKept } from '../../session/kept.ts';
import { thisPlace } from './place.ts';

/** `waiting`: nobody talks with the citizen yet; `back`: listened to again. */
interface Following {
  interactionId: string;
  state: 'waiting' | 'back';
}

interface Telephone {
  /** It carries a call already: what is followed is left alone then. */
  isBusy: () => boolean;
  listen: (interactionId: string) => void;
}

/** Little of what the next agent says first is missed. */
const lookEveryMs = 1_000;
const kept = 'following';

let server: StaffSocket | undefined;
let following: Following | null = null;
let looks: ReturnType<typeof setInterval> | undefined;
let telephone: Telephone | undefined;
const listeners = new Set<() => void>();

export const readFollowing = (): Following | null => following;

export function subscribeFollowing(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Following | null): void {
  following = next;
  for (const listener of listeners) listener();
}

/** The line to the server that is asked from now on, and what listens. Goes on with what a reload broke off. */
export function openFollowing(line: StaffSocket, listener: Telephone): void {
  server = line;
  telephone = listener;
  const interactionId = readKept(kept, idSchema);
  if (interactionId !== undefined && looks === undefined) begin(interactionId);
}

/**
 * The call that was listened to is over for this page. Where the citizen goes on to another agent it is followed; else
 * nothing happens.
 */
export async function followCall(interactionId: string): Promise<void> {
  stopFollowing();
  if ((await look(interactionId)) === 'between') begin(interactionId);
}

export function stopFollowing(): void {
  clearInterval(looks);
  looks = undefined;
  forget(kept);
  if (following) change(null);
}

function begin(interactionId: string): void {
  keep(kept, interactionId);
  clearInterval(looks);
  looks = setInterval(() => void goOn(interactionId), lookEveryMs);
}

async function goOn(interactionId: string): Promise<void> {
  const found = await look(interactionId);
  // Stopped, or asked twice, while the server answered.
  if (looks === undefined || found === 'unknown') return;
  const isMeant = readKept(kept, idSchema) === interactionId && telephone?.isBusy() === false;
  if (found === 'over' || !isMeant) return stopFollowing();
  if (found === 'between') {
    // Said at the second look: a citizen who hangs up is between agents for a moment, too.
    if (following === null) change({ interactionId, state: 'waiting' });
    return;
  }
  clearInterval(looks);
  looks = undefined;
  forget(kept);
  change({ interactionId, state: 'back' });
  telephone?.listen(interactionId);
}

async function look(interactionId: string): Promise<'between' | 'talk' | 'over' | 'unknown'> {
  const asked = { interactionId, place: thisPlace() };
  const answer = await server?.call('phone:reach', asked).catch(() => undefined);
  if (!answer) return 'unknown';
  if (answer.via !== 'none') return 'talk';
  return answer.isGoingOn ? 'between' : 'over';
}
