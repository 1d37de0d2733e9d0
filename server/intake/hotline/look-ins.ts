// A supervisor who hears a talk of others, or speaks in it: its beginning, each way of being there and its end stand in the
// audit, which is also how any process knows that one is under way.
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Database } from '../../platform/database.ts';
import { idSchema } from '../../platform/contract.ts';
import type { Sql } from '../../platform/sql.ts';
import type { PhoneRole } from './contract.ts';

const leftDeed = 'call.left';
const actorRow = z.object({ actorId: idSchema });

/** Whose look-in on a contact's call has begun and not ended. */
async function lookersIn(sql: Sql, interactionId: string): Promise<string[]> {
  const rows = await sql.rows(
    actorRow,
    `SELECT "actorId" FROM (
       SELECT DISTINCT ON ("actorId") "actorId", action FROM "AuditEntry"
       WHERE "subjectType" = 'interaction' AND "subjectId" = $1
         AND action IN ('call.monitor', 'call.whisper', 'call.party', '${leftDeed}')
       ORDER BY "actorId", id DESC) latest
     WHERE action <> '${leftDeed}'`,
    [interactionId],
  );
  return rows.map(({ actorId }) => actorId);
}

/** Supervisors who are on the call of a contact unasked. */
export const supervisorsOn = (database: Database, interactionId: string): Promise<string[]> =>
  lookersIn(database.sql, interactionId);

/** A supervisor is on the call in this way from now on. */
export async function noteLookIn(
  database: Database,
  look: { actorId: string; interactionId: string; role: PhoneRole },
): Promise<void> {
  const { actorId, interactionId: subjectId, role } = look;
  await database.change(({ tx }) =>
    audit(tx, { actorId, action: `call.${role}`, subjectType: 'interaction', subjectId }),
  );
}

/** The look-in of this person, or of everybody, is over. Again, or for somebody who had none, it writes nothing. */
export async function noteLookInOver(
  database: Database,
  interactionId: string,
  userId?: string,
): Promise<void> {
  await database.change(async ({ tx, sql }) => {
    for (const actorId of await lookersIn(sql, interactionId)) {
      if (userId !== undefined && actorId !== userId) continue;
      await audit(tx, {
        actorId,
        action: leftDeed,
        subjectType: 'interaction',
        subjectId: interactionId,
      });
    }
  });
}
