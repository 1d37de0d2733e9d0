// Prints one paper and ends: fonts of eight megabytes are read, used and forgotten.
import { parentPort, workerData } from 'node:worker_threads';
import { bulletinPaper } from './bulletin-paper.ts';
import { paperOrderSchema } from './order.ts';
import { scorecardPaper } from './scorecard-paper.ts';

const order = paperOrderSchema.parse(workerData);
const paper =
  order.paper === 'bulletin'
    ? await bulletinPaper(order.content, order.lang, order.printedAt)
    : await scorecardPaper(order.content, order.lang, order.printedAt);
parentPort?.postMessage(new Uint8Array(paper));
