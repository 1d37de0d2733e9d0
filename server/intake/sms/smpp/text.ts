// Letters of short messages (3GPP TS 23.038) and long messages in parts (TS 23.040 §9.2.3.24.1).

/** Data coding: the carrier's default alphabet, which is GSM 03.38, and UCS-2. */
export const codings = { gsm: 0, ascii: 1, latin1: 3, ucs2: 8 } as const;

const basic = [
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?',
  ...'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
];
const escapeCode = 0x1b;
const extended = new Map([
  ['\f', 0x0a],
  ['^', 0x14],
  ['{', 0x28],
  ['}', 0x29],
  ['\\', 0x2f],
  ['[', 0x3c],
  ['~', 0x3d],
  [']', 0x3e],
  ['|', 0x40],
  ['€', 0x65],
]);
const toGsm = new Map<string, readonly number[]>();
basic.forEach((letter, code) => {
  if (code !== escapeCode) toGsm.set(letter, [code]);
});
for (const [letter, code] of extended) toGsm.set(letter, [escapeCode, code]);
const fromExtended = new Map([...extended].map(([letter, code]) => [code, letter]));

/** A text as the carrier takes it: each letter as its octets, so that none is cut in two. */
interface Lettered {
  coding: number;
  letters: Buffer[];
  /** Octets that fit when it is one message, and in each of several parts. */
  whole: number;
  part: number;
}

function lettered(text: string): Lettered {
  const gsm = [...text].map((letter) => toGsm.get(letter));
  if (gsm.every((codes) => codes !== undefined)) {
    return { coding: codings.gsm, letters: gsm.map((codes) => Buffer.from(codes)), whole: 160, part: 153 };
  }
  const letters = [...text].map((letter) => Buffer.from(letter, 'utf16le').swap16());
  return { coding: codings.ucs2, letters, whole: 140, part: 134 };
}

/** Octets of a whole text, for a message_payload. */
export function encodeText(text: string): { coding: number; bytes: Buffer } {
  const { coding, letters } = lettered(text);
  return { coding, bytes: Buffer.concat(letters) };
}

/**
 * A text in as many short messages as it needs: 160 letters of GSM 03.38 or 70 of UCS-2 in one, 153 or 67 in each
 * of several, which then begin with a user data header. A letter (an escaped one, a surrogate pair) is never cut.
 * @param reference common to the parts, 0 to 255
 */
export function splitText(text: string, reference: number): { coding: number; messages: Buffer[] } {
  const { coding, letters, whole, part } = lettered(text);
  const all = Buffer.concat(letters);
  if (all.length <= whole) return { coding, messages: [all] };
  const parts: Buffer[][] = [[]];
  let room = part;
  for (const letter of letters) {
    if (letter.length > room) {
      parts.push([]);
      room = part;
    }
    parts.at(-1)?.push(letter);
    room -= letter.length;
  }
  const messages = parts.map((octets, index) =>
    Buffer.concat([Buffer.from([5, 0, 3, reference & 0xff, parts.length, index + 1]), ...octets]),
  );
  return { coding, messages };
}

function gsmText(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0;
    if (code !== escapeCode) text += basic[code] ?? '�';
    else {
      at += 1;
      const next = bytes[at] ?? 0x20;
      text += fromExtended.get(next) ?? basic[next] ?? '�';
    }
  }
  return text;
}

const ucs2 = new TextDecoder('utf-16be', { ignoreBOM: true });

/** The text of octets in a data coding. What is no letter becomes U+FFFD; U+0000, which no database keeps, is left out. */
export function decodeText(coding: number, bytes: Buffer): string {
  const text =
    coding === codings.ascii || coding === codings.latin1
      ? bytes.toString('latin1')
      : (coding & 0x0c) === codings.ucs2
        ? ucs2.decode(bytes)
        : gsmText(bytes);
  return text.replaceAll('\0', '');
}

/** One part's place among several. */
export interface Place {
  reference: number;
  part: number;
  total: number;
}

/** Takes the user data header off a message. A header that is no such thing is text. */
export function splitHeader(bytes: Buffer): { place: Place | null; payload: Buffer } {
  const length = bytes[0] ?? 0;
  if (length + 1 > bytes.length) return { place: null, payload: bytes };
  let place: Place | null = null;
  for (let at = 1; at + 1 < length + 1; ) {
    const [kind, size] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    const value = bytes.subarray(at + 2, at + 2 + size);
    if (kind === 0x00 && size === 3) place = placeOf(value[0] ?? 0, value[1] ?? 0, value[2] ?? 0);
    if (kind === 0x08 && size === 4) place = placeOf(value.readUInt16BE(0), value[2] ?? 0, value[3] ?? 0);
    at += 2 + size;
  }
  return { place, payload: bytes.subarray(length + 1) };
}

/** A place that can be; null for one message in all, and for nonsense. */
export function placeOf(reference: number, total: number, part: number): Place | null {
  return total > 1 && part >= 1 && part <= total ? { reference, part, total } : null;
}
