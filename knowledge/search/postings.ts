// Where each term occurs, packed: gaps between document numbers and counts as bytes of variable length, in slices
// that double as a term gets commoner (the byte slices of Earlybird: Busch et al. 2012). A rare term costs 12 bytes.

/** Counts of one term in one document, by field. */
export type Counts = [title: number, keywords: number, text: number];

export type Visit = (document: number, title: number, keywords: number, text: number) => void;

const chunkBits = 18;
const chunkSize = 1 << chunkBits;
const chunkMask = chunkSize - 1;
/** Bytes of a term's first, second … slice; each ends in the four-byte address of the next. */
const sliceSizes = [12, 20, 36, 68, 132, 260, 516, 1028, 4100] as const;
const linkSize = 4;
const lastLevel = sliceSizes.length - 1;
/** Low two bits of the first number of a posting: what follows it. */
const onceInText = 0;
const oftenInText = 1;
const inMoreFields = 2;
const maxSmallCount = 15;
/** Fields of a term: addresses of its first byte, of the end of its last slice and of its next byte, that slice's level. */
const [head, end, next, level, lastDocument, liveDocuments] = [0, 1, 2, 3, 4, 5] as const;
const fields = 6;

export class Postings {
  readonly #numbers = new Map<string, number>();
  readonly #chunks: Uint8Array[] = [];
  #free = chunkSize;
  /** What is known of each term, side by side: a posting then costs one look into far memory, not six. */
  #terms = new Uint32Array(1024 * fields);

  /** In how many live documents the term stands. */
  frequency(term: string): number {
    const number = this.#numbers.get(term);
    return number === undefined ? 0 : (this.#terms[number * fields + liveDocuments] ?? 0);
  }

  has(term: string): boolean {
    return this.frequency(term) > 0;
  }

  terms(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  /** How many terms there are; a new one has this number. */
  get termCount(): number {
    return this.#numbers.size;
  }

  /** Notes a term of a document. Document numbers must ascend. Returns the number of the term. */
  add(term: string, document: number, [title, keywords, text]: Readonly<Counts>): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(term, number);
      this.#begin(number);
    }
    const at = number * fields;
    const gap = document - (this.#terms[at + lastDocument] ?? 0);
    if (title > 0 || keywords > 0) {
      this.#writeNumber(number, gap * 4 + inMoreFields);
      this.#writeByte(number, (Math.min(title, maxSmallCount) << 4) | Math.min(keywords, maxSmallCount));
      this.#writeNumber(number, text);
    } else if (text === 1) {
      this.#writeNumber(number, gap * 4 + onceInText);
    } else {
      this.#writeNumber(number, gap * 4 + oftenInText);
      this.#writeNumber(number, text);
    }
    this.#terms[at + lastDocument] = document;
    this.#terms[at + liveDocuments] = (this.#terms[at + liveDocuments] ?? 0) + 1;
    return number;
  }

  /** Says that a document that had the packed terms is gone; its postings stay and are for the reader to pass over. */
  forget(packed: Uint8Array): void {
    let [number, gap, shift] = [0, 0, 0];
    for (const byte of packed) {
      gap |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte >= 0x80) continue;
      number += gap;
      const at = number * fields + liveDocuments;
      this.#terms[at] = (this.#terms[at] ?? 1) - 1;
      [gap, shift] = [0, 0];
    }
  }

  /** Visits every posting of a term, those of removed documents too, in ascending order of documents. */
  forEach(term: string, visit: Visit): void {
    const number = this.#numbers.get(term);
    if (number === undefined) return;
    const last = this.#terms[number * fields + next] ?? 0;
    let at = this.#terms[number * fields + head] ?? 0;
    let slice = 0;
    let sliceEnd = at + sliceSizes[0] - linkSize;
    let chunk = this.#chunks[at >>> chunkBits] ?? new Uint8Array(0);
    const nextByte = (): number => {
      if (at === sliceEnd) {
        at = readLink(chunk, sliceEnd & chunkMask);
        slice = Math.min(slice + 1, lastLevel);
        sliceEnd = at + (sliceSizes[slice] ?? 0) - linkSize;
        chunk = this.#chunks[at >>> chunkBits] ?? chunk;
      }
      const byte = chunk[at & chunkMask] ?? 0;
      at += 1;
      return byte;
    };
    const nextNumber = (): number => {
      let byte = nextByte();
      let value = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = nextByte();
        value |= (byte & 0x7f) << shift;
      }
      return value >>> 0;
    };
    let document = 0;
    while (at !== last) {
      const first = nextNumber();
      document += first >>> 2;
      const kind = first & 3;
      if (kind === onceInText) visit(document, 0, 0, 1);
      else if (kind === oftenInText) visit(document, 0, 0, nextNumber());
      else {
        const small = nextByte();
        visit(document, small >>> 4, small & maxSmallCount, nextNumber());
      }
    }
  }

  #begin(number: number): void {
    if ((number + 1) * fields > this.#terms.length) {
      const longer = new Uint32Array(this.#terms.length * 2);
      longer.set(this.#terms);
      this.#terms = longer;
    }
    const address = this.#allocate(sliceSizes[0]);
    const term = number * fields;
    this.#terms[term + head] = address;
    this.#terms[term + next] = address;
    this.#terms[term + end] = address + sliceSizes[0] - linkSize;
  }

  #allocate(size: number): number {
    if (this.#free + size > chunkSize) {
      this.#chunks.push(new Uint8Array(chunkSize));
      this.#free = 0;
    }
    const address = (this.#chunks.length - 1) * chunkSize + this.#free;
    this.#free += size;
    return address;
  }

  #writeNumber(number: number, value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#writeByte(number, (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#writeByte(number, rest);
  }

  #writeByte(number: number, byte: number): void {
    const term = number * fields;
    const terms = this.#terms;
    let at = terms[term + next] ?? 0;
    const sliceEnd = terms[term + end] ?? 0;
    if (at === sliceEnd) {
      const longer = Math.min((terms[term + level] ?? 0) + 1, lastLevel);
      const size = sliceSizes[longer] ?? 0;
      at = this.#allocate(size);
      writeLink(this.#chunks[sliceEnd >>> chunkBits], sliceEnd & chunkMask, at);
      terms[term + level] = longer;
      terms[term + end] = at + size - linkSize;
    }
    const chunk = this.#chunks[at >>> chunkBits];
    if (chunk) chunk[at & chunkMask] = byte;
    terms[term + next] = at + 1;
  }
}

/** Numbers of terms, for `forget`: gaps between them, mostly of one byte or two. Sorts what it is given. */
export function packTerms(numbers: Uint32Array): Uint8Array {
  numbers.sort();
  const bytes = new Uint8Array(numbers.length * 5);
  let [before, length] = [0, 0];
  for (const number of numbers) {
    let rest = number - before;
    before = number;
    for (; rest >= 0x80; rest >>>= 7) {
      bytes[length] = (rest & 0x7f) | 0x80;
      length += 1;
    }
    bytes[length] = rest;
    length += 1;
  }
  return bytes.slice(0, length);
}

function readLink(chunk: Uint8Array, at: number): number {
  const byte = (offset: number): number => chunk[at + offset] ?? 0;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

function writeLink(chunk: Uint8Array | undefined, at: number, address: number): void {
  if (!chunk) return;
  for (let offset = 0; offset < linkSize; offset += 1) chunk[at + offset] = (address >>> (offset * 8)) & 0xff;
}
