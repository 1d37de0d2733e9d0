// Tests that look into sealed columns: the server gets this secret, and what it sealed is found and opened with it.
import type pg from 'pg';
import { z } from 'zod';
import { sessionSchema } from '../../ivr/index.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import type { Fields } from '../../server/platform/fields.ts';

export const testSecret = 'a secret that every test may know';
export const testFields: Fields = new Secrets(testSecret).fields([]);

const callRow = z.object({ callRef: z.string(), sessionSealed: z.string() });

/** The calls from numbers that begin so. */
export async function callsFrom(database: pg.Client, beginning: string): Promise<string[]> {
  const { rows } = await database.query('SELECT "callRef", "sessionSealed" FROM "CallSession"');
  return rows.flatMap((row) => {
    const { callRef, sessionSealed } = callRow.parse(row);
    const session = JSON.parse(testFields.open('CallSession.session', callRef, sessionSealed));
    return sessionSchema.parse(session).callerNumber?.startsWith(beginning) ? [callRef] : [];
  });
}
