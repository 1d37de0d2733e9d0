// Bytes on the line to a carrier: what goes out comes back, and nothing is cut where a telephone could not mend it.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  encodePdu,
  type KnownPdu,
  MalformedPdu,
  PduReader,
  type Sm,
} from '../../../server/intake/sms/smpp/pdu.ts';
import { isReceipt, providerRefOf, readReceipt } from '../../../server/intake/sms/smpp/receipt.ts';
import { decodeText, encodeText, splitHeader, splitText } from '../../../server/intake/sms/smpp/text.ts';

const digits = fc.stringMatching(/^\d{3,15}$/);
const address = fc.record({ ton: fc.constantFrom(0, 1, 5), npi: fc.constantFrom(0, 1), digits });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((octets) => Buffer.from(octets));
const sm: fc.Arbitrary<Sm> = fc.record({
  source: address,
  destination: address,
  esmClass: fc.nat(255),
  registeredDelivery: fc.nat(1),
  coding: fc.constantFrom(0, 1, 3, 8),
  message: bytes(254),
  tlvs: fc
    .uniqueArray(fc.tuple(fc.nat(0xffff), bytes(300)), { selector: ([tag]) => tag, maxLength: 4 })
    .map((entries) => new Map(entries)),
});
const sequence = fc.integer({ min: 1, max: 0x7fff_ffff });
const word = fc.stringMatching(/^[a-z0-9]{0,15}$/);
const unit: fc.Arbitrary<KnownPdu> = fc.oneof(
  fc.record({ command: fc.constantFrom('submit_sm', 'deliver_sm'), status: fc.constant(0), sequence, sm }),
  fc.record({
    command: fc.constantFrom('submit_sm_resp', 'deliver_sm_resp'),
    status: fc.nat(255),
    sequence,
    messageId: word,
  }),
  fc.record({
    command: fc.constant('bind_transceiver' as const),
    status: fc.constant(0),
    sequence,
    systemId: word,
    password: word,
  }),
  fc.record({ command: fc.constantFrom('enquire_link', 'unbind_resp'), status: fc.nat(255), sequence }),
);

describe('units', () => {
  test('come back as they went, however the line cuts the bytes', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), fc.integer({ min: 1, max: 64 }), (units, size) => {
        const all = Buffer.concat(units.map(encodePdu));
        const reader = new PduReader();
        const read = [];
        for (let at = 0; at < all.length; at += size) read.push(...reader.read(all.subarray(at, at + size)));
        expect(read).toEqual(units);
      }),
    );
  });

  test('noise is refused, never read for ever', () => {
    expect(() => new PduReader().read(Buffer.alloc(32))).toThrow(MalformedPdu);
    expect(() => new PduReader().read(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toThrow(MalformedPdu);
  });
});

const gsmLetters = [
  ...'@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüàabcXYZ019\n\r^{}\\[~]|€_',
];
const gsmText = fc
  .array(fc.constantFrom(...gsmLetters), { maxLength: 700 })
  .map((letters) => letters.join(''));
const anyText = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !text.includes('\0'));

/** What a telephone makes of the parts. */
function assembled(text: string): string {
  const { coding, messages } = splitText(text, 7);
  if (messages.length === 1) return decodeText(coding, messages[0] ?? Buffer.alloc(0));
  const parts = messages.map(splitHeader);
  parts.forEach(({ place }, index) => {
    expect(place).toEqual({ reference: 7, total: messages.length, part: index + 1 });
  });
  return decodeText(coding, Buffer.concat(parts.map(({ payload }) => payload)));
}

describe('texts', () => {
  test('in the alphabet of GSM come back', () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        expect(assembled(text)).toBe(text);
        expect(encodeText(text).coding).toBe(0);
      }),
    );
  });

  test('of any letters come back, and no part is longer than a short message', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, gsmText), (text) => {
        expect(assembled(text)).toBe(text);
        const { coding, messages } = splitText(text, 7);
        for (const message of messages) expect(message.length).toBeLessThanOrEqual(coding === 8 ? 140 : 159);
      }),
    );
  });

  test('each part is whole letters: a pair of surrogates is never cut', () => {
    fc.assert(
      fc.property(fc.nat(140), fc.nat(140), (before, after) => {
        const { coding, messages } = splitText(`${'好'.repeat(before)}🚦${'好'.repeat(after)}`, 1);
        for (const message of messages) {
          const payload = messages.length > 1 ? splitHeader(message).payload : message;
          expect(decodeText(coding, payload)).not.toContain('�');
        }
      }),
    );
  });

  const cases: [string, string, number][] = [
    ['70 Chinese characters', '好'.repeat(70), 1],
    ['71', '好'.repeat(71), 2],
    ['134', '好'.repeat(134), 2],
    ['135', '好'.repeat(135), 3],
    ['35 emoji', '🚦'.repeat(35), 1],
    ['36 emoji', '🚦'.repeat(36), 2],
    ['66 characters and an emoji over the edge', `${'好'.repeat(66)}🚦${'好'.repeat(66)}`, 3],
    ['160 letters of GSM', 'a'.repeat(160), 1],
    ['161', 'a'.repeat(161), 2],
    ['306', 'a'.repeat(306), 2],
    ['307', 'a'.repeat(307), 3],
    ['80 escaped ones', '€'.repeat(80), 1],
    ['152 letters, an escaped one over the edge', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['nothing', '', 1],
  ];
  it.each(cases)('%s', (_name, text, parts) => {
    expect(splitText(text, 1).messages).toHaveLength(parts);
    expect(splitText(text, 1).messages.every((one) => one.length <= 160)).toBe(true);
  });

  test('of others are read as their data coding says', () => {
    expect(decodeText(3, Buffer.from('caf\xe9', 'latin1'))).toBe('café');
    expect(decodeText(8, Buffer.from([0xd8, 0x3d]))).toBe('�');
    expect(decodeText(0, Buffer.from([0x1b, 0x65, 0x00]))).toBe('€@');
  });

  test('a header that says more than there is, is text', () => {
    expect(splitHeader(Buffer.from([9, 0, 3]))).toEqual({ place: null, payload: Buffer.from([9, 0, 3]) });
  });
});

describe('receipts', () => {
  const address0 = { ton: 1, npi: 1, digits: '8613800001111' };
  const receipt = (message: string, tlvs: [number, Buffer][] = []): Sm => ({
    source: address0,
    destination: address0,
    esmClass: 4,
    registeredDelivery: 0,
    coding: 0,
    message: encodeText(message).bytes,
    tlvs: new Map(tlvs),
  });
  test('are read from their text', () => {
    const text =
      'id:A:1 sub:001 dlvrd:001 submit date:2611250101 done date:2611250102 stat:UNDELIV err:011 text:x';
    expect(isReceipt(receipt(text))).toBe(true);
    expect(readReceipt(receipt(text))).toEqual({
      providerRef: providerRefOf('A:1'),
      delivery: 'failed',
      error: 'UNDELIV 011',
    });
    expect(providerRefOf('A:1')).not.toContain(':');
  });
  test('are read from their optional parameters first', () => {
    const tlvs: [number, Buffer][] = [
      [0x1e, Buffer.from('B2\0')],
      [0x427, Buffer.from([2])],
    ];
    expect(readReceipt(receipt('id:other stat:UNDELIV', tlvs))).toEqual({
      providerRef: providerRefOf('B2'),
      delivery: 'delivered',
    });
  });
  test('that say nothing new are left out', () => {
    expect(readReceipt(receipt('id:1 stat:ACCEPTD'))).toBeNull();
    expect(readReceipt(receipt('hello'))).toBeNull();
  });
});
