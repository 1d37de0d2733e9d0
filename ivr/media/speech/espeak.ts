// espeak-ng as a program of its own (GPL-3): text in by a pipe, WAV out by another. Never linked, never shipped.
import { spawn } from 'node:child_process';
import type { Language } from '../../verbs.ts';
import { resampled } from '../resample.ts';
import { sampleRate } from '../sound.ts';
import { readWav } from '../wav.ts';
import type { Voice } from './voice.ts';

/** Voices of espeak-ng and how fast they speak, in words per minute: slow enough for a telephone. */
const voices: Readonly<Record<Language, { name: string; speed: number }>> = {
  cmn: { name: 'cmn', speed: 165 },
  yue: { name: 'yue', speed: 165 },
  en: { name: 'en-gb', speed: 155 },
};

const program = 'espeak-ng';
const patienceMs = 15_000;

function run(args: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: patienceMs });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.stdin.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new Error(`${program} ended with ${code ?? 'a signal'}`));
    });
    child.stdin.end(input);
  });
}

/** The voice of espeak-ng; undefined where it is not installed. */
export async function findEspeak(): Promise<Voice | undefined> {
  const about = await run(['--version'], '').catch(() => undefined);
  if (!about) return undefined;
  const version = /\d+(?:\.\d+)+/.exec(about.toString())?.[0] ?? 'unknown';
  return {
    id: `espeak-ng ${version} 1`,
    async speak(text, language) {
      const { name, speed } = voices[language];
      const wav = await run(['-v', name, '-s', String(speed), '-g', '2', '--stdout'], text);
      const { sampleRate: rate, samples } = readWav(wav);
      return resampled(samples, rate, sampleRate);
    },
  };
}
