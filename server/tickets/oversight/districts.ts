// How many matters each district of the city has in hand, and how many of them are late.
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { finalStates } from '../store.ts';
import { ticketStateSchema } from '../words.ts';
import type { districtListSchema } from './contract.ts';

const open = ticketStateSchema.exclude(finalStates).options;
const rowSchema = z.object({ code: z.string().nullable(), open: z.number().int(), late: z.number().int() });
// Proposals are of bodies, not of places; a clock that broke has rung all of its alarms.
const counts = `
  SELECT t."districtCode" AS code, count(*)::int AS open, (count(*) FILTER (WHERE h.alarm >= 1))::int AS late
  FROM "TicketHead" h JOIN "Ticket" t ON t.id = h."ticketId"
  WHERE h.state = ANY ($1::"TicketState"[]) AND t.kind <> 'proposal' GROUP BY 1 ORDER BY 1`;

/** Open tickets by district; those whose district is not known are counted apart. */
export async function openByDistrict(database: Database): Promise<z.infer<typeof districtListSchema>> {
  const rows = await database.sql.rows(rowSchema, counts, [open]);
  const without = rows.find(({ code }) => code === null);
  return {
    items: rows.flatMap(({ code, ...row }) => (code === null ? [] : [{ code, ...row }])),
    without: { open: without?.open ?? 0, late: without?.late ?? 0 },
  };
}
