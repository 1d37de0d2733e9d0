// npm run bench:hotspots [-- --window 100000 --data ../shared/data]: the hot spots of a city's real messages from nothing,
// and what one more message costs when very many are in the window, beside comparing it with each of them. Times are of
// the processor, so that other work on the machine does not count. The last line is one JSON object.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type HotspotMessage, HotspotWindow, likenesses } from '../../../knowledge/hotspots/index.ts';
import { DATA_FOLDER, readMessages } from '../texts.ts';

const { values } = parseArgs({
  options: { window: { type: 'string', default: '100000' }, data: { type: 'string', default: DATA_FOLDER } },
});
const wanted = z.coerce.number().int().min(5_000).parse(values.window);
const more = 500;
/** Comparing with everybody is slow: so few are enough to know it. */
const comparedWith = 10_000;

const real: HotspotMessage[] = readMessages(values.data)
  .map((message) => ({ ...message, at: new Date(message.at).getTime() }))
  .sort((a, b) => a.at - b.at);

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Message number `number` of a longer history: a real one whose words come from two, so that no window is only copies. */
function made(number: number): HotspotMessage {
  const one = real[number % real.length];
  const other = real[(number * 7 + Math.floor(number / real.length) * 131) % real.length];
  if (!one || !other) throw new Error('no messages');
  return { ...one, id: `made-${number}`, title: other.title, at: one.at + number };
}

const window = new HotspotWindow();
let hottest = window.hottest(0);
const coldMs = cpuMs(() => {
  for (const message of real) window.add(message);
  hottest = window.hottest(5);
});
console.table(hottest.map(({ ids: _ids, ...rest }) => rest));
for (let number = 0; window.size < wanted; number += 1) window.add(made(number));
const times = Array.from({ length: more }, (_, at) => cpuMs(() => void window.add(made(wanted + at)))).sort(
  (a, b) => a - b,
);
const rankMs = cpuMs(() => void window.hottest(5));
const everybody = Array.from({ length: comparedWith }, (_, number) => made(number));
const one = made(wanted);
const compareMs = (cpuMs(() => void likenesses(one, everybody)) * wanted) / comparedWith;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;
const ours = round(times.reduce((sum, ms) => sum + ms, 0) / more);
console.log(
  JSON.stringify({
    name: 'hotspots',
    ours,
    baseline: round(compareMs),
    ratio: Math.round(compareMs / ours),
    unit: `ms of processor for one more message among ${wanted}, against comparing it with each`,
    cold: { messages: real.length, ms: round(coldMs) },
    oneMoreMs: { mean: ours, p95: round(times[Math.floor(0.95 * more)] ?? 0) },
    rankMs: round(rankMs),
    load: loadavg()[0],
  }),
);
