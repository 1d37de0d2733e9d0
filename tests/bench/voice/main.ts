// npm run bench:voice [-- --calls 50 --legs 100 --seconds 10]: recorded calls on our bridges, and callers who are led through
// the shipped flow, each against bare werift legs, with the same telephones, one after the other in one run. The last line
// is one JSON object.
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type FromMain, type ToMain, toMainSchema } from './wire.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '50' },
    legs: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
  },
});
const count = z.coerce.number().int().positive();
const counts = { bridged: count.parse(values.calls), ivr: count.parse(values.legs) } as const;
const seconds = count.parse(values.seconds);
const settleMs = 2_000;
type Kind = keyof typeof counts;

class Part {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(message: ToMain) => void>();

  constructor(file: string, args: string[] = []) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
      execArgv: ['--import', 'tsx'],
    });
    this.#child.on('message', (raw) => {
      const message = toMainSchema.parse(raw);
      for (const listener of this.#listeners) listener(message);
    });
  }

  tell(message: FromMain): void {
    this.#child.send(message);
  }

  on(listener: (message: ToMain) => void): void {
    this.#listeners.add(listener);
  }

  hear<S extends ToMain['say']>(say: S): Promise<Extract<ToMain, { say: S }>> {
    return new Promise((resolve, reject) => {
      this.#child.once('exit', (code) => reject(new Error(`a part ended with ${code}`)));
      this.#listeners.add((message) => {
        if (message.say === say) resolve(message as Extract<ToMain, { say: S }>);
      });
    });
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill();
  }
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** What so many calls of a kind cost in one process. */
async function measure(kind: Kind, mode: 'ours' | 'bare') {
  const calls = counts[kind];
  const server = new Part('./server.ts', [mode, kind]);
  const callers = new Part('./callers.ts');
  try {
    await Promise.all([server.hear('ready'), callers.hear('ready')]);
    callers.on((message) => {
      if (message.say !== 'offer') return;
      const { id, pair, sdp } = message;
      server.tell({ do: 'answer', id, pair, sdp });
    });
    server.on((message) => {
      if (message.say === 'answer') callers.tell({ do: 'answered', id: message.id, sdp: message.sdp });
    });
    const allTalk = callers.hear('all_talk');
    callers.tell({ do: 'ring', kind, calls });
    await allTalk;
    await pause(settleMs);
    for (const part of [server, callers]) part.tell({ do: 'measure' });
    await pause(seconds * 1_000);
    const [used, heard] = [server.hear('used'), callers.hear('heard')];
    for (const part of [server, callers]) part.tell({ do: 'report' });
    const { cpuMs, wallMs, rssMb } = await used;
    const { complete, delayMs, jitterMs } = await heard;
    const legs = kind === 'bridged' ? calls * 2 : calls;
    return {
      /** Of one core. */
      cpuShare: rounded(cpuMs / wallMs, 3),
      cpuMsPerSecond: rounded(cpuMs / (wallMs / 1_000) / calls, 2),
      perCore: Math.floor(calls / (cpuMs / wallMs)),
      mbPerLeg: rounded(rssMb / legs, 2),
      complete: rounded(complete, 3),
      delayMs,
      jitterP95Ms: jitterMs.p95,
    };
  } finally {
    server.stop();
    callers.stop();
  }
}

/** Both sides of one kind, one after the other. */
async function compare(kind: Kind) {
  const baseline = await measure(kind, 'bare');
  console.log(kind, 'bare werift', baseline);
  const ours = await measure(kind, 'ours');
  console.log(kind, 'ours', ours);
  return {
    calls: counts[kind],
    ratio: rounded(ours.cpuMsPerSecond / baseline.cpuMsPerSecond, 2),
    ours,
    baseline,
  };
}

/** What a page shows of it: CPU per second of a call, calls per core, memory and how late sound is. */
function rowOf(kind: Kind, { calls, ratio, ours, baseline }: Awaited<ReturnType<typeof compare>>) {
  const { cpuMsPerSecond, perCore, mbPerLeg, complete, jitterP95Ms } = ours;
  const bare = baseline.cpuMsPerSecond;
  const side = { cpuMs: cpuMsPerSecond, bareCpuMs: bare, ratio, perCore, mbPerLeg, complete, jitterP95Ms };
  return { kind, calls, ...side, delayP95Ms: ours.delayMs.p95 ?? '' };
}

const bridged = await compare('bridged');
const ivr = await compare('ivr');
console.log(
  JSON.stringify({
    name: 'voice',
    unit: 'ms of CPU per second of a bridged call (lower is better)',
    ours: bridged.ours.cpuMsPerSecond,
    baseline: bridged.baseline.cpuMsPerSecond,
    ratio: bridged.ratio,
    rows: [rowOf('bridged', bridged), rowOf('ivr', ivr)],
    bridged,
    ivr,
  }),
);
