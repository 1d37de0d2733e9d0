import type { TicketView } from '../../server/tickets/contract.ts';

type ClockName = TicketView['clocks'][number]['clock'];

/** What a clock is called on a ticket of a kind: a petitioner is told whether the matter is taken up (信访工作条例). */
export const clockKey = (clock: ClockName, kind: TicketView['kind']) =>
  clock === 'accept' && kind === 'petition' ? 'clock.accept_petition' : (`clock.${clock}` as const);
