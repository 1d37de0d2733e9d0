// What this console has before it, told to the server as one, and who else is there. Kept outside React: pages come and
// go, the line and the lists stay.
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Attendant, Company, Matter } from '../../server/attention/contract.ts';
import { subscribeConnection, readConnection } from '../realtime/connection.ts';
import { useLine, useNews } from '../realtime/line.tsx';
import type { StaffSocket } from '../realtime/staff-socket.ts';
import { useUser } from '../session/session.ts';

/** The contract's limit; a list is told as far as this. */
const mostListed = 200;
/** Steps that follow one another at once, as from one ticket to the next, are told as one. */
const gatherMs = 60;

const nobody: readonly Attendant[] = [];
/** Who holds what: each piece of the page under its own symbol. */
const open = new Map<symbol, Matter & { isWriting: boolean }>();
const listed = new Map<symbol, readonly string[]>();
const companies = new Map<string, readonly Attendant[]>();
const listeners = new Set<() => void>();

let line: StaffSocket | null = null;
let isTellingSoon = false;
let said = '';

const keyOf = ({ of, id }: Matter): string => `${of}:${id}`;

function keep({ people, ...matter }: Company): void {
  if (people.length > 0) companies.set(keyOf(matter), people);
  else companies.delete(keyOf(matter));
}

function notify(): void {
  for (const listener of listeners) listener();
}

function wholeAttention() {
  const byKey = new Map<string, Matter & { isWriting: boolean }>();
  for (const each of open.values()) {
    const isWriting = each.isWriting || byKey.get(keyOf(each))?.isWriting === true;
    byKey.set(keyOf(each), { of: each.of, id: each.id, isWriting });
  }
  const ids = [...new Set([...listed.values()].flat())].slice(0, mostListed);
  return { open: [...byKey.values()], listed: ids };
}

async function tell(): Promise<void> {
  isTellingSoon = false;
  const whole = wholeAttention();
  const words = JSON.stringify(whole);
  if (!line || readConnection() !== 'online' || words === said) return;
  said = words;
  try {
    const { items } = await line.call('attention:set', whole);
    // An answer to what was said before must not empty what has been said since.
    if (said !== words) return;
    companies.clear();
    for (const company of items) keep(company);
    notify();
  } catch {
    // Nobody is told who else is there: no reason to disturb the work. The next step says it again.
    said = '';
  }
}

function tellSoon(): void {
  if (isTellingSoon) return;
  isTellingSoon = true;
  setTimeout(() => void tell(), gatherMs);
}

/** Binds what is before this console to the line; once, in the frame of every page. */
export function useAttentionLine(): void {
  const present = useLine();
  useNews('company', (company) => {
    keep(company);
    notify();
  });
  useEffect(() => {
    line = present;
    said = '';
    tellSoon();
    // The server knows nothing of a line that it has not seen before.
    const stop = subscribeConnection(() => {
      if (readConnection() !== 'online') {
        said = '';
        companies.clear();
        notify();
      } else tellSoon();
    });
    return () => {
      stop();
      line = null;
      companies.clear();
    };
  }, [present]);
}

/** Says that a matter is before this person, while mounted. */
export function useAttention(of: Matter['of'], id: string, isWriting = false): void {
  const mark = useMemo(() => Symbol(of), [of]);
  useEffect(() => {
    open.set(mark, { of, id, isWriting });
    tellSoon();
  }, [mark, of, id, isWriting]);
  useEffect(
    () => () => {
      open.delete(mark);
      tellSoon();
    },
    [mark],
  );
}

/** Hears of tickets in a list, while mounted. */
export function useListAttention(items: readonly { id: string }[]): void {
  const mark = useMemo(() => Symbol('list'), []);
  const words = useMemo(
    () =>
      items
        .slice(0, mostListed)
        .map(({ id }) => id)
        .join(),
    [items],
  );
  useEffect(() => {
    listed.set(mark, words ? words.split(',') : []);
    tellSoon();
  }, [mark, words]);
  useEffect(
    () => () => {
      listed.delete(mark);
      tellSoon();
    },
    [mark],
  );
}

/** Who else is at a matter now. */
export function useOthersAt(of: Matter['of'], id: string): readonly Attendant[] {
  const user = useUser();
  const people = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => companies.get(keyOf({ of, id })) ?? nobody,
  );
  return useMemo(() => people.filter((person) => person.id !== user.id), [people, user.id]);
}
