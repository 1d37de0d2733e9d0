// npm run bench:voice [-- --calls 50 --seconds 10]: recorded calls on our bridges against bare werift legs that only pass
// packets on, with the same telephones, one after the other in one run. The last line is one JSON object.
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FromMain, type ToMain, toMainSchema } from './wire.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
  },
});
const calls = Number(values.calls);
const seconds = Number(values.seconds);
const settleMs = 2_000;

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

async function measure(mode: 'ours' | 'bare') {
  const server = new Part('./server.ts', [mode]);
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
    callers.tell({ do: 'ring', calls });
    await allTalk;
    await pause(settleMs);
    for (const part of [server, callers]) part.tell({ do: 'measure' });
    await pause(seconds * 1_000);
    const [used, heard] = [server.hear('used'), callers.hear('heard')];
    for (const part of [server, callers]) part.tell({ do: 'report' });
    const { cpuMs, wallMs, rssMb } = await used;
    const { complete, delayMs, jitterMs } = await heard;
    return {
      /** Of one core. */
      cpuShare: Math.round((cpuMs / wallMs) * 1_000) / 1_000,
      cpuMsPerCallSecond: Math.round((cpuMs / (wallMs / 1_000) / calls) * 100) / 100,
      callsPerCore: Math.floor(calls / (cpuMs / wallMs)),
      mbPerLeg: Math.round((rssMb / (calls * 2)) * 100) / 100,
      complete: Math.round(complete * 1_000) / 1_000,
      delayMs,
      jitterMs,
    };
  } finally {
    server.stop();
    callers.stop();
  }
}

const bare = await measure('bare');
console.log('bare werift', bare);
const ours = await measure('ours');
console.log('our bridges', ours);
console.log(
  JSON.stringify({
    name: 'voice',
    unit: 'ms of CPU per second of a bridged call (lower is better)',
    ours: ours.cpuMsPerCallSecond,
    baseline: bare.cpuMsPerCallSecond,
    ratio: Math.round((ours.cpuMsPerCallSecond / bare.cpuMsPerCallSecond) * 100) / 100,
    calls,
    callsPerCore: { ours: ours.callsPerCore, baseline: bare.callsPerCore },
    cpuShare: { ours: ours.cpuShare, baseline: bare.cpuShare },
    mbPerLeg: { ours: ours.mbPerLeg, baseline: bare.mbPerLeg },
    complete: { ours: ours.complete, baseline: bare.complete },
    delayMs: { ours: ours.delayMs, baseline: bare.delayMs },
    jitterP95Ms: { ours: ours.jitterMs.p95, baseline: bare.jitterMs.p95 },
  }),
);
