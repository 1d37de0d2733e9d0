// What a tab keeps for whoever is signed in: it outlives a reload, not the tab and not the session.
import { z } from 'zod';

const prefix = 'onecall.tab.';

/** What is kept under the name; undefined when there is none, or none of this shape any more. */
export function readKept<S extends z.ZodType>(name: string, schema: S): z.infer<S> | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(prefix + name) ?? 'null');
    return schema.safeParse(kept).data;
  } catch {
    return undefined;
  }
}

export function keep(name: string, value: unknown): void {
  sessionStorage.setItem(prefix + name, JSON.stringify(value));
}

/** What is kept from now on is this user's; what another kept in this tab is forgotten. */
export function keepFor(userId: string): void {
  if (readKept('user', z.string()) !== userId) forget();
  keep('user', userId);
}

/** The names of what is kept that begin so. */
export function keptNames(beginning = ''): string[] {
  return Object.keys(sessionStorage)
    .filter((key) => key.startsWith(prefix + beginning))
    .map((key) => key.slice(prefix.length));
}

/** Forgets all whose names begin so. */
export function forget(beginning = '', isMeant: (name: string) => boolean = () => true): void {
  for (const name of keptNames(beginning).filter(isMeant)) sessionStorage.removeItem(prefix + name);
}
