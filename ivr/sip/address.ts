// Addresses as SIP writes them: URIs, names with addresses, Via (RFC 3261 §19.1, §20, §25). Nothing here throws on what
// came over the wire; what makes no sense is undefined.

/** Parameters by their name in lower case; null: a name without a value. */
export type Params = Map<string, string | null>;

export interface Uri {
  scheme: 'sip' | 'sips' | 'tel';
  /** Decoded. The number of a `tel:`. */
  user: string | null;
  password: string | null;
  /** Empty for `tel:`. IPv6 in brackets. */
  host: string;
  port: number | null;
  params: Params;
}

export interface NameAddress {
  name: string | null;
  uri: string;
  params: Params;
}

export interface Via {
  transport: string;
  host: string;
  port: number | null;
  params: Params;
}

const token = /^[\w.!%*+`'~-]+$/;

export function isToken(text: string): boolean {
  return token.test(text);
}

/** Splits outside of quoted strings and angle brackets. Undefined when a quote or bracket stays open. */
export function splitOutside(text: string, separator: string): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  let isBracketed = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted) {
      if (char === '\\') at += 1;
      else if (char === '"') isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === '<') isBracketed = true;
    else if (char === '>') isBracketed = false;
    else if (char === separator && !isBracketed) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (isQuoted || isBracketed) return undefined;
  parts.push(text.slice(start));
  return parts;
}

function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

export function quoted(text: string): string {
  return `"${text.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}

/** @param separator `;` between the parameters of addresses, `,` between those of credentials */
export function parseParams(text: string, separator = ';'): Params | undefined {
  const parts = splitOutside(text, separator);
  if (!parts) return undefined;
  const params: Params = new Map();
  for (const part of parts) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    // Names in URIs may be escaped, and hold brackets of IPv6 addresses only in values.
    if (!isToken(name)) return undefined;
    // Said twice is not allowed; the first stands.
    if (!params.has(name)) params.set(name, equals < 0 ? null : unquoted(part.slice(equals + 1).trim()));
  }
  return params;
}

function formatParams(params: Params): string {
  return [...params]
    .map(([name, value]) => {
      if (value === null) return `;${name}`;
      return `;${name}=${isToken(value) || /^[\w.:[\]-]+$/.test(value) ? value : quoted(value)}`;
    })
    .join('');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function portOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

const hostPart = String.raw`(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?)(?:\s*:\s*(\d{1,5}))?`;
const hostAndPort = new RegExp(`^${hostPart}$`);
const sipUri = /^(sips?):(?:([^@]*)@)?([^@;?]+)(;[^?]*)?(?:\?.*)?$/i;
const telUri = /^tel:(\+?[0-9A-Fa-f*#().-]{1,40})(;.*)?$/i;

function parseHost(text: string): { host: string; port: number | null } | undefined {
  const match = hostAndPort.exec(text);
  const port = portOf(match?.[2]);
  if (!match?.[1] || port === undefined) return undefined;
  return { host: match[1].toLowerCase(), port };
}

export function parseUri(text: string): Uri | undefined {
  const tel = telUri.exec(text);
  if (tel) {
    const params = parseParams(tel[2] ?? '');
    const user = (tel[1] ?? '').replace(/[().-]/g, '');
    return params && { scheme: 'tel', user, password: null, host: '', port: null, params };
  }
  const match = sipUri.exec(text);
  const place = match && parseHost(match[3] ?? '');
  const params = match && parseParams(match[4] ?? '');
  if (!match || !place || !params || /\s/.test(text)) return undefined;
  const [user, password] = (match[2] ?? '').split(':', 2);
  return {
    scheme: match[1]?.toLowerCase() === 'sips' ? 'sips' : 'sip',
    user: match[2] === undefined ? null : decoded(user ?? ''),
    password: password === undefined ? null : decoded(password),
    ...place,
    params,
  };
}

function escaped(user: string): string {
  return encodeURIComponent(user).replace(/%(?:26|3D|2B|24|2C|3B|3F|2F)/g, decodeURIComponent);
}

/** Without the password: what is written is sent to others. */
export function formatUri(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.user ?? ''}${formatParams(uri.params)}`;
  const user = uri.user === null ? '' : `${escaped(uri.user)}@`;
  return `${uri.scheme}:${user}${uri.host}${uri.port === null ? '' : `:${uri.port}`}${formatParams(uri.params)}`;
}

/** `"Name" <uri>;params`, `Name <uri>`, `uri;params`: in the last form the parameters are the header's. */
export function parseNameAddress(text: string): NameAddress | undefined {
  const trimmed = text.trim();
  let open = -1;
  for (let at = 0, isQuoted = false; at < trimmed.length && open < 0; at += 1) {
    const char = trimmed[at];
    if (isQuoted && char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === '<' && !isQuoted) open = at;
  }
  if (open < 0) {
    if (trimmed.includes('"') && !trimmed.includes('="')) return undefined;
    const semicolon = trimmed.indexOf(';');
    const uri = semicolon < 0 ? trimmed : trimmed.slice(0, semicolon);
    const params = parseParams(semicolon < 0 ? '' : trimmed.slice(semicolon));
    return params && isAbsolute(uri) ? { name: null, uri, params } : undefined;
  }
  const close = trimmed.indexOf('>', open);
  if (close < 0) return undefined;
  const name = unquoted(trimmed.slice(0, open).trim());
  const uri = trimmed.slice(open + 1, close).trim();
  const params = parseParams(trimmed.slice(close + 1));
  if (!params || !isAbsolute(uri) || !/^\s*(;|$)/.test(trimmed.slice(close + 1))) return undefined;
  return { name: name === '' ? null : name, uri, params };
}

/** Any scheme: who cannot serve it says 416, not 400. */
export function isAbsolute(uri: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$/.test(uri);
}

export function formatNameAddress({ name, uri, params }: NameAddress): string {
  return `${name === null ? '' : `${quoted(name)} `}<${uri}>${formatParams(params)}`;
}

/** One value of a Via: `SIP/2.0/UDP host:port;branch=…`, with blanks wherever a torturer puts them. */
export function parseVia(text: string): Via | undefined {
  const semicolon = text.indexOf(';');
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const match = /^\s*SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\S.*)$/i.exec(head);
  const place = match && parseHost((match[2] ?? '').trim());
  const params = parseParams(semicolon < 0 ? '' : text.slice(semicolon));
  if (!match || !place || !params) return undefined;
  return { transport: (match[1] ?? '').toUpperCase(), ...place, params };
}

export function formatVia({ transport, host, port, params }: Via): string {
  return `SIP/2.0/${transport} ${host}${port === null ? '' : `:${port}`}${formatParams(params)}`;
}
