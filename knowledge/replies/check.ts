// What a lead should look at before a department's reply goes out. Hints with the words behind them, never a verdict:
// a short reply can be right, and these are lists of phrases, not an understanding.
import { type PersonalKind, spotPersonal } from '../personal/index.ts';
import { normalise } from '../text/characters.ts';
import { eachTerm } from '../text/tokens.ts';
import type { ReplyAspect, ReplyHintCode } from './codes.ts';
import phrases from './phrases.json' with { type: 'json' };
import { callsForContact } from './contact.ts';
import { type PromisedDate, promisedDates } from './promises.ts';

export interface ReplyHint {
  aspect: ReplyAspect;
  code: ReplyHintCode;
  /** Words of the reply, or of the message where the reply lacks them. */
  evidence: string[];
}

export interface ReplyCheck {
  hints: ReplyHint[];
  /** How much of the matter's own words the reply takes up, 0–1. */
  relevance: number;
  /** To be watched when the reply is out. */
  promises: PromisedDate[];
}

/** Below this a reply is probably about something else; see docs/understanding.md for how often that is so. */
const offTopicBelow = 0.04;
const shortReply = 60;
const charactersPerQuestion = 25;
const mostEvidence = 4;
const legalBasis =
  /《[^》]{2,60}》|第[一二三四五六七八九十百\d]+条|〔\d{4}〕\d+号|\[\d{4}\]\d+号|\d{4}〕?\d*号文/u;
const questionEnd = /[？?]/gu;
const numbered = /(?:^|[\s。；：:])(?:[1-9][、.．]|[一二三四五六七八九]、|（[一二三四五六七八九]）)/gu;
/** A department's own telephone may be read by all. */
const readableByAll: ReadonlySet<PersonalKind> = new Set(['telephone', 'address', 'name']);

const among = (words: readonly string[], text: string): string[] =>
  words.filter((word) => text.includes(word)).slice(0, mostEvidence);

/**
 * Reads a reply before it is approved.
 * @param matter.repliedOn the day of the reply, YYYY-MM-DD: promised dates are read from it
 */
export function checkReply(matter: {
  title: string;
  text: string;
  reply: string;
  repliedOn: string;
  /** Of the ticket. */
  kind?: string | undefined;
  /** The ticket's own record says that somebody spoke with the citizen. */
  isContacted?: boolean | undefined;
}): ReplyCheck {
  const { title, text, reply } = matter;
  const plain = reply.toLowerCase();
  const hints: ReplyHint[] = [];
  const hint = (aspect: ReplyAspect, code: ReplyHintCode, evidence: readonly string[] = []): void => {
    hints.push({ aspect, code, evidence: evidence.slice(0, mostEvidence) });
  };
  const taken = wordsTakenUp(title, text, reply);
  const forwarded = passedOn(plain);
  // What only passes the matter on says nothing of it either: one hint is enough.
  if (taken.share < offTopicBelow && forwarded.length === 0) hint('relevance', 'off_topic', taken.missing);

  const questions = Math.max((text.match(questionEnd) ?? []).length, (text.match(numbered) ?? []).length);
  if (forwarded.length > 0) {
    hint('completeness', 'only_forwarded', forwarded);
  } else if (reply.length < shortReply && questions > 1 && reply.length < questions * charactersPerQuestion) {
    hint('completeness', 'short_for_questions');
  }

  const harsh = among(phrases.harsh, plain);
  if (harsh.length > 0) hint('politeness', 'harsh_words', harsh);
  if (among([...phrases.greeting, ...phrases.thanks], plain).length === 0) hint('politeness', 'no_courtesy');

  const refusal = among(phrases.refusal, plain);
  if (!matter.isContacted) {
    const calls = callsForContact({ text, reply: plain, kind: matter.kind, refusal });
    if (calls.length > 0) hint('contact', 'no_contact', calls);
  }

  if (refusal.length > 0 && !legalBasis.test(reply)) hint('legal_basis', 'refusal_without_basis', refusal);

  const promises = promisedDates(reply, matter.repliedOn);
  const promising = promisesIn(plain);
  if (promising.length > 0 && promises.length === 0) {
    const vague = among(phrases.vague, plain);
    hint('promise', 'promise_without_date', vague.length > 0 ? vague : promising);
  }

  const personal = spotPersonal(reply).filter(({ kind }) => !readableByAll.has(kind));
  if (personal.length > 0) {
    hint(
      'privacy',
      'personal_data',
      personal.map(({ from, to }) => reply.slice(from, to)),
    );
  }
  return { hints, relevance: taken.share, promises };
}

/** Words of a promise; not where somebody else is asked to hurry. */
function promisesIn(reply: string): string[] {
  const clauses = reply.split(clauseEnd).filter((clause) => among(phrases.asking, clause).length === 0);
  return among(phrases.promise, clauses.join('。'));
}

const clauseEnd = /[。！!？?；;，,：:\n]+/u;
/** A clause that says something is longer than a name. */
const shortestSaying = 8;
/** A longer letter says more than who has the matter now. */
const longestPassingOn = 250;

/** The words by which a reply says only that it was received or passed on; none where it has a result or more to say. */
function passedOn(reply: string): string[] {
  const said = reply.split(clauseEnd).filter((clause) => among(phrases.later, clause).length === 0);
  if (among(phrases.result, said.join('。')).length > 0) return [];
  const forwarded = among(phrases.forwarded, reply);
  if (forwarded.length > 0) return reply.length > longestPassingOn ? [] : forwarded;
  const received = among(phrases.received, reply);
  const stock = [...phrases.received, ...phrases.greeting, ...phrases.thanks];
  const sayings = said.filter(
    (clause) =>
      among(stock, clause).length === 0 && clause.replace(/[\d年月日\P{L}]/gu, '').length >= shortestSaying,
  );
  return sayings.length === 0 ? received : [];
}

const opening = 300;

/** Which of the matter's telling words the reply has; those of the title count threefold. */
function wordsTakenUp(title: string, text: string, reply: string): { share: number; missing: string[] } {
  const answered = new Set<string>();
  eachTerm(reply, (term) => answered.add(term));
  const asked = new Map<string, number>();
  const ask = (words: string, weight: number): void =>
    eachTerm(words, (term, kind) => {
      if (kind === 'single' || phrases.stock.includes(term)) return;
      asked.set(term, Math.max(weight, asked.get(term) ?? 0));
    });
  ask(text.slice(0, opening), 1);
  ask(title, 3);
  let [had, all] = [0, 0];
  for (const [term, weight] of asked) {
    all += weight;
    if (answered.has(term)) had += weight;
  }
  return { share: all === 0 ? 1 : had / all, missing: missingWords(title, reply) };
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Whole words of the title that the reply does not have: pairs of characters count well and read badly. */
function missingWords(title: string, reply: string): string[] {
  const words = [...segmenter.segment(normalise(title))].flatMap(({ segment, isWordLike }) =>
    isWordLike && segment.length > 1 && !phrases.stock.includes(segment) ? [segment] : [],
  );
  const said = normalise(reply);
  return [...new Set(words)].filter((word) => !said.includes(word));
}
