// Look-ups by text message: asked once the message is kept, answered by another.
import type { Texts } from '../admin/index.ts';
import { askedStatus, type Intake } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { askedSystem } from './core.ts';
import type { LookUps } from './look-up.ts';

/** Registers the consumer. A question that comes twice is answered once. */
export function answerStatusQuestions(deps: {
  jobs: Jobs;
  database: Database;
  intake: Intake;
  lookUps: LookUps;
  texts: Texts;
}): void {
  const { jobs, database, intake } = deps;
  jobs.perform(database, 'status-questions', {
    'status.asked': async ({ messageId, phone, lang }) => {
      const message = await intake.message(messageId);
      const text = await answerTo(deps, message.text, { lang, conversationId: message.conversationId });
      if (text === null) return;
      await database.change((change) => intake.answerOnce(change, messageId, { to: phone, text }));
    },
  });
}

/** @returns null where the system is no longer there */
export async function answerTo(
  { lookUps, texts }: { lookUps: LookUps; texts: Texts },
  message: string,
  { lang, conversationId }: { lang: Lang; conversationId: string },
): Promise<string | null> {
  const found = askedSystem(askedStatus(message) ?? '', await lookUps.active('sms'));
  if (!found) return null;
  const { system, words } = found.asked;
  const name = system.name[lang];
  const usage = {
    name,
    word: words.find((word) => /^[A-Za-z]+$/.test(word) === (lang === 'en')) ?? words[0] ?? '',
    asks: system.asks.map(({ label }) => label[lang]).join(lang === 'en' ? ', ' : ' '),
  };
  if (!found.given) return texts.render('sms.system.usage', lang, usage);
  try {
    const asker = { channel: 'sms', conversationId } as const;
    const { outcome, state } = await lookUps.ask(system.code, found.given, asker);
    return texts.render(`sms.system.${outcome}`, lang, { name, state: state?.[lang] ?? '' });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const key = error.code === 'rate_limited' ? 'sms.system.too_often' : 'sms.system.usage';
    return texts.render(key, lang, usage);
  }
}
