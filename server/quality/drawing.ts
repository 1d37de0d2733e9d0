// The draw: at most once of each plan and period, whichever process does it, and however often it is tried.
import type { Prisma } from '#database';
import { citizenWords } from '../intake/index.ts';
import { cityDay } from '../calendar/index.ts';
import type { Change, Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type FinishedContact, finishedAmong, finishedContacts } from '../routing/index.ts';
import { ratedTalks } from '../ratings/index.ts';
import { ratedContacts } from '../tickets/index.ts';
import type { DrawReason, FormView } from './contract.ts';
import { readForms } from './forms.ts';
import { assignEvenly, drawRandom, notableReasons, type Period, periodsDue } from './sampling.ts';

const lookEveryMs = 10 * 60_000;
const wordsAtOnce = 500;
type Plan = Prisma.QualityPlanModel;
interface Found {
  contact: FinishedContact;
  reasons: DrawReason[];
}

export class Drawing {
  readonly #database: Database;
  readonly #isDanger: (text: string) => boolean;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { database: Database; isDanger: (text: string) => boolean; log: Log }) {
    this.#database = deps.database;
    this.#isDanger = deps.isDanger;
    this.#log = deps.log;
  }

  /** Draws what is over and not drawn yet, of all active plans or of one. */
  async drawDue(now: Date, planId?: string): Promise<void> {
    const { read } = this.#database;
    const plans = await read.qualityPlan.findMany({
      where: { isActive: true, ...(planId !== undefined && { id: planId }) },
      include: { draws: { select: { period: true } } },
    });
    if (plans.length === 0) return;
    const forms = new Map((await readForms(this.#database)).map((form) => [form.code, form]));
    for (const { draws, ...plan } of plans) {
      const form = forms.get(plan.formCode);
      if (!form?.isActive) continue;
      const drawn = new Set(draws.map(({ period }) => period));
      for (const period of periodsDue(cityDay(now), plan.createdAt, drawn))
        await this.#draw(plan, form, period);
    }
  }

  async #draw(plan: Plan, form: FormView, period: Period): Promise<void> {
    const { contacts, found } = period.isWeek
      ? await this.#byChance(plan, period)
      : await this.#notable(plan, period);
    await this.#database.change(async (change) => {
      const { tx, sql } = change;
      const isFirst = await sql.run(
        `INSERT INTO "QualityDraw" ("planId", period, contacts, drawn) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [plan.id, period.name, contacts, found.length],
      );
      if (isFirst === 0) return;
      // Draws of one plan at the same moment would count the same loads.
      await tx.qualityPlan.update({ where: { id: plan.id }, data: { seed: plan.seed } });
      await writeReviews(change, plan, form, found);
    });
  }

  async #byChance(plan: Plan, period: Period): Promise<{ contacts: number; found: Found[] }> {
    const contacts = (await finishedContacts(this.#database, period.from, period.until)).filter(isOf(plan));
    const drawn = drawRandom(contacts, { ...plan, period: period.name });
    return {
      contacts: contacts.length,
      found: drawn.map(({ contact, reason }) => ({ contact, reasons: [reason] })),
    };
  }

  /** Contacts of a day that stand out, and those rated on that day, or whose ticket was, whenever they were. */
  async #notable(plan: Plan, period: Period): Promise<{ contacts: number; found: Found[] }> {
    const database = this.#database;
    const { from, until } = period;
    const [ofDay, ...rated] = await Promise.all([
      finishedContacts(database, from, until),
      ratedContacts(database, from, until),
      ratedTalks(database, from, until),
    ]);
    const ratings = new Map<string, number>();
    for (const { interactionId, rating } of rated.flat())
      ratings.set(interactionId, Math.min(rating, ratings.get(interactionId) ?? rating));
    const known = new Set(ofDay.map(({ interactionId }) => interactionId));
    const earlier = await finishedAmong(
      database,
      [...ratings.keys()].filter((id) => !known.has(id)),
    );
    const contacts = [...ofDay, ...earlier].filter(isOf(plan));
    const words = plan.takesDanger ? await this.#wordsOf(contacts) : new Map<string, string>();
    const found = contacts.flatMap((contact): Found[] => {
      const said = words.get(contact.interactionId);
      const isDanger = said !== undefined && this.#isDanger(said);
      const rating = ratings.get(contact.interactionId) ?? null;
      const reasons = notableReasons({ ...contact, rating, isDanger }, plan);
      return reasons.length > 0 ? [{ contact, reasons }] : [];
    });
    return { contacts: contacts.length, found };
  }

  async #wordsOf(contacts: readonly FinishedContact[]): Promise<Map<string, string>> {
    const words = new Map<string, string>();
    for (let at = 0; at < contacts.length; at += wordsAtOnce) {
      const ids = contacts.slice(at, at + wordsAtOnce).map(({ interactionId }) => interactionId);
      for (const [id, text] of await citizenWords(this.#database, ids)) words.set(id, text);
    }
    return words;
  }

  start(): void {
    const look = (): void => {
      this.drawDue(new Date()).catch((error: unknown) =>
        this.#log.warn({ err: error }, 'contacts wait to be drawn'),
      );
    };
    look();
    this.#timer = setInterval(look, lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const isOf =
  ({ channels, queueCodes, agentIds }: Plan) =>
  (contact: FinishedContact): boolean =>
    (channels.length === 0 || channels.includes(contact.channel)) &&
    (queueCodes.length === 0 || queueCodes.includes(contact.queueCode)) &&
    (agentIds.length === 0 || agentIds.includes(contact.agentId));

/** What was drawn before for another reason gets this one, too. */
async function writeReviews(
  { tx }: Change,
  plan: Plan,
  form: FormView,
  found: readonly Found[],
): Promise<void> {
  const known = await tx.qualityReview.findMany({
    where: { planId: plan.id, interactionId: { in: found.map(({ contact }) => contact.interactionId) } },
    select: { id: true, interactionId: true, reasons: true, isRandom: true },
  });
  const before = new Map(known.map((row) => [row.interactionId, row]));
  const isRandom = ({ reasons }: Found): boolean => reasons.some(({ why }) => why === 'random');
  for (const one of found) {
    const row = before.get(one.contact.interactionId);
    if (!row) continue;
    const reasons = [...(Array.isArray(row.reasons) ? row.reasons : []), ...one.reasons];
    await tx.qualityReview.update({
      where: { id: row.id },
      data: { reasons, isRandom: row.isRandom || isRandom(one) },
    });
  }
  const fresh = found.filter(({ contact }) => !before.has(contact.interactionId));
  const open = await tx.qualityReview.groupBy({
    by: ['reviewerId'],
    where: { reviewerId: { in: plan.reviewerIds }, state: 'assigned' },
    _count: true,
  });
  const loads = new Map(
    plan.reviewerIds.map((id) => [id, open.find(({ reviewerId }) => reviewerId === id)?._count ?? 0]),
  );
  const reviewers = assignEvenly(
    fresh.map(({ contact }) => contact),
    loads,
    plan.seed,
  );
  await tx.qualityReview.createMany({
    data: fresh.map((one) => ({
      ...contactPart(one.contact),
      planId: plan.id,
      formCode: form.code,
      formVersion: form.version,
      reviewerId: reviewers.get(one.contact.interactionId) ?? null,
      reasons: one.reasons,
      isRandom: isRandom(one),
    })),
  });
}

/** What a review keeps of its contact. */
export const contactPart = ({ interactionId, agentId, channel, queueCode, endedAt }: FinishedContact) => ({
  interactionId,
  agentId,
  channel,
  queueCode,
  contactAt: endedAt,
});
