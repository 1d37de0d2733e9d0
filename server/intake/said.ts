// What was said in contacts that are over, for whoever judges how they were handled.
import { z } from 'zod';
import { staffNames } from '../admin/index.ts';
import { idSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { type Veil, veilText } from '../platform/privacy.ts';
import type { MessageView } from './contract.ts';
import { messageView, readMessagesOf } from './store.ts';

const wordsRow = z.object({ interactionId: idSchema, text: z.string() });

/** What citizens wrote, or were understood to say, in each of some contacts. */
export async function citizenWords(
  database: Database,
  interactionIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database.sql.rows(
    wordsRow,
    `SELECT "interactionId", string_agg(text, E'\\n' ORDER BY place) AS text FROM (
       SELECT i.id AS "interactionId", m.text, m.seq::bigint AS place FROM "Interaction" i
       JOIN "Message" m ON m."conversationId" = i."conversationId" AND m."interactionId" = i.id
       WHERE i.id = ANY($1::uuid[]) AND m.author = 'citizen'
       UNION ALL
       SELECT r."interactionId", l.text, l."fromMs" FROM "Recording" r
       JOIN "TranscriptLine" l ON l."recordingRef" = r."providerRef" AND l.side = 'citizen'
       WHERE r."interactionId" = ANY($1::uuid[])) said
     GROUP BY "interactionId"`,
    [interactionIds],
  );
  return new Map(rows.map(({ interactionId, text }) => [interactionId, text]));
}

/** The messages of one contact behind a veil, oldest first. */
export async function contactMessages(
  database: Database,
  interactionId: string,
  veil: Veil,
): Promise<MessageView[]> {
  const rows = await readMessagesOf(database.sql, interactionId);
  const authors = rows.flatMap(({ author, authorId }) => (author === 'agent' && authorId ? [authorId] : []));
  const names = await staffNames(database, authors);
  return rows.map((row) => {
    const view = messageView(row, names);
    return { ...view, text: veilText(view.text, veil) };
  });
}
