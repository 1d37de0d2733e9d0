// The duty list: who answers for a category in an area (职责清单). Packs bring it, administrators mend it.
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdName } from '../../platform/sql.ts';
import { demandSeen, markOf } from '../../platform/version.ts';
import type { Duty, dutyListSchema, writeDutySchema } from './contract.ts';

export async function readDuties(database: Database): Promise<z.infer<typeof dutyListSchema>> {
  const rows = await database.read.duty.findMany({
    where: { isRemoved: false },
    orderBy: [{ categoryCode: 'asc' }, { areaCode: 'asc' }],
  });
  return {
    items: rows.map(({ id: _id, editedAt, isRemoved: _gone, ...row }) => ({
      ...row,
      isEdited: editedAt !== null,
      mark: dutyMark(row),
    })),
  };
}

const dutyMark = ({ leadCode, coHandlerCodes, fallbackCode }: Omit<Duty, 'categoryCode' | 'areaCode'>) =>
  markOf([leadCode, coHandlerCodes, fallbackCode]);

type Place = Pick<Duty, 'categoryCode' | 'areaCode'>;

const nameOf = ({ categoryCode, areaCode }: Place): string => `${categoryCode}@${areaCode ?? '*'}`;

const subjectOf = (place: Place) => ({ subjectType: 'duty', subjectId: nameOf(place) });

/** The row of a place, which nobody else writes until the end of this change; without an area no key is the same to Postgres. */
async function heldDuty({ tx, sql }: Change, place: Place) {
  await holdName(sql, `duty:${nameOf(place)}`);
  const { categoryCode, areaCode } = place;
  return tx.duty.findFirst({ where: { categoryCode, areaCode } });
}

/**
 * Writes who answers for a category in an area.
 * @param seen the mark of the row that is changed; null: there was none
 * @throws AppError `bad_request` with the field that names nothing, `version_conflict`
 */
export async function writeDuty(
  database: Database,
  actor: Actor,
  { seen, ...duty }: z.infer<typeof writeDutySchema>,
): Promise<void> {
  const unknown = (path: string) => new AppError('bad_request', { issues: [{ path, message: 'unknown' }] });
  await database.change(async (change) => {
    const { tx } = change;
    const { categoryCode, areaCode, leadCode, coHandlerCodes, fallbackCode } = duty;
    if (!(await tx.category.findUnique({ where: { code: categoryCode } }))) throw unknown('categoryCode');
    if (areaCode !== null && !(await tx.area.findUnique({ where: { code: areaCode } })))
      throw unknown('areaCode');
    const named = [...new Set([leadCode, ...coHandlerCodes, ...(fallbackCode ? [fallbackCode] : [])])];
    const handlers = await tx.department.count({
      where: { code: { in: named }, isActive: true, takesTickets: true },
    });
    if (handlers < named.length) throw unknown('leadCode');
    const known = await heldDuty(change, duty);
    await demandSeen(tx, subjectOf(duty), known && !known.isRemoved ? dutyMark(known) : null, seen);
    const data = { ...duty, editedAt: new Date(), isRemoved: false };
    if (known) await tx.duty.update({ where: { id: known.id }, data });
    else await tx.duty.create({ data });
    const before = known &&
      !known.isRemoved && { leadCode: known.leadCode, coHandlerCodes: known.coHandlerCodes };
    await audit(tx, {
      actorId: actor.id,
      action: 'duty_change',
      ...subjectOf(duty),
      detail: { from: before ? [before.leadCode, ...before.coHandlerCodes].join() : '', to: named.join() },
    });
  });
}

/** Takes a row off the list. @throws AppError `not_found`, `version_conflict` */
export async function removeDuty(
  database: Database,
  actor: Actor,
  { seen, ...place }: Place & { seen: string },
): Promise<void> {
  await database.change(async (change) => {
    const { tx } = change;
    const known = await heldDuty(change, place);
    if (!known || known.isRemoved) throw new AppError('not_found');
    await demandSeen(tx, subjectOf(place), dutyMark(known), seen);
    await tx.duty.update({ where: { id: known.id }, data: { isRemoved: true, editedAt: new Date() } });
    await audit(tx, {
      actorId: actor.id,
      action: 'duty_remove',
      ...subjectOf(place),
      detail: { from: [known.leadCode, ...known.coHandlerCodes].join() },
    });
  });
}

/** The row that holds for a category (with its parents, nearest first) in an area. Pure. */
export function dutyFor<R extends Pick<Duty, 'categoryCode' | 'areaCode'>>(
  rows: readonly R[],
  categories: readonly string[],
  area: string | null,
): R | undefined {
  for (const categoryCode of categories) {
    const ofCategory = rows.filter((row) => row.categoryCode === categoryCode);
    const found =
      ofCategory.find((row) => area !== null && row.areaCode === area) ??
      ofCategory.find((row) => row.areaCode === null);
    if (found) return found;
  }
  return undefined;
}
