// Processes by pid: are they alive, whose are they, and how they are ended.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
 * @param {number} pid negative: a whole process group
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
 * Ends a process group when we are gone, however we went: a shell waits on a pipe that closes with us.
 * @param {string} target what `kill` signals: a pid, or `-pid` for the whole group
 * @param {'INT' | 'TERM'} lastSignal
 * @returns {() => Promise<void>} calls it off
 */
function guardOver(target, lastSignal) {
  const wait = 'read -r _; kill -s "$1" -- "$2" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', wait, 'guard', lastSignal, target], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  return async () => {
    const gone = new Promise((resolve) => {
      if (guard.exitCode !== null || guard.signalCode !== null) resolve(undefined);
      else guard.once('exit', resolve).once('error', resolve);
    });
    guard.kill('SIGKILL');
    await gone;
  };
}

/**
 * Starts a program that outlives a Ctrl-C on the terminal (it has a session of its own, so only we end it)
 * but not this process.
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
  const callOff = guardOver(String(pid), lastSignal);
  // The guard goes before anybody else can get the pid that it would signal.
  const guarded = ended.then((end) => callOff().then(() => end));
  return { pid, ended: guarded, kill: (/** @type {NodeJS.Signals} */ signal) => send(pid, signal) };
}

/**
 * Runs a program with its output shown. Whatever it started in its turn ends with it when `signal` says so, and when
 * this process is gone: workers of a test run would go on alone.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, signal: AbortSignal }} options
 * @returns {Promise<boolean>} whether it ended well
 */
export async function showGuarded(program, args, { cwd, signal }) {
  signal.throwIfAborted();
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const { pid } = child;
  const exit = once(child, 'exit');
  if (pid === undefined) return exit.then(() => false);
  const callOff = guardOver(`-${pid}`, 'TERM');
  /** @type {Promise<boolean> | undefined} */
  let ending;
  const end = () => {
    ending = endProcess(-pid, [
      ['SIGTERM', 10_000],
      ['SIGKILL', 2_000],
    ]);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    const [code] = await exit;
    await ending;
    signal.throwIfAborted();
    return code === 0;
  } finally {
    signal.removeEventListener('abort', end);
    await callOff();
  }
}
