// Numbers of tickets: the prefix that the city's pack says, the day, a running number.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { defaultTicketPrefix } from './words.ts';

/** What a new number begins with, in a statement: the prefix of the pack that was applied last. */
export const prefixNow = `coalesce(
  (SELECT "ticketPrefixes"[1] FROM "PackState" ORDER BY "appliedAt" DESC LIMIT 1), '${defaultTicketPrefix}')`;

const prefixRow = z.object({ prefix: z.string() });

/**
 * The numbers that somebody may mean. Letters cannot be keyed on a telephone: the figures alone mean the number under any
 * prefix that the city has used.
 */
export async function numbersMeant(database: Pick<Database, 'sql'>, said: string): Promise<string[]> {
  const number = said.trim().toUpperCase();
  if (!/^\d+$/.test(number)) return [number];
  const rows = await database.sql.rows(
    prefixRow,
    'SELECT DISTINCT unnest("ticketPrefixes") AS prefix FROM "PackState"',
    [],
  );
  const prefixes = rows.length > 0 ? rows.map(({ prefix }) => prefix) : [defaultTicketPrefix];
  return prefixes.map((prefix) => `${prefix}${number}`);
}

/** What guesses at one ticket are counted under, however its number is written. */
export const numberCounted = (said: string): string =>
  said
    .trim()
    .toUpperCase()
    .replace(/^[A-Z]+/, '');
