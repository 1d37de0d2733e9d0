// Answers that callers can hear while they wait: the commonest published ones, chosen by a key, spoken with their source.
import type { CallEvent, Session } from '../../../ivr/index.ts';
import type { Texts } from '../../admin/index.ts';
import type { MachineAnswer, MachineAnswers } from '../../knowledge/index.ts';
import type { Change } from '../../platform/database.ts';
import type { Routing } from '../../routing/index.ts';
import { idFrom } from '../core.ts';

type LookupDone = Extract<CallEvent, { type: 'lookup_done' }>;
type Found = Pick<LookupDone, 'outcome' | 'vars'>;
type Caller = { session: Session; interactionId: string | null };

const nothing: Found = { outcome: 'none' };
/** What keys mean that stand for no answer: 0 is a person everywhere. */
const personKey = '0';
const [person, wrongKey]: [Found, Found] = [{ outcome: 'person' }, { outcome: 'wrong_key' }];
const textLang = { cmn: 'zh', yue: 'zh-HK', en: 'en' } as const;
/** A day is told as it is written, wherever the server stands. */
const plainDay = { dateStyle: 'long', timeZone: 'UTC' } as const;
const spokenDay = {
  zh: new Intl.DateTimeFormat('zh-CN', plainDay),
  en: new Intl.DateTimeFormat('en-GB', plainDay),
};

export class CommonAnswers {
  readonly #answers: MachineAnswers;
  readonly #texts: Texts;
  readonly #routing: Routing;

  constructor(deps: { answers: MachineAnswers; texts: Texts; routing: Routing }) {
    this.#answers = deps.answers;
    this.#texts = deps.texts;
    this.#routing = deps.routing;
  }

  /** What there is to choose from: `found` with `menu`, or `none`, also while a supervisor has switched it off. */
  async menu({ sql }: Change, { session }: Caller): Promise<Found> {
    if (await this.#routing.isSwitchedOn(sql, 'no_answers_voice')) return nothing;
    const { language } = session;
    const lang = language === 'en' ? 'en' : 'zh';
    const answers = await this.#answers.common(sql, lang);
    if (answers.length === 0) return nothing;
    const choices = answers.map(({ title }, at) =>
      this.#texts.render('voice.common_choice', textLang[language], {
        title: title[lang],
        key: String(at + 1),
      }),
    );
    // What a key means must not change while the caller listens.
    const commonAnswers = answers.map(({ articleId }) => articleId).join();
    return { outcome: 'found', vars: { menu: choices.join(' '), commonAnswers } };
  }

  /** The one that a key means: `found` with `answer`; it is kept that it was given. `none`: it is withdrawn by now. */
  async tell(change: Change, { session, interactionId }: Caller, key: string): Promise<Found> {
    const id = session.vars.commonAnswers?.split(',')[Number(key) - 1];
    if (id === undefined) return key === personKey ? person : wrongKey;
    const answer = await this.#answers.byId(change.sql, id);
    if (!answer) return nothing;
    const lang = session.language === 'en' ? 'en' : 'zh';
    const answerId = idFrom(`common-answer:${session.callRef}:${session.turn}`);
    const given = { id: answerId, channel: 'voice', lang, question: '', interactionId, answer } as const;
    await this.#answers.keep(change, given);
    return { outcome: 'found', vars: { answer: this.#spoken(answer, session, lang), answerId } };
  }

  /** The caller needs nobody any more. */
  async helped(change: Change, { session }: Caller): Promise<Found> {
    const { answerId } = session.vars;
    if (answerId !== undefined) await this.#answers.judge(change, answerId, 'solved');
    return { outcome: 'noted', vars: { helped: 'yes' } };
  }

  #spoken({ spoken, source, date }: MachineAnswer, { language }: Session, lang: 'zh' | 'en'): string {
    return this.#texts.render('voice.common_answer', textLang[language], {
      answer: spoken[lang],
      source: source[lang],
      date: spokenDay[lang].format(new Date(date)),
    });
  }
}

/** Whether the caller said that an answer was enough. */
export function wasHelped({ vars }: Session): boolean {
  return vars.helped === 'yes';
}
