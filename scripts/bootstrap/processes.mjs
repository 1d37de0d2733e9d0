// Processes by pid: are they alive, whose are they, and how they are ended.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    // A zombie still has a pid, but it has ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

/**
 * The command line of a process, '' when it cannot be read.
 * @param {number} pid
 */
export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout?.trim() ?? '';
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended meanwhile
  }
}

/**
 * Asks a process to end, then insists.
 * @param {number} pid
 * @param {[NodeJS.Signals, number][]} escalation each signal with the milliseconds it is given
 * @returns {Promise<boolean>} whether it has ended
 */
export async function endProcess(pid, escalation) {
  for (const [signal, patienceMs] of escalation) {
    send(pid, signal);
    for (const until = Date.now() + patienceMs; isAlive(pid) && Date.now() < until; ) await sleep(10);
    if (!isAlive(pid)) return true;
  }
  return false;
}

/**
 * Starts a program that outlives a Ctrl-C on the terminal (it has a session of its own, so only we end it)
 * but not this process: a shell waits on a pipe that closes when we die, however we die, and then ends it.
 * @param {string} program
 * @param {string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number, lastSignal: 'INT' | 'TERM' }} options
 *   `log`: file for what it prints; `lastSignal`: what ends it when we are gone
 */
export function startGuarded(program, args, { log, lastSignal, ...options }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'a', 0o600);
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', file, file] });
  closeSync(file);
  /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null, error?: Error }>} */
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  });
  const { pid } = child;
  if (pid === undefined) return { pid: 0, ended, kill: () => {} };
  const guard = spawn(
    '/bin/sh',
    ['-c', 'read -r _; kill "-$1" "$2" 2>/dev/null', 'guard', lastSignal, String(pid)],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  // The guard goes before anybody else can get the pid that it would signal.
  const guarded = ended.then((end) => {
    const gone = new Promise((resolve) => {
      if (guard.exitCode !== null || guard.signalCode !== null) resolve(undefined);
      else guard.once('exit', resolve).once('error', resolve);
    });
    guard.kill('SIGKILL');
    return gone.then(() => end);
  });
  return { pid, ended: guarded, kill: (/** @type {NodeJS.Signals} */ signal) => send(pid, signal) };
}
