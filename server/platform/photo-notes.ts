// What cameras write beside a picture: where and when it was taken, by which device, whose it is. Pages take it out before
// they send; mail, programs and pages without scripts do not. Taken out here, but how the picture stands and its colours.
// JPEG (ITU-T T.81, Exif 2.32), PNG (third edition), WebP (RFC 9649); HEIC is kept as it is.

/** The picture without notes; the same octets where there are none, or where it is not what it says. */
export function withoutNotes(picture: Buffer, mime: string): Buffer {
  try {
    if (mime === 'image/jpeg') return jpegWithoutNotes(picture);
    if (mime === 'image/png') return pngWithoutNotes(picture);
    return mime === 'image/webp' ? webpWithoutNotes(picture) : picture;
  } catch (error) {
    // Cut off, or lying about its lengths.
    if (error instanceof RangeError) return picture;
    throw error;
  }
}

const [startOfImage, endOfImage, startOfScan, comment] = [0xd8, 0xd9, 0xda, 0xfe] as const;
const [app0, app1, app2, app15] = [0xe0, 0xe1, 0xe2, 0xef] as const;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const exifHead = Buffer.from('Exif\0\0', 'latin1');

/** What stands after a picture's end goes, too: films and depths that telephones hang on. */
function jpegWithoutNotes(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [];
  let turn = 1;
  let at = 2;
  for (;;) {
    if (jpeg.readUInt8(at) !== 0xff) throw new RangeError('no marker');
    const marker = jpeg.readUInt8(at + 1);
    if (marker === endOfImage) break;
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (end > jpeg.length) throw new RangeError('cut off');
    const body = jpeg.subarray(at + 4, end);
    if (marker === app1 && body.subarray(0, 6).equals(exifHead)) turn = turnOf(body.subarray(6)) ?? turn;
    if (isPicture(marker, body)) kept.push(jpeg.subarray(at, end));
    at = end;
    if (marker === startOfScan) {
      at = endOfScan(jpeg, end);
      kept.push(jpeg.subarray(end, at));
    }
  }
  const head = Buffer.from([0xff, startOfImage]);
  const standing = turn === 1 ? [] : [turned(turn)];
  return Buffer.concat([head, ...standing, ...kept, Buffer.from([0xff, endOfImage])]);
}

/** Of what programs add: the JFIF head, colour profiles and Adobe's word on colours are of the picture. */
function isPicture(marker: number, body: Buffer): boolean {
  if (marker === comment) return false;
  if (marker < app0 || marker > app15) return true;
  const name = body.toString('latin1', 0, 12);
  return (
    (marker === app0 && name.startsWith('JFIF\0')) ||
    (marker === app2 && name.startsWith('ICC_PROFILE\0')) ||
    name.startsWith('Adobe')
  );
}

function endOfScan(jpeg: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = jpeg.indexOf(0xff, at);
    if (at < 0 || at + 1 >= jpeg.length) throw new RangeError('cut off');
    const next = jpeg.readUInt8(at + 1);
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
}

const orientation = 0x0112;

/** 1 to 8, as Exif counts the ways in which a picture may stand. */
function turnOf(tiff: Buffer): number | undefined {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (short(at) !== orientation) continue;
    const turn = short(at + 8);
    return turn >= 1 && turn <= 8 ? turn : undefined;
  }
  return undefined;
}

/** An Exif segment that says how the picture stands, and nothing else. */
function turned(turn: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(orientation, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(turn, 18);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xff00 + app1);
  segment.writeUInt16BE(2 + exifHead.length + tiff.length, 2);
  return Buffer.concat([segment, exifHead, tiff]);
}

const pngHead = 8;
const pngNotes: ReadonlySet<string> = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']);

function pngWithoutNotes(png: Buffer): Buffer {
  const kept = [png.subarray(0, pngHead)];
  for (let at = pngHead; ; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (end > png.length) throw new RangeError('cut off');
    const kind = png.toString('latin1', at + 4, at + 8);
    if (!pngNotes.has(kind)) kept.push(png.subarray(at, end));
    if (kind === 'IEND') return Buffer.concat(kept);
    at = end;
  }
}

const riffHead = 12;
/** Flags of VP8X that say that there is Exif and XMP. */
const hasNotes = 0x0c;

function webpWithoutNotes(webp: Buffer): Buffer {
  const whole = 8 + webp.readUInt32LE(4);
  if (whole > webp.length) throw new RangeError('cut off');
  const kept: Buffer[] = [];
  for (let at = riffHead; at + 8 <= whole; ) {
    const length = webp.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > whole) throw new RangeError('cut off');
    const kind = webp.toString('latin1', at, at + 4);
    const part = Buffer.from(webp.subarray(at, end));
    if (kind === 'VP8X') part.writeUInt8(part.readUInt8(8) & ~hasNotes, 8);
    if (kind !== 'EXIF' && kind !== 'XMP ') kept.push(part);
    at = end;
  }
  const head = Buffer.from(webp.subarray(0, riffHead));
  head.writeUInt32LE(4 + kept.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...kept]);
}
