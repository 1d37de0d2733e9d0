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
  const matter = onlyAsking.reduce((text, words) => text.replaceAll(words, ' '), plain);
  return matter.trim() === '' ? plain : matter;
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
