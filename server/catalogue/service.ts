// Use cases of the catalogue: reading it within one's sight, its coverage, what is stale, and requests for disclosure.
import { z } from 'zod';
import type { Entry } from '../../knowledge/index.ts';
import { disclosureArticleCode } from '../admin/index.ts';
import { idFrom, normalisePhone } from '../intake/index.ts';
import type { Knowledge, Outcome } from '../knowledge/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Bilingual } from '../platform/contract.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { columnsOf } from '../platform/sql.ts';
import { demandSameMatter, type Tickets } from '../tickets/index.ts';
import {
  applicantSchema,
  type CatalogueEntry,
  type CatalogueField,
  type Coverage,
  type catalogueQuerySchema,
  deliverySchema,
  type RequestDisclosure,
  type staleSchema,
} from './contract.ts';
import { listFor, seesEntry, staleDays } from './core.ts';
import { CoverageCheck } from './coverage.ts';
import { bringEntries, entriesOf, type ImportedBy, withdrawEntries } from './imported.ts';
import { entryRow } from './row.ts';

const departmentRow = z.object({ departmentZh: z.string(), departmentEn: z.string() });
const headRow = entryRow.omit({ fields: true });
const listedRow = headRow.extend(departmentRow.shape);
type Listed = z.infer<typeof listedRow>;
const fieldsRow = entryRow.pick({ kind: true, sharing: true, departmentCode: true, fields: true });
const cursorSchema = z.tuple([z.string().max(40)]);

const entries = `SELECT ${columnsOf(headRow, 'e')}, d."nameZh" AS "departmentZh", d."nameEn" AS "departmentEn"
  FROM "CatalogueEntry" e JOIN "Department" d ON d.code = e."departmentCode"`;
const mostStale = 200;
const titleLength = 100;
/** Where requests for disclosure are filed: the closest category that is for them. */
const requestCategory = `SELECT code FROM "Category" WHERE "defaultKind" = 'disclosure_request'
  ORDER BY level DESC, code LIMIT 1`;

export class Catalogue {
  /** Entries that imports bring: see imported.ts. */
  readonly imported: {
    bring: (change: Change, found: readonly Entry[], run: ImportedBy) => Promise<(Outcome | null)[]>;
    withdraw: (change: Change, codes: readonly string[]) => Promise<number>;
    entries: (kind: Entry['kind']) => ReturnType<typeof entriesOf>;
  };
  readonly #database: Database;
  readonly #coverage: CoverageCheck;
  readonly #knowledge: Pick<Knowledge, 'isPublic'>;
  readonly #tickets: Tickets;

  constructor(deps: { database: Database; knowledge: Knowledge; tickets: Tickets }) {
    this.#database = deps.database;
    this.#coverage = new CoverageCheck(deps.database, deps.knowledge);
    this.#knowledge = deps.knowledge;
    this.#tickets = deps.tickets;
    const { imported } = deps.knowledge;
    this.imported = {
      bring: (change, found, run) => bringEntries(change, imported, found, run),
      withdraw: (change, codes) => withdrawEntries(change, imported, codes),
      entries: (kind) => entriesOf(deps.database, kind),
    };
  }

