// What a citizen says of a ticket is an answer where the department has asked, and an urge otherwise, also when that
// changes at this very moment.
import { expect, it } from 'vitest';
import type { Database } from '../../server/platform/database.ts';
import { AppError } from '../../server/platform/errors.ts';
import { PublicTickets } from '../../server/tickets/public.ts';
import type { TicketService } from '../../server/tickets/service.ts';

/** @param looks the states that it is seen in, one look after the other @param takes the one command that it takes */
function ticketSeen(looks: string[], takes: string | null) {
  const given: string[] = [];
  const service = {
    summary: async () => ({ state: looks.shift(), version: 3 }),
    command: async (_by: unknown, _id: unknown, { command }: { command: string }) => {
      given.push(command);
      if (command !== takes) throw new AppError('wrong_state');
    },
  } as unknown as TicketService;
  const said = { commandId: 'once', text: '在三楼' };
  return { given, hear: () => new PublicTickets({} as Database, service).hear('ticket', said) };
}

it('is heard when the department asks between the look and the word', async () => {
  const { given, hear } = ticketSeen(['accepted', 'waiting_citizen'], 'citizen_answered');
  await hear();
  expect(given).toEqual(['urge', 'citizen_answered']);
});

it('is refused where nothing more is taken, and not tried without end', async () => {
  const { given, hear } = ticketSeen(['closed', 'closed'], null);
  await expect(hear()).rejects.toMatchObject({ code: 'wrong_state' });
  expect(given).toEqual(['urge']);
});
