// What is written in a form, kept in the browser until it is sent: a reload, a call or an empty battery loses nothing.
import { useState } from 'react';
import { isStoredId } from '../../design/stored.ts';
import { orderedId } from '../../server/platform/ordered-id.ts';

/** Somebody else may sit at this browser tomorrow. */
export const keptMs = 24 * 3_600_000;

/** Texts of fields; an empty one was not filled in. Telephones are not kept: they are proved when the form is sent. */
type Fields<Name extends string> = Readonly<Record<Name, string>>;

/** `id` makes what is sent twice the same as sent once. */
interface Draft<Name extends string> {
  id: string;
  fields: Fields<Name>;
}

const keyOf = (form: string): string => `onecall.${form}.draft`;

/**
 * @param first what stands in fields that were left empty
 * @returns null when nothing was kept, or what was kept is a day old
 */
export function keptDraft<Name extends string>(
  form: string,
  first: Fields<Name>,
  now: number,
): Draft<Name> | null {
  const kept = new URLSearchParams(localStorage.getItem(keyOf(form)) ?? '');
  const id = kept.get('id');
  if (!(now - Number(kept.get('at')) < keptMs) || !isStoredId(id)) {
    localStorage.removeItem(keyOf(form));
    return null;
  }
  const fields: Record<Name, string> = { ...first };
  for (const name in first) fields[name] = kept.get(name) || first[name];
  return { id, fields };
}

/** Whether there is something that a citizen would lose, and may want to throw away. */
export function isWritten(fields: Fields<string>): boolean {
  return Object.values(fields).some((text) => text !== '');
}

/** Keeps a draft in place of the one before. */
export function keepDraft<Name extends string>(form: string, { id, fields }: Draft<Name>, now: number): void {
  const kept = new URLSearchParams({ ...fields, id, at: String(now) });
  localStorage.setItem(keyOf(form), kept.toString());
}

/**
 * The draft of a form, how to write in it, and how to begin anew.
 * @param first what stands in a form that nobody has written in
 */
export function useDraft<Name extends string>(
  form: string,
  blank: Fields<Name>,
  first: Fields<Name> = blank,
) {
  const [draft, setDraft] = useState(
    () => keptDraft(form, first, Date.now()) ?? { id: orderedId(), fields: first },
  );
  return {
    ...draft,
    isWritten: isWritten(draft.fields),
    write(part: Partial<Fields<Name>>): void {
      const next = { id: draft.id, fields: { ...draft.fields, ...part } };
      setDraft(next);
      keepDraft(form, next, Date.now());
    },
    forget(): void {
      localStorage.removeItem(keyOf(form));
      setDraft({ id: orderedId(), fields: blank });
    },
  };
}
