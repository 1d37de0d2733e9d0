// Played, the demo's talks take seconds: here each gets the length that is written with it, and they lie behind one another
// before now, so that handling times, service levels and shifts read as in a city that works. Everything that tells when a
// talk was goes along; the rest of the demo, with its clocks, has happened when it did.
import pg from 'pg';
import { z } from 'zod';
import type { Played } from './talks.ts';

/** How long a talk waited, lasted, and was wrapped up. */
interface Length {
  waitS: number;
  talkS: number;
  wrapUpS: number;
}
/** When a talk came, was answered, ended, and was wrapped up. */
export type Moments = readonly [arrived: Date, accepted: Date, ended: Date, closed: Date];

/** Between one citizen and the next: five agents are busy for half of the time. */
const gapS = 330;
/** The latest talk was over a little while ago. */
const quietS = 240;
/** Who serves has come some minutes before the first citizen. */
const earlyS = 600;

/** Lays talks in the order in which they came before `now`, an agent's never one over the other. */
export function layOut(talks: readonly (Length & { agentId: string })[], now: Date): Moments[] {
  const freeAt = new Map<string, number>();
  let earliest = 0;
  let end = 0;
  const seconds = talks.map(({ agentId, waitS, talkS, wrapUpS }) => {
    const arrived = Math.max(earliest, freeAt.get(agentId) ?? 0);
    const accepted = arrived + waitS;
    const ended = accepted + talkS;
    const closed = ended + wrapUpS;
    freeAt.set(agentId, closed);
    earliest = arrived + gapS;
    end = Math.max(end, closed);
    return [arrived, accepted, ended, closed] as const;
  });
  const at = (second: number): Date => new Date(now.getTime() - (end + quietS - second) * 1_000);
  return seconds.map(([arrived, accepted, ended, closed]) => [
    at(arrived),
    at(accepted),
    at(ended),
    at(closed),
  ]);
}

const rowSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  agentId: z.string(),
  arrivedAt: z.date(),
  acceptedAt: z.date(),
  endedAt: z.date(),
  closedAt: z.date(),
});

/** Where a moment of a talk lies now: between the four that are known as it lay before, beyond them as far away. */
const livedFunction = `
  CREATE FUNCTION pg_temp.lived(at timestamptz, was timestamptz[], became timestamptz[]) RETURNS timestamptz
  LANGUAGE plpgsql IMMUTABLE AS $$
  BEGIN
    IF at <= was[1] THEN RETURN became[1] - (was[1] - at); END IF;
    FOR part IN 1..3 LOOP
      IF at < was[part + 1] THEN
        RETURN became[part] + (became[part + 1] - became[part])
          * (extract(epoch FROM at - was[part]) / extract(epoch FROM was[part + 1] - was[part]))::float8;
      END IF;
    END LOOP;
    RETURN became[4] + (at - was[4]);
  END $$`;

/** What tells when a talk was. */
const ownColumns = ['arrivedAt', 'offeredAt', 'acceptedAt', 'endedAt', 'wrapUpEndsAt', 'closedAt', 'toldAt'];
const ofTalk = [
  ['Offer', ['offeredAt', 'expiresAt', 'endedAt']],
  ['RoutingStep', ['at']],
  ['CallSession', ['startedAt', 'endedAt']],
  ['ServiceRating', ['askedAt', 'ratedAt']],
] as const;

/** Gives talks that are over their lengths, all of them or none. */
export async function giveLengths(databaseUrl: string, played: readonly Played[], now: Date): Promise<void> {
  const lengths = new Map(played.map(({ interactionId, talk }) => [interactionId, talk]));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(livedFunction);
    const { rows } = await client.query(
      `SELECT id, "conversationId", "agentId", "arrivedAt", "acceptedAt", "endedAt", "closedAt"
       FROM "Interaction" WHERE id = ANY($1::uuid[]) ORDER BY "arrivedAt", id`,
      [[...lengths.keys()]],
    );
    const talks = z
      .array(rowSchema)
      .parse(rows)
      .flatMap((row) => {
        const length = lengths.get(row.id);
        return length ? [{ ...row, ...length }] : [];
      });
    const moments = layOut(talks, now);
    for (const [index, talk] of talks.entries()) {
      const was = [talk.arrivedAt, talk.acceptedAt, talk.endedAt, talk.closedAt];
      const move = async (
        table: string,
        columns: readonly string[],
        by: string,
        id: string,
      ): Promise<void> => {
        const moved = columns.map((column) => `"${column}" = pg_temp.lived("${column}", $1, $2)`);
        await client.query(`UPDATE "${table}" SET ${moved.join(', ')} WHERE "${by}" = $3`, [
          was,
          moments[index],
          id,
        ]);
      };
      for (const [table, columns] of ofTalk) await move(table, columns, 'interactionId', talk.id);
      await move('Interaction', ownColumns, 'id', talk.id);
      await move('Message', ['createdAt'], 'conversationId', talk.conversationId);
      await move('Conversation', ['createdAt', 'lastMessageAt'], 'id', talk.conversationId);
    }
    const [first] = moments;
    if (first)
      await putOnDuty(
        client,
        talks.map(({ agentId }) => agentId),
        first[0],
      );
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Whoever served had come before the first citizen, with what they could do, which says why they were chosen. */
async function putOnDuty(client: pg.Client, agentIds: readonly string[], first: Date): Promise<void> {
  const since = new Date(first.getTime() - earlyS * 1_000);
  await client.query(
    `UPDATE "PresenceLog" SET at = $2 WHERE "userId" = ANY($1::uuid[]) AND at > $2
       AND id <= (SELECT max(id) FROM "PresenceLog" a WHERE a."userId" = "PresenceLog"."userId" AND a.state = 'available')`,
    [agentIds, since],
  );
  await client.query('UPDATE "AgentLog" SET at = $1 WHERE at > $1', [since]);
}
