// A question without what people say around it.
import { normalise } from '../text/characters.ts';
import asking from './asking.json' with { type: 'json' };
import courtesies from './courtesies.json' with { type: 'json' };

const longestFirst = (words: readonly string[]): string[] =>
  [...words].sort((a, b) => b.length - a.length).map(normalise);
const around = longestFirst(courtesies);
const onlyAsking = longestFirst(asking.words);

/** A question, normalised, without greetings and words of asking; all of it where nothing else is said. */
export function bare(question: string): string {
  const plain = around.reduce((text, words) => text.replaceAll(words, ' '), normalise(question));
  return plain.trim() === '' ? normalise(question) : plain;
}

/**
 * The matter of a question, normalised: also without words that only ask (去哪里, 要带什么). They are rare in what
 * officials write, and would lead to the one title that has them. All of it where nothing else is said.
 */
export function matterOf(question: string): string {
  const plain = bare(question);
  const matter = withoutAsking(plain);
  return matter.trim() === '' ? plain : matter;
}

const withoutAsking = (plain: string): string =>
  onlyAsking.reduce((text, words) => text.replaceAll(words, ' '), plain);

/** With the verb that joins it (打给谁, 该找哪个部门, 要准备什么材料), where a sentence ends or pauses. */
const ending = new RegExp(
  `(?:应该|准备|[打给找问归该去要交])*(?:${longestFirst(asking.endings).join('|')})(?=[了呢啊呀吧嘛的]*(?:$|[^\\p{L}\\p{N}]))`,
  'gu',
);

/**
 * What of a question is searched for: the matter without the endings that only ask (打给谁, 要什么材料, 有影响吗), and these
 * beside. They are words of a title or two each (为什么打给我) and would lead there; they may only decide between texts about
 * the matter. Nothing is set aside where nothing else is said.
 */
export function soughtIn(question: string): { matter: string; endings: string[] } {
  const endings: string[] = [];
  const rest = bare(question).replace(ending, (words) => {
    endings.push(words);
    return ' ';
  });
  const matter = withoutAsking(rest);
  const isAll = endings.length === 0 || !tellsMatter(matter);
  return isAll ? { matter: matterOf(question), endings: [] } : { matter, endings };
}

const ofAnyMatter = longestFirst([...courtesies, ...asking.words, ...asking.anyMatter]);
const ofAnySentence = new Set(asking.characters);
const ofAnyMatterEnglish = new Set([...asking.english, ...asking.anyMatterEnglish]);
const written = /\p{Script=Han}|[a-z]{2,}/gu;

/**
 * Whether words tell any matter. A greeting, a call for a person and “I have a question” do not: nothing may be guessed from
 * them. Numbers alone tell none either.
 */
export function tellsMatter(text: string): boolean {
  const rest = ofAnyMatter.reduce((plain, words) => plain.replaceAll(words, ' '), normalise(text));
  return (rest.match(written) ?? []).some((one) => !ofAnySentence.has(one) && !ofAnyMatterEnglish.has(one));
}
