// How much an archive unpacks to, found out by unpacking it in pieces that nobody keeps: what its head says may be a lie.
import { Unzip, UnzipInflate } from 'fflate';

const pieceBytes = 64 * 1_024;

/** Octets of the parts that are read of a workbook; counting ends beyond `most`. @throws where it is no ZIP archive */
export function unpackedBytes(archive: Uint8Array, most: number): number {
  let total = 0;
  const unzip = new Unzip((part) => {
    if (!/\.xml(?:\.rels)?$/.test(part.name)) return;
    part.ondata = (error, piece) => {
      if (error) throw error;
      total += piece.length;
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < archive.length && total <= most; at += pieceBytes)
    unzip.push(archive.subarray(at, at + pieceBytes), at + pieceBytes >= archive.length);
  return total;
}
