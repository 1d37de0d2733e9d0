// The protocol data units of SMPP 3.4 that a transceiver needs, to bytes and back.
// Why an own codec: npm's `smpp` (0.5.1, MIT) has no types, hands out decoded texts (which loses a letter that is cut
// between two parts), is deaf after one malformed unit and never answers who asked on a connection that is lost.

export const commandIds = {
  generic_nack: 0x80000000,
  submit_sm: 0x00000004,
  submit_sm_resp: 0x80000004,
  deliver_sm: 0x00000005,
  deliver_sm_resp: 0x80000005,
  unbind: 0x00000006,
  unbind_resp: 0x80000006,
  bind_transceiver: 0x00000009,
  bind_transceiver_resp: 0x80000009,
  enquire_link: 0x00000015,
  enquire_link_resp: 0x80000015,
} as const;
type CommandName = keyof typeof commandIds;

/** Command status (SMPP 3.4 §5.1.3), as far as we act on it. */
export const statuses = {
  ok: 0x00,
  invalidCommand: 0x03,
  systemError: 0x08,
  queueFull: 0x14,
  throttled: 0x58,
  temporary: 0x64,
} as const;

/** Optional parameters (§5.3.2). */
export const tags = {
  receiptedMessageId: 0x001e,
  userMessageReference: 0x0204,
  sarReference: 0x020c,
  sarTotal: 0x020e,
  sarPart: 0x020f,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const;

export interface Address {
  /** Type of number: 0 unknown, 1 international, 5 alphanumeric. */
  ton: number;
  /** Numbering plan: 0 unknown, 1 telephone. */
  npi: number;
  digits: string;
}

/** A short message; the same in both directions. */
export interface Sm {
  source: Address;
  destination: Address;
  esmClass: number;
  registeredDelivery: number;
  coding: number;
  message: Buffer;
  tlvs: ReadonlyMap<number, Buffer>;
}

type Envelope<C extends string, B> = { command: C; status: number; sequence: number } & B;
export type Pdu =
  | Envelope<'submit_sm' | 'deliver_sm', { sm: Sm }>
  | Envelope<'submit_sm_resp' | 'deliver_sm_resp', { messageId: string }>
  | Envelope<'bind_transceiver', { systemId: string; password: string }>
  | Envelope<'bind_transceiver_resp', { systemId: string }>
  | Envelope<'enquire_link' | 'enquire_link_resp' | 'unbind' | 'unbind_resp' | 'generic_nack', object>
  | Envelope<'unknown', { isResponse: boolean }>;
export type KnownPdu = Exclude<Pdu, { command: 'unknown' }>;

export class MalformedPdu extends Error {}

const names = new Map<number, CommandName>();
for (const name of Object.keys(commandIds) as CommandName[]) names.set(commandIds[name], name);

const headBytes = 16;
/** Longer than a message_payload of 64 KiB with its surroundings is no unit but noise. */
const mostBytes = 0x1_1000;
const interfaceVersion = 0x34;

const cString = (text: string): Buffer => Buffer.from(`${text}\0`, 'latin1');
const octets = (...values: number[]): Buffer => Buffer.from(values);
const address = ({ ton, npi, digits }: Address): Buffer => Buffer.concat([octets(ton, npi), cString(digits)]);

function smBytes(sm: Sm): Buffer {
  if (sm.message.length > 254) throw new RangeError('a short message has 254 octets at most');
  const tlvs = [...sm.tlvs].map(([tag, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([
    cString(''), // service_type
    address(sm.source),
    address(sm.destination),
    octets(sm.esmClass, 0, 0), // protocol_id, priority_flag
    cString(''), // schedule_delivery_time
    cString(''), // validity_period
    octets(sm.registeredDelivery, 0, sm.coding, 0, sm.message.length), // replace_if_present_flag, sm_default_msg_id
    sm.message,
    ...tlvs,
  ]);
}

function bodyBytes(pdu: KnownPdu): Buffer {
  switch (pdu.command) {
    case 'submit_sm':
    case 'deliver_sm':
      return smBytes(pdu.sm);
    case 'submit_sm_resp':
    case 'deliver_sm_resp':
      return cString(pdu.messageId);
    case 'bind_transceiver':
      return Buffer.concat([
        ...[pdu.systemId, pdu.password, ''].map(cString),
        octets(interfaceVersion, 0, 0),
        cString(''),
      ]);
    case 'bind_transceiver_resp':
      return cString(pdu.systemId);
    default:
      return Buffer.alloc(0);
  }
}

/** @throws {RangeError} for a short message of more than 254 octets */
export function encodePdu(pdu: KnownPdu): Buffer {
  const body = bodyBytes(pdu);
  const head = Buffer.alloc(headBytes);
  [headBytes + body.length, commandIds[pdu.command], pdu.status, pdu.sequence].forEach((value, index) => {
    head.writeUInt32BE(value, index * 4);
  });
  return Buffer.concat([head, body]);
}

/** Reads fields one after the other. Responses to errors may have no body: what is missing is empty. */
class Fields {
  readonly #bytes: Buffer;
  #at = headBytes;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  octet(): number {
    return this.take(1)[0] ?? 0;
  }

  short(): number {
    return this.take(2).readUInt16BE(0);
  }

  text(): string {
    if (this.left === 0) return '';
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw new MalformedPdu('a text without its end');
    const text = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  take(count: number): Buffer {
    if (count > this.left) throw new MalformedPdu('shorter than it says');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function readSm(fields: Fields): Sm {
  const readAddress = (): Address => ({ ton: fields.octet(), npi: fields.octet(), digits: fields.text() });
  fields.text();
  const source = readAddress();
  const destination = readAddress();
  const esmClass = fields.octet();
  fields.take(2);
  fields.text();
  fields.text();
  const registeredDelivery = fields.octet();
  fields.octet();
  const coding = fields.octet();
  fields.octet();
  const message = fields.take(fields.octet());
  const tlvs = new Map<number, Buffer>();
  while (fields.left >= 4) tlvs.set(fields.short(), fields.take(fields.short()));
  return { source, destination, esmClass, registeredDelivery, coding, message, tlvs };
}

/** Reads one whole unit. @throws {MalformedPdu} */
function decodePdu(bytes: Buffer): Pdu {
  const id = bytes.readUInt32BE(4);
  const head = { status: bytes.readUInt32BE(8), sequence: bytes.readUInt32BE(12) };
  const command = names.get(id);
  const fields = new Fields(bytes);
  switch (command) {
    case undefined:
      return { ...head, command: 'unknown', isResponse: id >= 0x80000000 };
    case 'submit_sm':
    case 'deliver_sm':
      return { ...head, command, sm: readSm(fields) };
    case 'submit_sm_resp':
    case 'deliver_sm_resp':
      return { ...head, command, messageId: fields.text() };
    case 'bind_transceiver':
      return { ...head, command, systemId: fields.text(), password: fields.text() };
    case 'bind_transceiver_resp':
      return { ...head, command, systemId: fields.text() };
    default:
      return { ...head, command };
  }
}

/** Cuts a stream of bytes into units. */
export class PduReader {
  #rest = Buffer.alloc(0);

  /** @throws {MalformedPdu}: the stream cannot be read any further */
  read(chunk: Buffer): Pdu[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const units: Pdu[] = [];
    while (this.#rest.length >= headBytes) {
      const length = this.#rest.readUInt32BE(0);
      if (length < headBytes || length > mostBytes) throw new MalformedPdu(`a unit of ${length} octets`);
      if (this.#rest.length < length) break;
      units.push(decodePdu(this.#rest.subarray(0, length)));
      this.#rest = this.#rest.subarray(length);
    }
    return units;
  }
}
