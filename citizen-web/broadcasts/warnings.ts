// What holds now, read by every page and by the page of all warnings.
import { useEffect, useState } from 'react';
import type { PublicBroadcast } from '../../server/broadcasts/contract.ts';
import { ask } from '../api/client.ts';

const shape = async () => (await import('../../server/broadcasts/contract.ts')).publicBroadcastsSchema;
/** A page may stay open for a day. */
const againMs = 60_000;

/** A page without its warnings is better than none. */
const patienceMs = 2_000;

const readWarnings = async (): Promise<readonly PublicBroadcast[]> =>
  (await ask('/api/public/broadcasts', shape)).items;

let atFirst: readonly PublicBroadcast[] | null = null;

/** Asks before the first paint: a page that has begun without its warnings is pushed down by them. */
export async function awaitWarnings(): Promise<void> {
  const known = readWarnings().then(
    (items) => {
      atFirst = items;
    },
    () => undefined,
  );
  await Promise.race([known, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

/** Warnings in force, the gravest first; null until they are known. Nothing is said of one that cannot be read. */
export function useWarnings(): readonly PublicBroadcast[] | null {
  const [warnings, setWarnings] = useState(atFirst);
  useEffect(() => {
    let isGone = false;
    const read = (): void => {
      readWarnings()
        .then((items) => !isGone && setWarnings(items))
        .catch(() => !isGone && setWarnings((before) => before ?? []));
    };
    read();
    const timer = setInterval(read, againMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);
  return warnings;
}
