// Prints papers in a thread of its own: laying out Chinese takes a second, and calls and offers do not wait for it.
import { Worker } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';

const thread = new URL('./press-thread.mjs', import.meta.url);
/** One at a time: a paper takes a second and 100 MB. */
let last: Promise<unknown> = Promise.resolve();

/** @returns a PDF */
export function printPaper(order: PaperOrder): Promise<Buffer> {
  const printed = last.then(() => print(order));
  last = printed.catch(() => undefined);
  return printed;
}

function print(order: PaperOrder): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: order });
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the press stopped with ${code}`)));
  });
}
