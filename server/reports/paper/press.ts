// Prints papers in a thread of its own: laying out Chinese takes a second, and calls and offers do not wait for it.
import { Worker } from 'node:worker_threads';
import { AppError } from '../../platform/errors.ts';
import type { PaperOrder } from './order.ts';

const thread = new URL('./press-thread.mjs', import.meta.url);
/** One at a time: a paper takes a second and 100 MB. */
let last: Promise<unknown> = Promise.resolve();
let inHand = 0;
/** Whoever comes after these would wait longer than a browser does. */
const mostInHand = 4;

/** @returns a PDF @throws AppError `unavailable` when too many papers wait already */
export async function printPaper(order: PaperOrder): Promise<Buffer> {
  if (inHand >= mostInHand) throw new AppError('unavailable');
  inHand += 1;
  const printed = last.then(() => print(order));
  last = printed.catch(() => undefined);
  return printed.finally(() => {
    inHand -= 1;
  });
}

function print(order: PaperOrder): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData: order });
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the press stopped with ${code}`)));
  });
}
