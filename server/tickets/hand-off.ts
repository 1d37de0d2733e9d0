// What the emergency command is told of a ticket. A sealed reporter stays unnamed there, too.
import { z } from 'zod';
import { placeSchema } from './contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { isCommand, isLineOf } from './line-months.ts';
import { reporterOf } from './reporter.ts';
import { dangerSchema } from './words.ts';

const lineSchema = z.object({ danger: dangerSchema, persons: z.number().optional(), note: z.string() });

/**
 * A case as the line of its timeline asks for it.
 * @throws AppError `not_found` where the line is none of the ticket's
 */
export async function handOffFacts(database: Database, ticketId: string, commandId: string) {
  const [row, line] = await Promise.all([
    database.read.ticket.findUnique({ where: { id: ticketId } }),
    database.read.ticketEvent.findFirst({ where: { ticketId, commandId, command: 'hand_off' } }),
  ]);
  if (!row || !line) throw new AppError('not_found');
  const { citizenName, citizenPhone } = row.sealed
    ? { citizenName: null, citizenPhone: null }
    : reporterOf(database.fields, row);
  const { number, title, text, kind, urgency, channel, lang, conversationId, interactionId, sealed } = row;
  const { address, districtCode, streetCode, communityCode, latitude, longitude } = row;
  const place = placeSchema.parse(
    Object.fromEntries(
      Object.entries({ address, districtCode, streetCode, communityCode, latitude, longitude }).filter(
        ([, value]) => value !== null,
      ),
    ),
  );
  const codes = [districtCode, streetCode, communityCode].filter((code) => code !== null);
  const areas = await database.read.area.findMany({
    where: { code: { in: codes } },
    orderBy: { code: 'asc' },
  });
  return {
    ticketId,
    number,
    title,
    text,
    kind,
    urgency,
    channel,
    lang,
    sealed,
    conversationId,
    interactionId,
    place,
    /** From the largest on. */
    areaNames: {
      zh: areas.map(({ nameZh }) => nameZh),
      en: areas.map(({ nameEn }) => nameEn),
    },
    callerName: citizenName,
    callbackNumber: citizenPhone,
    at: line.at,
    ...lineSchema.parse(line.payload),
  };
}

export type HandOffFacts = Awaited<ReturnType<typeof handOffFacts>>;

/** Whether a ticket of this contact was handed to the emergency command. */
export async function isHandedOff(database: Database, interactionId: string): Promise<boolean> {
  const found = await database.sql.run(
    `SELECT 1 FROM "Ticket" t JOIN "TicketHead" h ON h."ticketId" = t.id
       JOIN "TicketEvent" e ON ${isLineOf('e', 'h')} AND ${isCommand('e', 'hand_off')}
     WHERE t."interactionId" = $1 LIMIT 1`,
    [interactionId],
  );
  return found > 0;
}
