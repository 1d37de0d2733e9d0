// What holds now, read by every page and by the page of all warnings.
import { useEffect, useState } from 'react';
import { storedNumber } from '../../design/stored.ts';
import type { PublicBroadcast } from '../../server/broadcasts/contract.ts';
import { ask } from '../api/client.ts';
import { withinPatience } from '../shell/patience.ts';

const shape = async () => (await import('../../server/broadcasts/contract.ts')).publicBroadcastsSchema;
/** A page may stay open for a day. */
const againMs = 60_000;

const roomKey = 'onecall.warnings';
/** No screen has more. */
const mostRoom = 2_000;

const readWarnings = async (): Promise<readonly PublicBroadcast[]> =>
  (await ask('/api/public/broadcasts', shape)).items;

let atFirst: readonly PublicBroadcast[] | null = null;

/** The height that the warnings took on the last page, in CSS pixels; null in a browser that was never here. */
export function roomKept(): number | null {
  return storedNumber(roomKey, 0, mostRoom) ?? null;
}

export const keepRoom = (height: number): void => localStorage.setItem(roomKey, String(height));

/** Asks before the first paint, which does not wait for the answer where its room is known. */
export async function awaitWarnings(): Promise<void> {
  const known = readWarnings().then(
    (items) => {
      atFirst = items;
    },
    () => undefined,
  );
  // Later visits have the room for what was there the last time.
  if (roomKept() === null) await withinPatience(known);
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
