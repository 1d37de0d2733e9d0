// Recordings on disk, sealed as they are made: pieces of two seconds under AES-256-GCM, each file with a key of its
// own. A crash leaves what was sealed until then, and silence for what it tore; a piece that was changed, moved or
// left out is refused.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../platform/errors.ts';
import { ifThere } from '../../platform/if-there.ts';
import { withEach } from '../../platform/with-each.ts';

/** Two seconds of stereo µ-law. */
const pieceBytes = 32_000;
const saltBytes = 16;
const tagBytes = 16;
const magic = Buffer.from('OCR1');
const headBytes = magic.length + saltBytes;

interface Piece {
  number: number;
  isLast: boolean;
}

/** 96 bits that never repeat under one file's key. */
function nonceOf({ number }: Piece): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 8);
  return nonce;
}

/** Bound to each piece: whose it is, and whether the recording ends with it. */
function contextOf(ref: string, { isLast }: Piece): Buffer {
  return Buffer.from(`${ref}:${isLast ? 'last' : 'more'}`);
}

export class Vault {
  readonly #root: string;
  readonly #keys: readonly [Buffer, ...Buffer[]];

  /** @param keys the first seals, each opens */
  constructor(dataDir: string, ...keys: readonly [Buffer, ...Buffer[]]) {
    this.#root = join(dataDir, 'recordings');
    this.#keys = keys;
  }

  #pathOf(ref: string): string {
    return join(this.#root, ref.slice(-2), `${ref}.sealed`);
  }

  /** A file's own keys, by its salt. */
  #keysOf(salt: Buffer): Buffer[] {
    return this.#keys.map((key) => Buffer.from(hkdfSync('sha256', key, salt, 'recording', 32)));
  }

  /** Begins a recording. `ref` is letters, digits and dashes. */
  open(ref: string): { write(octets: Uint8Array): void; close(): Promise<void> } {
    const path = this.#pathOf(ref);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = createWriteStream(path, { mode: 0o600 });
    const failed = new Promise<never>((_resolve, reject) => file.on('error', reject));
    // Told to whoever closes the recording.
    failed.catch(() => undefined);
    const salt = randomBytes(saltBytes);
    const [key] = this.#keysOf(salt);
    if (key === undefined) throw new RangeError('a vault has a key');
    file.write(Buffer.concat([magic, salt]));
    const piece = Buffer.alloc(pieceBytes);
    let filled = 0;
    let number = 0;
    const seal = (isLast: boolean): void => {
      const place = { number, isLast };
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place));
      cipher.setAAD(contextOf(ref, place));
      file.write(
        Buffer.concat([cipher.update(piece.subarray(0, filled)), cipher.final(), cipher.getAuthTag()]),
      );
      number += 1;
      filled = 0;
    };
    return {
      write: (octets) => {
        for (let at = 0; at < octets.length; ) {
          // The last piece is told from the others when it is sealed, so one always waits.
          if (filled === pieceBytes) seal(false);
          const part = octets.subarray(at, at + pieceBytes - filled);
          piece.set(part, filled);
          filled += part.length;
          at += part.length;
        }
      },
      close: async () => {
        seal(true);
        await Promise.race([new Promise<void>((resolve) => file.end(resolve)), failed]);
      },
    };
  }

  /**
   * Opens a recording for listening.
   * @throws AppError `not_found` when it is gone; Error while reading when it was tampered with
   */
  async read(ref: string): Promise<{ bytes: number; content: AsyncGenerator<Buffer> }> {
    const path = this.#pathOf(ref);
    const found = await ifThere(stat(path));
    if (!found || found.size < headBytes) throw new AppError('not_found');
    const sealedBytes = found.size - headBytes;
    const full = Math.floor(sealedBytes / (pieceBytes + tagBytes));
    const rest = sealedBytes - full * (pieceBytes + tagBytes);
    // Less than a tag behind the last whole piece was torn off by a crash.
    const bytes = full * pieceBytes + Math.max(0, rest - tagBytes);
    return { bytes, content: this.#unsealed(ref, path, full + (rest > tagBytes ? 1 : 0)) };
  }

  async *#unsealed(ref: string, path: string, pieces: number): AsyncGenerator<Buffer> {
    let waiting = Buffer.alloc(0);
    let keys: readonly Buffer[] | undefined;
    let number = 0;
    const sealed = pieceBytes + tagBytes;
    for await (const part of createReadStream(path, { highWaterMark: 4 * sealed })) {
      waiting = Buffer.concat([waiting, part as Buffer]);
      if (!keys) {
        if (waiting.length < headBytes) continue;
        if (!waiting.subarray(0, magic.length).equals(magic)) throw new Error('not a recording of ours');
        keys = this.#keysOf(waiting.subarray(magic.length, headBytes));
        waiting = waiting.subarray(headBytes);
      }
      while (waiting.length >= sealed && number < pieces - 1) {
        yield unseal(keys, ref, { number, isLast: false }, waiting.subarray(0, sealed));
        waiting = waiting.subarray(sealed);
        number += 1;
      }
    }
    if (keys && pieces > 0) yield this.#lastPiece(keys, ref, number, waiting);
  }

  /** The end of a recording, or where a crash cut it off: there the piece was not sealed as the last. */
  #lastPiece(keys: readonly Buffer[], ref: string, number: number, octets: Buffer): Buffer {
    const piece = octets.subarray(0, pieceBytes + tagBytes);
    try {
      return unseal(keys, ref, { number, isLast: true }, piece);
    } catch {
      return piece.length === pieceBytes + tagBytes
        ? unseal(keys, ref, { number, isLast: false }, piece)
        : Buffer.alloc(piece.length - tagBytes, 0xff);
    }
  }

  async remove(ref: string): Promise<void> {
    await rm(this.#pathOf(ref), { force: true });
  }
}

function unseal(keys: readonly Buffer[], ref: string, piece: Piece, octets: Buffer): Buffer {
  return withEach(keys, (key) => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(piece));
    decipher.setAAD(contextOf(ref, piece));
    decipher.setAuthTag(octets.subarray(octets.length - tagBytes));
    return Buffer.concat([decipher.update(octets.subarray(0, octets.length - tagBytes)), decipher.final()]);
  });
}
