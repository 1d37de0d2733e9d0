// Matters that are closed and answered, for those who prepare what is published of them. Sealed ones, what was reported in
// confidence and what is about a person's own rights stay out.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { veilText } from '../platform/privacy.ts';
import { privateKinds } from './public.ts';
import { openReporter, type Reporter, storedReporter, storedReporterColumns } from './reporter.ts';
import { ticketKindSchema } from './words.ts';

const answeredRow = z.object({
  id: z.string(),
  number: z.string(),
  kind: ticketKindSchema,
  title: z.string(),
  text: z.string(),
  publicReply: z.string(),
  categoryCode: z.string().nullable(),
  departmentCode: z.string().nullable(),
  ...storedReporter.shape,
  partyConcerned: z.string().nullable(),
  createdAt: z.date(),
  closedAt: z.date(),
});
type AnsweredRow = z.infer<typeof answeredRow>;
/** With the citizen's own words and numbers: nobody is handed one as it is. */
export type AnsweredTicket = Omit<AnsweredRow, 'name' | 'phone'> & Reporter;

const answered = `SELECT id, number, kind, title, text, "publicReply", "categoryCode",
    "leadDepartmentCode" AS "departmentCode", ${storedReporterColumns}, "partyConcerned", "createdAt", "closedAt"
  FROM "Ticket" t
  WHERE state = 'closed' AND NOT sealed AND kind::text <> ALL($1::text[]) AND "closedAt" IS NOT NULL
    AND coalesce("publicReply", '') <> ''`;
const listKey = z.tuple([z.iso.datetime(), z.uuid()]);
const keyOf = ({ closedAt, id }: AnsweredRow): [string, string] => [closedAt.toISOString(), id];

/** Words are found in what the list shows: a number that stands in stars is not to be learned digit by digit. */
const isShownWith = ({ number, title, text, publicReply }: AnsweredRow, words: string): boolean =>
  number === words.toUpperCase() || veilText(`${title}${text}${publicReply}`, 'numbers').includes(words);

export class AnsweredTickets {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A page of them, the latest closed first. */
  async list(query: {
    departmentCode?: string | undefined;
    words?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ items: AnsweredTicket[]; nextCursor: string | null }> {
    let after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, listKey);
    const words = query.words ?? '';
    const found: AnsweredRow[] = [];
    do {
      const rows = await this.#database.sql.rows(
        answeredRow,
        `${answered} AND ($2::text IS NULL OR "leadDepartmentCode" = $2)
           AND ($3::text IS NULL OR strpos(title || text || "publicReply", $3) > 0 OR number = upper($3))
           AND ($4::timestamptz IS NULL OR ("closedAt", id) < ($4, $5::uuid))
         ORDER BY "closedAt" DESC, id DESC LIMIT $6`,
        [
          privateKinds,
          query.departmentCode ?? null,
          words || null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          query.limit + 1,
        ],
      );
      found.push(...rows.filter((row) => isShownWith(row, words)));
      const last = rows.length > query.limit ? rows.at(-1) : undefined;
      after = last && keyOf(last);
    } while (after && found.length <= query.limit);
    const page = toPage(found.slice(0, query.limit + 1), query.limit, keyOf);
    return { ...page, items: page.items.map((row) => this.#opened(row)) };
  }

  /** @throws AppError `not_found`, also for one that may not be published */
  async one(id: string): Promise<AnsweredTicket> {
    const row = await this.#database.sql.first(answeredRow, `${answered} AND id = $2`, [privateKinds, id]);
    if (!row) throw new AppError('not_found');
    return this.#opened(row);
  }

  #opened({ name, phone, ...row }: AnsweredRow): AnsweredTicket {
    return { ...row, ...openReporter(this.#database.fields, { id: row.id, name, phone }) };
  }
}
