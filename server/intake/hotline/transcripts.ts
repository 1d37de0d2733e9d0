// What was said in talks and voicemails, as lines: written while the recording is, kept and removed with it.
import {
  decode,
  type Language,
  type Listening,
  type Recogniser,
  type RecordingSink,
} from '../../../ivr/media/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { TranscriptLine } from './contract.ts';

const frameSamples = 160;
const sides = ['citizen', 'ours'] as const;

export class Transcripts {
  readonly #database: Database;
  readonly #recogniser: Recogniser | undefined;
  readonly #log: Log;

  constructor(deps: { database: Database; recogniser: Recogniser | undefined; log: Log }) {
    this.#database = deps.database;
    this.#recogniser = deps.recogniser;
    this.#log = deps.log;
  }

  /**
   * The same recording, listened to as it is written: what was not recorded (a card number) is not transcribed.
   * Without speech input it is the sink itself.
   */
  beside(
    sink: RecordingSink,
    of: { ref: string; purpose: 'talk' | 'voicemail'; language: Language },
  ): RecordingSink {
    const recogniser = this.#recogniser;
    if (!recogniser) return sink;
    const { ref, purpose, language } = of;
    const writing: Promise<unknown>[] = [];
    const listenTo = (side: TranscriptLine['side']): Listening =>
      recogniser.listen({ purpose, language, hints: [] }, ({ isFinal, text, fromMs }) => {
        if (!isFinal) return;
        const line = { side, text, fromMs: Math.round(fromMs) };
        writing.push(
          this.#database.read.transcriptLine
            .create({ data: { ...line, recordingRef: ref } })
            .catch((error: unknown) => this.#log.warn({ err: error }, 'a line of a transcript was lost')),
        );
      });
    const ears = (purpose === 'talk' ? sides : sides.slice(0, 1)).map(listenTo);
    return {
      write: (pairs) => {
        sink.write(pairs);
        for (const [channel, ear] of ears.entries()) ear.hear(channelOf(pairs, channel));
      },
      close: async () => {
        // The recording is whole at once; the last words may take their time.
        void Promise.all(ears.map((ear) => ear.end())).then(() => Promise.all(writing));
        await sink.close();
      },
    };
  }

  /** The lines of a recording, in the order in which they were said. */
  async of(recordingRef: string): Promise<TranscriptLine[]> {
    const rows = await this.#database.read.transcriptLine.findMany({
      where: { recordingRef },
      orderBy: [{ fromMs: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ side, text, fromMs }) => ({
      side: side === 'citizen' ? 'citizen' : 'ours',
      text,
      fromMs,
    }));
  }
}

/** One side of stereo µ-law. */
function channelOf(pairs: Uint8Array, channel: number): Int16Array {
  const octets = new Uint8Array(frameSamples);
  for (let at = 0; at < frameSamples; at += 1) octets[at] = pairs[at * 2 + channel] ?? 0xff;
  return decode('mulaw', octets);
}
