// npm run bench:replies [-- --data ../shared/data]: what the reply check says of real replies, and whether it notices
// when a reply belongs to another message: ours is the share of such pairs in which the true reply is the more relevant.
// The baseline draws lots. The last line is one JSON object.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { kindRulesSchema } from '../../../knowledge/classify/index.ts';
import { kindOf, plain } from '../../../knowledge/classify/rules.ts';
import { checkReply, REPLY_HINTS } from '../../../knowledge/replies/index.ts';
import { DATA_FOLDER, readAnswered } from '../texts.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: DATA_FOLDER } } });
const answered = readAnswered(values.data);
/** The messages have no kind; tickets have: ours, by the rules that suggest it. */
const rules = kindRulesSchema.parse(
  JSON.parse(readFileSync(new URL('../../../knowledge/classify/kinds.json', import.meta.url), 'utf8')),
);
/** Far enough away in the file to be about something else. */
const otherBy = 700;
const share = (count: number): number => Math.round((count / answered.length) * 10_000) / 10_000;

const counts = new Map<string, number>(REPLY_HINTS.map((code) => [code, 0]));
let [relevant, offTopic, withDates, without] = [0, 0, 0, 0];
const started = process.cpuUsage();
answered.forEach(({ title, text, reply, repliedAt }, row) => {
  const repliedOn = repliedAt.slice(0, 10);
  const kind = kindOf(plain(title, text), rules).value;
  const own = checkReply({ title, text, reply: reply.replaceAll(title, ''), repliedOn, kind });
  if (own.hints.length === 0) without += 1;
  for (const { code } of own.hints) counts.set(code, (counts.get(code) ?? 0) + 1);
  if (own.promises.length > 0) withDates += 1;
  const other = answered[(row + otherBy) % answered.length];
  if (!other) return;
  const foreign = checkReply({ title, text, reply: other.reply.replaceAll(other.title, ''), repliedOn });
  relevant += own.relevance > foreign.relevance ? 1 : own.relevance === foreign.relevance ? 0.5 : 0;
  if (foreign.hints.some(({ code }) => code === 'off_topic')) offTopic += 1;
});
const { user, system } = process.cpuUsage(started);
console.log(
  JSON.stringify({
    name: 'replies',
    ours: share(relevant),
    baseline: 0.5,
    ratio: Math.round(share(relevant) * 200) / 100,
    unit: 'share of pairs in which the true reply is more relevant than that to another message',
    replies: answered.length,
    foreignFoundOffTopic: share(offTopic),
    hints: Object.fromEntries([...counts].map(([code, count]) => [code, share(count)])),
    withoutHints: share(without),
    withPromisedDates: share(withDates),
    cpuMsPerReply: Math.round((user + system) / 20 / answered.length) / 100,
  }),
);
