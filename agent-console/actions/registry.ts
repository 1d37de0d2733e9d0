// The actions that can be taken now: the app's own and those of the pages on screen.
import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { may } from '../../server/platform/auth/roles.ts';
import { readSession } from '../session/session.ts';
import type { Action } from './action.ts';

const registered = new Map<object, readonly Action[]>();
const listeners = new Set<() => void>();
let current: readonly Action[] = [];

function renew(): void {
  const byId = new Map<string, Action>();
  for (const actions of registered.values()) for (const action of actions) byId.set(action.id, action);
  current = [...byId.values()];
  for (const listener of listeners) listener();
}

function register(owner: object, actions: readonly Action[]): () => void {
  registered.set(owner, actions);
  renew();
  return () => {
    registered.delete(owner);
    renew();
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the signed-in person may take the action now. */
export function isAllowed(action: Action): boolean {
  if (action.isEnabled === false) return false;
  const roles = readSession()?.roles ?? [];
  return action.permission === undefined || may(roles, action.permission);
}

/** The actions registered now, allowed or not. */
export function readActions(): readonly Action[] {
  return current;
}

/** Does what another action does, if it can be taken now. */
export function runAction(id: string): void {
  current.find((action) => action.id === id && isAllowed(action))?.run();
}

/** The actions registered now, live. */
export function useActionList(): readonly Action[] {
  return useSyncExternalStore(subscribe, readActions);
}

/**
 * False around what still stands on screen while another row is already marked: its keys would act on what was left, and
 * what is typed into it would go there.
 */
export const IsMarked = createContext(true);

/**
 * Offers a page's actions while it is mounted. `run` always sees the latest render; the list is offered anew when
 * labels, shortcuts or what is enabled change.
 */
export function useActions(actions: readonly Action[]): void {
  const run = useEffectEvent((id: string) => actions.find((action) => action.id === id)?.run());
  const offered = use(IsMarked) ? actions : [];
  const shape = JSON.stringify(offered);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for everything of `offered` but run
  useEffect(
    () =>
      register(
        {},
        offered.map((action) => ({ ...action, run: () => run(action.id) })),
      ),
    [shape],
  );
}
