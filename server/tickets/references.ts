// What a command names must exist: a ticket sent nowhere would be lost.
import type { Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { TicketCommand } from './commands.ts';
import { heardBy } from './petitions/store.ts';
import { departmentsOf, isBoundToDepartment, isOpenTo, type Seen, watchesFor } from './sight.ts';
import type { TicketKind, TicketState } from './words.ts';

/** The answer to a field that names nothing. */
export const unknownReference = (field: string) =>
  new AppError('bad_request', { issues: [{ path: field, message: 'unknown' }] });

/** @throws AppError `bad_request` with the field that names nothing */
export async function checkReferences(
  tx: Tx,
  ticket: Seen & { id: string; kind: TicketKind; state: TicketState; officerId: string | null },
  command: TicketCommand,
): Promise<void> {
  switch (command.command) {
    case 'dispatch':
      await demandDepartments(tx, 'departmentCode', [command.departmentCode]);
      await demandOtherAuthority(tx, ticket, command.departmentCode);
      await demandDepartments(tx, 'coDepartmentCodes', command.coDepartmentCodes ?? []);
      if (
        command.categoryCode !== undefined &&
        !(await tx.category.findUnique({ where: { code: command.categoryCode } }))
      )
        throw unknownReference('categoryCode');
      break;
    case 'force_dispatch':
      await demandDepartments(tx, 'departmentCode', [command.departmentCode]);
      await demandOtherAuthority(tx, ticket, command.departmentCode);
      break;
    case 'return':
      await demandDepartments(tx, 'proposedDepartmentCode', [command.proposedDepartmentCode]);
      break;
    case 'reply':
      if (command.disclosureResult !== undefined)
        await demandResult(tx, ticket.kind, command.disclosureResult);
      break;
    case 'co_handle':
    case 'coordinate':
      await demandDepartments(tx, 'departmentCodes', command.departmentCodes);
      break;
    case 'co_release':
      if (!ticket.handlers.some(({ departmentCode }) => departmentCode === command.departmentCode))
        throw unknownReference('departmentCode');
      break;
    case 'merge': {
      const main = await tx.ticket.findUnique({ where: { id: command.mainTicketId } });
      if (!main || main.id === ticket.id || main.state === 'merged' || main.kind === 'proposal')
        throw unknownReference('mainTicketId');
      // What was merged into this one would hang in the air.
      if (await tx.ticket.findFirst({ where: { mainTicketId: ticket.id } }))
        throw unknownReference('mainTicketId');
      break;
    }
    case 'link': {
      const other = await tx.ticket.findUnique({ where: { id: command.otherTicketId } });
      if (!other || other.id === ticket.id) throw unknownReference('otherTicketId');
      break;
    }
    case 'split':
      if (await tx.ticket.findUnique({ where: { id: command.id } })) throw unknownReference('id');
      break;
    case 'assign': {
      const officer = await tx.user.findUnique({ where: { id: command.officerId } });
      const isTheirs =
        officer?.isActive === true &&
        officer.departmentCode === ticket.leadDepartmentCode &&
        officer.roles.some((role) => role === 'officer' || role === 'lead');
      if (!isTheirs) throw unknownReference('officerId');
      break;
    }
    case 'note':
      await demandReaders(tx, ticket, command.mentions ?? []);
      break;
  }
}

/** A review goes to the authority above: nobody hears a complaint about their own opinion. */
async function demandOtherAuthority(
  tx: Tx,
  ticket: { id: string; kind: TicketKind; state: TicketState },
  code: string,
): Promise<void> {
  if ((await heardBy(tx, ticket)).includes(code))
    throw new AppError('wrong_state', { state: ticket.state, rule: 'reviews_itself' });
}

async function demandResult(tx: Tx, kind: TicketKind, code: string): Promise<void> {
  const known = await tx.reason.findFirst({ where: { list: 'disclosure_result', code, isActive: true } });
  if (!known || kind !== 'disclosure_request') throw unknownReference('disclosureResult');
}

async function demandDepartments(tx: Tx, field: string, codes: readonly string[]): Promise<void> {
  const wanted = [...new Set(codes)];
  if (wanted.length === 0) return;
  const found = await tx.department.count({
    where: { code: { in: wanted }, isActive: true, takesTickets: true },
  });
  if (found < wanted.length) throw unknownReference(field);
}

/** Who is mentioned must be able to open the ticket: a mention is no grant. */
async function demandReaders(tx: Tx, ticket: Seen, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const people = await tx.user.findMany({ where: { id: { in: wanted }, isActive: true } });
  const departments = departmentsOf(ticket);
  const readers = people.filter(
    (person) =>
      isOpenTo(watchesFor(person), ticket) &&
      (!isBoundToDepartment(person) || departments.includes(person.departmentCode ?? '')),
  );
  if (readers.length < wanted.length) throw unknownReference('mentions');
}
