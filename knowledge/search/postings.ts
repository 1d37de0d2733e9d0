// Where a term occurs: document numbers with its counts per field, packed into typed arrays that grow by half.

/** Fields of a document, from strongest to weakest. */
export const fields = ['title', 'keywords', 'text'] as const;
export type Field = (typeof fields)[number];

const maxCounts = [255, 255, 65_535] as const;

/** Packs three counts into 32 bits. */
function pack(counts: readonly [number, number, number]): number {
  const [title, keywords, text] = counts.map((count, index) => Math.min(count, maxCounts[index] ?? 0));
  return (((title ?? 0) << 24) | ((keywords ?? 0) << 16) | (text ?? 0)) >>> 0;
}

export class Postings {
  #documents = new Uint32Array(2);
  #counts = new Uint32Array(2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(document: number, counts: readonly [number, number, number]): void {
    if (this.#size === this.#documents.length) {
      const capacity = Math.ceil(this.#size * 1.5) + 1;
      this.#documents = grown(this.#documents, capacity);
      this.#counts = grown(this.#counts, capacity);
    }
    this.#documents[this.#size] = document;
    this.#counts[this.#size] = pack(counts);
    this.#size += 1;
  }

  forEach(visit: (document: number, title: number, keywords: number, text: number) => void): void {
    for (let index = 0; index < this.#size; index += 1) {
      const packed = this.#counts[index] ?? 0;
      visit(this.#documents[index] ?? 0, packed >>> 24, (packed >>> 16) & 0xff, packed & 0xffff);
    }
  }
}

function grown(from: Uint32Array<ArrayBuffer>, capacity: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(capacity);
  to.set(from);
  return to;
}
