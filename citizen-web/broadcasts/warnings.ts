// What holds now, read by every page and by the page of all warnings.
import { useEffect, useState } from 'react';
import type { PublicBroadcast } from '../../server/broadcasts/contract.ts';
import { ask } from '../api/client.ts';

const shape = async () => (await import('../../server/broadcasts/contract.ts')).publicBroadcastsSchema;
/** A page may stay open for a day. */
const againMs = 60_000;

/** Warnings in force, the gravest first; null until they are known. Nothing is said of one that cannot be read. */
export function useWarnings(): readonly PublicBroadcast[] | null {
  const [warnings, setWarnings] = useState<readonly PublicBroadcast[] | null>(null);
  useEffect(() => {
    let isGone = false;
    const read = (): void => {
      ask('/api/public/broadcasts', shape)
        .then(({ items }) => !isGone && setWarnings(items))
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
