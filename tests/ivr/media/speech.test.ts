import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withCache } from '../../../ivr/media/speech/cache.ts';
import { findEngine, findPackage, openEngine } from '../../../ivr/media/speech/espeak.ts';
import { findVoice, voiceOf } from '../../../ivr/media/speech/speaker-process.ts';
import type { Voice } from '../../../ivr/media/speech/voice.ts';
import { tone } from '../../../ivr/media/tone.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onecall-prompts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A voice that counts how often it had to speak. */
function countingVoice(id = 'test 1'): Voice & { spoken: string[] } {
  const spoken: string[] = [];
  return {
    id,
    spoken,
    speak: async (text, language) => {
      if (text === 'broken') throw new Error('no voice today');
      spoken.push(`${language}:${text}`);
      return tone([500], 0.1);
    },
  };
}

describe('prompts', () => {
  it('are spoken once, and read from disk by the next process', async () => {
    const voice = countingVoice();
    const cached = withCache(voice, folder);
    const [first, second] = await Promise.all([cached.speak('您好', 'cmn'), cached.speak('您好', 'cmn')]);
    expect(first).toEqual(second);
    await withCache(voice, folder).speak('您好', 'cmn');
    expect(voice.spoken).toEqual(['cmn:您好']);
  });

  it('are spoken apart for each language and by each voice', async () => {
    const voice = countingVoice();
    const cached = withCache(voice, folder);
    await cached.speak('您好', 'cmn');
    await cached.speak('您好', 'yue');
    const other = countingVoice('test 2');
    await withCache(other, folder).speak('您好', 'cmn');
    expect([voice.spoken, other.spoken]).toEqual([['cmn:您好', 'yue:您好'], ['cmn:您好']]);
  });

  it('are tried again after a failure', async () => {
    const cached = withCache(countingVoice(), folder);
    await expect(cached.speak('broken', 'en')).rejects.toThrow('no voice today');
    await expect(cached.speak('broken', 'en')).rejects.toThrow('no voice today');
  });
});

const found = { program: await findEngine(), package: await findPackage() };

describe.each(['program', 'package'] as const)('espeak-ng as a %s', (kind) => {
  const engine = found[kind]?.kind === kind ? found[kind] : undefined;
  const voice = engine && voiceOf(engine);

  it.skipIf(!voice).each([
    ['cmn', '您好，这里是一号通。'],
    ['yue', '您好，呢度係一號通。'],
    ['en', 'Welcome to OneCall.'],
  ] as const)('speaks %s for one to five seconds', async (language, text) => {
    const samples = await voice?.speak(text, language);
    expect(samples?.length).toBeGreaterThan(8_000);
    expect(samples?.length).toBeLessThan(40_000);
    expect(Math.max(...(samples ?? []))).toBeGreaterThan(3_000);
  });
});

it('speaks from a folder whose name is Chinese', async () => {
  if (!found.package) throw new Error('the package is missing');
  const own = process.argv[1];
  process.argv[1] = '/城市 一号/speaker.ts';
  try {
    const speak = await openEngine(found.package);
    expect((await speak('您好', 'cmn')).subarray(0, 4).toString()).toBe('RIFF');
  } finally {
    process.argv[1] = own ?? '';
  }
}, 60_000);

it('comes with the installation: no program has to be installed by hand', () => {
  expect(found.package).toMatchObject({ kind: 'package' });
});

describe('a voice in a process of its own', () => {
  it('speaks many texts at once, each as itself, and goes on after its process was killed', async () => {
    const voice = await findVoice();
    const texts = ['一', '请稍候。', '您的工单正在由承办部门办理。'];
    const first = await Promise.all(texts.map((text) => voice?.speak(text, 'cmn')));
    expect(first.map((said) => said?.length ?? 0)).toEqual(
      first.map((said) => said?.length ?? 0).sort((a, b) => a - b),
    );
    const speaking = texts.map((text) => voice?.speak(text, 'cmn'));
    const speaker = await childOf('speaker.ts');
    process.kill(speaker, 'SIGKILL');
    expect((await Promise.all(speaking)).map((said) => said?.length)).toEqual(
      first.map((said) => said?.length),
    );
    expect(await childOf('speaker.ts')).not.toBe(speaker);
  });

  it('says when its engine cannot start, for each text anew', async () => {
    const voice = voiceOf({ kind: 'package', version: '0', file: '/nowhere/espeak-ng.js' });
    await expect(voice.speak('您好', 'cmn')).rejects.toThrow('/nowhere/espeak-ng.js');
    await expect(voice.speak('您好', 'cmn')).rejects.toThrow('/nowhere/espeak-ng.js');
  });
});

/** The process that this one started with a program. */
async function childOf(program: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)]);
  const line = stdout.split('\n').find((each) => each.includes(program));
  return Number(line?.trim().split(' ')[0]);
}
