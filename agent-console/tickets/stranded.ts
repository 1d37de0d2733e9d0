// Whether what was written for a command can still be given. Pure.
import type { TicketView } from '../../server/tickets/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import type { CommandLabel } from './labels.ts';

/** Why a ticket is not there: it is not the work of the reader's department, or no more. */
export const isGone = (error: unknown): boolean => error instanceof ApiFailure && error.code === 'not_found';

/** From there no way leads back. */
const finished: readonly TicketView['state'][] = ['closed', 'declined', 'referred'];

/** @param error why the ticket could not be read; undefined: the words may still be used, now or later */
export function whyStranded(
  command: CommandLabel,
  ticket: Pick<TicketView, 'state' | 'allowedCommands'> | undefined,
  error: unknown,
): 'left' | 'closed' | undefined {
  if (isGone(error)) return 'left';
  const isOver = ticket && finished.includes(ticket.state) && !ticket.allowedCommands.includes(command);
  return isOver ? 'closed' : undefined;
}
