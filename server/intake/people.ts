// Citizens and how they are reached. Names and contact points are sealed in their rows; nobody else reads these columns.
import { z } from 'zod';
import { channelSchema } from '../platform/contract.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { type Fields, storedColumns } from '../platform/fields.ts';
import { orderedId } from '../platform/ordered-id.ts';
import { holdName } from '../platform/sql.ts';

export interface Contact {
  kind: 'phone' | 'web' | 'email';
  /** An E.164 number, the random id that a browser keeps, or a mail address in small letters. */
  value: string;
}

/** What reads: the database, or a change that runs. */
type Reader = Pick<Database, 'sql' | 'fields'>;

const citizenRow = z.object({ id: z.string() });
// What an older version wrote has no mark yet.
const citizenOf = `SELECT "citizenId" AS id FROM "ContactPoint"
  WHERE kind = $1 AND "valueMark" = $2 UNION ALL
  SELECT "citizenId" AS id FROM "ContactPoint" WHERE kind = $1 AND value = $3 LIMIT 1`;

/** The citizen behind a contact point, made at the first contact. Safe against two first contacts at once. */
export async function citizenByContact(
  change: Pick<Change, 'sql' | 'fields'>,
  { kind, value }: Contact,
  about: { name?: string | undefined; lang: string },
): Promise<{ id: string }> {
  const { sql, fields } = change;
  const valueMark = fields.mark(value);
  const key = [kind, valueMark, value];
  const known = await sql.first(citizenRow, citizenOf, key);
  if (known) return known;
  // The lock makes the loser of a race wait here and then find the winner's row.
  await holdName(sql, `${kind}:${value}`);
  const meanwhile = await sql.first(citizenRow, citizenOf, key);
  if (meanwhile) return meanwhile;
  const citizen = makeCitizen(change, about);
  const id = orderedId();
  const valueSealed = fields.seal('ContactPoint.value', id, value);
  sql.send(
    `INSERT INTO "ContactPoint" (id, "citizenId", kind, value, "valueSealed", "valueMark")
     VALUES ($1, $2, $3::text::"ContactKind", $4, $5, $6)`,
    [id, citizen.id, kind, value, valueSealed, valueMark],
  );
  return citizen;
}

/** A citizen whom nobody has met before. */
export function makeCitizen(
  { sql, fields }: Pick<Change, 'sql' | 'fields'>,
  { name = null, lang }: { name?: string | null | undefined; lang: string },
): { id: string } {
  const id = orderedId();
  const nameSealed = name === null ? null : fields.seal('Citizen.name', id, name);
  sql.send('INSERT INTO "Citizen" (id, name, "nameSealed", lang) VALUES ($1, $2, $3, $4)', [
    id,
    name,
    nameSealed,
    lang,
  ]);
  return { id };
}

/** Citizens with this contact point, for Prisma. */
export const reachedBy = (fields: Fields, { kind, value }: Contact) => ({
  contactPoints: { some: { kind, OR: [{ valueMark: fields.mark(value) }, { valuePlain: value }] } },
});

const stored = z.object({ sealed: z.string().nullable(), plain: z.string().nullable() });
const storedPoint = stored.extend({ id: z.string() });
/** A contact point under the alias `p` as one value. */
const point = `${storedColumns('ContactPoint.value', 'p')} || jsonb_build_object('id', p.id, 'kind', p.kind)`;
/** The first telephone of the citizen with this id. */
const phoneOf = (citizenId: string): string =>
  `(SELECT ${point} FROM "ContactPoint" p WHERE p."citizenId" = ${citizenId} AND p.kind = 'phone' ORDER BY p.id LIMIT 1)`;

const openPoint = (fields: Fields, row: z.infer<typeof storedPoint>): string => {
  const value = fields.read('ContactPoint.value', row.id, row);
  if (value === null) throw new Error(`contact point ${row.id} holds nothing`);
  return value;
};

/** The first mail address of a citizen, where there is one. */
export async function readMailAddress(
  { sql, fields }: Reader,
  citizenId: string,
): Promise<string | undefined> {
  const row = await sql.first(
    z.object({ point: storedPoint }),
    `SELECT ${point} AS point FROM "ContactPoint" p WHERE p."citizenId" = $1 AND p.kind = 'email' ORDER BY p.id LIMIT 1`,
    [citizenId],
  );
  return row && openPoint(fields, row.point);
}

const addressRow = z.object({ channel: channelSchema, phone: storedPoint.nullable() });

/** How a conversation's citizen is reached. */
export async function readAddress({ sql, fields }: Reader, conversationId: string) {
  const row = await sql.first(
    addressRow,
    `SELECT c.channel, ${phoneOf('c."citizenId"')} AS phone FROM "Conversation" c WHERE c.id = $1`,
    [conversationId],
  );
  return row && { ...row, phone: row.phone && openPoint(fields, row.phone) };
}

const faceRow = z.object({
  interactionId: z.string(),
  citizenId: z.string(),
  name: stored,
  phone: storedPoint.nullable(),
  words: z.string().nullable(),
});

/** Who is behind contacts, and what they said first. */
export async function readFaces({ sql, fields }: Reader, interactionIds: readonly string[]) {
  const rows = await sql.rows(
    faceRow,
    `SELECT i.id AS "interactionId", c.id AS "citizenId", ${storedColumns('Citizen.name', 'c')} AS name,
       ${phoneOf('c.id')} AS phone,
       (SELECT left(m.text, 200) FROM "Message" m
        WHERE m."conversationId" = i."conversationId" AND m."interactionId" = i.id AND m.author = 'citizen' ORDER BY m.seq LIMIT 1) AS words
     FROM unnest($1::uuid[]) AS asked(id)
     JOIN "Interaction" i ON i.id = asked.id JOIN "Citizen" c ON c.id = i."citizenId"`,
    [interactionIds],
  );
  return rows.map(({ interactionId, citizenId, name, phone, words }) => ({
    interactionId,
    name: fields.read('Citizen.name', citizenId, name),
    phone: phone && openPoint(fields, phone),
    words,
  }));
}

const personRow = z.object({
  id: z.string(),
  name: stored,
  hardship: z.string().nullable(),
  createdAt: z.date(),
  contactPoints: z.array(storedPoint.extend({ kind: z.enum(['phone', 'web', 'email']) })),
});

/** Who a citizen is. @throws AppError `not_found` */
export async function readCitizen({ sql, fields }: Reader, id: string) {
  const row = await sql.first(
    personRow,
    `SELECT c.id, ${storedColumns('Citizen.name', 'c')} AS name, c.hardship, c."createdAt",
       coalesce((SELECT jsonb_agg(${point} ORDER BY p.id)
                 FROM "ContactPoint" p WHERE p."citizenId" = c.id), '[]') AS "contactPoints"
     FROM "Citizen" c WHERE c.id = $1`,
    [id],
  );
  if (!row) throw new AppError('not_found');
  return {
    ...row,
    name: fields.read('Citizen.name', id, row.name),
    contactPoints: row.contactPoints.map(
      (each): Contact => ({
        kind: each.kind,
        value: openPoint(fields, each),
      }),
    ),
  };
}
