// What a citizen says again about an open matter joins it as an urge (催办): no second ticket.
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { TicketService } from '../service.ts';
import { type Matter, ticketsToJoin } from '../similar.ts';

/**
 * Joins the matter to the citizen's open ticket that is surely meant. The matter's id names the urge: given twice, it
 * happens once.
 * @returns the ticket that was urged; undefined when there is none to join
 */
export async function joinOpen(
  { database, service }: { database: Database; service: Pick<TicketService, 'exists' | 'command'> },
  matter: Matter & { id: string },
  now: Date,
  conversationId?: string,
): Promise<string | undefined> {
  if (await service.exists(matter.id)) return undefined;
  const [open] = await ticketsToJoin(database, matter, now);
  if (!open) return undefined;
  const { id: commandId, text } = matter;
  const urge = {
    command: 'urge' as const,
    commandId,
    version: 0,
    text,
    ...(conversationId && { conversationId }),
  };
  try {
    await service.command({ kind: 'citizen' }, open.id, urge);
    return open.id;
  } catch (error) {
    // Answered in between: then it is a ticket after all.
    if (error instanceof AppError && error.code === 'wrong_state') return undefined;
    throw error;
  }
}
