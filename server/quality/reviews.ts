// Use cases of reviews: judged, seen by the agent, disputed, decided. Who looks at what was said is written down.
import type { Prisma } from '#database';
import { type Named, ring } from '../bell/index.ts';
import { cityMidnight } from '../calendar/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import type { Change, Database, Tx } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import { decodeCursor, toPage } from '../platform/paging.ts';
import { finishedAmong, finishedContacts } from '../routing/index.ts';
import { z } from 'zod';
import { type Looker, lookAtContact } from './contact.ts';
import {
  type AnswerReview,
  type Answers,
  answersSchema,
  type chooseContactSchema,
  type contactQuerySchema,
  type decideSchema,
  type finishedListSchema,
  type Judgement,
  type ReviewedContact,
  type ReviewView,
  type reviewPageSchema,
  type reviewQuerySchema,
  questionsOf,
  scoreOf,
} from './contract.ts';
import { faultsOf, type ReviewCommand } from './core.ts';
import { contactPart } from './drawing.ts';
import { demandForm, readDefinitions } from './forms.ts';
import { allowedOf, nameOfForm, readAround, reviewView, rowView, type Stored } from './rows.ts';

type Query = z.infer<typeof reviewQuerySchema>;
const beginOf = (day: string): Date => new Date(cityMidnight(day));
const endOf = (day: string): Date => new Date(cityMidnight(day) + 86_400_000);

/** Days of the city, both included. */
export const finishedWithin = ({
  from,
  until,
}: {
  from?: string | undefined;
  until?: string | undefined;
}) => ({
  ...(from !== undefined && { gte: beginOf(from) }),
  ...(until !== undefined && { lt: endOf(until) }),
});

