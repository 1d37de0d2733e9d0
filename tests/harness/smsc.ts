// A carrier's message centre in this process. It does what real ones do on bad days: hangs up before or after it has
// taken a message, says "too fast", loses an acknowledgement and brings the message again.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import {
  encodePdu,
  type KnownPdu,
  type Pdu,
  PduReader,
  type Sm,
  statuses,
  tags,
} from '../../server/intake/sms/smpp/pdu.ts';
import { codings, decodeText, splitHeader, splitText } from '../../server/intake/sms/smpp/text.ts';
import type { Certificate } from './certificate.ts';

/** What happens to a submission. `unheard`: taken, but the line breaks before the answer. */
export type Fate = 'taken' | 'line_lost' | 'unheard' | 'too_fast' | 'refused';

interface Waiting {
  sm: Sm;
  /** The first acknowledgement of it gets lost. */
  losesAck: boolean;
}

export class FakeSmsc {
  readonly #server: Server;
  readonly taken: Sm[] = [];
  /** Asked for each submission, the first is 1. */
  fate: (count: number) => Fate = () => 'taken';
  /** Whether what is taken gets a receipt. */
  sendsReceipts = true;
  /** Whether receipts bear the mark of the submission (`user_message_reference`). */
  echoesMarks = false;
  binds = 0;
  /** Submissions that were taken without our hearing of it. */
  unheard = 0;
  #scheme = 'smpp';
  #count = 0;
  #sequence = 0;
  #socket: Socket | undefined;
  #waiting: Waiting[] = [];
  #isWaitingForAck = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** With a certificate it speaks TLS. */
  static async open(certificate?: Certificate): Promise<FakeSmsc> {
    const server = certificate ? createTlsServer(certificate) : createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const smsc = new FakeSmsc(server);
    smsc.#scheme = certificate ? 'smpps' : 'smpp';
    server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => smsc.#serve(socket));
    return smsc;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `${this.#scheme}://city:secret@localhost:${address.port}`;
  }

