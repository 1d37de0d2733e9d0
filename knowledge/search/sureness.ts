// How sure it is that the best answer to a question is right: for answers that nobody looks at before they are given.
import { normalise } from '../text/characters.ts';
import { citiesIn } from '../text/places.ts';
import { isStopWord, tokeniseNormalised } from '../text/tokens.ts';
import asking from './asking.json' with { type: 'json' };
import { matterOf } from './bare.ts';

/** An answer, in the language of the question. */
export interface Candidate {
  title: string;
  keywords: readonly string[];
  text: string;
}

/** What speaks for an answer, each from 0 to 1. */
export interface Signs {
  /** How much of what the question tells stands in the answer's title or keywords. */
  head: number;
  /** How much stands anywhere in it. */
  whole: number;
  /** How far it is ahead of the next one that is called otherwise and is for the same. */
  lead: number;
  /** How much of its title was asked for. */
  titleAsked: number;
  /** How much the most telling of its keywords tells that stands in the question whole. */
  named: number;
  /** How much the question tells that stands in the title or keywords: one word in common is less than three. */
  told: number;
  /** 1 where it asks how a matter is done or says what happened; 0 where it wants to know something else of it. */
  doing: number;
}

/** What the index knows of words. */
export interface Words {
  /** What a term tells, from 0: rare ones tell more. */
  information: (term: string) => number;
  /** What the question says, and other words that mean the same. */
  others: readonly { said: string; other: string }[];
}

/**
 * Logistic regression on the tuning halves of two sets (`npm run bench:answers`): questions as citizens ask them, of all
 * that a city has published; and everyday words for service items whose own everyday words were left out, each asked
 * once as it is and once with its right answers taken away.
 */
const weights = {
  constant: -6.687,
  head: 1.94,
  whole: 1.209,
  lead: 1.275,
  titleAsked: 0.916,
  named: 2.815,
  told: 0.688,
  doing: 2.571,
} as const;

/**
 * From here on an answer is given: the least, in steps of 0.05, at which on the tuning sides every answer is right and no
 * more than one in fifty questions without an answer among what is published gets one.
 */
export const sureFrom = 0.8;
/** So much told is all that can be asked for, as a multiple of what a term tells that no text has. */
const toldInFull = 2.35;

const askingCharacters = new Set(asking.characters);
const askingEnglish = new Set(asking.english);
const run = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const han = /^\p{Script=Han}/u;

/** Words of any other writing than Chinese, as they are compared. */
function wordsIn(text: string): string[] {
  return tokeniseNormalised(text)
    .map(({ term }) => term)
    .filter((term) => !han.test(term) && !isStopWord(term) && !askingEnglish.has(term));
}

/**
 * What a question tells, and how much of that stands in a text: Chinese by the character, which stands there when it
 * does so beside one of its neighbours or within another word for the same; other writing by the word.
 */
function covered(
  question: string,
  text: string,
  { information, others }: Words,
): { all: number; part: number } {
  const words = new Set(wordsIn(text));
  const meant = others.filter(({ other }) => text.includes(other)).map(({ said }) => said);
  let [all, part] = [0, 0];
  const count = (term: string, stands: boolean): void => {
    const worth = information(term);
    all += worth;
    if (stands) part += worth;
  };
  for (const [piece] of question.matchAll(run)) {
    if (!han.test(piece)) {
      for (const word of wordsIn(piece))
        count(word, words.has(word) || meant.some((said) => said.includes(word)));
      continue;
    }
    const stands = standing([...piece], text);
    for (const said of meant) {
      const at = piece.indexOf(said);
      if (at >= 0) stands.fill(true, at, at + said.length);
    }
    for (const [at, character] of [...piece].entries())
      if (!askingCharacters.has(character)) count(character, stands[at] ?? false);
  }
  return { all, part };
}

