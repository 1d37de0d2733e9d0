// Who a ticket came from: sealed in its row, and found by the mark of the telephone.
import { z } from 'zod';
import type { Prisma } from '#database';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Fields, storedColumns } from '../platform/fields.ts';

export interface Reporter {
  citizenName: string | null;
  citizenPhone: string | null;
}

/** The columns of a new ticket. */
export function reporterColumns(fields: Fields, id: string, { citizenName, citizenPhone }: Reporter) {
  return {
    citizenNamePlain: citizenName,
    citizenNameSealed: citizenName === null ? null : fields.seal('Ticket.citizenName', id, citizenName),
    citizenPhonePlain: citizenPhone,
    citizenPhoneSealed: citizenPhone === null ? null : fields.seal('Ticket.citizenPhone', id, citizenPhone),
    citizenPhoneMark: citizenPhone === null ? null : fields.mark(citizenPhone),
  };
}

/** As a row of Prisma's has it. */
export function reporterOf(fields: Fields, row: Prisma.TicketModel): Reporter {
  const name = { sealed: row.citizenNameSealed, plain: row.citizenNamePlain };
  const phone = { sealed: row.citizenPhoneSealed, plain: row.citizenPhonePlain };
  return openReporter(fields, { id: row.id, name, phone });
}

const stored = z.object({ sealed: z.string().nullable(), plain: z.string().nullable() });
/** As a statement has it that asks for `storedReporterColumns`. */
export const storedReporter = z.object({ name: stored, phone: stored });
export const storedReporterColumns = `${storedColumns('Ticket.citizenName', 't')} AS name,
  ${storedColumns('Ticket.citizenPhone', 't')} AS phone`;

export function openReporter(
  fields: Fields,
  { id, name, phone }: z.infer<typeof storedReporter> & { id: string },
): Reporter {
  return {
    citizenName: fields.read('Ticket.citizenName', id, name),
    citizenPhone: fields.read('Ticket.citizenPhone', id, phone),
  };
}

/**
 * Whoever proved a telephone and names a ticket that exists already must be its citizen.
 * @throws AppError `conflict`
 */
export async function demandReporter(database: Database, ticketId: string, phone: string): Promise<void> {
  const row = await database.read.ticket.findUnique({ where: { id: ticketId } });
  if (row && reporterOf(database.fields, row).citizenPhone !== phone) throw new AppError('conflict');
}

/**
 * Whoever proved nothing and names a ticket that exists already must say once more what its citizen said: with the
 * answer goes the code that opens it.
 * @throws AppError `conflict`
 */
export async function demandSameMatter(
  database: Database,
  ticketId: string,
  { phone, ...matter }: { kind: Prisma.TicketModel['kind']; text: string; phone: string },
): Promise<void> {
  const row = await database.read.ticket.findUnique({ where: { id: ticketId } });
  if (!row) return;
  const isSame = row.kind === matter.kind && row.text === matter.text;
  if (!isSame || reporterOf(database.fields, row).citizenPhone !== phone) throw new AppError('conflict');
}

/** Tickets of a telephone, for Prisma. What an older version wrote has no mark yet. */
export const ofPhone = (fields: Fields, phone: string) => ({
  OR: [{ citizenPhoneMark: fields.mark(phone) }, { citizenPhonePlain: phone }],
});

/** The same for a statement: `$a` is the mark, `$b` the number. */
export const isOfPhone = (mark: string, phone: string): string =>
  `(t."citizenPhoneMark" = ${mark} OR t."citizenPhone" = ${phone})`;
