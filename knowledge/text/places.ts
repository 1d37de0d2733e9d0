// Which areas a text speaks of: names that a city hands in, and codes as anonymised messages have them (A3区, B市).
import { normalise } from './characters.ts';

const coded = /(?<![a-z0-9])[a-z]\d{0,2}(?=[市区县])/g;

export class Areas {
  readonly #names: RegExp | undefined;

  /** @param names areas of one level that exclude each other, the districts of a city: 南山区, 福田区 */
  constructor(names: readonly string[] = []) {
    const plain = names.map(normalise).filter((name) => name.length >= 2);
    const escaped = plain.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    this.#names = escaped.length > 0 ? new RegExp(escaped.join('|'), 'g') : undefined;
  }

  /** The areas that a normalised text names, each once. */
  namedIn(plain: string): string[] {
    const found = new Set<string>();
    for (const [code] of plain.matchAll(coded)) found.add(code);
    if (this.#names) for (const [name] of plain.matchAll(this.#names)) found.add(name);
    return [...found];
  }
}

/** Whether both name areas and no area of one lies in or around one of the other: A3区 is a part of A市. */
export function areElsewhere(asked: readonly string[], told: readonly string[]): boolean {
  if (asked.length === 0 || told.length === 0) return false;
  return !asked.some((one) => told.some((other) => isSameOrPart(one, other)));
}

const isCode = /^[a-z]\d*$/;

function isSameOrPart(one: string, other: string): boolean {
  if (one === other) return true;
  if (!isCode.test(one) || !isCode.test(other) || one.charAt(0) !== other.charAt(0)) return false;
  return one.length === 1 || other.length === 1;
}
