// The near side of the thread that reads a file.
import { Worker } from 'node:worker_threads';
import type { FirstSight } from './first-sight.ts';
import type { ReaderAnswer, ReaderOrder } from './reader.ts';
import { fileFault, type Table } from './table.ts';

const thread = new URL('./reader.ts', import.meta.url);
const isBuilt = !thread.pathname.endsWith('.ts');
/** Straight from the source, as benches run: `--import tsx` does not reach the files of a thread. */
const uncompiled = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(thread.href)}); });`;
/** A file of 64 MB becomes a few times that; an archive that unpacks to more is refused, and harms nobody. */
const heapMb = 1_536;
const answerWithinMs = 180_000;

/** The file takes more room or time than it may have. */
export class UnreadableFile extends Error {}

/** A file being read, an answer at a time. Close it in any case. */
export class Reading {
  readonly #worker: Worker;
  #waiting: { resolve: (answer: ReaderAnswer) => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  constructor({ bytes, isWanted, read }: Omit<ReaderOrder, 'bytes'> & { bytes: Buffer }) {
    // A copy that the thread takes over: the buffer may be part of a larger one.
    const own = new Uint8Array(bytes).buffer;
    this.#worker = new Worker(isBuilt ? thread : uncompiled, {
      eval: !isBuilt,
      workerData: { bytes: own, ...(isWanted && { isWanted }), ...(read && { read }) } satisfies ReaderOrder,
      transferList: [own],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    this.#worker.on('message', (answer: ReaderAnswer) => {
      this.#waiting?.resolve(answer);
      this.#waiting = undefined;
    });
    this.#worker.on('error', (error) => this.#fail(outgrown(error) ?? error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the reader stopped with ${code}`)));
  }

  /** @throws UnreadableFile when the file is more than it may be */
  next(): Promise<ReaderAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#failure) {
        reject(this.#failure);
        return;
      }
      const timer = setTimeout(() => this.#fail(new UnreadableFile('time')), answerWithinMs);
      const settle =
        <T>(act: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          act(value);
        };
      this.#waiting = { resolve: settle(resolve), reject: settle(reject) };
      this.#worker.postMessage('next');
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

function outgrown(error: Error): UnreadableFile | undefined {
  const isOutgrown = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isOutgrown ? new UnreadableFile('memory') : undefined;
}

/** What a file holds at first sight; what cannot be read has a fault that says so. */
export async function lookAt(bytes: Buffer): Promise<FirstSight> {
  const reading = new Reading({ bytes });
  try {
    const answer = await reading.next();
    if (answer.is !== 'sight') throw new Error(`the reader answered with ${answer.is}`);
    return answer.sight;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const fault = fileFault('file_too_large', error.message);
    return { format: 'csv', rows: 0, columns: [], head: [], fault };
  } finally {
    await reading.close();
  }
}

/** Every row of a file as it stands; what cannot be read is a fault. */
export async function rowsOf(bytes: Buffer, isWanted: 'rows' | 'exact_rows' = 'rows'): Promise<Table> {
  const reading = new Reading({ bytes, isWanted });
  try {
    const answer = await reading.next();
    if (answer.is !== 'rows') throw new Error(`the reader answered with ${answer.is}`);
    return answer;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { format: 'csv', rows: [], faults: [fileFault('file_too_large', error.message)] };
  } finally {
    await reading.close();
  }
}
