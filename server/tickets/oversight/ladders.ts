// The ladders of departments as data: packs bring the general one, administrators write those of departments.
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdName } from '../../platform/sql.ts';
import { demandSeen, markOf } from '../../platform/version.ts';
import { type Ladder, type ladderListSchema, type Rung, rungsSchema } from './contract.ts';

/** The code of the ladder that holds where a department has none of its own. */
const everywhere = '*';

export async function readLadders(database: Database): Promise<z.infer<typeof ladderListSchema>> {
  const rows = await database.read.escalationLadder.findMany({ orderBy: { departmentCode: 'asc' } });
  return {
    items: rows.map(({ departmentCode, rungs, editedAt }) => ({
      departmentCode: departmentCode === everywhere ? null : departmentCode,
      rungs: rungsSchema.parse(rungs),
      isEdited: editedAt !== null,
      mark: ladderMark(rungs),
    })),
  };
}

const ladderMark = (rungs: unknown): string => markOf(rungsSchema.parse(rungs));

/**
 * Writes a ladder; `null` for its rungs takes a department's own away.
 * @param seen the mark of the ladder that is changed; null: there was none
 * @throws AppError `bad_request`, `version_conflict`
 */
export async function writeLadder(
  database: Database,
  actor: Actor,
  {
    departmentCode,
    rungs,
    seen,
  }: { departmentCode: string | null; rungs: Ladder['rungs'] | null; seen: string | null },
): Promise<void> {
  const unknown = (path: string) => new AppError('bad_request', { issues: [{ path, message: 'unknown' }] });
  if (departmentCode === null && rungs === null) throw unknown('departmentCode');
  const key = departmentCode ?? everywhere;
  const subject = { subjectType: 'ladder', subjectId: key };
  await database.change(async ({ tx, sql }) => {
    if (departmentCode !== null && !(await tx.department.findUnique({ where: { code: departmentCode } })))
      throw unknown('departmentCode');
    await holdName(sql, `ladder:${key}`);
    const known = await tx.escalationLadder.findUnique({ where: { departmentCode: key } });
    await demandSeen(tx, subject, known && ladderMark(known.rungs), seen);
    const inOrder = rungs?.toSorted((a, b) => a.share - b.share || a.afterHours - b.afterHours);
    if (inOrder) {
      const row = { rungs: inOrder, editedAt: new Date() };
      await tx.escalationLadder.upsert({
        where: { departmentCode: key },
        create: { departmentCode: key, ...row },
        update: row,
      });
    } else await tx.escalationLadder.deleteMany({ where: { departmentCode: key } });
    await audit(tx, {
      actorId: actor.id,
      action: 'ladder_change',
      ...subject,
      detail: { to: inOrder?.map(sayRung).join(' ') ?? '' },
    });
  });
}

const sayRung = ({ share, afterHours, tells }: Rung): string =>
  `${100 * share}%${afterHours > 0 ? `+${afterHours}h` : ''}:${tells.join('/')}`;

/** The rungs that hold for a department; none where there is no ladder at all. */
export async function rungsOf(tx: Tx, departmentCode: string | null): Promise<Rung[]> {
  const rows = await tx.escalationLadder.findMany({
    where: { departmentCode: { in: [everywhere, ...(departmentCode ? [departmentCode] : [])] } },
  });
  const row = rows.find((one) => one.departmentCode !== everywhere) ?? rows[0];
  return row ? rungsSchema.parse(row.rungs) : [];
}
