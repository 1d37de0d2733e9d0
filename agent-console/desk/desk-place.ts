// Where the agent stands at the desk: which contact is open and what is beside it. Whoever reloads, or comes back from
// another page, stands there again.
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { z } from 'zod';
import { idSchema } from '../../server/platform/contract.ts';
import { keep, readKept } from '../session/kept.ts';

const placeSchema = z.object({
  /** A conversation; it may be in hand no longer. */
  selected: idSchema.nullable(),
  tab: z.string(),
  /** Which column a telephone shows. */
  front: z.enum(['list', 'thread', 'context']),
});
export type DeskPlace = z.infer<typeof placeSchema>;

const entrance: DeskPlace = { selected: null, tab: 'knowledge', front: 'list' };

/** The place, the way to another, and the conversation that the address names: it leads there once. */
export function useDeskPlace(): [DeskPlace, (part: Partial<DeskPlace>) => void, string | undefined] {
  const [location, navigate] = useLocation();
  const asked = idSchema.safeParse(location.slice('/desk/'.length)).data;
  const [place, setPlace] = useState<DeskPlace>(() => ({
    ...(readKept('desk', placeSchema) ?? entrance),
    ...(asked !== undefined && { selected: asked, front: 'thread' as const }),
  }));
  useEffect(() => keep('desk', place), [place]);
  useEffect(() => {
    if (asked !== undefined) navigate('/desk', { replace: true });
  }, [asked, navigate]);
  return [place, (part) => setPlace((present) => ({ ...present, ...part })), asked];
}
