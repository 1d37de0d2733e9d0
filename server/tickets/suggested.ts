// Where the tickets of a list probably belong: for whoever dispatches several in one go.
import type { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import type { ticketSuggestionSchema } from './contract.ts';
import { maySee } from './sight.ts';
import type { Suggester } from './suggestion.ts';
import { placeOf } from './views.ts';

/** One suggestion for each ticket that the reader may see; the others are left out. */
export async function suggestTickets(
  database: Pick<Database, 'read'>,
  suggestAll: Suggester['suggestAll'],
  reader: Actor,
  ids: readonly string[],
): Promise<z.infer<typeof ticketSuggestionSchema>[]> {
  const rows = await database.read.ticket.findMany({
    where: { id: { in: [...ids] } },
    include: { handlers: true },
  });
  const seen = rows.filter((row) => maySee(reader, row));
  const suggestions = await suggestAll(
    seen.map(({ title, text, categoryCode, ...row }) => ({ title, text, categoryCode, place: placeOf(row) })),
  );
  return seen.flatMap(({ id }, at) => {
    const suggestion = suggestions[at];
    return suggestion ? [{ ticketId: id, suggestion }] : [];
  });
}
