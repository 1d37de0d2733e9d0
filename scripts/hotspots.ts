// npm run -s hotspots -- --top 5: messages {id,title,text,at,support?,against?} as JSONL or one JSON array on
// stdin → JSON list of the hottest matters.
import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import { HotspotWindow } from '../knowledge/hotspots/index.ts';
import './closed-output.ts';
import { fail, LineError, parseLine } from './json-lines.ts';
import { optionsOf } from './options.ts';

const { values } = optionsOf('hotspots-usage', { options: { top: { type: 'string', default: '5' } } });
const top = z.coerce.number().int().min(1).max(1_000).safeParse(values.top);
if (!top.success) fail(`--top ${values.top}: not a whole number from 1 to 1000`);

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

type Message = z.infer<typeof messageSchema>;

function readMessages(input: string): Message[] {
  if (!input.startsWith('[')) {
    return input
      .split('\n')
      .flatMap((line, at) => parseLine(messageSchema, line, `standard input:${at + 1}`) ?? []);
  }
  return parseLine(z.array(messageSchema), input, 'standard input') ?? [];
}

try {
  const messages = readMessages((await readAll(process.stdin)).replace(/^\uFEFF/, '').trim());
  const window = new HotspotWindow();
  for (const message of messages.sort((a, b) => a.at - b.at)) window.add(message);
  process.stdout.write(`${JSON.stringify(window.hottest(top.data), null, 2)}\n`);
} catch (error) {
  if (error instanceof LineError) fail(error.message);
  throw error;
}
