// Where the classifier's model lies: the city's own with its files, kept by upgrades and backups and seen by all its
// processes; the shipped one with the program.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Classify,
  type ClassifyRules,
  createClassifier,
  type DepartmentRules,
  departmentRulesSchema,
  kindRulesSchema,
  type Made,
  type Model,
  madeSchema,
  urgencyRulesSchema,
} from '../../../knowledge/classify/index.ts';
import shipped from '../../../knowledge/classify/model/shipped.json' with { type: 'json' };

const home = new URL('../../../knowledge/classify/', import.meta.url);

export const shippedModelFile = fileURLToPath(new URL('model/departments.bin', home));
/** Of an installation whose files lie under `dataDir`. It is there once the city has trained one. */
export const cityModelFile = (dataDir: string): string => join(dataDir, 'model', 'departments.bin');
/** The model that was in force before the one in this file. */
export const beforeOf = (file: string): string => `${file}.before`;

const shippedMade = madeSchema.parse(shipped);

/** How a model came about: a file without its own record is the shipped one, or a copy of it. */
export const madeOf = ({ made }: Pick<Model, 'made'>): Made & { isShipped: boolean } =>
  made ? { ...made, isShipped: false } : { ...shippedMade, isShipped: true };

/** The word lists beside the model. */
export async function classifyRules(): Promise<ClassifyRules> {
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(new URL(name, home), 'utf8'));
  return {
    kinds: kindRulesSchema.parse(await json('kinds.json')),
    urgency: urgencyRulesSchema.parse(await json('urgency.json')),
    departments: departmentRulesSchema.parse(await json('departments.json')),
  };
}

/** The shipped model, and which of its classes lead to which departments. */
export async function shippedModel(): Promise<{ classify: Classify; rules: DepartmentRules }> {
  const rules = await classifyRules();
  return { classify: createClassifier(await readFile(shippedModelFile), rules), rules: rules.departments };
}
