// Use cases of tickets: load, decide (lifecycle.ts), write, emit; each in one transaction.
import { z } from 'zod';
import type { Prisma } from '#database';
import { staffNames } from '../admin/index.ts';
import { type Intake, normalisePhone } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import { type Actor, demand } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import { type Revealed, tongueSchema } from '../platform/contract.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { gathered } from '../platform/gathered.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { hiddenIn, hiddenNumber, noteReveal, veilOf, veilTitles } from '../platform/privacy.ts';
import { together } from '../platform/together.ts';
import { isOpenClock } from './clock-rows.ts';
import { type ClockBook, withDues } from './clocks.ts';
import type {
  CreateTicket,
  TicketCommand,
  TicketSummary,
  TicketView,
  ticketCountQuerySchema,
  ticketListQuerySchema,
} from './contract.ts';
import type { Giver, TicketFacts } from './decision.ts';
import { clocksAtFiling } from './effects.ts';
import { fileView } from './files.ts';
import { linesOf } from './line-months.ts';
import { countTickets, listTickets } from './listing.ts';
import { numbersMeant } from './number.ts';
import { allowedCommands, decide } from './lifecycle.ts';
import { revealGround, veilTicket, wordsOf } from './privacy.ts';
import { checkReferences } from './references.ts';
import { relativesOf } from './relations.ts';
import { ringFor } from './rings.ts';
import { type Reporter, reporterColumns, reporterOf } from './reporter.ts';
import { demandSight, departmentsLeft, departmentsOf, listedFor } from './sight.ts';
import {
  archivedLinesOf,
  appendTimeline,
  insertTicket,
  type LockedTicket,
  lockTicket,
  mainOf,
  ticketsOfCitizen,
  writeHandlers,
  writeHead,
  timelineOf,
} from './store.ts';
import {
  type ClockRow,
  clockView,
  handlerView,
  type SummaryRow,
  ticketDetails,
  ticketSummary,
  timelineEvent,
} from './views.ts';

/** Who acts on a ticket: somebody signed in, a citizen who proved the right, or a rule. */
export type TicketActor =
  | {
      kind: 'staff';
      actor: Actor /** Works through the tickets of somebody who leaves. */;
      isHandOver?: true;
    }
  | { kind: 'citizen' }
  | { kind: 'system' };

/** What is filed; of a proposal also whose it is, and of which form. */
type NewTicket = CreateTicket & { proposal?: { bodyCode: string; form: string } };

const beside = { head: true, handlers: true, watchers: true } as const;
type TicketWithBeside = Prisma.TicketGetPayload<{ include: typeof beside }>;

export class TicketService {
  readonly #database: Database;
  readonly #intake: Intake;
  readonly #secrets: Secrets;
  readonly #metrics: Metrics;
  readonly #clocks: ClockBook;
  readonly #changeTogether: ReturnType<typeof together>;
  /** A ticket for those who are told of it: the reads of one moment are one. */
  readonly rowForNews: (id: string) => Promise<TicketWithBeside | undefined>;

  constructor(deps: {
    database: Database;
    intake: Intake;
    secrets: Secrets;
    metrics: Metrics;
    clocks: ClockBook;
    log: Log;
  }) {
    this.#database = deps.database;
    this.#changeTogether = together(deps.database, deps.log);
    this.#intake = deps.intake;
    this.#secrets = deps.secrets;
    this.#metrics = deps.metrics;
    this.#clocks = deps.clocks;
    this.rowForNews = gathered(async (ids: readonly string[]) => {
      const where = { id: { in: [...ids] } };
      const rows = await deps.database.read.ticket.findMany({ where, include: beside });
      return new Map(rows.map((row) => [row.id, row]));
    });
  }

