// What is proposed to be published of a matter, and how a publication reads. Decides over plain data.
import { maskedAs, spotPersonal } from '../../../knowledge/personal/index.ts';
import type { Bilingual } from '../../platform/contract.ts';
import { veilText } from '../../platform/privacy.ts';
import { summaryOf } from '../../platform/summary.ts';
import type { ReplyTexts } from './contract.ts';

interface Matter {
  title: string;
  text: string;
  publicReply: string;
  citizenName: string | null;
  citizenPhone: string | null;
  partyConcerned: string | null;
}

/** A single character is a word of many others. */
const leastName = 2;

/**
 * The proposal for a closed matter: what is known of the people in it and what looks like somebody's name, number or house
 * is starred out. English is left to the editor.
 */
export function proposalOf({ title, text, publicReply, ...people }: Matter): ReplyTexts {
  const mask = (words: string): string => veilText(withoutPeople(words, people), 'all');
  return {
    title: { zh: mask(title), en: '' },
    question: { zh: mask(text), en: '' },
    reply: { zh: mask(publicReply), en: '' },
  };
}

function withoutPeople(
  words: string,
  {
    citizenName,
    partyConcerned,
    citizenPhone,
  }: Pick<Matter, 'citizenName' | 'partyConcerned' | 'citizenPhone'>,
): string {
  const named = [citizenName, partyConcerned]
    .map((name) => name?.trim() ?? '')
    .filter((name) => [...name].length >= leastName)
    .reduce((left, name) => left.replaceAll(name, maskedAs('name', name)), words);
  const phone = citizenPhone?.replace(/^\+86/, '') ?? '';
  return phone === '' ? named : named.replaceAll(phone, maskedAs('telephone', phone));
}

/** What of some texts still looks like somebody's name, number or house, each once. */
export function leftIn(texts: ReplyTexts): string[] {
  const all = Object.values(texts).flatMap(({ zh, en }) => [zh, en]);
  return [...new Set(all.flatMap((text) => spotPersonal(text).map(({ from, to }) => text.slice(from, to))))];
}

const heads = {
  zh: { question: '来信', reply: '答复' },
  en: { question: 'Question', reply: 'Reply' },
} as const;

/** English where somebody has written it, Chinese otherwise. */
export const orChinese = ({ zh, en }: Bilingual): Bilingual => ({ zh, en: en === '' ? zh : en });

/** The article of a matter and its answer. */
export function replyArticle(texts: ReplyTexts): Record<'title' | 'body' | 'short', Bilingual> {
  const [question, reply] = [orChinese(texts.question), orChinese(texts.reply)];
  const body = (lang: 'zh' | 'en'): string =>
    `## ${heads[lang].question}\n\n${question[lang]}\n\n## ${heads[lang].reply}\n\n${reply[lang]}`;
  return {
    title: orChinese(texts.title),
    body: { zh: body('zh'), en: body('en') },
    short: summaryOf(reply),
  };
}

interface CategoryRow {
  code: string;
  parentCode: string | null;
}

/** The highest category above each, by code. */
export function rootsOf(categories: readonly CategoryRow[]): ReadonlyMap<string, string> {
  const parents = new Map(categories.map(({ code, parentCode }) => [code, parentCode]));
  const rootOf = (code: string): string => {
    // A circle in the list of a city would hold everybody up.
    for (let [at, steps] = [code, 0]; ; steps += 1) {
      const parent = parents.get(at);
      if (!parent || steps > 10) return at;
      at = parent;
    }
  };
  return new Map(categories.map(({ code }) => [code, rootOf(code)]));
}
