// Request Tracker 5 as Debian ships it (request-tracker5, rt5-standalone, rt5-db-postgresql), with its own server and its
// own database in the same Postgres: what a ticket costs there, filed through its REST interface.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../harness/ports.ts';
import type { Side } from './side.ts';

const setUp = '/usr/sbin/rt-setup-database-5';
const server = '/usr/share/request-tracker5/libexec/rt-server';
/** It has a process per request; more than a few of them only wait for the processor. */
const workers = 4;
const longestStartMs = 60_000;

/**
 * Starts it, empty. Nobody gets mail: the tickets have no requestor.
 * @param databaseUrl of a Postgres whose user may make databases
 * @returns undefined where it is not installed
 */
export async function startRequestTracker(
  databaseUrl: string,
): Promise<{ side: Side; close: () => Promise<void> } | undefined> {
  if (!existsSync(setUp) || !existsSync(server)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'onecall-rt-'));
  const port = await freePort();
  const env = writeSettings(folder, new URL(databaseUrl), port);
  let child: ChildProcess | undefined;
  const close = async (): Promise<void> => {
    if (child && child.exitCode === null) {
      child.kill();
      await new Promise((resolve) => child?.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { username, password } = new URL(databaseUrl);
    const owner = ['--dba', decodeURIComponent(username), '--dba-password', decodeURIComponent(password)];
    await promisify(execFile)(setUp, ['--action', 'init', ...owner], { env });
    const options = ['--server', 'Starlet', '--host', '127.0.0.1', '--port', String(port)];
    child = spawn(server, [...options, '--max-workers', String(workers)], { env, stdio: 'ignore' });
    const base = `http://127.0.0.1:${port}`;
    return { side: { base, cookie: await signIn(base), path: '/REST/2.0/ticket', body: ticket }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const ticket = () => ({
  Queue: 'General',
  Subject: '路灯不亮',
  Content: '小区门口的路灯坏了三天，晚上看不见路，请尽快修理。',
});

function writeSettings(folder: string, database: URL, port: number): NodeJS.ProcessEnv {
  const [file, more] = [join(folder, 'site.pm'), join(folder, 'more')];
  const settings: Record<string, string | number> = {
    rtname: 'bench',
    Organization: 'bench.invalid',
    WebDomain: '127.0.0.1',
    WebPort: port,
    DatabaseType: 'Pg',
    DatabaseHost: database.hostname,
    DatabasePort: database.port,
    DatabaseName: 'rt5',
    DatabaseUser: 'rt_user',
    DatabasePassword: 'rt',
    MailCommand: 'testfile',
    LogToSTDERR: 'critical',
    LogToSyslog: '',
  };
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`);
  mkdirSync(more);
  writeFileSync(file, `${lines.join('\n')}\n1;\n`);
  return { ...process.env, RT_SITE_CONFIG: file, RT_SITE_CONFIG_DIR: more };
}

/** As the first user, whose password is the same in every new installation. @returns the cookie of the session */
async function signIn(base: string): Promise<string> {
  const until = performance.now() + longestStartMs;
  for (;;) {
    try {
      const answer = await fetch(`${base}/NoAuth/Login.html`, {
        method: 'POST',
        body: new URLSearchParams({ user: 'root', pass: 'password' }),
        redirect: 'manual',
      });
      const [cookie] = answer.headers.getSetCookie();
      if (cookie) return cookie.replace(/;.*/, '');
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await pause(200);
  }
}
