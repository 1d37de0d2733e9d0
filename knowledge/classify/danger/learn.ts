// From lessons and letters to weights, and how well such weights do on patterns they have not seen.
import { type SparseRow, score, trainLinear } from '../linear.ts';
import { DANGERS, type Danger } from './codes.ts';
import type { Lesson } from './lessons.ts';
import { createSense, type DangerWeights } from './sense.ts';
import { type Sign, SignNames, signsOf, valuesOf } from './signs.ts';
import { passagesOf } from './text.ts';

const LINEAR = { cost: 0.5, epochs: 20 };
const STEP = 0.02;
/** Added to every score: a false alarm costs a look, a miss a life. */
const CAUTION = 0.05;
/** A sign must stand in so many lessons; signs of letters alone are not kept, so that no text of theirs is. */
const LEAST_LESSONS = 2;
/** Passages of letters that are taken at first; then, in each round, those that alarm most. */
const LETTER_PASSAGES = 3_000;
const HARD_PASSAGES = 1_000;
const ROUNDS = 2;
/** One letter in so many is an emergency or reads like one: they are not held against the words they use. */
const EMERGENCY_IN = 300;
/** How much clearer than a short message a letter must be in one passage, read by hand in letters' alarms. */
const LETTER_MARGIN = 0.4;

/** Texts folded as the classifier folds them. */
export interface TeachingMaterial {
  lessons: readonly Lesson[];
  letters: readonly string[];
  /** Other texts that speak of no danger: all of them are taken. */
  everyday: readonly string[];
}

interface Example {
  row: SparseRow;
  danger?: Danger | undefined;
}

type Columns = ReadonlyMap<string, number>;

const signsIn = (text: string, names: SignNames): Sign[][] =>
  passagesOf(text).map((passage) => signsOf(text, passage, names));

export function learnDanger({ lessons, letters, everyday }: TeachingMaterial): DangerWeights {
  const names = new SignNames();
  const taught = [...lessons, ...everyday.map((text) => ({ text, danger: undefined }))].flatMap(
    ({ text, danger }) => signsIn(text, names).map((signs) => ({ signs, danger })),
  );
  const columns = columnsOf(lessons.flatMap(({ text }) => signsIn(text, names)));
  const examples = taught.map(({ signs, danger }): Example => ({ row: rowOf(signs, columns), danger }));
  const alarm = fitAlarm(examples, letters, columns);
  const alarming = taught.filter(({ danger }) => danger !== undefined);
  const scenes = columnsOf(alarming.map(({ signs }) => signs));
  const ofScenes = alarming.map(({ signs, danger }): Example => ({ row: rowOf(signs, scenes), danger }));
  const force: DangerWeights['force'] = {};
  for (const danger of DANGERS) {
    if (danger !== 'other') force[danger] = written(weigh(ofScenes, scenes, danger), scenes);
  }
  const { bias, signs } = written(alarm, columns);
  return { step: STEP, letter: LETTER_MARGIN, alarm: { bias: bias + CAUTION, signs }, force };
}

/** Learned with some passages of the letters, then again with those that alarmed most. */
function fitAlarm(examples: readonly Example[], letters: readonly string[], columns: Columns): Float32Array {
  const names = new SignNames(columns.keys());
  const passages = letters.flatMap((text) =>
    signsIn(text, names).map((signs): Example => ({ row: rowOf(signs, columns) })),
  );
  const stride = Math.max(1, Math.floor(passages.length / LETTER_PASSAGES));
  const held = new Set(passages.filter((_, i) => i % stride === 0));
  let weights = weigh([...examples, ...held], columns);
  for (let round = 0; round < ROUNDS && passages.length > 0; round++) {
    const gains = evenly(columns);
    const ranked = passages
      .map((passage) => ({ passage, score: score(weights, passage.row, gains) }))
      .sort((a, b) => b.score - a.score);
    const first = Math.ceil(letters.length / EMERGENCY_IN);
    for (const { passage } of ranked.slice(first, first + HARD_PASSAGES)) held.add(passage);
    weights = weigh([...examples, ...held], columns);
  }
  return weights;
}

function columnsOf(examples: readonly (readonly Sign[])[]): Columns {
  const counts = new Map<string, number>();
  for (const signs of examples) {
    for (const { name } of signs) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const columns = new Map<string, number>();
  for (const [name, count] of counts) if (count >= LEAST_LESSONS) columns.set(name, columns.size);
  return columns;
}

function rowOf(signs: readonly Sign[], columns: Columns): SparseRow {
  const values = valuesOf(signs.filter(({ name }) => columns.has(name)));
  return {
    columns: Uint32Array.from(values, ({ sign }) => columns.get(sign.name) ?? 0),
    values: Float32Array.from(values, ({ value }) => value),
  };
}

const evenly = (columns: Columns): Float32Array => new Float32Array(columns.size).fill(1);

/** Weights for one danger against the others, or for any danger against none. */
function weigh(examples: readonly Example[], columns: Columns, one?: Danger): Float32Array {
  const signs = Int8Array.from(examples, ({ danger }) =>
    (one ? danger === one : danger !== undefined) ? 1 : -1,
  );
  return trainLinear(
    examples.map(({ row }) => row),
    signs,
    evenly(columns),
    LINEAR,
  );
}

function written(weights: Float32Array, columns: Columns) {
  const names = new Map<number, string[]>();
  for (const [name, column] of columns) {
    const steps = Math.round((weights[column] ?? 0) / STEP);
    if (steps !== 0) names.set(steps, [...(names.get(steps) ?? []), name]);
  }
  const signs = [...names]
    .sort(([a], [b]) => b - a)
    .map(([steps, list]) => [`${steps}`, list.sort().join('|')]);
  return { bias: weights.at(-1) ?? 0, signs: Object.fromEntries(signs) };
}

export interface DangerTrial {
  dangers: number;
  found: number;
  /** Of these to the force of the lesson. */
  rightForce: number;
  harmless: number;
  falseAlarms: number;
}

const FOLDS = 5;

/** What weights say of sentences of patterns that they were not taught, in five folds. */
export function tryDanger(material: TeachingMaterial): DangerTrial {
  const trial = { dangers: 0, found: 0, rightForce: 0, harmless: 0, falseAlarms: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const isOut = ({ pattern }: Lesson) => pattern % FOLDS === fold;
    const lessons = material.lessons.filter((lesson) => !isOut(lesson));
    const sense = createSense(learnDanger({ ...material, lessons }));
    for (const { text, danger } of material.lessons.filter(isOut)) {
      const sensed = sense(text);
      const isFound = sensed.score > 0;
      if (danger === undefined) {
        trial.harmless += 1;
        if (isFound) trial.falseAlarms += 1;
      } else {
        trial.dangers += 1;
        if (isFound) trial.found += 1;
        if (isFound && sensed.danger === danger) trial.rightForce += 1;
      }
    }
  }
  return trial;
}
