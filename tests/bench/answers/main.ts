// npm run bench:answers [-- --data ../shared/data]: how often the machine is sure enough to answer by itself, how often it
// is right then, and how often it answers where nothing that is published has an answer. Two sets: questions as citizens
// ask them (everyday.ts), and everyday words for service items whose own everyday words are left out of the index.
// --fit prints weights, --misses what went wrong on the tuning side. The last line is one JSON object.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  isForSomethingElse,
  SearchIndex,
  type Signs,
  signsOf,
  sureFrom,
  surenessOf,
} from '../../../knowledge/search/index.ts';
import { itemDocument } from '../search/articles.ts';
import { askEveryday, everydayFigures, everydayMisses, everydayRows } from './everyday.ts';
import { DATA_FOLDER, heldOut, readItemQueries, readItems, readMessages } from '../texts.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: DATA_FOLDER },
    /** Every so many of the real messages is asked, too. */
    every: { type: 'string', default: '8' },
    fit: { type: 'boolean', default: false },
    /** Names the questions of the tuning side that went wrong. */
    misses: { type: 'boolean', default: false },
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
  const next = hits.find(({ id }) => {
    const title = documents.get(id)?.title ?? '';
    return title !== document.title && !isForSomethingElse(query, title);
  });
  const { title = '', text, keywords = [] } = document;
  const scores = { best: best.score, next: next?.score ?? null };
  const signs = signsOf(query, { title, text, keywords }, scores, {
    information: (term) => index.information(term),
    others: [...index.otherWords(query)],
  });
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

const names = ['head', 'whole', 'lead', 'titleAsked', 'named', 'told', 'doing'] as const;

/** Fits the weights on the tuning sides, to be written into sureness.ts. */
function fitted(rows: readonly { signs: Signs; target: 0 | 1 }[]): number[] {
  const inputs = rows.map(({ signs }) => [1, ...names.map((name) => signs[name])]);
  const weights = [0, ...names.map(() => 0)];
  for (let round = 0; round < 20_000; round += 1) {
    const slope = weights.map((weight, at) => (at > 0 ? 0.002 * weight : 0));
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
const everyday = askEveryday(values.data);
const everydaySides = {
  tuning: everyday.filter(({ isHeld }) => !isHeld),
  heldOut: everyday.filter(({ isHeld }) => isHeld),
};
if (values.fit) {
  const rows = [
    ...everydayRows(everydaySides.tuning),
    ...sides.tuning.flatMap(({ known, isRight, missing }) => [
      ...(known ? [{ signs: known.signs, target: isRight ? (1 as const) : (0 as const) }] : []),
      ...(missing ? [{ signs: missing.signs, target: 0 as const }] : []),
    ]),
  ];
  console.log(`constant, ${names.join(', ')}:`, fitted(rows).join(', '));
}
const steps = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
console.table(steps.map((from) => ({ from, ...figures(sides.tuning, from) })));
console.table(steps.map((from) => ({ from, ...everydayFigures(everydaySides.tuning, from) })));
if (values.misses) console.log(everydayMisses(everydaySides.tuning).join('\n'));
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
    everyday: {
      heldOut: everydayFigures(everydaySides.heldOut),
      tuning: everydayFigures(everydaySides.tuning),
    },
    /** Whole messages of citizens, mostly complaints: service items seldom answer them. */
    messages: { asked: messages.length, answered: answeredMessages, msEach: round(msEach) },
    load: loadavg()[0],
  }),
);
