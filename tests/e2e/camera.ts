// Photos as a telephone takes them: large, held upright, with the place written inside.
import type { Page } from 'playwright-core';

/** Exif: turned by a quarter (orientation 6), and a GPS part. */
function exif(): Buffer {
  const entry = (tag: number, type: number, count: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const list = (...entries: readonly Buffer[]): Buffer =>
    Buffer.concat([Buffer.from([entries.length, 0]), ...entries, Buffer.alloc(4)]);
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const body = Buffer.concat([
    Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'),
    list(entry(0x0112, 3, 1, 6), entry(0x8825, 4, 1, gpsAt)),
    list(entry(1, 2, 2, 'N'.charCodeAt(0))),
  ]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A JPEG of some megabytes, 4000 × 3000 as the sensor has it, seen 3000 × 4000. */
export async function takePhoto(page: Page): Promise<Buffer> {
  const encoded = await page.evaluate(`(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [4000, 3000];
    const context = canvas.getContext('2d');
    let seed = 1;
    for (let y = 0; y < 3000; y += 10)
      for (let x = 0; x < 4000; x += 10) {
        seed = (seed * 48271) % 2147483647;
        context.fillStyle = '#' + (seed % 16777216).toString(16).padStart(6, '0');
        context.fillRect(x, y, 10, 10);
      }
    return canvas.toDataURL('image/jpeg', 0.98).split(',')[1];
  })()`);
  const jpeg = Buffer.from(String(encoded), 'base64');
  return Buffer.concat([jpeg.subarray(0, 2), exif(), jpeg.subarray(2)]);
}

/** How wide and high a JPEG's dots lie: read from its frame header. */
export function sizeOf(jpeg: Buffer): [width: number, height: number] {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg.readUInt16BE(at);
    if (marker >= 0xffc0 && marker <= 0xffc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  }
  throw new Error('a JPEG has a frame header');
}
