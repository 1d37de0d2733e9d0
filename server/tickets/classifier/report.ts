// What an administrator reads of the model in force.
import { readFile } from 'node:fs/promises';
import { decodeModel } from '../../../knowledge/classify/index.ts';
import type { ModelReport, ModelView } from '../../operations/contract.ts';
import type { Sql } from '../../platform/sql.ts';
import { madeOf } from './files.ts';
import type { ModelInForce } from './in-force.ts';
import { sinceMade } from './lessons.ts';

const viewOf = (made: ReturnType<typeof madeOf>): ModelView => ({
  ...made,
  corrections: made.corrections ?? null,
  calibrationError: made.calibrationError ?? null,
  sure: made.sure ?? null,
  comparison: made.comparison ?? null,
});

/** The one before, if it can be gone back to. */
async function readBefore(file: string): Promise<ModelView | null> {
  try {
    return viewOf(madeOf(decodeModel(await readFile(file))));
  } catch {
    return null;
  }
}

/** How the model in force was made, and how it does since. */
export async function modelReport(sql: Sql, model: ModelInForce): Promise<ModelReport> {
  const [before, since] = await Promise.all([readBefore(model.before), sinceMade(sql, model, model.rules)]);
  return { inForce: viewOf(model.made), before, fault: model.state.fault, since };
}
