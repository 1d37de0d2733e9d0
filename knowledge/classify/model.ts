// The trained model: what it holds, how it becomes bytes, how it scores a message.
import { z } from 'zod';
import { eachNgram, type View } from './ngrams.ts';

const MAGIC = 'OCLM1\n';

/** How a model came about and how well it did: what whoever switches models must know. */
export const madeSchema = z.object({
  at: z.iso.datetime(),
  /** Who trained it: their account on the machine. */
  by: z.string(),
  messages: z.number().int(),
  /** How many of these people had decided otherwise than the model before. Absent: nobody counted. */
  corrections: z.number().int().exactOptional(),
  /** Cross-validated, as all that follows. */
  accuracy: z.number(),
  macroF1: z.number(),
  /** Expected error of what it says of its own sureness, 0–1. */
  calibrationError: z.number().exactOptional(),
  /** From which confidence on so many (0–1) of what it decides are right, and the share of messages that reach it. */
  sure: z.object({ accuracy: z.number(), share: z.number(), threshold: z.number() }).exactOptional(),
  /** Beside the model before it, on messages that neither had seen. */
  comparison: z.object({ messages: z.number().int(), before: z.number(), after: z.number() }).exactOptional(),
});
export type Made = z.infer<typeof madeSchema>;

const headerSchema = z.object({
  labels: z.array(z.string()).min(2),
  views: z
    .array(
      z.object({
        to: z.number(),
        longest: z.number(),
        scale: z.number(),
        unit: z.enum(['characters', 'words']).default('characters'),
      }),
    )
    .min(1),
  features: z.number().int().nonnegative(),
  biases: z.array(z.number()),
  /** One step of a stored weight, per label. */
  steps: z.array(z.number()),
  /** Scores times this, through a softmax, are probabilities (fitted on held-out folds). */
  sharpness: z.number().positive(),
  /** Absent in a model that was shipped. */
  made: madeSchema.exactOptional(),
});

type ModelHeader = z.infer<typeof headerSchema>;

/** A linear model over n-gram keys. `weights` holds `labels.length` numbers per feature. */
export interface Model extends ModelHeader {
  keys: Uint32Array;
  /** Inverse document frequency in steps of 1/16. */
  rarities: Uint8Array;
  weights: Int16Array;
}

export const RARITY_STEPS = 16;

/** The model as one file: magic, header length, JSON header, then the three arrays, 4-byte aligned. */
export function encodeModel(model: Model): Uint8Array {
  const { keys, rarities, weights, ...header } = model;
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = MAGIC.length + 4;
  const bytes = new Uint8Array(
    start + json.length + keys.byteLength + weights.byteLength + rarities.byteLength,
  );
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(MAGIC.length, json.length, true);
  bytes.set(json, start);
  let at = start + json.length;
  for (const key of keys) {
    view.setUint32(at, key, true);
    at += 4;
  }
  for (const weight of weights) {
    view.setInt16(at, weight, true);
    at += 2;
  }
  bytes.set(rarities, at);
  return bytes;
}

/** Bytes that are no model, or not all of one. The start of a process names it by its code. */
export class BrokenModel extends TypeError {
  readonly code = 'BROKEN_MODEL';
}

/** Reads what `encodeModel` wrote. @throws BrokenModel */
export function decodeModel(bytes: Uint8Array): Model {
  const start = MAGIC.length + 4;
  if (bytes.length < start || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new BrokenModel('not a OneCall classifier model');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonLength = view.getUint32(MAGIC.length, true);
  const header = headerOf(bytes.subarray(start, start + jsonLength));
  const { features } = header;
  const weightCount = features * header.labels.length;
  let at = start + jsonLength;
  if (bytes.length !== at + features * 5 + weightCount * 2)
    throw new BrokenModel('classifier model cut short');
  if (header.biases.length !== header.labels.length || header.steps.length !== header.labels.length)
    throw new BrokenModel('the head of the classifier model is damaged');
  const keys = new Uint32Array(features);
  for (let i = 0; i < features; i++, at += 4) keys[i] = view.getUint32(at, true);
  const weights = new Int16Array(weightCount);
  for (let i = 0; i < weightCount; i++, at += 2) weights[i] = view.getInt16(at, true);
  return { ...header, keys, weights, rarities: bytes.slice(at) };
}

function headerOf(json: Uint8Array): ModelHeader {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder().decode(json)));
  } catch (error) {
    throw new BrokenModel('the head of the classifier model is damaged', { cause: error });
  }
}

export interface LabelScores {
  /** Calibrated, in the order of the model's labels, summing to 1. */
  probabilities: Float64Array;
  best: number;
  /** The pieces of text that spoke most for the best label, heaviest first, at most four. */
  evidence: string[];
}

