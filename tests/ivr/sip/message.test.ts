// Messages to torture a parser with, of our own, in the spirit of RFC 4475.
import { describe, expect, test } from 'vitest';
import { parseNameAddress, parseUri } from '../../../ivr/sip/address.ts';
import { type Framed, MessageStream } from '../../../ivr/sip/framing.ts';
import { parseMessage, type SipMessage, writeMessage } from '../../../ivr/sip/message.ts';
import { calledNumber, callerNumber } from '../../../ivr/sip/parties.ts';

const fields = {
  Via: 'SIP/2.0/UDP 10.0.0.9:5070;branch=z9hG4bKtorture',
  From: '"Zhang San" <sip:13800000000@carrier.example>;tag=a1',
  To: '<sip:12345@city.example>',
  'Call-ID': 'torture@10.0.0.9',
  CSeq: '7 INVITE',
};

/** A valid INVITE with some fields changed, left out (null) or added. */
function invite(
  changes: Record<string, string | null> = {},
  body = '',
  start = 'INVITE sip:12345@city.example SIP/2.0',
) {
  const lines = Object.entries({ ...fields, ...changes }).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return Buffer.from(`${start}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function read(bytes: Buffer): SipMessage {
  const parsed = parseMessage(bytes);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.message;
}

describe('A message that looks odd and is right', () => {
  test('with compact names, folded lines, blanks everywhere and several values in a line', () => {
    const text = [
      'INVITE sip:12345@city.example;user=phone SIP/2.0',
      'v: SIP / 2.0 / UDP  10.0.0.9 : 5070 ; branch = z9hG4bKone ;rport , SIP/2.0/TCP',
      '  proxy.example;branch=z9hG4bKtwo',
      'Via:SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bKthree',
      'f : "Li \\"Four\\", \\\\ <the; other>"',
      '\t<sip:+8613800000000@carrier.example;user=phone>;tag = a1',
      'T:sip:12345@city.example',
      'i:',
      ' one@10.0.0.9',
      'CSEQ: 0009',
      '  INVITE',
      'Record-Route: <sip:p1.example;lr>, <sip:p2.example;lr>',
      'record-route: <sip:p3.example;lr>',
      'm: "a, b" <sip:x@10.0.0.9?Subject=a,b>',
      'X-Odd!.%*: ',
      'l: 3',
      '',
      'abcdef',
    ].join('\r\n');
    const message = read(Buffer.from(text));
    expect(message.via.map(({ transport, host, port }) => [transport, host, port])).toEqual([
      ['UDP', '10.0.0.9', 5070],
      ['TCP', 'proxy.example', null],
      ['TLS', '[2001:db8::1]', 5061],
    ]);
    expect(message.via[0]?.params.get('branch')).toBe('z9hG4bKone');
    expect(message.from.name).toBe('Li "Four", \\ <the; other>');
    expect(message.from.params.get('tag')).toBe('a1');
    expect([message.callId, message.seq, message.body]).toEqual(['one@10.0.0.9', 9, 'abc']);
    expect(message.headers.list('record-route')).toHaveLength(3);
    expect(message.headers.list('contact')).toHaveLength(1);
    expect(message.headers.get('x-odd!.%*')).toBe('');
  });

  test('comes out of writing as it went in', () => {
    const first = read(invite({ Contact: '<sip:a%20b@10.0.0.9:5070;transport=tcp>' }, 'body 你好'));
    const again = read(writeMessage(first));
    expect([...again.headers]).toEqual([...first.headers]);
    expect({ ...again, headers: null }).toEqual({ ...first, headers: null });
  });

  test('with bare line feeds, without Content-Length, and a response without a reason', () => {
    expect(read(Buffer.from(invite({}, 'x').toString().replaceAll('\r\n', '\n'))).body).toBe('x');
    const response = read(invite({ CSeq: '7 INVITE' }, '', 'SIP/2.0 180'));
    expect(response).toMatchObject({ kind: 'response', status: 180, reason: '' });
  });

  test('whose header would break a line is written in one', () => {
    const message = read(invite());
    message.headers.add('subject', 'a\r\nInjected: yes');
    expect(writeMessage(message).toString()).not.toContain('\r\nInjected');
  });
});

describe('A request that is wrong is refused with 400 where that is possible', () => {
  test.each<[string, Buffer]>([
    ['no Call-ID', invite({ 'Call-ID': null })],
    ['no From', invite({ From: null })],
    ['no To', invite({ To: null })],
    ['no CSeq', invite({ CSeq: null })],
    ['a CSeq of another method', invite({ CSeq: '7 OPTIONS' })],
    ['a CSeq beyond 2³¹', invite({ CSeq: '9292394834 INVITE' })],
    ['a CSeq that is no number', invite({ CSeq: 'seven INVITE' })],
    ['a quote that stays open', invite({ From: '"Zhang <sip:1@x>;tag=1' })],
    ['a bracket that stays open', invite({ To: '<sip:12345@city.example' })],
    ['two From', Buffer.from(invite().toString().replace('To:', 'From: <sip:b@x>;tag=2\r\nTo:'))],
    ['a Via of another protocol', invite({ Via: 'HTTP/1.1/UDP x;branch=z9hG4bKa' })],
    ['a port beyond all ports', invite({ Via: 'SIP/2.0/UDP x:99999;branch=z9hG4bKa' })],
    ['a length of less than nothing', invite({ 'Content-Length': '-999' })],
    ['a length of more than there is', invite({ 'Content-Length': '9999' }, 'short')],
    ['a Request-URI in brackets', invite({}, '', 'INVITE <sip:12345@city.example> SIP/2.0')],
    ['a line without a name', Buffer.from(invite().toString().replace('To:', ': nothing\r\nTo:'))],
    ['a name with a blank', Buffer.from(invite().toString().replace('To:', 'two words: x\r\nTo:'))],
    [
      'too many headers',
      invite(Object.fromEntries(Array.from({ length: 250 }, (_none, n) => [`X-${n}`, 'x']))),
    ],
    ['a header beyond 8 KiB', invite({ Subject: 'x'.repeat(9_000) })],
  ])('%s', (_what, bytes) => {
    const parsed = parseMessage(bytes);
    expect(parsed).toMatchObject({ refusal: expect.stringMatching(/^SIP\/2\.0 400 /) });
  });

  test('another version gets 505, an ACK and a response get nothing', () => {
    const version = parseMessage(invite({}, '', 'INVITE sip:1@x SIP/7.0'));
    expect(version).toMatchObject({ refusal: expect.stringMatching(/^SIP\/2\.0 505 /) });
    const ack = parseMessage(invite({ From: null, CSeq: '7 ACK' }, '', 'ACK sip:1@x SIP/2.0'));
    expect(ack).toMatchObject({ fault: expect.any(String), refusal: undefined });
    const response = parseMessage(invite({ To: null }, '', 'SIP/2.0 200 OK'));
    expect(response).toMatchObject({ fault: expect.any(String), refusal: undefined });
  });
});

describe('Garbage', () => {
  test('of any kind makes nothing throw, and valid messages with any octet changed neither', () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((seed / 2 ** 31) * below);
    };
    for (let round = 0; round < 300; round += 1) {
      const noise = Buffer.from(Array.from({ length: random(400) }, () => random(256)));
      expect(() => parseMessage(noise)).not.toThrow();
      expect(() => new MessageStream().push(noise)).not.toThrow();
      const bent = invite({ Contact: '<sip:x@10.0.0.9>;expires=60' }, 'v=0');
      for (let changes = 0; changes <= random(4); changes += 1) bent[random(bent.length)] = random(256);
      expect(() => {
        const parsed = parseMessage(bent);
        if ('message' in parsed) writeMessage(parsed.message);
      }).not.toThrow();
    }
  });

  test('that costs much to look at is looked at quickly', () => {
    const began = performance.now();
    parseMessage(invite({ From: '"'.repeat(8_000) }));
    parseMessage(invite({ To: `<sip:${'a:'.repeat(4_000)}@x>` }));
    parseMessage(invite({ Via: `SIP/2.0/UDP ${'a.-'.repeat(2_600)}!` }));
    parseMessage(Buffer.from(`INVITE ${' '.repeat(60_000)}x`));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('Addresses', () => {
  test.each([
    ['sip:12345@city.example', { user: '12345', host: 'city.example', port: null }],
    ['SIP:City.Example:5070;Transport=TCP;lr', { user: null, host: 'city.example', port: 5070 }],
    ['sips:a%40b:se%3Acret@[::1]', { scheme: 'sips', user: 'a@b', password: 'se:cret', host: '[::1]' }],
    ['sip:user;x=1?y@h;z?Subject=1', { user: 'user;x=1?y', host: 'h' }],
    ['tel:+86-138-0000(0000)', { scheme: 'tel', user: '+8613800000000' }],
  ])('%s is read', (text, expected) => expect(parseUri(text)).toMatchObject(expected));

  test.each([
    '',
    'sip:',
    'sip:@',
    'sip:a@',
    'sip:a@h:0',
    'sip:a@h:70000',
    'sip:a@-h',
    'sip:a b@h',
    'http://h',
    'tel:',
  ])('%j is none', (text) => expect(parseUri(text)).toBeUndefined());

  test('without brackets the parameters belong to the header', () => {
    expect(parseNameAddress('sip:a@h;tag=1')).toMatchObject({ uri: 'sip:a@h' });
    expect(parseNameAddress('<sip:a@h;lr>;tag=1')).toMatchObject({ uri: 'sip:a@h;lr' });
    expect(parseNameAddress('<sip:a@h> trailing')).toBeUndefined();
  });
});

describe('Who calls whom', () => {
  const caller = (changes: Record<string, string>, isTrusted = true) => {
    const message = read(invite(changes));
    return message.kind === 'request' ? callerNumber(message, isTrusted) : undefined;
  };

  test.each<[string, Record<string, string>, string | null]>([
    ['the From where nothing is asserted', {}, '13800000000'],
    [
      'what the network asserts',
      { 'P-Asserted-Identity': '"x" <sip:+8613911111111@c>, <tel:+8613911111111>' },
      '+8613911111111',
    ],
    ['a tel URI', { From: '<tel:+86-139-1111-1111>;tag=1' }, '+8613911111111'],
    ['nobody, when anonymous', { From: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1' }, null],
    [
      'nobody, when privacy is asked for',
      { Privacy: 'id;critical', 'P-Asserted-Identity': '<sip:13911111111@c>' },
      null,
    ],
    ['nobody, when the user is no number', { From: '<sip:alice@c>;tag=1' }, null],
  ])('is %s', (_what, changes, number) => expect(caller(changes)).toBe(number));

  test('is not what a stranger asserts', () => {
    expect(caller({ 'P-Asserted-Identity': '<sip:110@c>' }, false)).toBe('13800000000');
  });

  test('is called by the number of the request, or of the To when that is our contact', () => {
    const called = (uri: string) => {
      const message = read(invite({}, '', `INVITE ${uri} SIP/2.0`));
      return message.kind === 'request' ? calledNumber(message) : undefined;
    };
    expect(called('sip:075512345@10.0.0.1')).toBe('075512345');
    expect(called('sip:onecall@10.0.0.1')).toBe('12345');
  });
});

describe('A stream', () => {
  const message = invite({ 'Content-Length': '4' }, 'body');
  const other = invite({ l: '0', CSeq: '8 INVITE' });

  test.each([1, 2, 3, 7, 64, 10_000])('in pieces of %i gives the same messages', (size) => {
    const all = Buffer.concat([Buffer.from('\r\n'), message, Buffer.from('\r\n\r\n'), other, message]);
    const stream = new MessageStream();
    const framed: Framed[] = [];
    for (let at = 0; at < all.length; at += size) framed.push(...stream.push(all.subarray(at, at + size)));
    expect(framed.filter((one) => one === 'ping').length).toBeLessThanOrEqual(1);
    expect(framed.flatMap((one) => (typeof one === 'string' ? [] : [one.message.toString()]))).toEqual([
      message.toString(),
      other.toString(),
      message.toString(),
    ]);
  });

  test('with an empty pair of lines asks for one back', () => {
    expect(new MessageStream().push(Buffer.from('\r\n\r\n'))).toEqual(['ping']);
  });

  test('without a length, or that never ends, is given up', () => {
    expect(new MessageStream().push(invite())).toEqual(['fault']);
    const stream = new MessageStream();
    const framed = Array.from({ length: 80 }, () => stream.push(Buffer.alloc(1_024, 'x'))).flat();
    expect(framed).toEqual(['fault']);
    expect(new MessageStream().push(invite({ 'Content-Length': '99999999' }))).toEqual(['fault']);
  });
});
