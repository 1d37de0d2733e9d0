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

export class Postings {
  readonly #numbers = new Map<string, number>();
  readonly #chunks: Uint8Array[] = [];
  #free = chunkSize;
  #heads = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #positions = new Uint32Array(1024);
  #levels = new Uint8Array(1024);
  #lastDocuments = new Uint32Array(1024);
  #liveDocuments = new Uint32Array(1024);

  /** In how many live documents the term stands. */
  frequency(term: string): number {
    const number = this.#numbers.get(term);
    return number === undefined ? 0 : (this.#liveDocuments[number] ?? 0);
  }

  has(term: string): boolean {
    return this.frequency(term) > 0;
  }

  terms(): IterableIterator<string> {
    return this.#numbers.keys();
  }

  /** Notes a term of a document. Document numbers must ascend. Returns whether the term is new. */
  add(term: string, document: number, [title, keywords, text]: Readonly<Counts>): boolean {
    let number = this.#numbers.get(term);
    const isNew = number === undefined;
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(term, number);
      this.#begin(number);
    }
    const gap = document - (this.#lastDocuments[number] ?? 0);
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
    this.#lastDocuments[number] = document;
    this.#liveDocuments[number] = (this.#liveDocuments[number] ?? 0) + 1;
    return isNew;
  }

  /** Says that a document that had the term is gone; its posting stays and is for the reader to pass over. */
  forget(term: string): void {
    const number = this.#numbers.get(term);
    if (number !== undefined) this.#liveDocuments[number] = (this.#liveDocuments[number] ?? 1) - 1;
  }

  /** Visits every posting of a term, those of removed documents too, in ascending order of documents. */
  forEach(term: string, visit: Visit): void {
    const number = this.#numbers.get(term);
    if (number === undefined) return;
    const last = this.#positions[number] ?? 0;
    let at = this.#heads[number] ?? 0;
    let level = 0;
    let end = at + sliceSizes[0] - linkSize;
    let chunk = this.#chunks[at >>> chunkBits] ?? new Uint8Array(0);
    const next = (): number => {
      if (at === end) {
        at = readLink(chunk, end & chunkMask);
        level = Math.min(level + 1, lastLevel);
        end = at + (sliceSizes[level] ?? 0) - linkSize;
        chunk = this.#chunks[at >>> chunkBits] ?? chunk;
      }
      const byte = chunk[at & chunkMask] ?? 0;
      at += 1;
      return byte;
    };
    const nextNumber = (): number => {
      let byte = next();
      let value = byte & 0x7f;
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = next();
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
        const small = next();
        visit(document, small >>> 4, small & maxSmallCount, nextNumber());
      }
    }
  }

  #begin(number: number): void {
    if (number === this.#heads.length) {
      this.#heads = grown(this.#heads);
      this.#ends = grown(this.#ends);
      this.#positions = grown(this.#positions);
      this.#lastDocuments = grown(this.#lastDocuments);
      this.#liveDocuments = grown(this.#liveDocuments);
      const levels = new Uint8Array(this.#levels.length * 2);
      levels.set(this.#levels);
      this.#levels = levels;
    }
    const head = this.#allocate(sliceSizes[0]);
    this.#heads[number] = head;
    this.#positions[number] = head;
    this.#ends[number] = head + sliceSizes[0] - linkSize;
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
    let at = this.#positions[number] ?? 0;
    const end = this.#ends[number] ?? 0;
    if (at === end) {
      const level = Math.min((this.#levels[number] ?? 0) + 1, lastLevel);
      const size = sliceSizes[level] ?? 0;
      at = this.#allocate(size);
      writeLink(this.#chunks[end >>> chunkBits], end & chunkMask, at);
      this.#levels[number] = level;
      this.#ends[number] = at + size - linkSize;
    }
    const chunk = this.#chunks[at >>> chunkBits];
    if (chunk) chunk[at & chunkMask] = byte;
    this.#positions[number] = at + 1;
  }
}

function readLink(chunk: Uint8Array, at: number): number {
  const byte = (offset: number): number => chunk[at + offset] ?? 0;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

function writeLink(chunk: Uint8Array | undefined, at: number, address: number): void {
  if (!chunk) return;
  for (let offset = 0; offset < linkSize; offset += 1) chunk[at + offset] = (address >>> (offset * 8)) & 0xff;
}

function grown(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(from.length * 2);
  to.set(from);
  return to;
}
