// npm run -s classify:model -- [--out MODEL] [--back]: which model is in force, when and by whom it was made and how it did,
// and the one before it, as JSON. With --back these two change places first. Processes take the change within seconds.
import { parseArgs } from 'node:util';
import { BrokenModel } from '../knowledge/classify/index.ts';
import { fail } from './json-lines.ts';
import { beforeOf } from '../server/tickets/classifier/files.ts';
import { describeModel, inForceFor, productModel, takeBack } from './model-file.ts';

const { values } = parseArgs({
  options: { out: { type: 'string', default: productModel() }, back: { type: 'boolean', default: false } },
});
try {
  if (values.back) takeBack(values.out);
} catch (error) {
  if (error instanceof RangeError || error instanceof BrokenModel) fail(error.message);
  throw error;
}
const report = {
  inForce: describeModel(inForceFor(values.out)),
  before: describeModel(beforeOf(values.out)),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
