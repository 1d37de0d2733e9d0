// What a text message can do without a person: choose after a refusal, rate, ask for a status, end notices, get help.
import type { Texts } from '../../admin/index.ts';
import type { Change } from '../../platform/database.ts';
import type { Lang } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import { languageOf } from '../core.ts';
import type { AnswersFirst } from '../machine-answers.ts';
import { liftOwnMark, markDoNotCall } from '../outbound/do-not-call.ts';
import type { WaysOut } from '../ways-out.ts';
import { askedStatus, type Keyword, keywordOf } from './keywords.ts';
import { setNotices } from './opt-out.ts';
import { queueSms } from './outgoing.ts';

/** What the machine has to know of tickets, which intake does not. */
export interface TicketFactsForSms {
  /** What the answer says, in this language; the same for an unknown number and a wrong code. */
  status(number: string, code: string, lang: Lang): Promise<string>;
  /** Whether the latest ticket of this citizen, or for this number, waits to be rated. */
  awaitsRating(citizen: { citizenId: string; phone: string }): Promise<boolean>;
}

/** Systems of others that can be asked by text message. */
export interface SystemsForSms {
  /** Whether what follows the word for a status begins with what a system is called. */
  isNamed(words: string): Promise<boolean>;
}

interface Sender {
  messageId: string;
  conversationId: string;
  citizenId: string;
  phone: string;
  /** Of the conversation so far: a digit has none. */
  lang: Lang;
}

const noticeTexts = {
  stop: 'sms.stop',
  start: 'sms.start',
  help: 'sms.help',
  no_calls: 'sms.no_calls',
  calls: 'sms.calls',
} as const;

/** The contact that is over with the order, to be ended once the change is committed. */
interface Obeyed {
  solved: string | null;
}
const done: Obeyed = { solved: null };

export class SmsOrders {
  readonly #waysOut: WaysOut;
  readonly #routing: Routing;
  readonly #texts: Texts;
  readonly #tickets: TicketFactsForSms;
  readonly #systems: SystemsForSms;
  readonly #answersFirst: AnswersFirst;

  constructor(deps: {
    waysOut: WaysOut;
    routing: Routing;
    texts: Texts;
    tickets: TicketFactsForSms;
    systems: SystemsForSms;
    answersFirst: AnswersFirst;
  }) {
    this.#answersFirst = deps.answersFirst;
    this.#waysOut = deps.waysOut;
    this.#routing = deps.routing;
    this.#texts = deps.texts;
    this.#tickets = deps.tickets;
    this.#systems = deps.systems;
  }

  /**
   * Does what the message orders, within the change that stores it. A choice after a refusal goes first: it was asked
   * for last. @returns what came of the order; null when it was none: then a person reads it
   */
  async obey(change: Change, sender: Sender, text: string): Promise<Obeyed | null> {
    if (await this.#waysOut.takeSmsChoice(change, sender, text)) return done;
    const keyword = keywordOf(text);
    if ((!keyword || keyword.kind === 'status_unclear') && (await this.#asksSystem(change, sender, text)))
      return done;
    if (!keyword) return null;
    const { phone, conversationId, lang } = sender;
    if (keyword.kind === 'digit') return (await this.#rate(change, sender, keyword.digit)) ? done : null;
    if (keyword.kind === 'solved') {
      const solved = await this.#answersFirst.takeSolvedSms(change, conversationId, phone, lang);
      return solved === null ? null : { solved };
    }
    if (keyword.kind === 'stop' || keyword.kind === 'start')
      await setNotices(change, phone, keyword.kind === 'start');
    if (keyword.kind === 'no_calls') await markDoNotCall(change, { number: phone, source: 'sms', by: null });
    if (keyword.kind === 'calls') await liftOwnMark(change, phone);
    const answer = await this.#answerTo(keyword, languageOf(text));
    await queueSms(change, { to: phone, text: answer });
    return done;
  }

  /** The other system may be slow: it is asked once the message is kept. */
  async #asksSystem(change: Change, { messageId, phone }: Sender, text: string): Promise<boolean> {
    const asked = askedStatus(text);
    if (asked === null || !(await this.#systems.isNamed(asked))) return false;
    change.emit('status.asked', { messageId, phone, lang: languageOf(text) });
    return true;
  }

  async #answerTo(
    keyword: Exclude<Keyword, { kind: 'digit' } | { kind: 'solved' }>,
    lang: Lang,
  ): Promise<string> {
    if (keyword.kind === 'status') return this.#tickets.status(keyword.number, keyword.code, lang);
    if (keyword.kind === 'status_unclear') return this.#texts.render('sms.status_not_found', lang);
    return this.#texts.render(noticeTexts[keyword.kind], lang);
  }

  /** A digit in the middle of a talk is meant for the person there. */
  async #rate(change: Change, sender: Sender, digit: number): Promise<boolean> {
    const { messageId, conversationId, citizenId, phone, lang } = sender;
    const current = await this.#routing.lockCurrentInteraction(change, conversationId);
    if (current && current.state !== 'wrap_up') return false;
    if (!(await this.#tickets.awaitsRating({ citizenId, phone }))) return false;
    if (digit >= 1 && digit <= 5)
      change.emit('rating.given', { messageId, citizenId, phone, score: digit, lang });
    else await queueSms(change, { to: phone, text: this.#texts.render('sms.rating_invalid', lang) });
    return true;
  }
}
