// JSON and XML of one answer. The JSON is the XML without the names of list items (the Spark convention of the
// specification), so the XML is made from the JSON and the two cannot say different things.
import XmlBuilder from 'fast-xml-builder';

export type Format = 'json' | 'xml';
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Names of list items in XML, by the list's name. */
const itemNames: Readonly<Record<string, string>> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_request_updates: 'request_update',
  errors: 'error',
  endpoints: 'endpoint',
  formats: 'format',
};

/** The root element of an answer. */
export type Root =
  | 'discovery'
  | 'services'
  | 'service_definition'
  | 'service_requests'
  | 'service_request_updates'
  | 'errors';

const builder = new XmlBuilder({ ignoreAttributes: true, processEntities: true, format: false });

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function elementOf(name: string, value: Json): unknown {
  if (value === null) return null;
  if (isList(value)) {
    const item = itemNames[name];
    if (item === undefined) throw new Error(`items of ${name} have no name in XML`);
    return value.length === 0 ? '' : { [item]: value.map((one) => elementOf(item, one)) };
  }
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, elementOf(key, one)]));
}

/** The body of an answer and its media type. */
export function render(format: Format, root: Root, value: Json): { type: string; body: string } {
  if (format === 'json') return { type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
  const xml = builder.build({ [root]: elementOf(root, value) });
  return { type: 'text/xml; charset=utf-8', body: `<?xml version="1.0" encoding="utf-8"?>${xml}` };
}

/** The format that an address names, or else that the reader prefers. XML is what every server of the specification has. */
export function formatOf(path: string, accept: string | undefined): Format {
  const named = /\.(json|xml)$/.exec(path)?.[1];
  if (named) return named === 'json' ? 'json' : 'xml';
  const wanted = (accept ?? '')
    .split(',')
    .map((range) => range.split(';')[0]?.trim().toLowerCase())
    .find((type) => type !== undefined && /^(application|text)\/(json|xml)$/.test(type));
  return wanted?.endsWith('/json') ? 'json' : 'xml';
}

/** A last part of an address without its format. */
export function withoutFormat(part: string): string {
  return part.replace(/\.(json|xml)$/, '');
}

/**
 * Text as both formats can carry it: XML 1.0 knows no control characters and turns CR LF into LF; Postgres knows no
 * NUL.
 */
export function cleanText(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // Pairs of surrogates are characters; halves are not.
      .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
  );
}