  /** Hangs up. */
  drop(): void {
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Texts by number, parts put together, in the order in which they were taken; what came twice stands twice. */
  textsTo(number: string): string[] {
    const texts: string[] = [];
    let open: Buffer[] = [];
    for (const sm of this.taken.filter(({ destination }) => `+${destination.digits}` === number)) {
      if ((sm.esmClass & 0x40) === 0) {
        texts.push(decodeText(sm.coding, sm.message));
        continue;
      }
      const { place, payload } = splitHeader(sm.message);
      if (!place) throw new Error('a header without a place');
      open[place.part - 1] = payload;
      if (open.filter(Boolean).length < place.total) continue;
      texts.push(decodeText(sm.coding, Buffer.concat(open)));
      open = [];
    }
    return texts;
  }

  /** A citizen writes. Long texts go in parts; `losesAck`: the acknowledgement of the last part is not heard. */
  write(from: string, text: string, { losesAck = false } = {}): void {
    this.#sequence += 1;
    const { coding, messages } = splitText(text, this.#sequence & 0xff);
    messages.forEach((message, index) => {
      const esmClass = messages.length > 1 ? 0x40 : 0;
      const isLast = index === messages.length - 1;
      this.deliver({ ...citizenSm(from), esmClass, coding, message }, losesAck && isLast);
    });
  }

  deliver(sm: Sm, losesAck = false): void {
    this.#waiting.push({ sm, losesAck });
    this.#pump();
  }

  /** Resolves when everything was acknowledged. */
  async delivered(withinMs = 20_000): Promise<void> {
    const giveUpAt = Date.now() + withinMs;
    while (this.#waiting.length > 0) {
      if (Date.now() > giveUpAt) throw new Error(`${this.#waiting.length} messages were not acknowledged`);
      await pause(20);
    }
  }

  #serve(socket: Socket): void {
    const reader = new PduReader();
    this.#socket?.destroy();
    this.#socket = socket;
    this.#isWaitingForAck = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const pdu of reader.read(chunk)) this.#take(socket, pdu);
    });
  }

  #write(socket: Socket, pdu: KnownPdu): void {
    socket.write(encodePdu(pdu));
  }

  #take(socket: Socket, pdu: Pdu): void {
    if (socket.destroyed) return;
    const { sequence } = pdu;
    if (pdu.command === 'bind_transceiver') {
      const isKnown = pdu.systemId === 'city' && pdu.password === 'secret';
      const status = isKnown ? statuses.ok : 0x0e;
      this.#write(socket, { command: 'bind_transceiver_resp', status, sequence, systemId: 'smsc' });
      if (isKnown) this.binds += 1;
      this.#pump();
    } else if (pdu.command === 'enquire_link') {
      this.#write(socket, { command: 'enquire_link_resp', status: statuses.ok, sequence });
    } else if (pdu.command === 'unbind') {
      this.#write(socket, { command: 'unbind_resp', status: statuses.ok, sequence });
    } else if (pdu.command === 'submit_sm') {
      this.#submitted(socket, pdu.sm, sequence);
    } else if (pdu.command === 'deliver_sm_resp') {
      this.#acknowledged(socket, pdu.status);
    }
  }

  #submitted(socket: Socket, sm: Sm, sequence: number): void {
    this.#count += 1;
    const fate = this.fate(this.#count);
    if (fate === 'line_lost') {
      socket.destroy();
      return;
    }
    const refusal = { too_fast: statuses.throttled, refused: 0x0b }[fate as 'too_fast' | 'refused'];
    if (refusal !== undefined) {
      this.#write(socket, { command: 'submit_sm_resp', status: refusal, sequence, messageId: '' });
      return;
    }
    this.taken.push(sm);
    const messageId = `m:${this.taken.length}`;
    if (this.sendsReceipts) this.deliver(receiptFor(sm, messageId, this.echoesMarks));
    if (fate === 'unheard') {
      this.unheard += 1;
      socket.destroy();
      return;
    }
    this.#write(socket, { command: 'submit_sm_resp', status: statuses.ok, sequence, messageId });
  }

  #acknowledged(socket: Socket, status: number): void {
    const [first] = this.#waiting;
    if (first?.losesAck) {
      first.losesAck = false;
      socket.destroy();
      return;
    }
    this.#isWaitingForAck = false;
    if (status === statuses.ok) this.#waiting.shift();
    setTimeout(() => this.#pump(), status === statuses.ok ? 0 : 200);
  }

  #pump(): void {
    const [first] = this.#waiting;
    const socket = this.#socket;
    if (!first || !socket || socket.destroyed || this.binds === 0 || this.#isWaitingForAck) return;
    this.#isWaitingForAck = true;
    this.#sequence += 1;
    this.#write(socket, {
      command: 'deliver_sm',
      status: statuses.ok,
      sequence: this.#sequence,
      sm: first.sm,
    });
  }
}

const service = { ton: 0, npi: 1, digits: '12345' };

function citizenSm(from: string): Sm {
  return {
    source: { ton: 1, npi: 1, digits: from.slice(1) },
    destination: service,
    esmClass: 0,
    registeredDelivery: 0,
    coding: codings.gsm,
    message: Buffer.alloc(0),
    tlvs: new Map(),
  };
}

function receiptFor(sm: Sm, messageId: string, echoesMark: boolean): Sm {
  const mark = echoesMark ? sm.tlvs.get(tags.userMessageReference) : undefined;
  const text = `id:${messageId} sub:001 dlvrd:001 submit date:2611250101 done date:2611250102 stat:DELIVRD err:000 text:`;
  return {
    ...citizenSm(`+${sm.destination.digits}`),
    esmClass: 0x04,
    message: Buffer.from(text, 'latin1'),
    tlvs: new Map(mark ? [[tags.userMessageReference, mark]] : []),
  };
}
