// Proposals are tickets: dispatched, answered and timed like any other, followed and rated by the body that made them.
import type { Readable } from 'node:stream';
import type { Prisma } from '#database';
import { staffNames } from '../../admin/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { TicketFiles } from '../files.ts';
import type { TicketService } from '../service.ts';
import { isOpenTo, watchesFor } from '../sight.ts';
import { ticketSummary } from '../views.ts';
import type { TicketState } from '../words.ts';
import type { FileProposal, ProposalGrade, ProposalRow, ProposalView, RateProposal } from './contract.ts';

const mostShown = 500;
const scoreOf: Readonly<Record<ProposalGrade, number>> = { satisfied: 5, basically: 3, dissatisfied: 1 };
const gradeOf = (score: number | null): ProposalGrade | null =>
  score === null ? null : score >= 4 ? 'satisfied' : score >= 3 ? 'basically' : 'dissatisfied';
const answeredStates: readonly TicketState[] = ['approved', 'follow_up'];

type Row = Prisma.TicketModel;

/** @throws AppError `forbidden` to whoever belongs to no body */
function bodyOf({ departmentCode }: Actor): string {
  if (departmentCode === null) throw new AppError('forbidden');
  return departmentCode;
}

export class Proposals {
  readonly #database: Database;
  readonly #tickets: TicketService;
  readonly #files: TicketFiles;

  constructor(deps: { database: Database; tickets: TicketService; files: TicketFiles }) {
    this.#database = deps.database;
    this.#tickets = deps.tickets;
    this.#files = deps.files;
  }

  /** Those of the reader's own body, the latest first. */
  async list(actor: Actor): Promise<ProposalRow[]> {
    const rows = await this.#database.read.ticket.findMany({
      where: { bodyCode: bodyOf(actor) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: mostShown,
      include: { head: true },
    });
    const names = await this.#filers(rows);
    return rows.map((row) => ({ ...ticketSummary(row), ...ofBody(row, names) }));
  }

  /** @throws AppError `not_found` for what is not of the reader's body */
  async read(actor: Actor, id: string): Promise<ProposalView> {
    const row = await this.#demand(actor, id);
    const [view, names] = await Promise.all([this.#tickets.view(actor, id), this.#filers([row])]);
    // Their own words are read as they wrote them.
    const { title, text } = row;
    return { ...ofBody(row, names), ticket: { ...view, title, text } };
  }

  /** Files a proposal; the same id again is the one that exists. @throws AppError `bad_request`, `not_found` */
  async file(actor: Actor, given: FileProposal, now: Date): Promise<void> {
    const { id, form, title, text, tickets } = given;
    const bodyCode = bodyOf(actor);
    const { read } = this.#database;
    if (!(await read.reason.findFirst({ where: { list: 'proposal_form', code: form, isActive: true } })))
      throw unknown('form');
    const numbers = [...new Set(tickets)];
    const linked = await read.ticket.findMany({ where: { number: { in: numbers } } });
    const isSeen = linked.every((other) => isOpenTo(watchesFor(actor), other));
    if (linked.length < numbers.length || !isSeen) throw unknown('tickets');
    const body = await read.department.findUnique({ where: { code: bodyCode } });
    await this.#tickets.create(
      { kind: 'staff', actor },
      {
        id,
        kind: 'proposal',
        proposal: { bodyCode, form },
        urgency: 'ordinary',
        title,
        text,
        channel: 'web',
        lang: 'zh',
        place: {},
        sealed: false,
        ...(body && { citizenName: body.nameZh }),
      },
      async (change) => {
        const links = linked.map((other) => ({ ticketId: id, otherId: other.id, createdAt: now }));
        await change.tx.ticketLink.createMany({
          data: links.map((link) => ({ ...link, kind: 'related' as const })),
        });
        await note(change, actor.id, 'proposal.file', id, { title });
      },
    );
    await this.#demand(actor, id);
  }

  /** Whether the people of the other bodies read it, too. */
  async share(actor: Actor, id: string, isShared: boolean): Promise<void> {
    await this.#demand(actor, id);
    await this.#database.change(async (change) => {
      await change.tx.ticket.update({ where: { id }, data: { isShared } });
      await note(change, actor.id, isShared ? 'proposal.share' : 'proposal.unshare', id, {});
    });
  }

  /** @throws AppError as for files of tickets */
  async attach(actor: Actor, id: string, file: { name: string; stream: Readable & { truncated?: boolean } }) {
    await this.#demand(actor, id);
    return this.#files.add({ kind: 'staff', actor }, id, { ...file, isPublic: false });
  }

  /** What the body thinks of the answer; not satisfied, it is worked on again. @throws AppError `wrong_state`, `version_conflict` */
  async rate(actor: Actor, id: string, { commandId, version, grade, comment }: RateProposal): Promise<void> {
    await this.#demand(actor, id);
    await this.#tickets.command({ kind: 'staff', actor }, id, {
      command: 'follow_up',
      commandId,
      version,
      how: 'link',
      score: scoreOf[grade],
      reasons: [],
      ...(comment && { comment }),
    });
    await this.#database.change((change) => note(change, actor.id, 'proposal.rate', id, { state: grade }));
  }

  async #demand(actor: Actor, id: string): Promise<Row> {
    const row = await this.#database.read.ticket.findUnique({ where: { id } });
    if (row?.bodyCode !== bodyOf(actor)) throw new AppError('not_found');
    return row;
  }

  #filers(rows: readonly Row[]) {
    return staffNames(
      this.#database,
      rows.flatMap(({ createdById }) => createdById ?? []),
    );
  }
}

const unknown = (path: string) => new AppError('bad_request', { issues: [{ path, message: 'unknown' }] });

function ofBody(row: Row, names: Awaited<ReturnType<typeof staffNames>>) {
  const by = row.createdById ? names.get(row.createdById) : undefined;
  return {
    form: row.proposalForm ?? '',
    filedBy: by ?? null,
    filedAt: row.createdAt.toISOString(),
    grade: gradeOf(row.ratingScore),
    awaitsGrade: answeredStates.includes(row.state),
    isShared: row.isShared,
  };
}

async function note({ tx }: Change, actorId: string, action: string, subjectId: string, detail: object) {
  await audit(tx, { actorId, action, subjectType: 'ticket', subjectId, detail });
}