  /** A page of the entries that the reader may see, by name. Null: a citizen, who sees what is for disclosure. */
  async list(
    reader: Actor | null,
    query: z.infer<typeof catalogueQuerySchema>,
  ): Promise<{ items: CatalogueEntry[]; nextCursor: string | null }> {
    const kind = reader === null ? 'disclosure' : query.kind;
    const [after] = query.cursor === undefined ? [null] : decodeCursor(query.cursor, cursorSchema);
    const { isSteward, departmentCode } = listFor(reader);
    const rows = await this.#database.sql.rows(
      listedRow,
      `${entries} WHERE e."withdrawnAt" IS NULL AND ($1::text IS NULL OR e.kind::text = $1)
         AND ($2 = '' OR e.code = upper($2) OR strpos(lower(e."nameZh" || e."nameEn" || e."summaryZh"), lower($2)) > 0)
         AND ($3 OR e.kind = 'disclosure' OR e."departmentCode" = $4 OR e.sharing IN ('unconditional', 'conditional'))
         AND ($5::text IS NULL OR (e.kind, e."nameZh", e.code) >
              (SELECT last.kind, last."nameZh", last.code FROM "CatalogueEntry" last WHERE last.code = $5))
       ORDER BY e.kind, e."nameZh", e.code LIMIT $6`,
      [kind ?? null, query.q, isSteward, departmentCode, after, query.limit + 1],
    );
    const page = toPage(rows, query.limit, ({ code }) => [code]);
    const [now, articleOf] = [new Date(), await this.#articles(page.items)];
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => viewOf(row, reader, now, articleOf.get(row.code))),
    };
  }

  /**
   * What an entry is made of. Whoever looks at that of data that are not shared with everybody is written down.
   * @throws AppError `not_found` for what the reader may not know of, `forbidden` where they may know only that it exists
   */
  async fields(reader: Actor, code: string, ip: string): Promise<CatalogueField[]> {
    const row = await this.#database.sql.first(
      fieldsRow,
      `SELECT ${columnsOf(fieldsRow, 'e')} FROM "CatalogueEntry" e WHERE e.code = $1 AND e."withdrawnAt" IS NULL`,
      [code],
    );
    const sight = row ? seesEntry(reader, row) : 'nothing';
    if (!row || sight === 'nothing') throw new AppError('not_found');
    if (sight === 'head') throw new AppError('forbidden');
    if (row.kind === 'resource' && row.sharing !== 'unconditional')
      await audit(this.#database.read, {
        actorId: reader.id,
        action: 'catalogue.look',
        subjectType: 'catalogue_entry',
        subjectId: code,
        ip,
      });
    return row.fields;
  }

  /** What people know an entry by. */
  async nameOf(code: string): Promise<Bilingual | undefined> {
    const row = await this.#entry(code);
    return row && { zh: row.nameZh, en: row.nameEn };
  }

  /** Index number → the answer that everybody may read, of those entries that have one. */
  async #articles(rows: readonly Listed[]): Promise<Map<string, string>> {
    const codeOf = new Map(
      rows
        .filter(({ kind, mustPublish }) => kind === 'disclosure' && mustPublish)
        .map(({ code }) => [disclosureArticleCode(code), code]),
    );
    if (codeOf.size === 0) return new Map();
    const articles = await this.#database.sql.rows(
      z.object({ id: z.uuid(), code: z.string() }),
      'SELECT id, code FROM "Article" WHERE code = ANY($1)',
      [[...codeOf.keys()]],
    );
    return new Map(
      articles.flatMap(({ id, code }) => {
        const entry = codeOf.get(code);
        return entry !== undefined && this.#knowledge.isPublic(id) ? [[entry, id] as const] : [];
      }),
    );
  }

  /** Whether what must be public is found by whoever searches for its name, as citizens do. */
  coverage(): Promise<Coverage> {
    return this.#coverage.read();
  }

  /** Resources whose data are older than their interval, at most 200, the oldest first; also those that are not shared. */
  async stale(reader: Actor): Promise<z.infer<typeof staleSchema>> {
    const now = new Date();
    const rows = await this.#database.sql.rows(
      listedRow,
      `${entries} WHERE e.kind = 'resource' AND e."updateDays" IS NOT NULL AND e."withdrawnAt" IS NULL
         AND (e."dataAt" IS NULL OR e."dataAt" + make_interval(days => e."updateDays") < now() + interval '1 day')
       ORDER BY now() - coalesce(e."dataAt" + make_interval(days => e."updateDays"),
                                 now() - make_interval(days => e."updateDays")) DESC LIMIT ${mostStale + 1}`,
    );
    const items = rows
      .map((row) => viewOf(row, reader, now))
      .filter(({ staleDays: days }) => days !== null)
      .sort((a, b) => (b.staleDays ?? 0) - (a.staleDays ?? 0));
    return { items: items.slice(0, mostStale), isCut: items.length > mostStale };
  }

  /**
   * A citizen asks government to disclose something: a ticket whose 20 working days run from now, sent at once to the
   * department that holds the entry. Without an entry the dispatch desk decides who answers.
   * The same again answers with the request that exists.
   * @throws AppError `not_found` for an entry that is not for disclosure, or no longer; `conflict` for an id that is
   * another matter's
   */
  async request(asked: RequestDisclosure): Promise<{ number: string; code: string }> {
    const { id, entryCode, text, name, phone, delivery, applicant, lang } = asked;
    await demandSameMatter(this.#database, id, {
      kind: 'disclosure_request',
      text,
      phone: normalisePhone(phone),
    });
    const entry = entryCode === undefined ? null : await this.#disclosure(entryCode);
    const category = await this.#database.sql.first(z.object({ code: z.string() }), requestCategory);
    const subject = entry ? (lang === 'en' ? entry.nameEn : entry.nameZh) : text;
    const { ticket, code } = await this.#tickets.service.create(
      { kind: 'citizen' },
      {
        id,
        kind: 'disclosure_request',
        urgency: 'ordinary',
        title: [...subject.replace(/\s+/g, ' ')].slice(0, titleLength).join(''),
        text,
        channel: 'web',
        lang,
        ...(category && { categoryCode: category.code }),
        place: {},
        sealed: false,
        citizenName: name,
        citizenPhone: phone,
        ...(entry && { partyConcerned: `${entry.nameZh} ${entry.code}` }),
      },
      async ({ tx }) => {
        await tx.disclosureRequest.create({
          data: { ticketId: id, entryCode: entry?.code ?? null, delivery, applicant: applicant ?? null },
        });
      },
    );
    if (entry && ticket.state === 'received') await this.#send(id, entry.departmentCode, ticket.version);
    return { number: ticket.number, code };
  }

  async #send(ticketId: string, departmentCode: string, version: number): Promise<void> {
    const command = { command: 'dispatch' as const, commandId: idFrom(`disclosure:${ticketId}`), version };
    await this.#tickets.service
      .command({ kind: 'system' }, ticketId, { ...command, departmentCode })
      .catch((error: unknown) => {
        // The desk was quicker, or the department takes no tickets: then the desk decides.
        if (!(error instanceof AppError)) throw error;
      });
  }

  /** What a request is about; the reader must see the ticket. @throws AppError `not_found`, `forbidden` */
  async ofTicket(actor: Actor, ticketId: string) {
    await this.#tickets.service.view(actor, ticketId);
    const request = await this.#database.read.disclosureRequest.findUnique({ where: { ticketId } });
    if (!request) throw new AppError('not_found');
    const row = request.entryCode === null ? undefined : await this.#entry(request.entryCode);
    return {
      delivery: deliverySchema.parse(request.delivery),
      applicant: applicantSchema.nullable().parse(request.applicant),
      entry: row ? viewOf(row, actor, new Date(), (await this.#articles([row])).get(row.code)) : null,
    };
  }

  async #disclosure(code: string): Promise<Listed> {
    const row = await this.#database.sql.first(
      listedRow,
      `${entries} WHERE e.code = $1 AND e."withdrawnAt" IS NULL`,
      [code],
    );
    if (row?.kind !== 'disclosure') throw new AppError('not_found', { field: 'entryCode' });
    return row;
  }

  /** Also one that was withdrawn since: a request keeps what it was about. */
  #entry(code: string): Promise<Listed | undefined> {
    return this.#database.sql.first(listedRow, `${entries} WHERE e.code = $1`, [code]);
  }
}

function viewOf(row: Listed, reader: Actor | null, now: Date, articleId?: string): CatalogueEntry {
  const { conditionZh, conditionEn, dataAt, updateDays } = row;
  return {
    code: row.code,
    kind: row.kind,
    name: { zh: row.nameZh, en: row.nameEn },
    summary: { zh: row.summaryZh, en: row.summaryEn },
    departmentCode: row.departmentCode,
    department: { zh: row.departmentZh, en: row.departmentEn },
    mustPublish: row.mustPublish,
    url: row.url,
    articleId: articleId ?? null,
    sharing: row.sharing,
    condition: conditionZh === null ? null : { zh: conditionZh, en: conditionEn ?? conditionZh },
    mayReadFields: seesEntry(reader, row) === 'all',
    updateDays,
    dataAt: dataAt?.toISOString() ?? null,
    staleDays: staleDays(updateDays, dataAt, now),
  };
}