  /**
   * Files a ticket. The same id again answers with the ticket that exists, if it is of the same clerk, or of no clerk as
   * this one: whoever takes ids from citizens sees to it that each names their own.
   * @throws AppError `conflict` for an id that is another's
   * @param alongside what another room writes in the same transaction, when the ticket is new
   */
  async create(
    by: TicketActor,
    input: NewTicket,
    alongside?: (change: Change) => Promise<void>,
  ): Promise<{ ticket: TicketSummary; code: string }> {
    const now = new Date();
    const work = (change: Change) => this.#file(change, by, input, now, alongside);
    // What another room writes beside it has its transaction to itself.
    const ticket = await (alongside ? this.#database.change(work) : this.#changeTogether(work));
    return { ticket: ticketSummary(ticket), code: this.#secrets.ticketCode(ticket.id) };
  }

  async #file(
    change: Change,
    by: TicketActor,
    input: NewTicket,
    now: Date,
    alongside?: (change: Change) => Promise<void>,
  ): Promise<SummaryRow> {
    const { sql } = change;
    const giver = giverOf(by);
    const createdById = giver.kind === 'staff' ? giver.id : null;
    if ((await sql.run('SELECT 1 FROM "Ticket" WHERE id = $1', [input.id])) > 0) {
      const known = await change.tx.ticket.findUniqueOrThrow({
        where: { id: input.id },
        include: { head: true },
      });
      // With the answer goes the code that opens it.
      if (known.createdById !== createdById) throw new AppError('conflict');
      return known;
    }
    const phone = input.citizenPhone ? normalisePhone(input.citizenPhone) : await this.#knownPhone(by, input);
    const citizen = input.citizenId
      ? { id: input.citizenId }
      : await this.#intake.rememberCitizen(change, { phone, name: input.citizenName, lang: input.lang });
    const { id, citizenName = null } = input;
    const ticket = await insertTicket(sql, {
      ...input,
      proposal: input.proposal,
      citizenId: citizen.id,
      reporter: reporterColumns(change.fields, id, { citizenName, citizenPhone: phone ?? null }),
      createdById,
      createdAt: now,
    });
    const entry = {
      command: 'create',
      toState: 'received' as const,
      by: 'giver' as const,
      reason: null,
      payload: { kind: input.kind, urgency: input.urgency, channel: input.channel },
    };
    const at = {
      kind: giver.kind,
      id: createdById,
      commandId: `create-${id}`,
      at: now,
    };
    const filed = { ...ticket, clocks: [] };
    const clocks = await this.#clocks.apply(change, filed, clocksAtFiling(input.kind), now);
    const entries = withDues([entry], clocks);
    const lastSeq = await appendTimeline(sql, { id, lastSeq: 0, state: null, head: null }, entries, at);
    change.emit('ticket.changed', { ticketId: id, seq: lastSeq, command: 'create' });
    this.#metrics.tickets.inc({ command: 'create' });
    await alongside?.(change);
    writeHead(sql, id, clocks.shown);
    return { ...ticket, head: clocks.shown };
  }

  /**
   * Gives a ticket a command. Sent twice (same commandId) it happens once.
   * @throws AppError `forbidden`, `wrong_state`, `version_conflict`, `not_found`, `bad_request`
   */
  async command(by: TicketActor, ticketId: string, command: TicketCommand): Promise<void> {
    try {
      await this.#database.change((change) => this.#give(change, by, ticketId, command));
    } catch (error) {
      if (!(error instanceof AppError) || by.kind !== 'staff') throw error;
      if (error.code === 'wrong_state') await this.#noteRefusal(by.actor, ticketId, command, error);
      if (error.code !== 'version_conflict') throw error;
      throw new AppError('version_conflict', { ...error.details, ...(await this.#lastDoer(ticketId)) });
    }
  }

  async #give(change: Change, by: TicketActor, ticketId: string, command: TicketCommand): Promise<void> {
    const now = new Date();
    const ticket = await lockTicket(change.tx, ticketId);
    const done = await change.tx.ticketCommand.findUnique({ where: { commandId: command.commandId } });
    if (done) {
      if (done.ticketId !== ticketId || done.command !== command.command) throw new AppError('conflict');
      return;
    }
    if (by.kind === 'staff' && !by.isHandOver) demandSight(by.actor, ticket);
    await checkReferences(change.tx, ticket, command);
    // Nobody but a department that returns a ticket can bring it there.
    const fallback =
      command.command === 'return'
        ? await change.tx.department.findFirst({ where: { isFallback: true }, select: { code: true } })
        : null;
    const giver = giverOf(by);
    const decision = decide({
      ticket: factsOf(ticket),
      command,
      giver,
      now,
      fallbackDepartmentCode: fallback?.code ?? null,
    });
    // Clocks choose their policy by what the ticket is after the command.
    const after = { ...ticket, ...onlySet(decision.patch) };
    const clocks = await this.#clocks.apply(change, after, decision.clocks, now);
    await appendTimeline(change.sql, ticket, withDues(decision.entries, clocks), {
      kind: giver.kind,
      id: giver.kind === 'staff' ? giver.id : null,
      commandId: command.commandId,
      at: now,
    });
    await writeHandlers(change.tx, ticketId, decision.handlers, now);
    const { officerId = ticket.officerId, leadDepartmentCode = ticket.leadDepartmentCode } = decision.patch;
    await this.#relate(change, by, ticket, command, now);
    await change.tx.ticket.update({
      where: { id: ticketId },
      data: {
        ...decision.patch,
        head: { update: clocks.shown },
        updatedAt: now,
        ...(decision.changesVersion ? { version: { increment: 1 } } : {}),
      },
    });
    decision.entries.forEach((entry, index) => {
      const seq = ticket.lastSeq + index + 1;
      change.emit('ticket.changed', { ticketId, seq, command: entry.command });
      this.#metrics.tickets.inc({ command: entry.command });
    });
    const departments = departmentsLeft(ticket, leadDepartmentCode, decision.handlers);
    const doer = { by: by.kind === 'staff' ? by.actor.name : null, at: now.toISOString() };
    if (departments.length > 0) change.emit('ticket.left', { ticketId, departments, ...doer });
    const rung = { ...ticket, officerId, leadDepartmentCode };
    await ringFor(change, rung, decision.entries, giver.kind === 'staff' ? giver.id : null);
  }

  /** What commands do beside the ticket itself: links, parts of their own, and who watches. */
  async #relate(
    change: Change,
    by: TicketActor,
    ticket: LockedTicket,
    command: TicketCommand,
    now: Date,
  ): Promise<void> {
    const { tx } = change;
    switch (command.command) {
      case 'link': {
        const key = { ticketId: ticket.id, otherId: command.otherTicketId };
        await tx.ticketLink.upsert({
          where: { ticketId_otherId: key },
          create: { ...key, kind: 'related', createdAt: now },
          update: {},
        });
        break;
      }
      case 'split':
        await this.#file(change, by, partOf(ticket, reporterOf(change.fields, ticket), command), now);
        await tx.ticketLink.create({
          data: { ticketId: ticket.id, otherId: command.id, kind: 'split', createdAt: now },
        });
        break;
      case 'note':
        await tx.ticketWatcher.createMany({
          data: (command.mentions ?? []).map((userId) => ({ ticketId: ticket.id, userId, createdAt: now })),
          skipDuplicates: true,
        });
        break;
      case 'hand_off':
        change.emit('hand_off.asked', { ticketId: ticket.id, commandId: command.commandId });
        break;
      default:
    }
  }

  /** An agent who files from a conversation does not read the citizen's number: it goes into the ticket all the same. */
  async #knownPhone(
    by: TicketActor,
    { citizenId, conversationId }: CreateTicket,
  ): Promise<string | undefined> {
    if (by.kind !== 'staff' || !citizenId || !conversationId) return undefined;
    const { contactPoints } = await this.#intake.citizen(citizenId);
    return contactPoints.find(({ kind }) => kind === 'phone')?.value;
  }

  /** Whoever came second is told who did what before. */
  async #lastDoer(ticketId: string): Promise<Record<string, unknown>> {
    const head = await this.#database.read.ticketHead.findUnique({ where: { ticketId } });
    const last = await this.#database.read.ticketEvent.findFirst({
      where: { ...(head && linesOf(head)), ticketId, actorKind: { not: 'system' } },
      orderBy: { seq: 'desc' },
    });
    if (!last) return {};
    const names = await staffNames(this.#database, last.actorId ? [last.actorId] : []);
    const by = last.actorId ? (names.get(last.actorId) ?? null) : null;
    return { command: last.command, by, at: last.at.toISOString() };
  }

  /** Steps that the rules refused are kept: who tries to get around a clock is seen (reports of tampering). */
  async #noteRefusal(actor: Actor, id: string, { command }: TicketCommand, error: AppError): Promise<void> {
    const tried = {
      actorId: actor.id,
      action: 'ticket_command_refused',
      subjectType: 'ticket',
      subjectId: id,
    };
    const { state, rule } = error.details ?? {};
    const detail = {
      command,
      ...(typeof state === 'string' ? { state } : {}),
      ...(typeof rule === 'string' ? { rule } : {}),
    };
    await audit(this.#database.read, { ...tried, detail });
  }

  async exists(id: string): Promise<boolean> {
    return (await this.#database.read.ticket.count({ where: { id } })) > 0;
  }

  async summary(id: string): Promise<TicketSummary> {
    return ticketSummary(await this.#row(id));
  }

  /** What this reader may see of a ticket: people's numbers starred out. */
  async view(actor: Actor, id: string): Promise<TicketView> {
    return veilTicket(await this.plain(actor, id), actor);
  }

  /** The same with nothing starred out, for the rules. Never an answer to a page. */
  async plain(actor: Actor, id: string): Promise<TicketView> {
    const row = await this.#database.read.ticket.findUnique({
      where: { id },
      include: {
        clocks: { orderBy: { startedAt: 'asc' } },
        head: true,
        handlers: { orderBy: { askedAt: 'asc' } },
        watchers: { where: { userId: actor.id } },
        files: { orderBy: { id: 'asc' } },
      },
    });
    if (!row) throw new AppError('not_found');
    demandSight(actor, row);
    const events = await timelineOf(this.#database.read, row);
    const [archivedLines, names, relatives, main, filedBy] = await Promise.all([
      archivedLinesOf(this.#database.read, row, events),
      staffNames(this.#database, [
        ...events.flatMap((event) => (event.actorId ? [event.actorId] : [])),
        ...events.flatMap(peopleIn),
        ...(row.officerId ? [row.officerId] : []),
      ]),
      relativesOf(this.#database, actor, row),
      mainOf(this.#database.read, row),
      this.#filedBy(row.id),
    ]);
    const officerName = row.officerId ? names.get(row.officerId) : undefined;
    const seesInternal = !actor.roles.every((role) => role === 'observer');
    const details = ticketDetails(row, row.sealed ? null : reporterOf(this.#database.fields, row));
    return {
      ...details,
      filedBy,
      internalRecord: seesInternal ? details.internalRecord : null,
      officer: row.officerId && officerName ? { id: row.officerId, name: officerName } : null,
      handlers: row.handlers.map(handlerView),
      relatives,
      files: row.files.map(fileView),
      isWatched: row.watchers.length > 0,
      people: Object.fromEntries(names),
      clocks: row.clocks.map(clockView),
      timeline: events.map((event) => timelineEvent(event, names)),
      archivedLines,
      hidden: { phone: false, words: 0, mayReveal: false },
      allowedCommands: may(actor.roles, 'ticket.command')
        ? allowedCommands(factsOf({ ...row, main }), staffGiver(actor))
        : [],
    };
  }

  /**
   * The citizen's numbers that are starred out for whoever works on a ticket; the look is written down.
   * @throws AppError `not_found`, `forbidden` for whom the work does not ask for it, and for a sealed reporter
   */
  async reveal(actor: Actor, id: string, what: 'phone' | 'words', ip: string): Promise<Revealed> {
    const ticket = await this.plain(actor, id);
    const ground = revealGround(actor, ticket);
    if (ground === undefined) throw new AppError('forbidden');
    const items = hiddenIn(what === 'phone' ? [] : wordsOf(ticket));
    if (what === 'phone' && ticket.citizenPhone !== null) items.push(hiddenNumber(ticket.citizenPhone));
    await noteReveal(this.#database.read, actor, { what, ground, items, ip }, { type: 'ticket', id });
    return { ground, items };
  }

  /** Opens a sealed reporter's identity to somebody with the grant, and writes the look down. */
  async unseal(
    actor: Actor,
    id: string,
    reason: string,
  ): Promise<{ name: string | null; phone: string | null }> {
    demand(actor, 'ticket.unseal');
    return this.#database.change(async ({ tx, fields }) => {
      const row = await tx.ticket.findUnique({ where: { id } });
      if (!row) throw new AppError('not_found');
      const looked = { actorId: actor.id, action: 'unseal', subjectType: 'ticket', subjectId: id };
      await audit(tx, { ...looked, detail: { reason } });
      const { citizenName: name, citizenPhone: phone } = reporterOf(fields, row);
      return { name, phone };
    });
  }

  /** One page of what this reader may see: departments see their own. */
  async list(actor: Actor, query: z.infer<typeof ticketListQuerySchema>) {
    const veil = veilOf(actor.roles);
    const page = await listTickets(this.#database, { ...query, ...listedFor(actor, query), veil });
    return { ...page, items: veilTitles(page.items, veil) };
  }

  /** How long a list is for this reader, as far as it is counted. */
  async count(actor: Actor, query: z.infer<typeof ticketCountQuerySchema>): Promise<number> {
    return countTickets(this.#database, { ...query, ...listedFor(actor, query) });
  }

  /** Whether this reader gets news of a ticket that is not their work. */
  async watch(actor: Actor, ticketId: string, isWatched: boolean): Promise<void> {
    const row = await this.#row(ticketId);
    demandSight(actor, row);
    const key = { ticketId, userId: actor.id };
    await this.#database.change(async ({ tx }) => {
      if (isWatched) await tx.ticketWatcher.createMany({ data: [key], skipDuplicates: true });
      else await tx.ticketWatcher.deleteMany({ where: key });
    });
  }

  async ofCitizen(citizenId: string, { openOnly }: { openOnly: boolean }): Promise<TicketSummary[]> {
    return ticketsOfCitizen(this.#database, citizenId, openOnly);
  }

  /** A ticket, and whom news of it concerns. */
  async news(id: string): Promise<{ ticket: TicketSummary; departments: string[]; watchers: string[] }> {
    const row = await this.rowForNews(id);
    if (!row) throw new AppError('not_found');
    const watchers = row.watchers.map(({ userId }) => userId);
    return { ticket: ticketSummary(row), departments: departmentsOf(row), watchers };
  }

  /**
   * Ticket by number, with or without its letters, for somebody who also knows the code. The same answer for an unknown
   * number and a wrong code.
   */
  async byNumberAndCode(number: string, code: string) {
    const rows = await this.#database.read.ticket.findMany({
      where: { number: { in: await numbersMeant(this.#database, number) } },
      include: {
        clocks: true,
        head: true,
        files: { where: { isPublic: true }, orderBy: { id: 'asc' } },
      },
    });
    const row = rows.find(({ id }) => this.#secrets.isTicketCode(id, code));
    if (!row) throw new AppError('not_found');
    const events = await timelineOf(this.#database.read, row);
    return { ...row, events, archivedLines: await archivedLinesOf(this.#database.read, row, events) };
  }

  /** The community worker who filed it for its citizen. */
  async #filedBy(ticketId: string): Promise<string | null> {
    const proxy = await this.#database.read.ticketProxy.findUnique({ where: { ticketId } });
    return proxy ? (await this.#intake.citizen(proxy.workerId)).name : null;
  }

  /** With what its citizen opens a ticket. Only for who has proved to be that citizen. */
  async keyOf(id: string): Promise<{ number: string; code: string }> {
    const { number } = await this.#row(id);
    return { number, code: this.#secrets.ticketCode(id) };
  }

  async #row(id: string) {
    const row = await this.#database.read.ticket.findUnique({
      where: { id },
      include: beside,
    });
    if (!row) throw new AppError('not_found');
    return row;
  }
}

const peopleSchema = z.object({
  officerId: z.string().optional().catch(undefined),
  mentions: z.array(z.string()).catch([]),
});

/** People that a line of the timeline speaks of, besides its author. */
function peopleIn({ payload }: { payload: unknown }): string[] {
  const { officerId, mentions } = peopleSchema.parse(payload);
  return [...(officerId ? [officerId] : []), ...mentions];
}

/** A part of a matter as a ticket of its own: the same citizen, place and kind. */
function partOf(
  ticket: LockedTicket,
  reporter: Reporter,
  part: Extract<TicketCommand, { command: 'split' }>,
): NewTicket {
  const {
    bodyCode,
    proposalForm: form,
    address,
    districtCode,
    streetCode,
    communityCode,
    latitude,
    longitude,
  } = ticket;
  const point = latitude !== null && longitude !== null ? { latitude, longitude } : {};
  return {
    id: part.id,
    title: part.title,
    text: part.text,
    kind: ticket.kind,
    urgency: ticket.urgency,
    channel: ticket.channel,
    lang: tongueSchema.catch('zh').parse(ticket.lang),
    place: { ...fieldsOf({ address, districtCode, streetCode, communityCode }), ...point },
    sealed: ticket.sealed,
    ...(bodyCode !== null && form !== null && { proposal: { bodyCode, form } }),
    ...fieldsOf({
      citizenId: ticket.citizenId,
      ...reporter,
      conversationId: ticket.conversationId,
      categoryCode: ticket.categoryCode,
      partyConcerned: ticket.partyConcerned,
    }),
  };
}

/** Columns that hold something, as the fields of a form. */
function fieldsOf<T extends Record<string, string | null>>(
  columns: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function factsOf(row: Omit<TicketFacts, 'clocks'> & { clocks: ClockRow[] }): TicketFacts {
  return { ...row, clocks: row.clocks.filter(isOpenClock) };
}

function staffGiver(actor: Actor): Giver {
  return { kind: 'staff', id: actor.id, roles: actor.roles, departmentCode: actor.departmentCode };
}

function giverOf(by: TicketActor): Giver {
  return by.kind === 'staff' ? staffGiver(by.actor) : { kind: by.kind };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function onlySet(patch: {
  categoryCode?: string;
  urgency?: LockedTicket['urgency'];
  leadDepartmentCode?: string;
}) {
  const { categoryCode, urgency, leadDepartmentCode } = patch;
  return dropUndefined({ categoryCode, urgency, leadDepartmentCode });
}
