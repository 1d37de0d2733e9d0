// Who calls, for a colleague who is asked to join: as an offer says it.
import type { Database } from '../../platform/database.ts';
import { veilNumber, veilText } from '../../platform/privacy.ts';
import { preview } from '../core.ts';
import { readFaces } from '../people.ts';
import { citizenWords } from '../said.ts';

/** The name, or the veiled number, and what was said first, written or understood; numbers of people veiled. */
export async function callerInSight(
  database: Database,
  interactionId: string,
): Promise<{ name: string | null; words: string }> {
  const [[face], heard] = await Promise.all([
    readFaces(database, [interactionId]),
    citizenWords(database, [interactionId]),
  ]);
  const words = face?.words ?? heard.get(interactionId) ?? '';
  return {
    name: face?.name ?? (face?.phone ? veilNumber(face.phone) : null),
    words: veilText(preview(words), 'numbers'),
  };
}
