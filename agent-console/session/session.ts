// Who is signed in here. The page keeps standing when the session ends: a dialog asks to sign in again.
import { useSyncExternalStore } from 'react';
import type { z } from 'zod';
import {
  doorBegunSchema,
  sessionSchema,
  signedOutSchema,
  type UserView,
} from '../../server/admin/contract.ts';
import { api, whenSignedOut } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { queryClient } from '../api/queries.ts';
import { forget, keepFor } from './kept.ts';

export interface SessionState {
  /** `ended`: the session is gone but the page still shows its user's work. */
  phase: 'asking' | 'signed_out' | 'signed_in' | 'ended';
  user: UserView | null;
  /** A role of theirs wants a second factor first. */
  mustEnrol?: boolean;
  /** Their password was given by somebody else. */
  mustChangePassword?: boolean;
}

let state: SessionState = { phase: 'asking', user: null };
const listeners = new Set<() => void>();

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Somebody is signed in. What this tab knew of another is forgotten first. */
function enter({ user, ...must }: z.infer<typeof sessionSchema>): void {
  if (state.user && state.user.id !== user.id) queryClient.clear();
  keepFor(user.id);
  setState({ phase: 'signed_in', user, ...must });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The session, live. */
export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** The signed-in person, or null. */
export function readSession(): UserView | null {
  return state.user;
}

/** The signed-in person, on pages inside the sign-in gate. */
export function useUser(): UserView {
  const { user } = useSession();
  if (!user) throw new Error('this page stands outside the sign-in gate');
  return user;
}

/** The server does not know the session any more. */
export function endSession(): void {
  setState(state.user ? { phase: 'ended', user: state.user } : { phase: 'signed_out', user: null });
}

/**
 * Asks the server who is signed in.
 * @throws ApiFailure when that cannot be known (no network, server down)
 */
export async function askSession(): Promise<void> {
  try {
    enter(await api.get('/api/session', sessionSchema));
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 401) throw error;
    setState({ phase: 'signed_out', user: null });
  }
}

/** Asks again what the user may do. Without an answer the page stands as it is; that the session is over is told apart. */
export function renewSession(): void {
  api.get('/api/session', sessionSchema).then(enter, () => undefined);
}

/** @throws ApiFailure `wrong_credentials`, `second_factor_required` (then with `code`), `wrong_code`, `locked_out` … */
export async function signIn(username: string, password: string, code?: string): Promise<UserView> {
  const session = await api.post(
    '/api/session',
    { username, password, ...(code && { code }) },
    sessionSchema,
  );
  enter(session);
  return session.user;
}

/** What a passkey proves in this browser opens the session. @throws ApiFailure `wrong_passkey`; the browser's own errors */
export async function signInByPasskey(): Promise<UserView> {
  // Loaded apart: most sign in without.
  const { proofOfPasskey } = await import('./passkey.ts');
  const session = await api.post('/api/session/passkey', await proofOfPasskey(), sessionSchema);
  enter(session);
  return session.user;
}

const providers = '/api/session/providers';
const placeKey = 'onecall.place';

/** Leaves for an identity provider; whoever comes back from it is where they were. */
export async function leaveForProvider(code: string, place: string): Promise<void> {
  const { url } = await api.post(`${providers}/${code}/begin`, {}, doorBegunSchema);
  sessionStorage.setItem(placeKey, place);
  window.location.assign(url);
}

/** Where somebody was who left for a provider. Only once. */
export function placeBefore(): string {
  const place = sessionStorage.getItem(placeKey) ?? '';
  sessionStorage.removeItem(placeKey);
  return /^\/(?!\/|signed-in)/.test(place) ? place : '/';
}

/** What a provider sent the browser back with opens the session. @throws ApiFailure, `second_factor_required` among them */
export async function arriveFromProvider(code: string, answer: string): Promise<void> {
  enter(await api.post(`${providers}/${code}/finish`, { answer }, sessionSchema));
}

/** The second factor that was still wanted. @throws ApiFailure `wrong_code`, `locked_out`, `sign_in_stale` … */
export async function giveCode(provider: string, code: string): Promise<void> {
  enter(await api.post(`${providers}/${provider}/code`, { code }, sessionSchema));
}

/** Signs out, at the identity provider too where it wants that, and forgets what this tab knew. */
export async function signOut(): Promise<void> {
  const { next } = await api.delete('/api/session', signedOutSchema);
  queryClient.clear();
  forget();
  if (next !== null) window.location.assign(next);
  else setState({ phase: 'signed_out', user: null });
}

whenSignedOut(endSession);
