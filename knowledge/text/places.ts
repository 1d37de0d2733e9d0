// Which areas a text speaks of: names that a city hands in, and codes as anonymised messages have them (A3区, B市).
import { normalise } from './characters.ts';
import cities from './cities.json' with { type: 'json' };

const coded = /(?<![a-z0-9])[a-z]\d{0,2}(?=[市区县])/g;
/** People leave it out: 福田 for 福田区. Of what is left two characters tell a name. */
const kindEnding = /(?<=..)[市区县]$/u;

export class Areas {
  readonly #names: RegExp | undefined;
  /** With and without their ending; by the shortest of them the whole. */
  readonly #asked: RegExp | undefined;
  readonly #whole: ReadonlyMap<string, string>;

  /** @param names areas of one level that exclude each other, the districts of a city: 南山区, 福田区 */
  constructor(names: readonly string[] = []) {
    const plain = names.map(normalise).filter((name) => name.length >= 2);
    this.#whole = new Map(plain.map((name) => [name.replace(kindEnding, ''), name]));
    this.#names = anyOf(plain);
    this.#asked = anyOf([...plain, ...this.#whole.keys()]);
  }

  /**
   * The areas that a normalised question names, also without their ending, and what it says beside the names: all of
   * it where it says nothing else. Codes stay among the words.
   */
  askedIn(plain: string): { areas: string[]; names: string[]; rest: string } {
    const names = this.#asked ? Array.from(plain.matchAll(this.#asked), ([name]) => name) : [];
    const areas = names.flatMap((name) => this.#whole.get(name.replace(kindEnding, '')) ?? []);
    const rest = names.reduce((left, name) => left.replace(name, ' '), plain);
    const all = [...new Set([...this.namedIn(plain), ...areas])];
    return /[\p{L}\p{N}]/u.test(rest) ? { areas: all, names, rest } : { areas: all, names: [], rest: plain };
  }

  /** The areas that a normalised text names, each once. */
  namedIn(plain: string): string[] {
    const found = new Set<string>();
    for (const [code] of plain.matchAll(coded)) found.add(code);
    if (this.#names) for (const [name] of plain.matchAll(this.#names)) found.add(name);
    return [...found];
  }
}

/** The longest first: 福田区 is not 福田 and 区. */
function anyOf(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  const longest = [...new Set(names)].toSorted((a, b) => b.length - a.length);
  return new RegExp(longest.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
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

/** Names that are a word of their own (三明治, 日照) are left out: whoever means them says the rest, too. */
const anyCity = anyOf(cities);

/** The cities and provinces of the country that a normalised text names. */
export function citiesIn(plain: string): string[] {
  return anyCity ? Array.from(plain.matchAll(anyCity), ([name]) => name) : [];
}
