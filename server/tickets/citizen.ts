// The citizen's side of a ticket: follow, rate, urge and answer with number and code, no account.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { isOpenClock } from './clock-rows.ts';
import type { CitizenTicketView, TicketCommand } from './contract.ts';
import { fileView } from './files.ts';
import { nextReviewOf, reviewOf } from './petitions/store.ts';
import type { TicketService } from './service.ts';
import { citizenSteps } from './told/contract.ts';
import { isFinal } from './store.ts';
import type { ClockRow, EventRow, FileRow, TicketRow } from './views.ts';

type Key = { number: string; code: string };

const shownSteps: ReadonlySet<string> = new Set(citizenSteps);

/** A file that stays in the house. */
const insideFile = z.object({ isPublic: z.literal(false) });
const isInside = ({ command, payload }: EventRow): boolean =>
  command === 'attach' && insideFile.safeParse(payload).success;

const questionSchema = z.object({ question: z.string() });

export class CitizenTickets {
  readonly #database: Database;
  readonly #tickets: TicketService;

  constructor(database: Database, tickets: TicketService) {
    this.#database = database;
    this.#tickets = tickets;
  }

  /** @throws AppError `not_found` for an unknown number and for a wrong code alike */
  async lookUp(key: Key): Promise<CitizenTicketView> {
    const row = await this.#tickets.byNumberAndCode(key.number, key.code);
    const main = row.mainTicketId
      ? await this.#database.read.ticket.findUnique({ where: { id: row.mainTicketId } })
      : null;
    const code = row.leadDepartmentCode ?? main?.leadDepartmentCode;
    const department = code ? await this.#database.read.department.findUnique({ where: { code } }) : null;
    const [next, reviewId] = await Promise.all([
      nextReviewOf(this.#database, row, new Date()),
      reviewOf(this.#database, row),
    ]);
    const view = citizenView(row, main, department ? { zh: department.nameZh, en: department.nameEn } : null);
    const result = view.publicReply === null ? null : answeringOf(row, main).disclosureResult;
    return {
      ...view,
      disclosureResult: result === null ? null : await this.#resultOf(result),
      review: next ? { kind: next.kind, until: next.until.toISOString() } : null,
      reviewedBy: reviewId === undefined ? null : await this.#tickets.keyOf(reviewId),
    };
  }

  async #resultOf(code: string): Promise<CitizenTicketView['disclosureResult']> {
    const row = await this.#database.read.reason.findUnique({
      where: { list_code: { list: 'disclosure_result', code } },
    });
    return row && { label: { zh: row.labelZh, en: row.labelEn }, basis: row.basis };
  }

  async rate(
    key: Key & { commandId: string; score: number; reasons: string[]; comment?: string | undefined },
  ): Promise<CitizenTicketView> {
    const { score, reasons, comment } = key;
    return this.#give(key, {
      command: 'follow_up',
      how: 'link',
      score,
      reasons,
      ...(comment === undefined ? {} : { comment }),
    });
  }

  async urge(key: Key & { commandId: string; text?: string | undefined }): Promise<CitizenTicketView> {
    return this.#give(key, { command: 'urge', ...(key.text === undefined ? {} : { text: key.text }) });
  }

  async answer(key: Key & { commandId: string; text: string }): Promise<CitizenTicketView> {
    return this.#give(key, { command: 'citizen_answered', text: key.text });
  }

  async #give(
    key: Key & { commandId: string },
    command: DistributiveOmit<TicketCommand, 'commandId' | 'version'>,
  ): Promise<CitizenTicketView> {
    const row = await this.#tickets.byNumberAndCode(key.number, key.code);
    await this.#tickets.command({ kind: 'citizen' }, row.id, {
      ...command,
      commandId: key.commandId,
      version: row.version,
    });
    return this.lookUp(key);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A merged ticket's main one, whose answer is this citizen's answer, too; else the ticket itself. */
const answeringOf = (row: TicketRow, main: TicketRow | null): TicketRow =>
  row.state === 'merged' && main ? main : row;

function citizenView(
  row: TicketRow & {
    clocks: ClockRow[];
    events: EventRow[];
    archivedLines: readonly unknown[];
    files: FileRow[];
  },
  /** The ticket that it was merged into: its answer is this citizen's answer, too. */
  main: TicketRow | null,
  department: { zh: string; en: string } | null,
): Omit<CitizenTicketView, 'review' | 'reviewedBy' | 'disclosureResult'> {
  const resolve = row.clocks
    .filter((clock) => clock.clock === 'resolve' && clock.state !== 'cancelled')
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0];
  const receipt = row.clocks.find(
    (clock) => row.kind === 'petition' && clock.clock === 'accept' && isOpenClock(clock),
  );
  const asked = row.events.findLast((event) => event.command === 'ask_citizen');
  const answering = answeringOf(row, main);
  const isAnswered = ['approved', 'follow_up', 'closed', 'rework'].includes(answering.state);
  const canRate =
    row.state === 'merged'
      ? isAnswered && main?.state !== 'rework' && row.ratingScore === null
      : row.state === 'approved' || row.state === 'follow_up';
  return {
    number: row.number,
    kind: row.kind,
    state: row.state,
    title: row.title,
    text: row.text,
    createdAt: row.createdAt.toISOString(),
    department,
    dueAt: resolve?.dueAt.toISOString() ?? null,
    receiptDueAt: receipt?.dueAt.toISOString() ?? null,
    // The department's draft is not an answer before its check (审核).
    publicReply: isAnswered ? answering.publicReply : null,
    files: row.files.map((file) => {
      const { isPublic: _isPublic, ...view } = fileView(file);
      return view;
    }),
    canAddFiles: !isFinal(row.state),
    question: row.state === 'waiting_citizen' && asked ? questionSchema.parse(asked.payload).question : null,
    steps: row.events
      .filter((event) => shownSteps.has(event.command) && !isInside(event))
      .map((event) => ({ at: event.at.toISOString(), step: event.command })),
    hasArchivedSteps: row.archivedLines.length > 0,
    canRate,
    canUrge: ['received', 'dispatched', 'accepted', 'returned', 'rework'].includes(row.state),
    rating:
      row.ratingScore === null
        ? null
        : { score: row.ratingScore, reasons: row.ratingReasons, comment: row.ratingComment },
  };
}
