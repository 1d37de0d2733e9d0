// The sounds that callers hear besides the synthetic voice: recorded prompts, and music for waiting. All of it is
// public by name, so that a carrier can fetch it; a name is the hash of the sound and cannot be guessed.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { muLawWav, readWav, type Samples, sampleRate, waitingMusic } from '../../../ivr/media/index.ts';
import { AppError } from '../../platform/errors.ts';
import { FileStore } from '../../platform/files.ts';

/** The longest notice that a caller has patience for. */
const longestS = 120;
const shortestS = 0.3;
/** Below this loudness of its loudest moment a microphone was off. */
const leastPeak = 600;
/** Sounds of a flow that is in use: 2 minutes are 2 MB. */
const keptInMemory = 100;

export interface Music {
  name: string;
  seconds: number;
}

export class Sounds {
  readonly #files: FileStore;
  readonly #known = new Map<string, Promise<Samples>>();
  readonly #musicWav: Buffer;
  /** What a caller hears while nobody speaks. */
  readonly waiting: Samples = waitingMusic();
  readonly music: Music;

  constructor(dataDir: string) {
    this.#files = new FileStore(dataDir, 'recorded-prompts', new Set(['audio/wav']));
    this.#musicWav = muLawWav(this.waiting);
    const hash = createHash('sha256').update(this.#musicWav).digest('hex');
    this.music = { name: hash, seconds: this.waiting.length / sampleRate };
  }

  /**
   * Keeps a recorded prompt: a WAV file of one channel at 8 kHz, 16 bit or µ-law. The same one again is the same.
   * @throws AppError `unsupported_media` for another kind of file; `too_large` when it is too long; `bad_request` when
   * nothing can be heard on it
   */
  async add(wav: Buffer): Promise<{ sound: string; durationMs: number }> {
    const samples = telephoneSound(wav);
    const seconds = samples.length / sampleRate;
    if (seconds > longestS) throw new AppError('too_large', { longestS });
    const isSilent = samples.every((sample) => Math.abs(sample) < leastPeak);
    if (seconds < shortestS || isSilent)
      throw new AppError('bad_request', { issues: [{ path: 'file', message: 'nothing can be heard' }] });
    const { sha256 } = await this.#files.save(Readable.from([muLawWav(samples)]));
    return { sound: sha256, durationMs: Math.round(seconds * 1_000) };
  }

  /** Which of these recorded prompts are not there. */
  async missing(sounds: readonly string[]): Promise<string[]> {
    const found = await Promise.all(sounds.map((sound) => this.#files.has(sound)));
    return sounds.filter((_sound, index) => !found[index]);
  }

  /** A recorded prompt for our own lines. @throws AppError `not_found` */
  samples(sound: string): Promise<Samples> {
    const known = this.#known.get(sound);
    const loading = known ?? this.#load(sound);
    // The one used last stands last: the first is the one to forget.
    this.#known.delete(sound);
    this.#known.set(sound, loading);
    loading.catch(() => this.#known.delete(sound));
    const oldest = this.#known.size > keptInMemory ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
    return loading;
  }

  async #load(sound: string): Promise<Samples> {
    const { stream } = await this.#files.open(sound);
    return readWav(await buffer(stream)).samples;
  }

  /** Any of our sounds as a WAV file. @throws AppError `not_found` */
  async open(name: string): Promise<{ bytes: number; stream: Readable }> {
    if (name !== this.music.name) return this.#files.open(name);
    return { bytes: this.#musicWav.length, stream: Readable.from([this.#musicWav]) };
  }
}

function telephoneSound(wav: Buffer): Samples {
  let sound: ReturnType<typeof readWav>;
  try {
    sound = readWav(wav);
  } catch {
    throw new AppError('unsupported_media');
  }
  if (sound.sampleRate !== sampleRate) throw new AppError('unsupported_media', { sampleRate });
  return sound.samples;
}
