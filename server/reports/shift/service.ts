// Reads what a shift is made of.
import type { Actor } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { veilOf, veilTitles } from '../../platform/privacy.ts';
import { shiftRatings } from '../../ratings/index.ts';
import { contactsInHand, shiftContacts, stateLog } from '../../routing/index.ts';
import { filedAndWaiting, shiftTickets } from '../../tickets/index.ts';
import type { ShiftQuery, ShiftReport } from './contract.ts';
import { type Shift, shiftsOf, timesOf } from './core.ts';

const lookBackMs = 14 * 86_400_000;

const spanOf = ({ from, until }: Shift) => ({
  from: from.toISOString(),
  until: until?.toISOString() ?? null,
});
const atText = <T extends { at: Date }>(row: T) => ({ ...row, at: row.at.toISOString() });

/** @throws AppError `forbidden` for another's shift to who does not steer; `not_found` */
export async function readShift(
  database: Database,
  actor: Actor,
  { agent: wanted, from }: ShiftQuery,
  now = new Date(),
): Promise<ShiftReport> {
  const agentId = wanted ?? actor.id;
  if (agentId !== actor.id && !may(actor.roles, 'routing.steer')) throw new AppError('forbidden');
  const user = await database.read.user.findUnique({
    where: { id: agentId },
    select: { nameZh: true, nameEn: true },
  });
  if (!user) throw new AppError('not_found');
  const agent = { id: agentId, name: { zh: user.nameZh, en: user.nameEn } };
  const log = await stateLog(database, agentId, new Date(now.getTime() - lookBackMs));
  const found = shiftsOf(log, now);
  const shifts = found.map(spanOf);
  const index = from === undefined ? 0 : shifts.findIndex((shift) => shift.from === from);
  const shift = found[index];
  if (!shift) {
    if (from !== undefined) throw new AppError('not_found');
    return { agent, shifts, shift: null };
  }
  const until = shift.until ?? now;
  const [contacts, tickets, ratings, inHand, waiting] = await Promise.all([
    shiftContacts(database, agentId, { from: shift.from, until, now }),
    shiftTickets(database, agentId, shift.from, until),
    shiftRatings(database, agentId, shift.from, until),
    contactsInHand(database, agentId),
    filedAndWaiting(database, agentId, shift.from),
  ]);
  const open = {
    contacts: inHand.map(atText),
    tickets: veilTitles(waiting.map(atText), veilOf(actor.roles)),
  };
  return {
    agent,
    shifts,
    shift: {
      ...spanOf(shift),
      times: timesOf(log, shift.from, until),
      ...contacts,
      ...tickets,
      ...ratings,
      open: index === 0 ? open : null,
    },
  };
}