export class Reviews {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A page of reviews, the latest first; what waits for somebody, the oldest first. */
  async list(actor: Actor, query: Query): Promise<z.infer<typeof reviewPageSchema>> {
    const { view, cursor, limit } = query;
    const [at] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [];
    const isQueue = view !== 'all';
    const rows = await this.#database.read.qualityReview.findMany({
      where: {
        AND: [whereOf(actor, query), at === undefined ? {} : { id: isQueue ? { gt: at } : { lt: at } }],
      },
      orderBy: { id: isQueue ? 'asc' : 'desc' },
      take: limit + 1,
    });
    return this.#page(rows, limit);
  }

  /** Results of one's own work, the latest first. */
  async ofAgent(actor: Actor, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
    const [at] = cursor ? decodeCursor(cursor, z.tuple([z.uuid()])) : [];
    const rows = await this.#database.read.qualityReview.findMany({
      where: {
        agentId: actor.id,
        calibrationId: null,
        state: { not: 'assigned' },
        ...(at !== undefined && { id: { lt: at } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    return this.#page(rows, limit);
  }

  async #page(rows: Stored[], limit: number): Promise<z.infer<typeof reviewPageSchema>> {
    const around = await readAround(this.#database, rows);
    const items = rows.map((row) => rowView(row, around));
    return toPage(items, limit, ({ id }) => [id]);
  }

  /** @throws AppError `not_found`, also for what the reader is not to know of */
  async read(actor: Actor, id: string): Promise<ReviewView> {
    const row = await this.#demand(actor, id);
    return reviewView(row, await readAround(this.#database, [row]), actor);
  }

  /** Reviews by their ids, as a bell names them to its reader. */
  readonly named = async (actor: Actor, ids: readonly string[]): Promise<Map<string, Named>> => {
    if (ids.length === 0) return new Map();
    const rows = await this.#database.read.qualityReview.findMany({ where: { id: { in: [...ids] } } });
    const forms = await readDefinitions(this.#database, rows);
    const named = new Map<string, Named>();
    for (const row of rows) {
      const title = nameOfForm(forms(row.formCode, row.formVersion));
      if (await this.#maySee(row, actor)) named.set(row.id, { number: null, title });
    }
    return named;
  };

  /** What was said in the contact, behind the reader's veil. @throws AppError `not_found` */
  async contact(looker: Looker, id: string): Promise<ReviewedContact> {
    const { interactionId } = await this.#demand(looker, id);
    const [contact] = await finishedAmong(this.#database, [interactionId]);
    if (!contact) throw new AppError('not_found');
    return lookAtContact(this.#database, looker, contact, { type: 'quality_review', id });
  }

  async #demand(actor: Actor, id: string): Promise<Stored> {
    const row = await this.#database.read.qualityReview.findUnique({ where: { id } });
    if (!row || !(await this.#maySee(row, actor))) throw new AppError('not_found');
    return row;
  }

  /** Reviewers see all but each other's part of a calibration that is not told yet; agents what was said of their own work. */
  async #maySee(row: Stored, actor: Actor): Promise<boolean> {
    if (!may(actor.roles, 'quality.review') || row.agentId === actor.id)
      return row.agentId === actor.id && row.state !== 'assigned' && row.calibrationId === null;
    if (row.calibrationId === null || row.reviewerId === actor.id) return true;
    const { calibrationId } = row;
    return (
      (await this.#database.read.qualityCalibration.count({
        where: { id: calibrationId, agreedAt: { not: null } },
      })) > 0
    );
  }

  /** What an agent finished on a day, the latest first, to choose from. @throws AppError `forbidden` for one's own */
  async finished(
    actor: Actor,
    { agent, day }: z.infer<typeof contactQuerySchema>,
  ): Promise<z.infer<typeof finishedListSchema>> {
    if (agent === actor.id) throw new AppError('forbidden');
    const contacts = await finishedContacts(this.#database, beginOf(day), endOf(day), agent);
    const counts = await this.#database.read.qualityReview.groupBy({
      by: ['interactionId'],
      where: { interactionId: { in: contacts.map(({ interactionId }) => interactionId) } },
      _count: true,
    });
    const reviewsOf = new Map(counts.map(({ interactionId, _count }) => [interactionId, _count]));
    return {
      items: contacts.reverse().map(({ interactionId, channel, queueCode, endedAt, isPassedOn }) => ({
        interactionId,
        channel,
        queueCode,
        at: endedAt.toISOString(),
        isPassedOn,
        reviews: reviewsOf.get(interactionId) ?? 0,
      })),
    };
  }

  /** Somebody wants a contact judged, by themselves. @throws AppError `not_found`, `forbidden` for one's own */
  async choose(
    actor: Actor,
    { interactionId, formCode }: z.infer<typeof chooseContactSchema>,
  ): Promise<string> {
    const form = await demandForm(this.#database, formCode);
    const [contact] = await finishedAmong(this.#database, [interactionId]);
    if (!contact) throw new AppError('not_found');
    if (contact.agentId === actor.id) throw new AppError('forbidden');
    return this.#database.change(async ({ tx }) => {
      const { id } = await tx.qualityReview.create({
        data: {
          ...contactPart(contact),
          formCode,
          formVersion: form.version,
          reviewerId: actor.id,
          reasons: [{ why: 'chosen' }],
        },
        select: { id: true },
      });
      await note(tx, actor.id, 'quality.choose', id);
      return id;
    });
  }

  /** Keeps a draft, or finishes. @throws AppError `forbidden`, `wrong_state`, `version_conflict`, `bad_request` */
  async judge(actor: Actor, id: string, given: Judgement): Promise<void> {
    const { answers, comments, note: words, isFinished } = given;
    await this.#step(actor, id, 'judge', given.version, async (change, row) => {
      const { tx } = change;
      const result = await this.#resultOf(row, answers, isFinished);
      await tx.qualityReview.update({
        where: { id },
        data: {
          answers,
          comments,
          note: words,
          version: { increment: 1 },
          ...(isFinished && { ...result, state: 'finished', finishedAt: new Date() }),
        },
      });
      if (!isFinished) return;
      await note(tx, actor.id, 'quality.finish', id);
      // A calibration is of the reviewers, not of the agent.
      if (row.calibrationId === null)
        await ring(change, { kind: 'reviewed', subjectId: id, to: [row.agentId], byId: actor.id });
    });
  }

  /** From whoever it was given to. */
  async take(actor: Actor, id: string): Promise<void> {
    await this.#step(actor, id, 'take', undefined, async ({ tx }, row) => {
      await tx.qualityReview.update({
        where: { id },
        data: { reviewerId: actor.id, version: { increment: 1 } },
      });
      await note(tx, actor.id, 'quality.take', id, { from: row.reviewerId });
    });
  }

  /** The agent's word. @throws AppError `forbidden`, `wrong_state` */
  async answer(actor: Actor, id: string, said: AnswerReview): Promise<void> {
    await this.#step(actor, id, 'answer', undefined, async ({ tx }) => {
      const isDispute = said.do === 'dispute';
      await tx.qualityReview.update({
        where: { id },
        data: {
          state: isDispute ? 'disputed' : 'acknowledged',
          ground: isDispute ? said.ground : null,
          answeredAt: new Date(),
          version: { increment: 1 },
        },
      });
      const detail = isDispute ? { reason: said.ground } : {};
      await note(tx, actor.id, isDispute ? 'quality.dispute' : 'quality.acknowledge', id, detail);
    });
  }

  /** Of a dispute; with answers, the result is theirs from now on. @throws AppError `forbidden`, `wrong_state`, `version_conflict`, `bad_request` */
  async decide(actor: Actor, id: string, given: z.infer<typeof decideSchema>): Promise<void> {
    const { answers, note: words, version } = given;
    await this.#step(actor, id, 'decide', version, async (change, row) => {
      const { tx } = change;
      const { score, hasFailed } = row;
      const changed = answers && {
        answers,
        ...(await this.#resultOf(row, answers, true)),
        before: { answers: answersSchema.parse(row.answers), score, hasFailed },
      };
      await tx.qualityReview.update({
        where: { id },
        data: {
          state: 'decided',
          decision: answers ? 'changed' : 'upheld',
          decisionNote: words,
          decidedById: actor.id,
          decidedAt: new Date(),
          version: { increment: 1 },
          ...changed,
        },
      });
      const detail = { state: answers ? 'changed' : 'upheld', note: words };
      await note(tx, actor.id, 'quality.decide', id, detail);
      const to = [row.agentId, ...(row.reviewerId ? [row.reviewerId] : [])];
      await ring(change, { kind: 'dispute_decided', subjectId: id, to, byId: actor.id });
    });
  }

  async #resultOf({ formCode, formVersion }: Stored, answers: Answers, isFinished: boolean) {
    const forms = await readDefinitions(this.#database, [{ formCode, formVersion }]);
    const definition = forms(formCode, formVersion);
    const result = scoreOf(questionsOf(definition), answers);
    const faults = faultsOf(definition, answers, isFinished);
    if (faults.length > 0 || (isFinished && result.score === null))
      throw new AppError('bad_request', { issues: faults.map((path) => ({ path, message: 'answer' })) });
    return result;
  }

  /** One change of a review by somebody who may; `version`: the one that they have seen. */
  async #step(
    actor: Actor,
    id: string,
    command: ReviewCommand,
    version: number | undefined,
    work: (change: Change, row: Stored) => Promise<void>,
  ): Promise<void> {
    await this.#demand(actor, id);
    await this.#database.change(async (change) => {
      const { tx, sql } = change;
      await sql.run('SELECT 1 FROM "QualityReview" WHERE id = $1::uuid FOR UPDATE', [id]);
      const row = await tx.qualityReview.findUniqueOrThrow({ where: { id } });
      if (version !== undefined && row.version !== version)
        throw new AppError('version_conflict', { version: row.version });
      if (!allowedOf(row, actor)[command]) throw new AppError('wrong_state', { state: row.state });
      await work(change, row);
    });
  }
}

function whereOf(actor: Actor, query: Query): Prisma.QualityReviewWhereInput {
  const { view, state, agent, queue, from, until, form, random } = query;
  const others = { agentId: { not: actor.id } };
  if (view === 'mine') return { reviewerId: actor.id, state: 'assigned' };
  if (view === 'disputes') return { state: 'disputed', ...others, reviewerId: { not: actor.id } };
  const isFinished = from !== undefined || until !== undefined;
  return {
    calibrationId: null,
    AND: [others, agent === undefined ? {} : { agentId: agent }],
    ...(state !== undefined && { state }),
    ...(queue !== undefined && { queueCode: queue }),
    ...(form !== undefined && { formCode: form }),
    ...(random && { isRandom: true }),
    ...(isFinished && { finishedAt: finishedWithin({ from, until }) }),
  };
}

async function note(tx: Tx, actorId: string, action: string, subjectId: string, detail: object = {}) {
  await audit(tx, { actorId, action, subjectType: 'quality_review', subjectId, detail });
}
