// What a tab keeps for whoever is signed in: it outlives a reload, not the tab and not the session.
import type { z } from 'zod';

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

/** Forgets all whose names begin so. */
export function forget(beginning = '', isMeant: (name: string) => boolean = () => true): void {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(prefix + beginning) && isMeant(key.slice(prefix.length)))
      sessionStorage.removeItem(key);
}
