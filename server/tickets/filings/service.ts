// Tickets that citizens write themselves, in a browser: an ordinary intake, under a proved telephone.
import type { PhoneCodes } from '../../intake/index.ts';
import type { Database } from '../../platform/database.ts';
import { unknownReference } from '../references.ts';
import { demandReporter } from '../reporter.ts';
import type { TicketService } from '../service.ts';
import type { Suggester } from '../suggestion.ts';
import type { TicketKind } from '../words.ts';
import {
  type FileMatter,
  type FilingCategory,
  type FilingGuess,
  type FilingKind,
  filingKindSchema,
  type MatterFiled,
} from './contract.ts';
import { joinOpen } from './join.ts';
import { titleOf } from './title.ts';

const purpose = 'filing' as const;

export class Filings {
  readonly #database: Database;
  readonly #tickets: TicketService;
  readonly #codes: PhoneCodes;
  readonly #suggest: Suggester['suggest'];

  constructor(deps: {
    database: Database;
    tickets: TicketService;
    codes: PhoneCodes;
    suggest: Suggester['suggest'];
  }) {
    this.#database = deps.database;
    this.#tickets = deps.tickets;
    this.#codes = deps.codes;
    this.#suggest = deps.suggest;
  }

  /** What the words are probably about. Why, is for those who dispatch it. */
  async guess(text: string): Promise<Omit<FilingGuess, 'answers'>> {
    const { kind, categoryCode, place, urgency, reasons } = await this.#suggest({ text });
    // Words that say what kind it is go before what such matters mostly are, and that before a kind without any words.
    const category = categoryCode
      ? await this.#database.read.category.findUnique({ where: { code: categoryCode } })
      : null;
    const isSaid = reasons.some(({ of }) => of === 'kind');
    return {
      kind: offered(isSaid ? kind : (category?.defaultKind ?? kind)),
      categoryCode,
      districtCode: place.districtCode ?? null,
      isEmergency: urgency === 'emergency',
    };
  }

  async categories(): Promise<FilingCategory[]> {
    const rows = await this.#database.read.category.findMany({
      orderBy: [{ level: 'asc' }, { code: 'asc' }],
    });
    return rows.map(({ code, parentCode, nameZh, nameEn }) => ({
      code,
      parentCode,
      name: { zh: nameZh, en: nameEn },
    }));
  }

  /** @throws AppError `rate_limited`, `bad_request` for what is no telephone */
  sendCode(wish: { phone: string; lang: string }, now: Date): Promise<void> {
    return this.#codes.send({ ...wish, purpose }, now);
  }

  /**
   * Files a matter, or urges the open one that it repeats. The same id again, even at the same moment, is answered alike.
   * @throws AppError `phone_code`, `bad_request` for a category that there is not, `conflict` for another citizen's id
   */
  async file(given: FileMatter, now: Date): Promise<MatterFiled> {
    const { id, kind, categoryCode, text, name, place, lang } = given;
    if (categoryCode && !(await this.#database.read.category.findUnique({ where: { code: categoryCode } })))
      throw unknownReference('categoryCode');
    const { phone, code } = given;
    const citizenPhone = await this.#codes.redeem({ phone, code, purpose, usedFor: id }, now);
    await demandReporter(this.#database, id, citizenPhone);
    const sealed = given.sealed || kind === 'report';
    const title = titleOf(text);
    // What is told in confidence joins nothing that others read.
    if (!sealed) {
      const matter = { id, title, text, citizenPhone, categoryCode };
      const joined = await joinOpen({ database: this.#database, service: this.#tickets }, matter, now);
      if (joined) return { ...(await this.#tickets.keyOf(joined)), isJoined: true };
    }
    const { urgency } = await this.#suggest({ text, place, categoryCode });
    const filed = await this.#tickets.create(
      { kind: 'citizen' },
      {
        id,
        kind,
        urgency: urgency ?? 'ordinary',
        title,
        text,
        channel: 'web',
        lang,
        place,
        sealed,
        citizenPhone,
        ...(name && { citizenName: name }),
        ...(categoryCode && { categoryCode }),
      },
    );
    return { number: filed.ticket.number, code: filed.code, isJoined: false };
  }
}

/** A guess that the form offers. */
function offered(kind: TicketKind | null): FilingKind | null {
  const found = filingKindSchema.safeParse(kind === 'criticism' ? 'complaint' : kind);
  return found.success ? found.data : null;
}
