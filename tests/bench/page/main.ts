// npm run bench [-- --only intake,chat --quick --data DIR]: runs the measures one after the other, each with both sides in
// its own run, and writes docs/benchmarks.md with what they printed. What fails or is left out keeps what was measured before
// (docs/benchmarks.json). DIR holds the labelled texts that search and classification are tried on.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { drawCurve, type Line } from './curve.ts';
import { cell, factsOf, tableOf } from './facts.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
  },
});

/** The measures, what each is about, and shorter arguments that show the same with less certainty. */
const measures: readonly { name: string; about: string; quick: readonly string[] }[] = [
  { name: 'routing', about: 'Routing: who gets whom · 派送', quick: ['--seconds', '0.5'] },
  { name: 'intake', about: 'Intake: a ticket over HTTP · 受理', quick: ['--seconds', '4', '--rounds', '3'] },
  {
    name: 'chat',
    about: 'Chat: from browser to browser · 网聊',
    quick: ['--connections', '100,1000', '--seconds', '4'],
  },
  { name: 'search', about: 'Search · 搜索', quick: [] },
  { name: 'classify', about: 'Classification · 分类', quick: [] },
  {
    name: 'voice',
    about: 'Voice: recorded calls, and callers in the menu · 语音',
    quick: ['--calls', '10', '--legs', '20', '--seconds', '4'],
  },
  {
    name: 'sla',
    about: 'Clocks: due times, a new holiday, breaches · 时限',
    quick: ['--recompute', '10000', '--open', '50000'],
  },
  {
    name: 'browser',
    about: 'Browser: first load and presses · 浏览器',
    quick: ['--tickets', '2000', '--presses', '40'],
  },
];
/** These read texts. */
const readers: ReadonlySet<string> = new Set(['search', 'classify']);
const results = 'docs/benchmarks.json';
/** A million open clocks are filed first. */
const longestMs = 40 * 60_000;

const figure = z.union([z.number(), z.string()]).nullish();
const resultSchema = z.looseObject({
  name: z.string(),
  ours: figure,
  baseline: figure,
  ratio: z.number().nullish(),
  unit: z.string(),
});
type Result = z.infer<typeof resultSchema>;

const measuredSchema = z.object({
  name: z.string(),
  on: z.iso.date(),
  command: z.string(),
  /** Of the whole machine, over the last minute, before and after. */
  load: z.tuple([z.number(), z.number()]),
  result: resultSchema,
});
type Measured = z.infer<typeof measuredSchema>;
const aboutOf = (name: string): string => measures.find((one) => one.name === name)?.about ?? name;

const loadNow = (): number => Number((loadavg()[0] ?? 0).toFixed(1));

