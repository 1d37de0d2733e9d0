import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withCache } from '../../../ivr/media/speech/cache.ts';
import { findEspeak } from '../../../ivr/media/speech/espeak.ts';
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

const espeak = await findEspeak();

describe.skipIf(espeak === undefined)('espeak-ng, where it is installed', () => {
  it.each([
    ['cmn', '您好，这里是一号通。'],
    ['yue', '您好，呢度係一號通。'],
    ['en', 'Welcome to OneCall.'],
  ] as const)('speaks %s for one to five seconds', async (language, text) => {
    const samples = await espeak?.speak(text, language);
    expect(samples?.length).toBeGreaterThan(8_000);
    expect(samples?.length).toBeLessThan(40_000);
    expect(Math.max(...(samples ?? []))).toBeGreaterThan(3_000);
  });
});
