// Citizens who go before others: the old who live alone, people with disabilities, families on allowance.
import { audit } from '../platform/audit.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';

/** @throws AppError `not_found` for an unknown citizen, `bad_request` for a ground that is not on the list */
export async function setHardship(
  database: Database,
  citizenId: string,
  ground: string | null,
  by: { id: string; ip: string },
): Promise<void> {
  await database.change(async ({ tx }) => {
    if (ground !== null) {
      const listed = await tx.reason.findUnique({ where: { list_code: { list: 'hardship', code: ground } } });
      if (!listed?.isActive)
        throw new AppError('bad_request', { issues: [{ path: 'ground', message: 'not on the list' }] });
    }
    const changed = await tx.citizen.updateMany({ where: { id: citizenId }, data: { hardship: ground } });
    if (changed.count === 0) throw new AppError('not_found');
    await audit(tx, {
      actorId: by.id,
      action: 'citizen.hardship',
      subjectType: 'citizen',
      subjectId: citizenId,
      detail: { ground: ground ?? '' },
      ip: by.ip,
    });
  });
}
