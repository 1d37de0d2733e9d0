// npm run -s classify:train -- [--out MODEL] FILE…: trains on labelled JSONL {title?,text,label}, writes the
// model and prints its cross-validated score as JSON.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type LabelledMessage, trainClassifier } from '../knowledge/classify/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../knowledge/classify/model/departments.bin', import.meta.url)),
    },
  },
});

const rowSchema = z.object({ title: z.string().nullish(), text: z.string(), label: z.string().min(1) });

function readRows(file: string): LabelledMessage[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      if (line.trim() === '') return [];
      try {
        const { title, ...row } = rowSchema.parse(JSON.parse(line));
        return [{ ...row, title: title ?? '' }];
      } catch (error) {
        throw new Error(`${file}:${i + 1}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
}

if (positionals.length === 0) {
  process.stderr.write('npm run -s classify:train -- [--out MODEL] FILE…\n');
  process.exit(2);
}
const rows = positionals.flatMap(readRows);
const { bytes, crossValidation } = trainClassifier(rows, (fold, folds) => {
  process.stderr.write(`fold ${fold}/${folds}\n`);
});
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, bytes);
process.stdout.write(
  `${JSON.stringify({ model: values.out, bytes: bytes.length, ...crossValidation }, null, 2)}\n`,
);
