// The file of the classifier's model and the one before it: put in force, told of, taken back.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrokenModel, decodeModel, encodeModel, type Made } from '../knowledge/classify/index.ts';

/** The model that the product reads when it starts. */
export const productModel = fileURLToPath(
  new URL('../knowledge/classify/model/departments.bin', import.meta.url),
);
export const beforeOf = (file: string): string => `${file}.before`;

/** Puts a new model in force; the one so far stays beside it. Who starts meanwhile reads one of them, never half of one. */
export function putModel(file: string, bytes: Uint8Array, made: Made): void {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) copyFileSync(file, beforeOf(file));
  writeFileSync(`${file}.new`, encodeModel({ ...decodeModel(bytes), made }));
  renameSync(`${file}.new`, file);
}

/** Exchanges the model in force with the one before it. @throws RangeError when there is none, BrokenModel */
export function takeBack(file: string): void {
  const before = beforeOf(file);
  if (!existsSync(before)) throw new RangeError(`${before}: there is no model to go back to`);
  decodeModel(readFileSync(before));
  copyFileSync(before, `${file}.new`);
  if (existsSync(file)) renameSync(file, before);
  renameSync(`${file}.new`, file);
}

/** What is known of a model; null: there is none. */
export function describeModel(file: string) {
  if (!existsSync(file)) return null;
  try {
    const { labels, features, made } = decodeModel(readFileSync(file));
    return { file, labels, features, made: made ?? 'shipped' };
  } catch (error) {
    if (!(error instanceof BrokenModel)) throw error;
    return { file, broken: error.message };
  }
}
