// npm run -s classify: JSONL {id,title?,text} on stdin → JSONL {id,label,department,kind,urgency,confidence}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  createClassifier,
  departmentRulesSchema,
  kindRulesSchema,
  urgencyRulesSchema,
} from '../knowledge/classify/index.ts';

const home = new URL('../knowledge/classify/', import.meta.url);
const readRules = (name: string): unknown => JSON.parse(readFileSync(new URL(name, home), 'utf8'));
const classify = createClassifier(readFileSync(new URL('model/departments.bin', home)), {
  kinds: kindRulesSchema.parse(readRules('kinds.json')),
  urgency: urgencyRulesSchema.parse(readRules('urgency.json')),
  departments: departmentRulesSchema.parse(readRules('departments.json')),
});

const messageSchema = z.object({
  id: z.union([z.string(), z.number()]),
  title: z.string().nullish(),
  text: z.string(),
});

let lineNumber = 0;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  lineNumber++;
  if (line.trim() === '') continue;
  try {
    const { id, title, text } = messageSchema.parse(JSON.parse(line));
    const { label, department, kind, urgency, confidence } = classify({ title: title ?? '', text });
    const rounded = Math.round(confidence * 10_000) / 10_000;
    process.stdout.write(
      `${JSON.stringify({ id, label, department, kind, urgency, confidence: rounded })}\n`,
    );
  } catch (error) {
    process.stderr.write(`line ${lineNumber}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