/** The heaviest pieces among which evidence is sought: pieces of one another count once. */
const MOST_COMPARED = 40;

/** Softmax of `scores × sharpness`. */
export function probabilitiesOf(scores: ArrayLike<number>, sharpness: number): Float64Array {
  const largest = Math.max(...Array.from(scores));
  const powers = Float64Array.from(scores, (value) => Math.exp((value - largest) * sharpness));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** An n-gram of a message that the model knows; `row`: where its weights stand. */
interface Seen {
  row: number;
  feature: number;
  start: number;
  length: number;
  value: number;
}

/** A function that scores condensed text. Builds its key table once (some 10 ms). */
export function labelScorer(model: Model): (condensed: string) => LabelScores {
  const { labels, views, features, keys, rarities, weights, steps, biases, sharpness } = model;
  const tableMask = 2 ** Math.ceil(Math.log2(keys.length * 2 + 2)) - 1;
  // Key and feature + 1 side by side: most n-grams of a message are unknown, and one look at the memory tells so.
  const table = new Uint32Array(2 * (tableMask + 1));
  keys.forEach((key, feature) => {
    let slot = key & tableMask;
    while (table[2 * slot + 1] !== 0) slot = (slot + 1) & tableMask;
    table[2 * slot] = key;
    table[2 * slot + 1] = feature + 1;
  });
  const featureOf = (key: number): number => {
    let slot = key & tableMask;
    for (;;) {
      const found = table[2 * slot + 1] ?? 0;
      if (found === 0 || table[2 * slot] === key) return found - 1;
      slot = (slot + 1) & tableMask;
    }
  };
  // What is asked of a feature stands together, its rarity behind its weights: one look at the memory again.
  const stride = labels.length + 1;
  const rows = new Int16Array(features * stride);
  for (let feature = 0; feature < features; feature++) {
    rows.set(weights.subarray(feature * labels.length, (feature + 1) * labels.length), feature * stride);
    rows[(feature + 1) * stride - 1] = rarities[feature] ?? 0;
  }
  // One message at a time: an array by feature is several times faster than a map for each message.
  const counts = new Uint16Array(features);
  return (condensed) => {
    const sums = new Float64Array(labels.length);
    const seen: Seen[] = [];
    views.forEach((view: View, viewIndex) => {
      const from = seen.length;
      eachNgram(condensed, view, viewIndex, (key, start, length) => {
        const feature = featureOf(key);
        if (feature === -1) return;
        if (counts[feature] === 0) seen.push({ row: feature * stride, feature, start, length, value: 0 });
        counts[feature] = (counts[feature] ?? 0) + 1;
      });
      let square = 0;
      for (let at = from; at < seen.length; at++) {
        const one = seen[at];
        if (!one) continue;
        one.value = presence(counts[one.feature] ?? 1, rows[one.row + labels.length] ?? 0);
        counts[one.feature] = 0;
        square += one.value ** 2;
      }
      const factor = view.scale / Math.sqrt(square || 1);
      for (let at = from; at < seen.length; at++) {
        const one = seen[at];
        if (!one) continue;
        one.value *= factor;
        for (let label = 0; label < labels.length; label++) {
          sums[label] = (sums[label] ?? 0) + one.value * (rows[one.row + label] ?? 0);
        }
      }
    });
    const scores = sums.map((sum, label) => sum * (steps[label] ?? 0) + (biases[label] ?? 0));
    const best = indexOfLargest(scores);
    const spoke: { start: number; length: number; weight: number }[] = [];
    for (const { row, start, length, value } of seen) {
      const weight = value * (rows[row + best] ?? 0);
      if (length < 2 || weight <= (spoke.length === MOST_COMPARED ? (spoke.at(-1)?.weight ?? 0) : 0))
        continue;
      let at = spoke.length;
      while (at > 0 && (spoke[at - 1]?.weight ?? 0) < weight) at--;
      spoke.splice(at, 0, { start, length, weight });
      if (spoke.length > MOST_COMPARED) spoke.pop();
    }
    const evidence: string[] = [];
    for (const { start, length } of spoke) {
      if (evidence.length === 4) break;
      const text = condensed.slice(start, start + length);
      if (!evidence.some((other) => other.includes(text) || text.includes(other))) evidence.push(text);
    }
    return { probabilities: probabilitiesOf(scores, sharpness), best, evidence };
  };
}

/** What an n-gram that stands `count` times is worth before its view's length is divided out. */
export function presence(count: number, rarity: number): number {
  return (1 + Math.log(count)) * (rarity / RARITY_STEPS);
}
