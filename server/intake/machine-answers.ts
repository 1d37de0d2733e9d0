// What the machine says before a person does: a published answer to the first words of a contact, when it is sure.
// The contact waits on at its place all the same, until the citizen says that the answer was enough.
import type { Texts } from '../admin/index.ts';
import type { MachineAnswer, MachineAnswers } from '../knowledge/index.ts';
import type { Change } from '../platform/database.ts';
import type { Lang } from '../platform/errors.ts';
import type { InteractionView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import { idFrom } from './core.ts';
import { queueSms } from './sms/outgoing.ts';
import { appendMessage } from './store.ts';

/** Key of the notice that carries an answer, and of those that say what became of it. */
export const answerNotice = 'machine_answer';
const outcomeNotice = { solved: 'machine_answer_solved', person: 'machine_answer_person' } as const;

export class AnswersFirst {
  readonly #answers: MachineAnswers;
  readonly #routing: Routing;
  readonly #texts: Texts;
  readonly #publicUrl: string;
  readonly #isDanger: (text: string) => boolean;

  constructor(deps: {
    answers: MachineAnswers;
    routing: Routing;
    texts: Texts;
    config: { publicUrl: string };
    isDanger: (text: string) => boolean;
  }) {
    this.#answers = deps.answers;
    this.#routing = deps.routing;
    this.#texts = deps.texts;
    this.#publicUrl = deps.config.publicUrl;
    this.#isDanger = deps.isDanger;
  }

  /**
   * Answers the words that opened a contact, within the change that stores them. By SMS also on the telephone. Whoever
   * is in danger is not given something to read: a person comes first.
   */
  async answer(
    change: Change,
    asked: { messageId: string; text: string; lang: Lang; interaction: InteractionView; phone?: string },
  ): Promise<void> {
    const { messageId, text, lang, interaction, phone } = asked;
    const channel = phone === undefined ? 'chat' : 'sms';
    // Where nobody is let in, what can be done instead is told: that somebody will answer would be untrue.
    if (interaction.state === 'refused' || text.trim() === '' || this.#isDanger(text)) return;
    if (await this.#routing.isSwitchedOn(change.sql, `no_answers_${channel}`)) return;
    const answer = await this.#answers.find(change.sql, text, lang);
    if (!answer) return;
    const id = idFrom(`machine-answer:${messageId}`);
    await appendMessage(change, {
      id,
      conversationId: interaction.conversationId,
      interaction: { id: interaction.id, agentId: null },
      author: 'system',
      authorId: null,
      text: '',
      notice: { key: answerNotice, vars: varsOf(answer) },
      delivery: phone === undefined ? 'none' : 'queued',
    });
    const interactionId = interaction.id;
    await this.#answers.keep(change, { id, channel, lang, question: text, interactionId, answer });
    if (phone !== undefined) await queueSms(change, { id, to: phone, text: this.#sms(answer, lang) });
  }

  /**
   * What the citizen says of an answer in their conversation. Said again it changes nothing.
   * @returns the contact that needs nobody any more
   */
  async judge(
    change: Change,
    about: { id: string; conversationId: string },
    outcome: 'solved' | 'person',
  ): Promise<string | null> {
    const { id, conversationId } = about;
    const { isFirst, helpedContact } = await this.#answers.judge(change, id, outcome);
    if (!isFirst) return helpedContact;
    await appendMessage(change, {
      id: idFrom(`${outcome}:${id}`),
      conversationId,
      interaction: null,
      author: 'system',
      authorId: null,
      text: '',
      notice: { key: outcomeNotice[outcome], vars: { answerId: id } },
    });
    return helpedContact;
  }

  /**
   * A text message that says the answer was enough.
   * @returns the contact that is over with it; null where nothing of the kind is open: then a person reads it
   */
  async takeSolvedSms(
    change: Change,
    conversationId: string,
    phone: string,
    lang: Lang,
  ): Promise<string | null> {
    const contact = await this.#routing.latestInteraction(conversationId);
    if (!contact || contact.state === 'active') return null;
    const id = await this.#answers.openOf(change.sql, contact.id);
    if (id === null) return null;
    await this.judge(change, { id, conversationId }, 'solved');
    await this.#routing.smsAnswered(change, conversationId);
    await queueSms(change, { to: phone, text: this.#texts.render('sms.answer_solved', lang) });
    return contact.id;
  }

  #sms({ articleId, short, source, date }: MachineAnswer, lang: Lang): string {
    const link = `${this.#publicUrl}/?article=${articleId}`;
    return this.#texts.render('sms.machine_answer', lang, {
      answer: short[lang],
      source: source[lang],
      date,
      link,
    });
  }
}

function varsOf({ articleId, title, short, source, date }: MachineAnswer): Record<string, string> {
  return {
    articleId,
    titleZh: title.zh,
    titleEn: title.en,
    shortZh: short.zh,
    shortEn: short.en,
    sourceZh: source.zh,
    sourceEn: source.en,
    date,
  };
}
