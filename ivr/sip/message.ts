// Messages as they travel (RFC 3261 §7): parsed strictly enough that everything behind can trust their shape, leniently
// enough for what real telephones write.
import {
  formatNameAddress,
  formatVia,
  isAbsolute,
  isToken,
  type NameAddress,
  parseNameAddress,
  parseVia,
  splitOutside,
  type Via,
} from './address.ts';

export const largestMessage = 65_535;
const mostFields = 200;
const longestLine = 8_192;

/** Names that may be written as one letter (RFC 3261 §7.3.3 and later). */
const compactNames: Readonly<Record<string, string>> = {
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
};

const writtenNames: Readonly<Record<string, string>> = {
  'mime-version': 'MIME-Version',
  'www-authenticate': 'WWW-Authenticate',
};

function written(name: string): string {
  return (
    writtenNames[name] ?? name.replace(/(^|-)([a-z])/g, (_all, dash, letter) => dash + letter.toUpperCase())
  );
}

/** Header fields in their order, by name in lower case. Those that every message has stand in the message itself. */
export class HeaderFields {
  readonly #fields: [name: string, value: string][] = [];

  constructor(fields: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of fields) this.add(name, value);
  }

  get(name: string): string | undefined {
    return this.#fields.find(([own]) => own === name)?.[1];
  }

  /** Every value of fields that may hold several, separated by commas. */
  list(name: string): string[] {
    return this.#fields
      .filter(([own]) => own === name)
      .flatMap(([, value]) => splitOutside(value, ',') ?? [])
      .map((value) => value.trim())
      .filter((value) => value !== '');
  }

  /** Every field of a name that must not be split at commas. */
  all(name: string): string[] {
    return this.#fields.filter(([own]) => own === name).map(([, value]) => value);
  }

  add(name: string, value: string): void {
    // A line break in a value would be a header of somebody else's making.
    this.#fields.push([name.toLowerCase(), value.replace(/[\r\n]+/g, ' ')]);
  }

  [Symbol.iterator](): Iterator<readonly [string, string]> {
    return this.#fields.values();
  }
}

interface Common {
  via: Via[];
  from: NameAddress;
  to: NameAddress;
  callId: string;
  seq: number;
  /** Of the request; a response tells it in its CSeq. */
  method: string;
  headers: HeaderFields;
  body: string;
}

export interface SipRequest extends Common {
  kind: 'request';
  uri: string;
}

export interface SipResponse extends Common {
  kind: 'response';
  status: number;
  reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** A message, or why it is none; `refusal` is the answer to a request that at least says whom to answer. */
export type Parsed = { message: SipMessage } | { fault: string; refusal: string | undefined };

const requestLine = /^([^\s]+) +(\S+) +SIP\/(\d+\.\d+)$/i;
const statusLine = /^SIP\/2\.0 +(\d{3})(?: +(.*)| *)$/i;

/** @param bytes one datagram, or one message cut from a stream */
export function parseMessage(bytes: Buffer): Parsed {
  if (bytes.length > largestMessage) return { fault: 'too large', refusal: undefined };
  const { head, rest } = cut(bytes);
  const lines = unfolded(head);
  const start = lines.shift() ?? '';
  const fields = new Map<string, string[]>();
  const others = new HeaderFields();
  const refuse = (fault: string, status = '400 Bad Request'): Parsed => ({
    fault,
    refusal: requestLine.test(start) && !/^ACK /i.test(start) ? refusalOf(status, fault, fields) : undefined,
  });

  let fault: string | undefined;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (!isToken(name)) {
      fault ??= 'a header without a name';
      continue;
    }
    const full = compactNames[name] ?? name;
    const value = line.slice(colon + 1).trim();
    if (own.has(full)) fields.set(full, [...(fields.get(full) ?? []), value]);
    else others.add(full, value);
  }
  if (lines.length > mostFields) return refuse('too many headers');
  if (lines.some((line) => line.length > longestLine)) return refuse('a header is too long');
  if (fault !== undefined) return refuse(fault);

  const common = commonOf(fields, others);
  if (typeof common === 'string') return refuse(common);
  const body = bodyOf(fields.get('content-length'), rest);
  if (body === undefined) return refuse('Content-Length does not fit');

  const status = statusLine.exec(start);
  if (status) {
    const code = Number(status[1]);
    if (code < 100 || code > 699) return { fault: 'no such status', refusal: undefined };
    return { message: { kind: 'response', status: code, reason: status[2] ?? '', ...common, body } };
  }
  const request = requestLine.exec(start);
  if (!request) return { fault: 'neither request nor response', refusal: undefined };
  const [, method = '', uri = '', version] = request;
  if (version !== '2.0') return refuse('unknown version', '505 Version Not Supported');
  if (!isToken(method)) return refuse('a method that is no word');
  // Methods are told apart by case (§7.1).
  if (method !== common.method) return refuse('CSeq tells another method');
  if (!isAbsolute(uri)) return refuse('a Request-URI that is none');
  return { message: { kind: 'request', uri, ...common, body } };
}

