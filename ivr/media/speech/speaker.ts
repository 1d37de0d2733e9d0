// The program that speaks, beside the one that carries calls: one message is one text, and its answer the sound. It
// is started by speaker-process.ts and may die at any moment.
import { z } from 'zod';
import { languageSchema } from '../../verbs.ts';
import { resampled } from '../resample.ts';
import { sampleRate } from '../sound.ts';
import { readWav } from '../wav.ts';
import { openEngine } from './espeak.ts';

const engineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('program'), version: z.string() }),
  z.object({ kind: z.literal('package'), version: z.string(), file: z.string() }),
]);
const orderSchema = z.object({ text: z.string(), language: languageSchema });

// The package looks for hundreds of files that are not there, each time with an error that nobody reads: a third of
// its time went into their stack traces.
Error.stackTraceLimit = 0;
const speak = openEngine(engineSchema.parse(JSON.parse(process.argv[2] ?? '')));
// A failure is told with the first text, not as an end without a word.
speak.catch(() => undefined);

async function answer(message: unknown): Promise<{ samples: Int16Array } | { error: string }> {
  try {
    const { text, language } = orderSchema.parse(message);
    const { sampleRate: rate, samples } = readWav(await (await speak)(text, language));
    return { samples: resampled(samples, rate, sampleRate) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (message) => {
  void answer(message).then((said) => process.send?.(said));
});
process.on('disconnect', () => process.exit(0));
