// Every prompt is rendered once: kept in memory while it is used, on disk for good.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from '../../verbs.ts';
import { decode, encode } from '../g711.ts';
import type { Samples } from '../sound.ts';
import type { Voice } from './voice.ts';

/** A prompt of 5 s is 80 kB of samples: what is used by the flows of a city stays. */
const keptInMemory = 300;

/** The same voice with a memory. The folder may be emptied at any time. */
export function withCache(voice: Voice, folder: string): Voice {
  const known = new Map<string, Promise<Samples>>();

  async function load(text: string, language: Language, name: string): Promise<Samples> {
    const path = join(folder, name);
    const kept = await readFile(path).catch(() => undefined);
    if (kept) return decode('mulaw', kept);
    const samples = await voice.speak(text, language);
    await mkdir(folder, { recursive: true });
    // Complete before it has its name: a crash leaves no half a prompt.
    const partial = `${path}.${randomUUID()}`;
    await writeFile(partial, encode('mulaw', samples));
    await rename(partial, path);
    return samples;
  }

  return {
    id: voice.id,
    speak(text, language) {
      const name = createHash('sha256')
        .update(`${voice.id}\n${language}\n${text}`)
        .digest('hex')
        .slice(0, 40);
      const before = known.get(name);
      known.delete(name);
      const loading = before ?? load(text, language, name);
      known.set(name, loading);
      loading.catch(() => known.delete(name));
      const oldest = known.size > keptInMemory ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      return loading;
    },
  };
}
