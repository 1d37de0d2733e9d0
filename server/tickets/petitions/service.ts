// Petitions (网上信访): filed under a proved telephone, followed like a ticket, taken to the next authority.
import type { PhoneCodes } from '../../intake/index.ts';
import { tongueSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { AskReview, FilePetition } from '../contract.ts';
import { demandReporter, reporterOf } from '../reporter.ts';
import type { TicketService } from '../service.ts';
import type { TicketKind } from '../words.ts';
import { nextReviewOf } from './store.ts';

const purpose = 'petition' as const;
const mostTitle = 120;
/** Between what is asked for and why. */
const gap = '\n\n';
type Filed = { number: string; code: string };

export class Petitions {
  readonly #database: Database;
  readonly #tickets: TicketService;
  readonly #codes: PhoneCodes;

  constructor(deps: { database: Database; tickets: TicketService; codes: PhoneCodes }) {
    this.#database = deps.database;
    this.#tickets = deps.tickets;
    this.#codes = deps.codes;
  }

  /** @throws AppError `rate_limited`, `bad_request` for what is no telephone */
  sendCode(wish: { phone: string; lang: string }, now: Date): Promise<void> {
    return this.#codes.send({ ...wish, purpose }, now);
  }

  /**
   * Files a petition; its 15 days run from now. The same id again answers with the petition that exists.
   * @throws AppError `phone_code`, `conflict` for an id that is another citizen's
   */
  async file(given: FilePetition, now: Date): Promise<Filed> {
    const { id, title, request, text, name, phone, code, place, sealed, lang } = given;
    const proved = await this.#codes.redeem({ phone, code, purpose, usedFor: id }, now);
    await demandReporter(this.#database, id, proved);
    const filed = await this.#tickets.create(
      { kind: 'citizen' },
      {
        id,
        kind: 'petition',
        urgency: 'ordinary',
        title,
        text: `${request}${gap}${text}`,
        channel: 'web',
        lang,
        place,
        sealed,
        citizenName: name,
        citizenPhone: proved,
      },
    );
    return { number: filed.ticket.number, code: filed.code };
  }

  /**
   * Asks the next authority for a review or recheck: a petition of its own with its own 30 days, linked to the one whose
   * opinion is contested.
   * @throws AppError `not_found` for number or code, `wrong_state` when nothing can be asked (any more)
   */
  async review(asked: AskReview, now: Date): Promise<Filed> {
    const earlier = await this.#tickets.byNumberAndCode(asked.number, asked.code);
    if (!(await this.#tickets.exists(asked.id))) {
      const next = await nextReviewOf(this.#database, earlier, now);
      if (!next) throw new AppError('wrong_state', { state: earlier.state, rule: 'no_review' });
      await this.#fileReview(asked, earlier, next.kind, now);
    }
    const link = { ticketId: earlier.id, otherId: asked.id };
    const isOurs = await this.#database.read.ticketLink.findUnique({ where: { ticketId_otherId: link } });
    if (!isOurs) throw new AppError('conflict');
    return this.#tickets.keyOf(asked.id);
  }

  async #fileReview(
    { id, text }: AskReview,
    earlier: Awaited<ReturnType<TicketService['byNumberAndCode']>>,
    kind: TicketKind,
    now: Date,
  ): Promise<void> {
    const { title, lang, sealed, citizenId, number } = earlier;
    const { citizenName, citizenPhone } = reporterOf(this.#database.fields, earlier);
    const { address, districtCode, streetCode, communityCode } = earlier;
    const place = { address, districtCode, streetCode, communityCode };
    await this.#tickets.create(
      { kind: 'citizen' },
      {
        id,
        kind,
        urgency: 'ordinary',
        title: [...title].slice(0, mostTitle).join(''),
        text: `${number}${gap}${text}`,
        channel: 'web',
        lang: tongueSchema.catch('zh').parse(lang),
        place: Object.fromEntries(Object.entries(place).filter(([, value]) => value !== null)),
        sealed,
        citizenId,
        ...(earlier.categoryCode && { categoryCode: earlier.categoryCode }),
        ...(citizenName && { citizenName }),
        ...(citizenPhone && { citizenPhone }),
      },
      async ({ tx, sql }) => {
        // Two requests at once are one: the second waits here and finds the link of the first.
        await sql.run('SELECT id FROM "Ticket" WHERE id = $1::uuid FOR UPDATE', [earlier.id]);
        if (await tx.ticketLink.findFirst({ where: { ticketId: earlier.id, kind: 'review' } }))
          throw new AppError('wrong_state', { state: earlier.state, rule: 'no_review' });
        const link = { ticketId: earlier.id, otherId: id, kind: 'review' as const };
        await tx.ticketLink.create({ data: { ...link, createdAt: now } });
      },
    );
  }
}
