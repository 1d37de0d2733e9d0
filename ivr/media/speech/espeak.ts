// espeak-ng (GPL-3) as a program of its own: words in, a WAV file out. The installed program where there is one,
// otherwise the npm package of the same name, compiled to WebAssembly. Neither is ever part of our process.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Language } from '../../verbs.ts';

/** Voices of espeak-ng and how fast they speak, in words per minute: slow enough for a telephone. */
const voices: Readonly<Record<Language, { name: string; speed: number }>> = {
  cmn: { name: 'cmn', speed: 165 },
  yue: { name: 'yue', speed: 165 },
  en: { name: 'en-gb', speed: 155 },
};

const program = 'espeak-ng';
const patienceMs = 15_000;

/** Which espeak-ng there is. */
export type Engine =
  | { kind: 'program'; version: string }
  | { kind: 'package'; version: string; file: string };

/** Makes a WAV file of words. @throws Error when the engine fails */
export type Espeak = (text: string, language: Language) => Promise<Buffer>;

/** The engine that is here: the program, else the package; undefined when both are missing. */
export async function findEngine(): Promise<Engine | undefined> {
  const about = await run(['--version'], '').catch(() => undefined);
  const version = /\d+(?:\.\d+)+/.exec(about?.toString() ?? '')?.[0];
  return version === undefined ? findPackage() : { kind: 'program', version };
}

/** The npm package, where the installation has taken it (it is optional). */
export async function findPackage(): Promise<Engine | undefined> {
  const require = createRequire(import.meta.url);
  try {
    const about = await readFile(require.resolve('espeak-ng/package.json'), 'utf8');
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(about));
    const file = require.resolve('espeak-ng');
    return existsSync(wasmOf(file)) ? { kind: 'package', version, file } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the engine ready to speak. */
export async function openEngine(engine: Engine): Promise<Espeak> {
  if (engine.kind === 'package') return openPackage(engine.file);
  return (text, language) => run([...settingsOf(language), '--stdout'], text);
}

function settingsOf(language: Language): string[] {
  const { name, speed } = voices[language];
  return ['-v', name, '-s', String(speed), '-g', '2'];
}

function run(args: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: patienceMs });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    // Who ends without reading all of it (`--version`) closes the pipe under our hands: how it ended is what counts.
    child.stdin.on('error', () => undefined);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new Error(`${program} ended with ${code ?? 'a signal'}`));
    });
    child.stdin.end(input);
  });
}

const wasmOf = (file: string): string => file.replace(/\.js$/, '.wasm');

/** The files of one run of the package, in its memory. */
interface Run {
  FS: { writeFile(name: string, text: string): void; readFile(name: string): Uint8Array };
}
const runSchema = z.custom<Run>((value) => typeof value === 'object' && value !== null && 'FS' in value);
const packageSchema = z.object({
  default: z.custom<(options: object) => Promise<unknown>>((value) => typeof value === 'function'),
});

/** The package is the command-line program: it begins anew for each text, compiled once. */
async function openPackage(file: string): Promise<Espeak> {
  const start = packageSchema.parse(await import(pathToFileURL(file).href)).default;
  const compiled = await WebAssembly.compile(await readFile(wasmOf(file)));
  return async (text, language) => {
    const ended = runSchema.parse(
      await start({
        arguments: [...settingsOf(language), '-w', 'speech.wav', '-f', 'words.txt'],
        // By itself it tells its program the path of ours, and aborts where that is written in Chinese.
        thisProgram: program,
        preRun: [(begun: Run) => begun.FS.writeFile('words.txt', text)],
        print: () => undefined,
        printErr: () => undefined,
        instantiateWasm: (
          imports: WebAssembly.Imports,
          begin: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
        ) => {
          void WebAssembly.instantiate(compiled, imports).then((instance) => begin(instance, compiled));
          return {};
        },
      }),
    );
    return Buffer.from(ended.FS.readFile('speech.wav'));
  };
}