/** @returns what the measure printed last; undefined when it failed */
function run(name: string, more: readonly string[]): Promise<Result | undefined> {
  const child = spawn('npm', ['run', '-s', `bench:${name}`, ...(more.length > 0 ? ['--', ...more] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGTERM'), longestMs);
  let said = '';
  child.stdout.on('data', (part: Buffer) => {
    said += part.toString();
    process.stdout.write(part);
  });
  return new Promise((resolve) => {
    child.once('close', () => {
      clearTimeout(timer);
      const last = said.trim().split('\n').at(-1) ?? '';
      const read = z
        .string()
        .transform((text, context): unknown => {
          try {
            return JSON.parse(text);
          } catch {
            context.addIssue({ code: 'custom', message: 'no JSON' });
            return z.NEVER;
          }
        })
        .pipe(resultSchema)
        .safeParse(last);
      resolve(read.data);
    });
  });
}

/** Beside what the first table and the one of its rows show. */
const shownAbove: ReadonlySet<string> = new Set([
  'name',
  'ours',
  'baseline',
  'ratio',
  'unit',
  'rows',
  'load',
]);

const rowsSchema = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

function rowsOf({ result }: Measured): string[] {
  const rows = rowsSchema.safeParse(result).data?.rows ?? [];
  return tableOf(rows.filter((row) => Object.values(row).every((value) => typeof value !== 'object')));
}

const chatRows = z.object({
  rows: z.array(
    z.object({ connections: z.number(), ours: z.number(), baseline: z.number(), p95Ms: z.number() }),
  ),
});
const routingRows = z.object({
  rows: z.array(z.object({ waiting: z.number(), agents: z.number(), redisUs: z.number() })),
});

/** Curves of what was measured at several sizes, by file name. */
function curvesOf(measured: readonly Measured[]): { file: string; of: string; svg: string }[] {
  const resultOf = (name: string) => measured.find((one) => one.name === name)?.result;
  const chat = chatRows.safeParse(resultOf('chat')).data?.rows ?? [];
  const routing = routingRows.safeParse(resultOf('routing')).data?.rows ?? [];
  const colours = ['#1f6f8b', '#b5651d', '#5a7d2a'];
  const drawn: { file: string; of: string; svg: string }[] = [];
  if (chat.length > 1) {
    const lines: Line[] = [
      {
        name: 'OneCall',
        colour: '#1f6f8b',
        points: chat.map((row) => ({ x: row.connections, y: row.ours })),
      },
      {
        name: 'bare Socket.IO',
        colour: '#888',
        points: chat.map((row) => ({ x: row.connections, y: row.baseline })),
      },
    ];
    const svg = drawCurve('Chat: messages per second', 'connections', lines);
    drawn.push({ file: 'bench-chat.svg', of: 'chat', svg });
  }
  if (routing.length > 1) {
    const agents = [...new Set(routing.map((row) => row.agents))];
    const lines = agents.map((count, index) => ({
      name: `${count} agents`,
      colour: colours[index % colours.length] ?? '#888',
      points: routing
        .filter((row) => row.agents === count)
        .map((row) => ({ x: row.waiting, y: row.redisUs })),
    }));
    const svg = drawCurve('Routing: Redis time per decision, µs', 'waiting', lines);
    drawn.push({ file: 'bench-routing.svg', of: 'routing', svg });
  }
  return drawn;
}

function pageOf(measured: readonly Measured[], curves: ReturnType<typeof curvesOf>): string {
  const [processor] = cpus();
  const lines = [
    '# Benchmarks',
    '',
    'Written by `npm run bench`, never by hand: each line has both sides from one run, and the load of the machine beside it (1 minute; what other programs did at the same time is in it, so ratios say more than rates).',
    '',
    '由 `npm run bench` 写成，不经手改：每行两方出自同一次运行，旁边是当时整机负载；机器上还有别的程序，看比值胜过看绝对值。',
    '',
    `${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB · Linux ${release()} · Node ${process.version}`,
    '',
    '| measure | ours | baseline | ratio | unit | load | date |',
    '| --- | ---: | ---: | ---: | --- | --- | --- |',
    ...measured.map(
      ({ name, on, result, load }) =>
        `| ${aboutOf(name)} | ${cell(result.ours)} | ${cell(result.baseline)} | ${cell(result.ratio)} | ${result.unit} | ${load.join(' → ')} | ${on} |`,
    ),
  ];
  for (const one of measured) {
    lines.push('', `## ${aboutOf(one.name)}`, '', `\`${one.command}\``, '');
    lines.push(
      ...factsOf(Object.fromEntries(Object.entries(one.result).filter(([name]) => !shownAbove.has(name)))),
    );
    const rows = rowsOf(one);
    if (rows.length > 0) lines.push('', ...rows);
    for (const { file, of } of curves)
      if (of === one.name) lines.push('', `![${aboutOf(one.name)}](images/${file})`);
  }
  return `${lines.join('\n')}\n`;
}

const only = values.only?.split(',');
const known = existsSync(results)
  ? z.array(measuredSchema).parse(JSON.parse(readFileSync(results, 'utf8')))
  : [];
const measured = new Map(known.map((one) => [one.name, one]));

function writePage(): void {
  const all = measures.flatMap((one) => measured.get(one.name) ?? []);
  const curves = curvesOf(all);
  for (const { file, svg } of curves) writeFileSync(`docs/images/${file}`, svg);
  writeFileSync(results, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync('docs/benchmarks.md', pageOf(all, curves));
  // As the project's own check wants them.
  execFileSync('node_modules/.bin/biome', ['format', '--write', results, 'docs/benchmarks.md']);
}

for (const { name, quick } of measures) {
  if (only && !only.includes(name)) continue;
  const before = loadNow();
  const more = values.quick ? [...quick] : [];
  const isReader = readers.has(name) && values.data !== undefined;
  const result = await run(name, isReader ? [...more, '--data', values.data ?? ''] : more);
  if (!result) {
    console.error(`bench:${name} gave nothing`);
    continue;
  }
  const shown = isReader ? [...more, '--data DIR'] : more;
  const command = `npm run bench:${name}${shown.length > 0 ? ` -- ${shown.join(' ')}` : ''}`;
  const on = new Date().toISOString().slice(0, 10);
  measured.set(name, { name, on, command, load: [before, loadNow()], result });
  // After each: what breaks later costs nothing that was measured.
  writePage();
}
writePage();
