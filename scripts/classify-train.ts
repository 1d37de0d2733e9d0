// npm run -s classify:train -- [--out MODEL] [--compare FILE] FILE…: trains on labelled JSONL {title?,text,label}, writes
// the model and prints its cross-validated score as JSON. With --compare, old and new model are tried on messages that
// neither was trained on (a dispatcher's latest corrections), and the new one is written only when it is no worse and knows
// every class. The one before it stays beside it: classify:model tells of both and goes back.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  accuracyOn,
  decodeModel,
  type LabelledMessage,
  trainClassifier,
} from '../knowledge/classify/index.ts';
import { fail, LineError, parseLine } from './json-lines.ts';
import { inForceFor, productModel, putModel } from './model-file.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: productModel() },
    compare: { type: 'string' },
  },
});

const rowSchema = z.object({
  title: z.string().nullish(),
  text: z.string(),
  label: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1).optional(),
  /** As classify:corrections says it. */
  corrected: z.boolean().optional(),
});

function readRows(file: string): (LabelledMessage & { corrected?: boolean | undefined })[] {
  if (!existsSync(file)) fail(`${file}: cannot be read`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const row = parseLine(rowSchema, line, `${file}:${i + 1}`);
      return row ? [{ ...row, title: row.title ?? '' }] : [];
    });
}

/** Classes that the model in force tells apart and the new one has never seen. */
function labelsLost(before: Uint8Array, after: Uint8Array): string[] {
  const { labels } = decodeModel(after);
  return decodeModel(before).labels.filter((label) => !labels.includes(label));
}

if (positionals.length === 0) fail('npm run -s classify:train -- [--out MODEL] [--compare FILE] FILE…');
try {
  const apart = values.compare ? readRows(values.compare) : [];
  const unseen = new Set(apart.map(({ title, text }) => title + text));
  const given = positionals.flatMap(readRows);
  const rows = given.filter(({ title, text }) => !unseen.has(title + text));
  if (given.length > 0 && rows.length === 0)
    fail('every message stands in the file of --compare, too: nothing is left to learn from');
  const { bytes, crossValidation } = trainClassifier(rows, (fold, folds) => {
    process.stderr.write(`fold ${fold}/${folds}\n`);
  });
  const comparison =
    apart.length === 0
      ? undefined
      : {
          messages: apart.length,
          before: accuracyOn(readFileSync(inForceFor(values.out)), apart),
          after: accuracyOn(bytes, apart),
        };
  const lost = apart.length === 0 ? [] : labelsLost(readFileSync(inForceFor(values.out)), bytes);
  const isTaken = comparison === undefined || (comparison.after >= comparison.before && lost.length === 0);
  if (isTaken) {
    const { messages, accuracy, macroF1, calibrationError, sure } = crossValidation;
    putModel(values.out, bytes, {
      at: new Date().toISOString(),
      by: process.env.SUDO_USER ?? process.env.USER ?? '',
      messages,
      corrections: rows.filter(({ corrected }) => corrected).length,
      accuracy,
      macroF1,
      calibrationError,
      sure,
      ...(comparison && { comparison }),
    });
  } else {
    process.exitCode = 1;
  }
  const report = { model: values.out, isTaken, bytes: bytes.length, comparison, lost, ...crossValidation };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  if (error instanceof LineError || error instanceof RangeError) fail(error.message);
  throw error;
}
