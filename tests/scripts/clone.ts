// A small clone in a temporary folder, whose server only answers /ready: what `npm start` does around it is real.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../harness/ports.ts';
import { root } from '../../scripts/bootstrap/project.mjs';

const SERVER = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  response.end('ok');
  if (request.url === '/crash') process.exit(7);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;

export interface Start {
  child: ChildProcess;
  origin: string;
  /** Everything printed so far. */
  output: () => string;
  /** Resolves when the block with the addresses is printed; rejects when the process ends before. */
  ready: Promise<void>;
  /** The exit code, or the name of the signal. */
  ended: Promise<number | string>;
}

export interface Clone {
  folder: string;
  data: string;
  start: (env?: NodeJS.ProcessEnv) => Promise<Start>;
  /** Command lines of everything that runs in or from the clone. */
  processes: () => string[];
  remove: () => void;
}

export function makeClone(): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-clone-'));
  for (const path of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts',
    'prisma',
    'server/platform/migrate.ts',
    'server/vite.config.ts',
  ]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'server'), { recursive: true });
  writeFileSync(join(folder, 'server/main.ts'), SERVER);
  for (const program of ['ivr/media/speech/speaker.ts', 'server/imports/reader.ts']) {
    mkdirSync(join(folder, program, '..'), { recursive: true });
    writeFileSync(join(folder, program), '');
  }
  return {
    folder,
    data: join(folder, '.data'),
    start: (env) => start(folder, env),
    processes: () => processesIn(folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function start(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Start> {
  const { DATABASE_URL: _, REDIS_URL: __, ONECALL_DATA: ___, ...inherited } = process.env;
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: folder,
    // A process group of its own, as a terminal gives to a command.
    detached: true,
    env: { ...inherited, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 'unknown'));
  });
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('Ctrl-C')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  // Whoever does not wait for it expects the end.
  ready.catch(() => undefined);
  return { child, origin: `http://127.0.0.1:${env.PORT ?? port}`, output: () => output, ready, ended };
}

function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const inside = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) || command.includes(folder);
        return inside && command !== '' ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}
