// npm run -s hotspots -- --top 5: messages {id,title,text,at,support?,against?} as JSONL or one JSON array on
// stdin → JSON list of the hottest matters.
import { text as readAll } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { HotspotWindow } from '../knowledge/hotspots/index.ts';

const { values } = parseArgs({ options: { top: { type: 'string', default: '5' } } });
const top = z.coerce.number().int().positive().parse(values.top);

const messageSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  text: z.string(),
  at: z.union([z.string(), z.number()]).transform((at, context) => {
    const time = new Date(at).getTime();
    if (Number.isNaN(time)) context.addIssue({ code: 'custom', message: `not a time: ${at}` });
    return time;
  }),
  support: z.coerce.number().default(0),
  against: z.coerce.number().default(0),
});

const input = (await readAll(process.stdin)).trim();
const rows: unknown[] = input.startsWith('[')
  ? z.array(z.unknown()).parse(JSON.parse(input))
  : input
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line));
const messages = rows.map((row) => messageSchema.parse(row));
const window = new HotspotWindow();
for (const message of messages.sort((a, b) => a.at - b.at)) window.add(message);
process.stdout.write(`${JSON.stringify(window.hottest(top), null, 2)}\n`);
