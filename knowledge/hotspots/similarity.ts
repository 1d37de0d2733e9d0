// What a message is about, as weighted character bigrams, and how alike two messages are.

export interface HotspotMessage {
  id: string;
  title: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  support: number;
  against: number;
}

/** How much of the text is read after the title: people name place and problem at once. */
const OPENING = 140;
const TITLE_WEIGHT = 2.5;
/** Characters that close the name of a place. */
export const PLACE_END = new Set('城苑园府湾郡庭居邸家村镇街道路巷桥站场厦院校学厂区店湖山司');
/** … and, besides them, of a company or scheme that many people lost money to. */
export const NAME_END = new Set([...PLACE_END, '贷', '富']);
/** A place name that stands in a larger share of the window's messages is no single place. */
export const COMMON_PLACE = 0.02;
const SAME_PLACE_BONUS = 0.14;
/** Letters that name no common place mostly share turns of phrase. */
const NO_PLACE_FACTOR = 0.85;
const LEAST_SAME_TOPIC = 0.06;
/** A young window is taken as if this many unrelated messages were already in it. */
const BACKGROUND = 400;
const BUCKETS = 1 << 21;

/** Only letters and digits, full-width folded; coded or real city and district prefixes say little and stay. */
export function flatten(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function hash(text: string, start: number, length: number): number {
  let state = 0x811c9dc5 ^ length;
  for (let i = start; i < start + length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
  return (state ^ (state >>> 13)) & (BUCKETS - 1);
}

/** `grams` are distinct bigram numbers; `emphasis` is 1, or more for those of the title. */
export interface Profile {
  grams: Uint32Array;
  emphasis: Float32Array;
  /** Distinct trigram numbers, by which similar messages are looked up. */
  keys: Uint32Array;
  /** Ends of place names (the trigram that closes with 苑, 城, 路 …), each with the bigrams it is made of. */
  places: Map<number, number[]>;
}

/** The number of a place name's last three characters, as in `Profile.places`. */
export const placeKey = (tail: string): number => hash(tail, 0, tail.length);

export function profileOf({ title, text }: Pick<HotspotMessage, 'title' | 'text'>): Profile {
  const head = flatten(title);
  const body = flatten(text).slice(0, OPENING);
  const grams = new Map<number, number>();
  const keys = new Set<number>();
  const places = new Map<number, number[]>();
  const read = (part: string, weight: number): void => {
    for (let i = 0; i + 2 <= part.length; i++) {
      const gram = hash(part, i, 2);
      grams.set(gram, Math.max(weight, grams.get(gram) ?? 0));
      if (i + 3 > part.length) continue;
      const key = hash(part, i, 3);
      keys.add(key);
      if (NAME_END.has(part.charAt(i + 2))) {
        const before = i > 0 ? [hash(part, i - 1, 2)] : [];
        places.set(key, [...before, gram, hash(part, i + 1, 2)]);
      }
    }
  };
  read(head, TITLE_WEIGHT);
  read(body, 1);
  return {
    grams: Uint32Array.from(grams.keys()),
    emphasis: Float32Array.from(grams.values()),
    keys: Uint32Array.from(keys),
    places,
  };
}

/** Counts in how many messages of the window a gram stands, and weighs grams by their rarity. */
export class Rarity {
  private readonly counts = new Uint32Array(BUCKETS);
  private messages = 0;

  add({ grams }: Profile, step: 1 | -1): void {
    this.messages += step;
    for (const gram of grams) this.counts[gram] = (this.counts[gram] ?? 0) + step;
  }

  /** 0 for a gram that stands in every fifth message or more often; grows to about 10. */
  of(gram: number): number {
    return Math.max(0, Math.log((this.messages + BACKGROUND) / (5 * ((this.counts[gram] ?? 0) + 1))));
  }
}

/** A profile under the present rarities, ready to be compared. */
export function weigh(
  profile: Profile,
  rarity: Rarity,
): { profile: Profile; weights: Map<number, number>; length: number } {
  const weights = new Map<number, number>();
  let square = 0;
  profile.grams.forEach((gram, i) => {
    const weight = rarity.of(gram) * (profile.emphasis[i] ?? 1);
    if (weight === 0) return;
    weights.set(gram, weight);
    square += weight * weight;
  });
  return { profile, weights, length: Math.sqrt(square) };
}

/**
 * Cosine of the two, 0–1, raised when they name the same place and are also alike in everything else:
 * neighbours describe one nuisance in different words, but one estate has more than one nuisance.
 */
export function likeness(
  one: { profile: Profile; weights: Map<number, number>; length: number },
  other: Profile,
  rarity: Rarity,
  isRareKey: (key: number) => boolean,
): number {
  const ofPlace = new Set<number>();
  for (const [key, grams] of other.places) {
    if (one.profile.places.has(key) && isRareKey(key)) for (const gram of grams) ofPlace.add(gram);
  }
  let product = 0;
  let topic = 0;
  let square = 0;
  other.grams.forEach((gram, i) => {
    const weight = rarity.of(gram) * (other.emphasis[i] ?? 1);
    const shared = weight * (one.weights.get(gram) ?? 0);
    square += weight * weight;
    product += shared;
    if (!ofPlace.has(gram)) topic += shared;
  });
  if (product === 0) return 0;
  const scale = one.length * Math.sqrt(square);
  const alike = product / scale;
  if (ofPlace.size === 0) return alike * NO_PLACE_FACTOR;
  const sameTopic = topic / scale;
  return sameTopic >= LEAST_SAME_TOPIC ? alike + SAME_PLACE_BONUS + sameTopic : alike;
}