const own: ReadonlySet<string> = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'content-length']);

function cut(bytes: Buffer): { head: string; rest: Buffer } {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const useLf = lf >= 0 && (crlf < 0 || lf < crlf);
  const at = useLf ? lf : crlf;
  if (at < 0) return { head: bytes.toString('utf8'), rest: Buffer.alloc(0) };
  return { head: bytes.toString('utf8', 0, at), rest: bytes.subarray(at + (useLf ? 2 : 4)) };
}

/** Lines, those that begin with a blank joined to the one before (§7.3.1). */
function unfolded(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && lines.length > 0) lines.push(`${lines.pop()} ${line.trim()}`);
    else if (line !== '') lines.push(line);
  }
  return lines;
}

function commonOf(
  fields: ReadonlyMap<string, string[]>,
  headers: HeaderFields,
): Omit<Common, 'body'> | string {
  for (const name of ['from', 'to', 'call-id', 'cseq', 'content-length']) {
    if ((fields.get(name)?.length ?? 0) > 1) return `${written(name)} more than once`;
  }
  const via = (fields.get('via') ?? []).flatMap((value) => splitOutside(value, ',') ?? [value]).map(parseVia);
  const from = parseNameAddress(fields.get('from')?.[0] ?? '');
  const to = parseNameAddress(fields.get('to')?.[0] ?? '');
  const callId = fields.get('call-id')?.[0] ?? '';
  const cseq = /^(\d{1,10})\s+(\S+)$/.exec(fields.get('cseq')?.[0] ?? '');
  const seq = Number(cseq?.[1]);
  if (via.length === 0 || !isEach(via)) return 'no Via that makes sense';
  if (!from) return 'no From that makes sense';
  if (!to) return 'no To that makes sense';
  if (callId === '' || /\s/.test(callId)) return 'no Call-ID that makes sense';
  if (!cseq || seq >= 2 ** 31) return 'no CSeq that makes sense';
  return { via, from, to, callId, seq, method: cseq[2] ?? '', headers };
}

function isEach<T>(list: readonly (T | undefined)[]): list is T[] {
  return list.every((item) => item !== undefined);
}

/** Undefined when the length told is no number or more than what came. */
function bodyOf(lengths: readonly string[] | undefined, rest: Buffer): string | undefined {
  const told = lengths?.[0];
  if (told === undefined) return rest.toString('utf8');
  if (!/^\d{1,9}$/.test(told) || Number(told) > rest.length) return undefined;
  return rest.toString('utf8', 0, Number(told));
}

function refusalOf(
  status: string,
  fault: string,
  fields: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (!fields.has('via')) return undefined;
  const echoed = ['via', 'from', 'to', 'call-id', 'cseq'].flatMap((name) =>
    (fields.get(name) ?? []).map((value) => `${written(name)}: ${value}\r\n`),
  );
  return `SIP/2.0 ${status}\r\n${echoed.join('')}Warning: 399 onecall "${fault}"\r\nContent-Length: 0\r\n\r\n`;
}

export function writeMessage(message: SipMessage): Buffer {
  const { via, from, to, callId, seq, method, headers, body } = message;
  const start =
    message.kind === 'request'
      ? `${method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const lines = [
    start,
    ...via.map((one) => `Via: ${formatVia(one)}`),
    `From: ${formatNameAddress(from)}`,
    `To: ${formatNameAddress(to)}`,
    `Call-ID: ${callId}`,
    `CSeq: ${seq} ${method}`,
    ...[...headers].map(([name, value]) => `${written(name)}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
};

/** Answers a request. `tag`: ours, put on the To when it has none yet. */
export function responseTo(
  request: SipRequest,
  status: number,
  options: { tag?: string; headers?: Iterable<readonly [string, string]>; body?: string } = {},
): SipResponse {
  const { via, from, callId, seq, method } = request;
  const params = new Map(request.to.params);
  if (options.tag !== undefined && !params.has('tag')) params.set('tag', options.tag);
  const headers = new HeaderFields();
  if (method === 'INVITE' && status > 100 && status < 300) {
    for (const route of request.headers.list('record-route')) headers.add('record-route', route);
  }
  for (const [name, value] of options.headers ?? []) headers.add(name, value);
  return {
    kind: 'response',
    status,
    reason: reasons[status] ?? 'Unknown',
    via,
    from,
    to: { ...request.to, params },
    callId,
    seq,
    method,
    headers,
    body: options.body ?? '',
  };
}

export function tagOf({ params }: NameAddress): string | undefined {
  return params.get('tag') ?? undefined;
}
