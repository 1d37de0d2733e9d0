// Look-ups by telephone: the systems as a menu, their questions one after the other, the answer spoken. The call asks
// for the answer until it is there; meanwhile its caller hears that we are asking, and can go to a person.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Language, type Session, spelled } from '../../ivr/index.ts';
import type { Texts } from '../admin/index.ts';
import { cityTimeZone } from '../calendar/index.ts';
import type { Intake, SpokenSystems } from '../intake/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import { bilingualSchema, timeSchema } from '../platform/contract.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { starred } from './core.ts';
import type { Asked, LookUps } from './look-up.ts';
import { menuPage, spokenTail } from './voice-menu.ts';

/** What was told so far. It may prove who calls, so it is sealed where the call is kept. */
const toldSchema = z.object({ code: z.string(), given: z.record(z.string(), z.string()) });
type Told = z.infer<typeof toldSchema>;

const resultSchema = z.object({
  outcome: z.enum(['found', 'not_found', 'too_often', 'too_slow', 'resting', 'unavailable']),
  code: z.string(),
  number: z.string(),
  state: bilingualSchema.nullable(),
  at: timeSchema.nullable(),
  isDemo: z.boolean(),
});
type Result = z.infer<typeof resultSchema>;

type Answer = Awaited<ReturnType<SpokenSystems['answer']>>;
type Caller = Parameters<SpokenSystems['answer']>[2];

const textLang = { cmn: 'zh', yue: 'zh-HK', en: 'en' } as const;
/** The longest that a connector may take, and what lies around it: later nobody answers any more. */
const answerWithinMs = 12_000;
const answerKeptS = 300;
const usedWithinMs = 30 * 24 * 60 * 60_000;

const day = { dateStyle: 'long', timeZone: cityTimeZone } as const;
const spokenDay = {
  zh: new Intl.DateTimeFormat('zh-CN', day),
  en: new Intl.DateTimeFormat('en-GB', day),
};
const langOf = (language: Language): 'zh' | 'en' => (language === 'en' ? 'en' : 'zh');

interface Deps {
  lookUps: LookUps;
  database: Database;
  redis: Redis;
  secrets: Secrets;
  intake: Pick<Intake, 'postNotice'>;
  texts: Texts;
  log: Log;
}

export class SpokenLookUps implements SpokenSystems {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async answer(
    what: Parameters<SpokenSystems['answer']>[0],
    inputs: Readonly<Record<string, string>>,
    caller: Caller,
  ): Promise<Answer> {
    const systems = await this.#systems();
    if (systems.length === 0) return { outcome: 'none' };
    if (what === 'status_systems') return this.#menu(systems, caller.session, 0);
    if (what === 'status_answer') return this.#told(systems, caller.session);
    return inputs.choice === undefined
      ? this.#takeAnswer(systems, inputs.answer ?? '', caller)
      : this.#choose(systems, inputs.choice, caller);
  }

