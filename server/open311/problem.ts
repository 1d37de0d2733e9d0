// What is wrong with a request of a program: HTTP status, and one line per fault in the reader's language.
import type { Lang } from '../platform/errors.ts';
import texts from './texts.json' with { type: 'json' };

export type TextKey = keyof (typeof texts)['zh'];
export type Vars = Readonly<Record<string, string | number>>;

/** One fault, not yet in anybody's language. */
export interface Fault {
  key: TextKey;
  vars?: Vars;
}

/** A text of this room with its variables filled in. */
export function textOf(lang: Lang, key: TextKey, vars: Vars = {}): string {
  return texts[lang][key].replace(/\{(\w+)\}/g, (_, name: string) => String(vars[name] ?? ''));
}

/**
 * A request that is refused. GeoReport v2 knows 404 for what does not exist, 403 for keys and 400 for all else; 429 is
 * ours, because clients wait on it.
 */
export class Open311Error extends Error {
  readonly status: 400 | 403 | 404 | 429;
  readonly faults: readonly Fault[];

  constructor(status: 400 | 403 | 404 | 429, ...faults: readonly Fault[]) {
    super(faults.map(({ key }) => key).join());
    this.status = status;
    this.faults = faults;
  }
}
