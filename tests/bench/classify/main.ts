// npm run bench:classify [-- --data ../shared/data]: how often the classifier is right about messages that it has never
// seen, how well it knows when it is, and how long a message takes, beside naive Bayes and the best published baseline
// on the same split. All are trained here on what is not held out; the shipped model has seen all messages. The last
// line is one JSON object.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  createClassifier,
  departmentRulesSchema,
  kindRulesSchema,
  trainClassifier,
  urgencyRulesSchema,
} from '../../../knowledge/classify/index.ts';
import { DATA_FOLDER, heldOut, type Labelled, readCondensed, readRawLabelled } from '../texts.ts';
import { naiveBayes } from './bayes.ts';
import { publishedBaseline } from './published.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: DATA_FOLDER } } });
/** One group of near-duplicates in so many is held out. */
const parts = 5;
const bins = 10;

interface Outcome {
  truth: string;
  guess: string;
  confidence: number;
}

const share = (list: readonly Outcome[]): number =>
  list.length === 0 ? 0 : list.filter(({ truth, guess }) => truth === guess).length / list.length;
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

function macroF1(list: readonly Outcome[]): number {
  const labels = [...new Set(list.map(({ truth }) => truth))];
  const scores = labels.map((label) => {
    const right = list.filter(({ truth, guess }) => truth === label && guess === label).length;
    const told = list.filter(({ guess }) => guess === label).length;
    const meant = list.filter(({ truth }) => truth === label).length;
    return (2 * right) / (told + meant || 1);
  });
  return scores.reduce((sum, score) => sum + score, 0) / (labels.length || 1);
}

function calibrationError(list: readonly Outcome[]): number {
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const own = list.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin);
    const mean = own.reduce((sum, { confidence }) => sum + confidence, 0) / (own.length || 1);
    error += (own.length / list.length) * Math.abs(share(own) - mean);
  }
  return error;
}

function figures(list: readonly Outcome[], threshold: number) {
  const sure = list.filter(({ confidence }) => confidence >= threshold);
  return {
    messages: list.length,
    accuracy: round(share(list)),
    macroF1: round(macroF1(list)),
    calibrationError: round(calibrationError(list)),
    withoutHuman: { share: round(sure.length / list.length), accuracy: round(share(sure)) },
  };
}

const condensed = readCondensed(values.data);
const raw = readRawLabelled(values.data);
const rows: Labelled[] = [...condensed, ...raw];
const held = heldOut(
  rows.map(({ title = '', text }) => title + text),
  parts,
);
const training = rows.filter((_, row) => !held[row]);
const started = performance.now();
const { bytes, crossValidation } = trainClassifier(training);
const trainS = Math.round((performance.now() - started) / 1_000);

const home = new URL('../../../knowledge/classify/', import.meta.url);
const rules = (name: string): unknown => JSON.parse(readFileSync(new URL(name, home), 'utf8'));
const classify = createClassifier(bytes, {
  kinds: kindRulesSchema.parse(rules('kinds.json')),
  urgency: urgencyRulesSchema.parse(rules('urgency.json')),
  departments: departmentRulesSchema.parse(rules('departments.json')),
});
const bayes = naiveBayes(training);
const times: number[] = [];
const outcomes = rows.map((row, at): Outcome | undefined => {
  if (!held[at]) return undefined;
  const before = process.cpuUsage();
  const { label, confidence } = classify(row);
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1_000);
  return { truth: row.label, guess: label, confidence };
});
times.sort((a, b) => a - b);
const isThere = (outcome: Outcome | undefined): outcome is Outcome => outcome !== undefined;
const { threshold } = crossValidation.sure;
const ours = figures(outcomes.slice(0, condensed.length).filter(isThere), threshold);
const wholeMessages = figures(outcomes.slice(condensed.length).filter(isThere), threshold);

const isRight = (outcome: Outcome | undefined): boolean =>
  outcome !== undefined && outcome.guess === outcome.truth;

/** How another classifier does on the same messages. */
function beside(classifyOther: (row: Labelled) => string) {
  const guessed = rows.map((row, at): Outcome | undefined =>
    held[at] ? { truth: row.label, guess: classifyOther(row), confidence: 1 } : undefined,
  );
  const plain = (list: readonly Outcome[]) => ({
    accuracy: round(share(list)),
    macroF1: round(macroF1(list)),
  });
  return {
    ...plain(guessed.slice(0, condensed.length).filter(isThere)),
    wholeMessages: plain(guessed.slice(condensed.length).filter(isThere)),
    /** Held-out messages, whole ones too, that only this one or only ours gives their class. */
    onlyThis: guessed.filter((one, at) => isRight(one) && !isRight(outcomes[at])).length,
    onlyOurs: guessed.filter((one, at) => !isRight(one) && isRight(outcomes[at])).length,
  };
}

const baseline = beside(bayes);
const published = beside(publishedBaseline(training));
console.table({ ours, wholeMessages, baseline, published });
console.log(
  JSON.stringify({
    name: 'classify',
    ours: ours.accuracy,
    baseline: baseline.accuracy,
    ratio: round((1 - baseline.accuracy) / (1 - ours.accuracy)),
    unit: 'share of held-out messages given their class, against naive Bayes; ratio: times fewer errors',
    heldOut: ours,
    wholeMessages,
    naiveBayes: baseline,
    /** TF-IDF of two to four characters and linear support vector machines: .924 / .919 on a set that is not here. */
    published,
    crossValidation,
    trainingMessages: training.length,
    trainS,
    cpuMs: {
      mean: round(times.reduce((sum, ms) => sum + ms, 0) / times.length),
      p95: round(times[Math.floor(0.95 * times.length)] ?? 0),
    },
    load: loadavg()[0],
  }),
);
