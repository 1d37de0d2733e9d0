// Prints one paper and ends: fonts of eight megabytes are read, used and forgotten.
import { parentPort, workerData } from 'node:worker_threads';
import { briefingPaper } from './briefing-paper.ts';
import { bulletinPaper } from './bulletin-paper.ts';
import { paperOrderSchema } from './order.ts';
import { scorecardPaper } from './scorecard-paper.ts';
import { shiftPaper } from './shift-paper.ts';

const order = paperOrderSchema.parse(workerData);
const paper = await printed();
parentPort?.postMessage(new Uint8Array(paper));

function printed(): Promise<Buffer> {
  switch (order.paper) {
    case 'bulletin':
      return bulletinPaper(order.content, order.lang, order.printedAt);
    case 'briefing':
      return briefingPaper(order.content, order.lang, order.printedAt);
    case 'scorecard':
      return scorecardPaper(order.content, order.lang, order.printedAt);
    case 'shift':
      return shiftPaper(order.content, order.lang, order.printedAt);
  }
}
