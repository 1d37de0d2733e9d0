// Whether what was written for a command can still be given. Pure.
import type { TicketView } from '../../server/tickets/contract.ts';
import { ApiFailure } from '../api/failure.ts';
import type { CommandLabel } from './labels.ts';

/** From there no way leads back. */
const finished: readonly TicketView['state'][] = ['closed', 'declined', 'referred'];

/** @param error why the ticket could not be read; undefined: the words may still be used, now or later */
export function whyStranded(
  command: CommandLabel,
  ticket: Pick<TicketView, 'state' | 'allowedCommands'> | undefined,
  error: unknown,
): 'left' | 'closed' | undefined {
  if (error instanceof ApiFailure && error.code === 'not_found') return 'left';
  const isOver = ticket && finished.includes(ticket.state) && !ticket.allowedCommands.includes(command);
  return isOver ? 'closed' : undefined;
}
