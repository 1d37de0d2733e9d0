// Who is signed in here. The page keeps standing when the session ends: a dialog asks to sign in again.
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { sessionSchema, type UserView } from '../../server/admin/contract.ts';
import { api, whenSignedOut } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { queryClient } from '../api/queries.ts';

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
    const { user, ...must } = await api.get('/api/session', sessionSchema);
    setState({ phase: 'signed_in', user, ...must });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.status !== 401) throw error;
    setState({ phase: 'signed_out', user: null });
  }
}

/** Asks again what the user may do. Without an answer the page stands as it is; that the session is over is told apart. */
export function renewSession(): void {
  api.get('/api/session', sessionSchema).then(
    (session) => setState({ phase: 'signed_in', ...session }),
    () => undefined,
  );
}

/** @throws ApiFailure `wrong_credentials`, `second_factor_required` (then with `code`), `wrong_code`, `locked_out` … */
export async function signIn(username: string, password: string, code?: string): Promise<UserView> {
  const before = state.user;
  const { user, ...must } = await api.post(
    '/api/session',
    { username, password, ...(code && { code }) },
    sessionSchema,
  );
  if (before && before.id !== user.id) queryClient.clear();
  setState({ phase: 'signed_in', user, ...must });
  return user;
}

/** What a passkey proves in this browser opens the session. @throws ApiFailure `wrong_passkey`; the browser's own errors */
export async function signInByPasskey(): Promise<UserView> {
  // Loaded apart: most sign in without.
  const { proofOfPasskey } = await import('./passkey.ts');
  const before = state.user;
  const { user, ...must } = await api.post('/api/session/passkey', await proofOfPasskey(), sessionSchema);
  if (before && before.id !== user.id) queryClient.clear();
  setState({ phase: 'signed_in', user, ...must });
  return user;
}

/** Signs out and forgets what the cache knew. */
export async function signOut(): Promise<void> {
  await api.delete('/api/session', z.unknown());
  queryClient.clear();
  setState({ phase: 'signed_out', user: null });
}

whenSignedOut(endSession);
