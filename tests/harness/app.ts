// The real server as a process of its own, on a database and a Redis of the run. What a test does to it, a city could.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SERVER_FLAGS } from '../../scripts/bootstrap/serve.mjs';
import { testSecret } from './fields.ts';
import { freePort } from './ports.ts';
import { voicePath } from './voice.ts';

export interface App {
  base: string;
  pid: number;
  /** What it has written to its log. */
  log: () => string;
  kill: () => Promise<void>;
  stop: () => Promise<void>;
  /** Null while it runs, and when it was killed. */
  exitCode: () => number | null;
}

const readyWithinMs = 90_000;

/**
 * A test's server lives for seconds: what V8 makes of the database's compiler for a long life takes a quarter of its start.
 * Benches, which run without Vitest, have the server as a city has it.
 */
const flags = process.env.VITEST ? [...SERVER_FLAGS, '--liftoff-only'] : SERVER_FLAGS;

/** Starts the server and waits until it is ready. `env` adds to or replaces its environment. Prompts are short tones. */
export async function startApp(options: {
  databaseUrl: string;
  redisUrl: string;
  env?: Record<string, string>;
  port?: number;
  dataDir?: string;
}): Promise<App> {
  const port = options.port ?? (await freePort());
  const base = `http://127.0.0.1:${port}`;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'onecall-app-'));
  const lines: string[] = [];
  const child: ChildProcess = spawn(process.execPath, [...flags, 'dist/server/main.js'], {
    env: {
      ...process.env,
      PATH: voicePath(),
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl,
      PORT: String(port),
      ONECALL_DATA: dataDir,
      ONECALL_DEMO: '1',
      PUBLIC_URL: base,
      LOG_LEVEL: 'info',
      // What it seals, tests may open; whoever brings a folder brings its secret.
      ...(options.dataDir === undefined && { ONECALL_SECRET: testSecret }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const ended = once(child, 'exit');
  const finish = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const giveUpAt = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`${base}/ready`).catch(() => undefined);
    if (answer?.ok) break;
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      await finish('SIGKILL');
      throw new Error(`the server did not get ready:\n${lines.join('').slice(-3_000)}`);
    }
    await pause(100);
  }
  const { pid = 0 } = child;
  return {
    base,
    pid,
    log: () => lines.join(''),
    kill: () => finish('SIGKILL'),
    stop: () => finish('SIGTERM'),
    exitCode: () => child.exitCode,
  };
}
