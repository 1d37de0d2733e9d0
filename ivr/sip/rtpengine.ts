// rtpengine as the border of our sound: it stands between the far end and our mixer, hides our addresses, and turns
// other codecs into G.711. Asked over its ng protocol: bencoded dictionaries in datagrams.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { z } from 'zod';

type Bencoded = string | readonly Bencoded[] | { readonly [name: string]: Bencoded };

/** Strings, lists and dictionaries: all that we send. */
export function bencode(value: Bencoded): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`;
  if (Array.isArray(value)) return `l${value.map(bencode).join('')}e`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `d${entries.map(([name, one]) => bencode(name) + bencode(one)).join('')}e`;
}

/** @throws RangeError for what is no bencoding */
export function bdecode(bytes: Buffer): unknown {
  let at = 0;
  const until = (end: string): string => {
    const to = bytes.indexOf(end, at);
    if (to < 0) throw new RangeError('cut off');
    const text = bytes.toString('utf8', at, to);
    at = to + 1;
    return text;
  };
  const read = (depth: number): unknown => {
    if (depth > 20 || at >= bytes.length) throw new RangeError('no bencoding');
    const kind = String.fromCharCode(bytes[at] ?? 0);
    if (kind >= '0' && kind <= '9') {
      const length = Number(until(':'));
      if (!(at + length <= bytes.length)) throw new RangeError('cut off');
      at += length;
      return bytes.toString('utf8', at - length, at);
    }
    at += 1;
    if (kind === 'i') return Number(until('e'));
    if (kind !== 'l' && kind !== 'd') throw new RangeError('no bencoding');
    const items: unknown[] = [];
    while (String.fromCharCode(bytes[at] ?? 0) !== 'e') items.push(read(depth + 1));
    at += 1;
    if (kind === 'l') return items;
    return Object.fromEntries(
      items.flatMap((name, index) => (index % 2 ? [] : [[String(name), items[index + 1]]])),
    );
  };
  return read(0);
}

const answerWithinMs = 1_000;
const mostTries = 3;
const answerSchema = z.object({ result: z.string(), sdp: z.string().optional() });

/** Asks once, and again with the same cookie when nothing comes: rtpengine answers a repeated question as before. */
async function ask(server: { host: string; port: number }, question: Bencoded) {
  const cookie = randomBytes(6).toString('hex');
  const bytes = Buffer.from(`${cookie} ${bencode(question)}`);
  const socket = createSocket('udp4');
  try {
    return await new Promise<z.infer<typeof answerSchema>>((resolve, reject) => {
      let tried = 0;
      const send = (): void => {
        tried += 1;
        if (tried > mostTries) reject(new Error('rtpengine does not answer'));
        else socket.send(bytes, server.port, server.host);
      };
      const again = setInterval(send, answerWithinMs);
      socket.on('close', () => clearInterval(again));
      socket.on('error', reject);
      socket.on('message', (reply) => {
        if (!reply.toString('latin1').startsWith(`${cookie} `)) return;
        try {
          resolve(answerSchema.parse(bdecode(reply.subarray(cookie.length + 1))));
        } catch (error) {
          reject(error);
        }
      });
      send();
    });
  } finally {
    socket.close();
  }
}

export type Side = 'far' | 'ours';

/** The relay of one call. */
export class Relay {
  readonly #server: { host: string; port: number };
  readonly #callId = randomBytes(12).toString('hex');

  constructor(server: { host: string; port: number }) {
    this.#server = server;
  }

  /** A description of one side as the other is to see it. @throws when rtpengine does not answer, or refuses */
  async pass(kind: 'offer' | 'answer', by: Side, sdp: string): Promise<string> {
    const other: Side = by === 'far' ? 'ours' : 'far';
    const tags = kind === 'offer' ? { 'from-tag': by } : { 'from-tag': other, 'to-tag': by };
    const { result, sdp: passed } = await ask(this.#server, {
      command: kind,
      'call-id': this.#callId,
      ...tags,
      sdp,
      ICE: 'remove',
      'transport-protocol': 'RTP/AVP',
      replace: ['origin'],
      // Towards us G.711 only; towards the far end whatever it offered.
      ...(kind === 'offer' && by === 'far' ? { codec: { transcode: ['PCMA', 'PCMU'] } } : {}),
    });
    if (result !== 'ok' || passed === undefined) throw new Error(`rtpengine: ${result}`);
    return passed;
  }

  /** The call is over. */
  async end(): Promise<void> {
    await ask(this.#server, { command: 'delete', 'call-id': this.#callId, 'from-tag': '' });
  }
}
