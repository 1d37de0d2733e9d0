// npm run bench:answers [-- --data ../shared/data]: how often the machine is sure enough to answer by itself, how often it
// is right then, and how often it answers where the articles have no answer. Everyday words of people ask for service
// items whose own everyday words are left out of the index. The last line is one JSON object.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { SearchIndex, type Signs, signsOf, sureFrom, surenessOf } from '../../../knowledge/search/index.ts';
import { itemDocument } from '../search/articles.ts';
import { DATA_FOLDER, heldOut, readItemQueries, readItems, readMessages } from '../texts.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: DATA_FOLDER },
    /** Every so many of the real messages is asked, too. */
    every: { type: 'string', default: '8' },
    fit: { type: 'boolean', default: false },
  },
});

const documents = new Map(readItems(values.data).map((item) => [item.TASK_CODE, itemDocument(item)]));
const index = new SearchIndex();
for (const document of documents.values()) index.add(document);

interface Judged {
  id: string;
  signs: Signs;
}

/** The best answer when the documents named are not there. */
function judge(query: string, without: ReadonlySet<string>): Judged | null {
  const hits = index.search(query, { limit: 12 + without.size }).filter(({ id }) => !without.has(id));
  const [best] = hits;
  const document = best && documents.get(best.id);
  if (!best || !document) return null;
  const next = hits.find(({ id }) => documents.get(id)?.title !== document.title);
  const { title = '', text, keywords = [] } = document;
  const scores = { best: best.score, next: next?.score ?? null };
  const signs = signsOf(query, { title, text, keywords }, scores, (term) => index.information(term));
  return { id: best.id, signs };
}

const queries = readItemQueries(values.data);
const held = heldOut(
  queries.map(({ query }) => query),
  2,
);
const asked = queries.map(({ query, relevant }, row) => {
  const known = judge(query, new Set());
  const isRight = known !== null && relevant.includes(known.id);
  return { isHeld: held[row] ?? false, known, isRight, missing: judge(query, new Set(relevant)) };
});
type Asked = (typeof asked)[number];

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
const sure = (judged: Judged | null, from: number): boolean =>
  judged !== null && surenessOf(judged.signs) >= from;

function figures(side: readonly Asked[], from: number) {
  const answered = side.filter(({ known }) => sure(known, from));
  return {
    questions: side.length,
    answered: round(answered.length / side.length),
    right: round(answered.filter(({ isRight }) => isRight).length / answered.length),
    answeredWithoutAnswer: round(side.filter(({ missing }) => sure(missing, from)).length / side.length),
  };
}

/** Fits the weights on the tuning side, to be written into sureness.ts. */
function fitted(side: readonly Asked[]): number[] {
  const rows = side.flatMap(({ known, isRight, missing }) => [
    ...(known ? [{ signs: known.signs, target: isRight ? 1 : 0 }] : []),
    ...(missing ? [{ signs: missing.signs, target: 0 }] : []),
  ]);
  const inputs = rows.map(({ signs }) => [1, signs.head, signs.whole, signs.lead, signs.titleAsked]);
  const weights = [0, 0, 0, 0, 0];
  for (let round = 0; round < 20_000; round += 1) {
    const slope = weights.map((weight, at) => (at > 0 ? 0.0005 * weight : 0));
    for (const [row, input] of inputs.entries()) {
      const sum = input.reduce((before, value, at) => before + value * (weights[at] ?? 0), 0);
      const error = 1 / (1 + Math.exp(-sum)) - (rows[row]?.target ?? 0);
      for (const [at, value] of input.entries()) slope[at] = (slope[at] ?? 0) + (error * value) / rows.length;
    }
    for (const [at, value] of slope.entries()) weights[at] = (weights[at] ?? 0) - 0.5 * value;
  }
  return weights.map(round);
}

const sides = {
  tuning: asked.filter(({ isHeld }) => !isHeld),
  heldOut: asked.filter(({ isHeld }) => isHeld),
};
if (values.fit) console.log('constant, head, whole, lead, titleAsked:', fitted(sides.tuning).join(', '));
console.table(
  [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8].map((from) => ({ from, ...figures(sides.tuning, from) })),
);
const messages = readMessages(values.data).filter((_, row) => row % Number(values.every) === 0);
const started = performance.now();
const answeredMessages = messages.filter(({ title, text }) =>
  sure(judge(`${title.trim()}\n${text.trim()}`, new Set()), sureFrom),
).length;
const msEach = (performance.now() - started) / messages.length;
const heldOutFigures = figures(sides.heldOut, sureFrom);
console.log(
  JSON.stringify({
    name: 'answers',
    ours: heldOutFigures.right,
    baseline: null,
    ratio: null,
    unit: `share right of what is answered at ${sureFrom}, held out`,
    heldOut: heldOutFigures,
    tuning: figures(sides.tuning, sureFrom),
    /** Whole messages of citizens, mostly complaints: service items seldom answer them. */
    messages: { asked: messages.length, answered: answeredMessages, msEach: round(msEach) },
    load: loadavg()[0],
  }),
);
