// The model that this process asks. A new file is taken while the process runs, whole or not at all.
import { readFile, stat } from 'node:fs/promises';
import {
  BrokenModel,
  type Classify,
  type ClassifyRules,
  classifierOf,
  type DepartmentRules,
  decodeModel,
  type Made,
} from '../../../knowledge/classify/index.ts';
import type { Log } from '../../platform/log.ts';
import type { ModelState } from '../../platform/contract.ts';
import type { Metrics } from '../../platform/metrics.ts';
import { beforeOf, cityModelFile, classifyRules, madeOf, shippedModelFile } from './files.ts';

/** A file that was exchanged is in force within this time, and what it takes to read it. */
const lookEveryMs = 5_000;

interface Asked {
  classify: Classify;
  made: Made & { isShipped: boolean };
}

/** What changes with every file that is put in another's place; null: there is none. */
async function markOf(file: string): Promise<string | null> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A model that has answered once. @throws BrokenModel */
async function read(file: string, rules: ClassifyRules): Promise<Asked> {
  const model = decodeModel(await readFile(file));
  const classify = classifierOf(model, rules);
  const { confidence } = classify({ text: '小区门口的路灯坏了' });
  if (!(confidence > 0)) throw new BrokenModel('the classifier model gives no chances');
  return { classify, made: madeOf(model) };
}

/** The classifier as it is at the moment. Whoever decides takes `classify` once. */
export class ModelInForce {
  readonly #file: string;
  readonly #rules: ClassifyRules;
  readonly #log: Log;
  #asked: Asked;
  /** Of the file that was last read, taken or not. */
  #mark: string | null;
  #fault: string | null = null;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(file: string, rules: ClassifyRules, log: Log, mark: string | null, asked: Asked) {
    this.#file = file;
    this.#rules = rules;
    this.#log = log;
    this.#mark = mark;
    this.#asked = asked;
  }

  /**
   * Reads the city's model, or the shipped one where it has none. A city's file that is broken is said, and the one before it
   * asked, or the shipped one.
   * @throws BrokenModel when the shipped one is broken
   */
  static async open({ dataDir, log }: { dataDir: string; log: Log }): Promise<ModelInForce> {
    const file = cityModelFile(dataDir);
    const rules = await classifyRules();
    const shipped = () => read(shippedModelFile, rules);
    const mark = await markOf(file);
    if (mark === null) return new ModelInForce(file, rules, log, null, await shipped());
    try {
      return new ModelInForce(file, rules, log, mark, await read(file, rules));
    } catch (error) {
      const before = await read(beforeOf(file), rules).catch(shipped);
      const inForce = new ModelInForce(file, rules, log, mark, before);
      inForce.#refuse(error);
      return inForce;
    }
  }

  get classify(): Classify {
    return this.#asked.classify;
  }

  get made(): Asked['made'] {
    return this.#asked.made;
  }

  /** Which classes lead to which departments. */
  get rules(): DepartmentRules {
    return this.#rules.departments;
  }

  /** The file of the one before. */
  get before(): string {
    return beforeOf(this.#file);
  }

  /** What this process tells of it. */
  get state(): ModelState {
    const { at, isShipped } = this.#asked.made;
    return { madeAt: at, isShipped, fault: this.#fault };
  }

  /** Whoever reads the figures sees whether the file is taken. */
  showIn({ beforeReading, modelRefused }: Pick<Metrics, 'beforeReading' | 'modelRefused'>): void {
    beforeReading(async () => modelRefused.set(this.#fault === null ? 0 : 1));
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes the file if another one lies there than before; what cannot be read leaves the model as it is. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    let mark: string | null | undefined;
    try {
      mark = await markOf(this.#file);
      if (mark === this.#mark) return;
      this.#asked = await read(mark === null ? shippedModelFile : this.#file, this.#rules);
      this.#mark = mark;
      this.#fault = null;
      const { at: madeAt, by, accuracy, isShipped } = this.#asked.made;
      this.#log.info({ file: this.#file, madeAt, by, accuracy, isShipped }, 'another model is in force');
    } catch (error) {
      // What is no model is not read again until it is another file; a disk that does not answer is asked again.
      if (mark !== undefined && error instanceof BrokenModel) this.#mark = mark;
      this.#refuse(error);
    }
  }

  #refuse(error: unknown): void {
    const fault = error instanceof Error ? error.message : String(error);
    if (fault === this.#fault) return;
    this.#fault = fault;
    const { at: madeAt } = this.#asked.made;
    this.#log.error(
      { err: error, file: this.#file, madeAt },
      'the model in this file is not taken, the one of `madeAt` stays in force: npm run -s classify:model -- --back',
    );
  }
}