function standing(characters: readonly string[], text: string): boolean[] {
  const stands = characters.map(() => false);
  for (const [at, character] of characters.entries()) {
    const next = characters[at + 1];
    if (next === undefined || !text.includes(character + next)) continue;
    stands[at] = true;
    stands[at + 1] = true;
  }
  return stands;
}

/**
 * What is published says how matters are done. Who asks why vaccines hurt or who made the street lamps names a matter
 * and wants no answer that we have.
 */
function asksForDoing(question: string): boolean {
  const plain = normalise(question);
  const words = new Set(tokeniseNormalised(plain).map(({ term }) => term));
  const says = (word: string): boolean => (han.test(word) ? plain.includes(word) : words.has(word));
  return asking.doing.some(says) || !asking.asked.some(says);
}

/** From 0 to 1 for the most telling keyword that the question says, or says in another word. */
function namedBy(question: string, keywords: readonly string[], { information, others }: Words): number {
  const said = [question, ...others.map(({ other }) => other)];
  const words = new Set(wordsIn(question));
  const most = information('');
  const worths = keywords.map(normalise).map((keyword) => {
    const isChinese = han.test(keyword);
    const terms = tokeniseNormalised(keyword).filter(({ isSingle, term }) => !isSingle && !isStopWord(term));
    const isSaid = isChinese
      ? said.some((text) => text.includes(keyword))
      : terms.every(({ term }) => words.has(term));
    if (!isSaid || terms.length === 0) return 0;
    return terms.reduce((sum, { term }) => sum + information(term), 0) / terms.length / most;
  });
  return Math.min(1, Math.max(0, ...worths));
}

const share = (part: number, of: number): number => (of > 0 ? part / of : 0);

/** How much (0 to 1) of what a question tells stands anywhere in an answer. */
export function shareTold(question: string, answer: Candidate, words: Words): number {
  const whole = normalise([answer.title, ...answer.keywords, answer.text].join('\n'));
  const { all, part } = covered(matterOf(question), whole, words);
  return share(part, all);
}

/** @param scores of the answer, and of the next that is called otherwise and is for the same; null when there is none */
export function signsOf(
  question: string,
  answer: Candidate,
  scores: { best: number; next: number | null },
  words: Words,
): Signs {
  const matter = matterOf(question);
  const title = normalise(answer.title);
  const head = [title, ...answer.keywords.map(normalise)].join('\n');
  const inHead = covered(matter, head, words);
  const anywhere = covered(matter, `${head}\n${normalise(answer.text)}`, words);
  const others = words.others.map(({ said, other }) => ({ said: other, other: said }));
  const asked = covered(title, matter, { ...words, others });
  const { best, next } = scores;
  return {
    head: share(inHead.part, inHead.all),
    whole: share(anywhere.part, anywhere.all),
    lead: next === null || best <= 0 ? 1 : Math.min(1, Math.max(0, 1 - next / best)),
    titleAsked: share(asked.part, asked.all),
    named: namedBy(matter, answer.keywords, words),
    told: Math.min(1, share(inHead.part, toldInFull * words.information(''))),
    doing: asksForDoing(question) ? 1 : 0,
  };
}

/** Whether a question is about a city that an answer does not speak of: it is another city's matter. */
export function isOfAnotherCity(
  question: string,
  answer: Pick<Candidate, 'title' | 'keywords'>,
  home: readonly string[],
): boolean {
  const told = normalise([answer.title, ...answer.keywords].join('\n'));
  const named = citiesIn(normalise(question));
  return named.length > 0 && !named.some((city) => home.includes(city) || told.includes(city));
}

/** From 0 to 1. */
export function surenessOf({ head, whole, lead, titleAsked, named, told, doing }: Signs): number {
  const { constant, ...of } = weights;
  const sum =
    constant +
    of.head * head +
    of.whole * whole +
    of.lead * lead +
    of.titleAsked * titleAsked +
    of.named * named +
    of.told * told +
    of.doing * doing;
  return 1 / (1 + Math.exp(-sum));
}
