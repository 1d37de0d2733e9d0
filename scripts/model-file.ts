// The file of the classifier's model and the one before it: put in force, told of, taken back.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BrokenModel, decodeModel, encodeModel, type Made } from '../knowledge/classify/index.ts';
import { beforeOf, cityModelFile, madeOf, shippedModelFile } from '../server/tickets/classifier/files.ts';
import { dataFolder } from './bootstrap/project.mjs';

/** The city's own model, of the installation that the environment names. */
export const productModel = (): string => cityModelFile(dataFolder(process.env));
/** What is asked where this file should lie: a city that has trained none asks the shipped model. */
export const inForceFor = (file: string): string => (existsSync(file) ? file : shippedModelFile);

/** Puts a new model in force; the one so far stays beside it. Who reads meanwhile has one of them, never half of one. */
export function putModel(file: string, bytes: Uint8Array, made: Made): void {
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(inForceFor(file), beforeOf(file));
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
    const model = decodeModel(readFileSync(file));
    return { file, labels: model.labels, features: model.features, made: madeOf(model) };
  } catch (error) {
    if (!(error instanceof BrokenModel)) throw error;
    return { file, broken: error.message };
  }
}
