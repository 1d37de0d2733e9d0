// The server process: started, waited for, and ended.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tellingLine } from './commands.mjs';
import { endProcess, startGuarded } from './processes.mjs';
import { readIfThere, root } from './project.mjs';
import { Refusal } from './say.mjs';

const READY_PATIENCE_S = 180;

/** @param {{ code: number | null, signal: NodeJS.Signals | null }} end */
export const describeEnd = ({ code, signal }) => signal ?? code ?? 'ENOENT';

/**
 * How node runs the server. What a call or a message leaves behind is gone before a young generation of this size is
 * full; with node's own, a quarter of it, chat was an eighth slower.
 */
export const SERVER_FLAGS = ['--enable-source-maps', '--max-semi-space-size=64'];

/**
 * Starts the server and waits until it says that it is ready.
 * @param {{ env: NodeJS.ProcessEnv, origin: string, log: string, signal: AbortSignal }} order
 * @throws {Refusal} `server-died`, `server-other-secret`, `server-not-ready`
 */
export async function startServer({ env, origin, log, signal }) {
  const logStart = readIfThere(log).length;
  const server = startGuarded(process.execPath, [...SERVER_FLAGS, join(root, 'dist/server/main.js')], {
    cwd: root,
    env,
    log,
    lastSignal: 'TERM',
  });
  /** @type {Awaited<typeof server.ended> | undefined} */
  let end;
  void server.ended.then((how) => {
    end = how;
  });
  const said = () => readIfThere(log).slice(logStart);
  const stop = async () => {
    // The server drains its open requests and jobs on TERM.
    await endProcess(server.pid, [
      ['SIGTERM', 15_000],
      ['SIGKILL', 1000],
    ]);
    await server.ended;
  };
  const force = async () => {
    await endProcess(server.pid, [['SIGKILL', 1000]]);
    await server.ended;
  };
  for (const until = Date.now() + READY_PATIENCE_S * 1000; !signal.aborted; await sleep(50)) {
    if (end !== undefined) throw whyEnded(said(), { code: describeEnd(end), log });
    if (await isReady(origin)) break;
    if (Date.now() < until) continue;
    await stop();
    throw new Refusal('server-not-ready', { seconds: READY_PATIENCE_S, log, reason: reasonIn(said()) });
  }
  return { pid: server.pid, ended: server.ended, stop, force };
}

/** @param {string} output */
const reasonIn = (output) => tellingLine(output, /Error|"level":[56]0/);

/**
 * What a process said when it did not start, in both languages where it is foreseen.
 * @param {string} output
 * @param {{ code: number | string, log: string }} end
 */
function whyEnded(output, end) {
  const refused = /"refusal":"other_secret","used":"([^"]+)"/.exec(output);
  if (refused?.[1]) return new Refusal('server-other-secret', { used: refused[1] });
  return new Refusal('server-died', { ...end, reason: reasonIn(output) });
}

/** @param {string} origin */
async function isReady(origin) {
  try {
    const answer = await fetch(`${origin}/ready`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
