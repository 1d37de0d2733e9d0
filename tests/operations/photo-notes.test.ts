// A picture that strangers send forgets who took it where, however it comes.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { FileStore } from '../../server/platform/files.ts';
import { withoutNotes } from '../../server/platform/photo-notes.ts';

const secret = 'GPS 22.54N 114.05E, camera of Wang Xiaoming';
const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** Exif in the order of bytes of Intel, with an orientation and the secret behind it. */
function exif(turn: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(turn, 18);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, Buffer.from(secret)]));
}
const soi = Buffer.from([0xff, 0xd8]);
const eoi = Buffer.from([0xff, 0xd9]);
const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1'));
const icc = segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01colours', 'latin1'));
// Stuffed octets and a restart within the scan.
const scan = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([1, 0xff, 0, 2, 0xff, 0xd0, 3]),
]);
const table = segment(0xdb, Buffer.alloc(65, 16));

describe('a JPEG', () => {
  it('keeps picture, colours and how it stands, and nothing else', () => {
    const notes = [
      exif(6),
      segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${secret}`)),
      segment(0xed, Buffer.from(`Photoshop 3.0\0${secret}`)),
      segment(0xfe, Buffer.from(secret)),
    ];
    const taken = Buffer.concat([soi, jfif, ...notes, icc, table, scan, eoi, Buffer.from(secret)]);
    const bare = withoutNotes(taken, 'image/jpeg');
    expect(bare.includes('Wang')).toBe(false);
    for (const part of [jfif, icc, table, scan]) expect(bare.includes(part)).toBe(true);
    expect(bare.subarray(-2)).toEqual(eoi);
    // Again, it stays as it is: read back, it stands as before.
    expect(withoutNotes(bare, 'image/jpeg')).toEqual(bare);
    expect(bare.includes(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]))).toBe(true);
  });

  it('that stands upright needs no word about it; one that is cut off is left as it is', () => {
    const upright = Buffer.concat([soi, exif(1), table, scan, eoi]);
    expect(withoutNotes(upright, 'image/jpeg')).toEqual(Buffer.concat([soi, table, scan, eoi]));
    const torn = upright.subarray(0, 40);
    expect(withoutNotes(torn, 'image/jpeg')).toEqual(torn);
  });
});

const chunk = (kind: string, body: Buffer): Buffer => {
  const content = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32 ? crc32(content) : 0);
  return Buffer.concat([length, content, sum]);
};

it('a PNG loses its texts and its Exif', () => {
  const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const [ihdr, idat, iend] = [
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  const notes = ['tEXt', 'iTXt', 'eXIf'].map((kind) => chunk(kind, Buffer.from(secret)));
  const taken = Buffer.concat([head, ihdr, ...notes, idat, iend, Buffer.from(secret)]);
  expect(withoutNotes(taken, 'image/png')).toEqual(Buffer.concat([head, ihdr, idat, iend]));
});

it('a WebP loses its Exif and its XMP, and no longer says that it has them', () => {
  const part = (kind: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(kind, 'latin1'), length, body, Buffer.alloc(body.length % 2)]);
  };
  const whole = (parts: readonly Buffer[]): Buffer =>
    part('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts]));
  const flags = (value: number) => part('VP8X', Buffer.from([value, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  const picture = part('VP8 ', Buffer.from('odd'));
  const taken = whole([
    flags(0x2c),
    picture,
    part('EXIF', Buffer.from(secret)),
    part('XMP ', Buffer.from(secret)),
  ]);
  expect(withoutNotes(taken, 'image/webp')).toEqual(whole([flags(0x20), picture]));
});

describe('the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onecall-photos-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the bare picture under the bare picture’s name', async () => {
    const store = new FileStore(folder);
    const taken = Buffer.concat([soi, exif(3), table, scan, eoi]);
    const { sha256, bytes, mime } = await store.save(Readable.from([taken], { objectMode: false }));
    const kept = await buffer((await store.open(sha256)).stream);
    expect(mime).toBe('image/jpeg');
    expect(kept.includes('Wang')).toBe(false);
    expect([kept.length, createHash('sha256').update(kept).digest('hex')]).toEqual([bytes, sha256]);
  });
});