  /** The most asked for first. */
  async #systems(): Promise<Asked[]> {
    const { lookUps, database } = this.#deps;
    const [systems, used] = await Promise.all([
      lookUps.active('voice'),
      database.read.connectorLookup.groupBy({
        by: ['code'],
        where: { at: { gt: new Date(Date.now() - usedWithinMs) }, channel: { not: 'test' } },
        _count: true,
      }),
    ]);
    const usesOf = ({ system }: Asked): number => used.find(({ code }) => code === system.code)?._count ?? 0;
    return systems.toSorted((a, b) => usesOf(b) - usesOf(a));
  }

  #menu(systems: readonly Asked[], { language }: Session, page: number): Answer {
    const { texts } = this.#deps;
    const { shown, hasMore, at } = menuPage(systems, page);
    const say = (key: 'choice' | 'more' | 'person', vars: Record<string, string> = {}): string =>
      texts.render(`voice.system_${key}`, textLang[language], vars);
    const lang = langOf(language);
    const choices = shown.map(({ system }, index) =>
      say('choice', { name: system.name[lang], key: String(index + 1) }),
    );
    const words = systems.flatMap(({ system, words: called }) =>
      [system.name[lang], ...called].map((word) => `${system.code}\t${word}`),
    );
    return {
      outcome: page === 0 ? 'found' : 'more',
      vars: {
        systemMenu: [...choices, ...(hasMore ? [say('more')] : []), say('person')].join(' '),
        systemWords: words.join('\n'),
        // What a key means must not change while the caller listens.
        systemCodes: shown.map(({ system }) => system.code).join(),
        systemPage: String(at),
      },
    };
  }

  #choose(systems: readonly Asked[], choice: string, caller: Caller): Answer {
    const { systemPage = '0', systemCodes = '' } = caller.session.vars;
    if (choice === '0') return { outcome: 'person' };
    if (choice === '9' && menuPage(systems, 0).hasMore)
      return this.#menu(systems, caller.session, Number(systemPage) + 1);
    const code = systemCodes.split(',')[Number(choice) - 1] ?? choice;
    const asked = systems.find(({ system }) => system.code === code);
    if (!asked) return { outcome: 'none' };
    const begin = (): void => this.#note(caller, 'status_chosen', asked, {});
    return { ...this.#ask(asked, { code, given: {} }, caller.session), begin };
  }

  #takeAnswer(systems: readonly Asked[], keys: string, caller: Caller): Answer {
    const { session } = caller;
    const told = this.#opened(session);
    const asked = told && systems.find(({ system }) => system.code === told.code);
    if (!told || !asked) return { outcome: 'none' };
    const index = Object.keys(told.given).length;
    const value = keys === '*' ? this.#ownDigits(asked, index, session) : (spelled(keys) ?? keys);
    const name = asked.system.asks[index]?.name;
    if (value === null || name === undefined) return this.#ask(asked, told, session);
    const given = { ...told.given, [name]: value };
    if (index + 1 < asked.system.asks.length) return this.#ask(asked, { ...told, given }, session);
    const askId = randomUUID();
    return {
      outcome: 'asked',
      vars: { systemTold: '', systemAskId: askId, systemAskedAt: new Date().toISOString() },
      begin: () => void this.#askSystem(askId, asked, given, caller),
    };
  }

  /** The next question, with how it is keyed. */
  #ask(asked: Asked, told: Told, { language, callRef, callerNumber }: Session): Answer {
    const { texts, secrets } = this.#deps;
    const index = Object.keys(told.given).length;
    const { signs, callerDigits } = asked.keyed[index] ?? {};
    const label = asked.system.asks[index]?.label[langOf(language)] ?? '';
    const say = (key: 'ask' | 'letters' | 'own_number'): string =>
      texts.render(`voice.system_${key}`, textLang[language], { label, count: String(callerDigits ?? '') });
    const isKnown = callerDigits !== undefined && digitsOf(callerNumber).length >= callerDigits;
    const question = [
      say('ask'),
      ...(signs === 'letters' ? [say('letters')] : []),
      ...(isKnown ? [say('own_number')] : []),
    ];
    return {
      outcome: 'question',
      vars: {
        systemQuestion: question.join(' '),
        systemTold: secrets.seal(JSON.stringify(told), sealedFor(callRef)),
      },
    };
  }

  #ownDigits({ keyed }: Asked, index: number, { callerNumber }: Session): string | null {
    const count = keyed[index]?.callerDigits;
    const digits = digitsOf(callerNumber);
    return count === undefined || digits.length < count ? null : digits.slice(-count);
  }

  #opened({ vars, callRef }: Session): Told | null {
    const sealed = vars.systemTold ?? '';
    if (sealed === '') return null;
    return toldSchema.parse(JSON.parse(this.#deps.secrets.unseal(sealed, sealedFor(callRef))));
  }

  /** Outside the call's transaction: the system may take seconds. What came of it waits for the call to ask. */
  async #askSystem(
    askId: string,
    asked: Asked,
    given: Record<string, string>,
    caller: Caller,
  ): Promise<void> {
    const { lookUps, redis, log } = this.#deps;
    const { code, asks } = asked.system;
    const number = given[asks[0]?.name ?? ''] ?? '';
    const nothing = { state: null, at: null, isDemo: false };
    let result: Result = { ...nothing, outcome: 'unavailable', code, number: number.slice(-4) };
    try {
      const { conversationId } = caller;
      const told = await lookUps.told(code, given, {
        channel: 'voice',
        ...(conversationId !== null && { conversationId }),
      });
      const why = told.failure === 'broken' ? 'resting' : told.failure === 'too_slow' ? 'too_slow' : null;
      const { outcome, state, at, isDemo } = told;
      result = { ...result, outcome: why ?? outcome, state, at, isDemo };
    } catch (error) {
      if (error instanceof AppError)
        result.outcome = error.code === 'rate_limited' ? 'too_often' : 'not_found';
      else log.warn({ err: error, code }, 'a look-up by telephone failed');
    }
    try {
      await redis.set(resultKey(caller.session, askId), JSON.stringify(result), 'EX', answerKeptS);
    } catch (error) {
      log.warn({ err: error, code }, 'the answer to a look-up by telephone is not kept');
    }
    const key = result.outcome === 'found' || result.outcome === 'not_found' ? result.outcome : 'unavailable';
    const { zh: stateZh = '', en: stateEn = '' } = result.state ?? {};
    this.#note(caller, `status_${key}`, asked, { subject: starred(number), stateZh, stateEn });
  }

  async #told(systems: readonly Asked[], session: Session): Promise<Answer> {
    const { systemAskId = '', systemAskedAt = '' } = session.vars;
    const kept = await this.#deps.redis.get(resultKey(session, systemAskId));
    if (kept === null) {
      const isLate = !(Date.now() - Date.parse(systemAskedAt) < answerWithinMs);
      return { outcome: isLate ? 'unavailable' : 'pending' };
    }
    const result = resultSchema.parse(JSON.parse(kept));
    const { outcome, code, state, at } = result;
    const asked = systems.find(({ system }) => system.code === code);
    if (outcome !== 'found' || !state || !asked) return { outcome };
    const { language } = session;
    const lang = langOf(language);
    const say = (key: 'found' | 'found_at' | 'demo'): string =>
      this.#deps.texts.render(`voice.system_${key}`, textLang[language], {
        name: asked.system.name[lang],
        tail: spokenTail(result.number, language),
        state: state[lang],
        date: at === null ? '' : spokenDay[lang].format(new Date(at)),
      });
    const spoken = [say(at === null ? 'found' : 'found_at'), ...(result.isDemo ? [say('demo')] : [])];
    return { outcome, vars: { systemAnswer: spoken.join(' ') } };
  }

  /** For the agent who takes the call: what the caller has asked already. */
  #note({ conversationId }: Caller, key: string, { system }: Asked, vars: Record<string, string>): void {
    if (conversationId === null) return;
    const { database, intake, log } = this.#deps;
    const { zh: nameZh, en: nameEn } = system.name;
    const notice = { key, vars: { nameZh, nameEn, ...vars } };
    database
      .change((change) => intake.postNotice(change, conversationId, notice))
      .catch((error: unknown) => log.warn({ err: error, conversationId }, 'a look-up is not noted'));
  }
}

const sealedFor = (callRef: string): string => `call:${callRef}`;
const resultKey = ({ callRef }: Session, askId: string): string => `call:{${callRef}}:status:${askId}`;
const digitsOf = (number: string | null): string => (number ?? '').replace(/\D/g, '');
