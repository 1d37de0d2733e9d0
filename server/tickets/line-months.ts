// Timelines stand in a table per month. A ticket's head knows between which moments its lines are, so that whoever reads
// them looks into no other month. A trigger keeps it with every line: no clock that goes wrong hides one.

/** Where a ticket's lines are, for Prisma. */
export const linesOf = (head: { ticketId: string; linesFrom: Date; linesUntil: Date }) => ({
  ticketId: head.ticketId,
  at: { gte: head.linesFrom, lte: head.linesUntil },
});

/** That the line `e` is of the head `h`, as SQL: aliases of rows of "TicketEvent" and "TicketHead". */
export const isLineOf = (e: string, h: string): string =>
  `${e}."ticketId" = ${h}."ticketId" AND ${e}.at BETWEEN ${h}."linesFrom" AND ${h}."linesUntil"`;

/**
 * That a line `e` of a ticket at hand is one of these commands, as SQL. Written so that no index answers it: by the one of
 * commands the lines of all tickets of that time would be read, and not the few of this one.
 */
export const isCommand = (e: string, ...commands: readonly string[]): string =>
  `(${e}.command || '') IN (${commands.map((command) => `'${command}'`).join(', ')})`;
