// npm run -s classify: JSONL {id,title?,text} on stdin → JSONL {id,label,department,kind,urgency,confidence}.
// The city's own model where it has trained one, else the shipped one.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createClassifier } from '../knowledge/classify/index.ts';
import { classifyRules } from '../server/tickets/classifier/files.ts';
import './closed-output.ts';
import { idSchema, LineError, parseLine, standardInput } from './json-lines.ts';
import { inForceFor, productModel } from './model-file.ts';

const classify = createClassifier(readFileSync(inForceFor(productModel())), await classifyRules());

const messageSchema = z.object({ id: idSchema, title: z.string().nullish(), text: z.string() });

// One bad line must not keep the others from being read: it is reported, and the exit code says so.
for await (const { line, where } of standardInput()) {
  try {
    const message = parseLine(messageSchema, line, where);
    if (!message) continue;
    const { id, title, text } = message;
    const { label, department, kind, urgency, confidence } = classify({ title: title ?? '', text });
    const rounded = Math.round(confidence * 10_000) / 10_000;
    process.stdout.write(
      `${JSON.stringify({ id, label, department, kind, urgency, confidence: rounded })}\n`,
    );
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
