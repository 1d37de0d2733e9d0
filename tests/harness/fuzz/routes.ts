// Requests to every route of the API, made of what its description says, and broken ones.
import fc from 'fast-check';
import { z } from 'zod';
import type { WrittenRow } from '../access-matrix.ts';
import { allowedBy, type JsonSchema, jsonSchema, type Known, nasty, someBroken } from './schema.ts';

/** A request, not yet anybody's. */
export interface Shot {
  method: string;
  path: string;
  type: string | undefined;
  body: string | Uint8Array<ArrayBuffer> | undefined;
}

const operationSchema = z.looseObject({
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: jsonSchema,
      }),
    )
    .default([]),
  requestBody: z
    .looseObject({
      content: z.looseObject({ 'application/json': z.looseObject({ schema: jsonSchema }).optional() }),
    })
    .optional(),
});
export const openapiSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema.catch({ parameters: [] }))),
});

const fields = (names: string): readonly string[] => names.split(' ');
const open311Fields = fields(
  'api_key service_code lat long description address_string address_id email phone first_name media_url device_id jurisdiction_id service_request_id update_id attribute[danger] attribute[__proto__] status start_date end_date page page_size',
);
/** What forms have that no description names. */
const formFields: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\/open311\//, open311Fields],
  [
    /\/(voice|status|recording|conference|party|sms)$/,
    fields(
      'CallSid CallStatus From To Direction Digits SpeechResult Confidence DialCallStatus DialCallSid RecordingSid RecordingUrl RecordingDuration RecordingStatus MessageSid MessageStatus ErrorCode Body NumMedia MediaUrl0 ConferenceSid StatusCallbackEvent turn callback moved QueueResult',
    ),
  ],
];
const formKnown: Known = {
  api_key: ['onecall-demo'],
  service_code: ['transport.road.pothole'],
  lat: ['22.54'],
  long: ['114.05'],
  'attribute[danger]': ['yes'],
  CallSid: ['CA1', 'CA2', 'CA3'],
  CallStatus: ['ringing', 'in-progress', 'completed', 'busy'],
  Direction: ['inbound'],
  From: ['+8613800138000'],
  To: ['+8675512345'],
  Digits: ['1', '2', '9', '#', '12345678'],
  RecordingUrl: ['http://127.0.0.1:9/x'],
  MessageSid: ['SM1'],
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

function formOf(names: readonly string[], known: Known): fc.Arbitrary<string> {
  const pair = fc.constantFrom(...names).chain((name) => {
    const value = fc.oneof(
      { weight: 3, arbitrary: allowedBy({ type: 'string' }, { ...formKnown, ...known }, name) },
      nasty,
    );
    return value.map((text) => [name, asText(text)] as const);
  });
  // Most of what a form needs, so that it gets beyond the first check.
  const usual = Object.entries(formKnown).flatMap(([name, values]) =>
    names.includes(name) ? [[name, String(values[0])] as const] : [],
  );
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.array(pair, { maxLength: 8 }).map((pairs) => [...usual, ...pairs]) },
      { weight: 2, arbitrary: fc.array(pair, { maxLength: 8 }) },
    )
    .map((pairs) => new URLSearchParams(Object.fromEntries(pairs)).toString());
}

const mediaType = fc.constantFrom(
  undefined,
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  ';;',
  'application/json; charset=gbk',
);
const broken = fc.constantFrom(
  '',
  '{',
  '[',
  'null',
  '"',
  '{"a":',
  '\u0000',
  '--b\r\nx',
  '[[[[[[',
  '{"__proto__":{"a":1}}',
  'a=%E0%A4%A',
);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A form with a file, whole or cut off. */
function multipart(): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const content = fc.oneof(
    fc.constantFrom(
      png,
      Buffer.from('意见'),
      Buffer.from('<svg onload=alert(1)>'),
      Buffer.from('RIFF....WAVEfmt '),
      Buffer.alloc(0),
    ),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const name = fc.oneof(
    fc.constantFrom('a.png', '../../a.png', 'a"b.png', '图\u202Egnp.exe'),
    nasty.map((text) => text.slice(0, 300)),
  );
  return fc
    .record({ content, name, field: fc.constantFrom('file', 'media', '__proto__', ''), cut: fc.nat(400) })
    .map((part) => {
      const head = `--b\r\ncontent-disposition: form-data; name="api_key"\r\n\r\nonecall-demo\r\n--b\r\ncontent-disposition: form-data; name="${part.field}"; filename="${part.name}"\r\ncontent-type: image/png\r\n\r\n`;
      const whole = Buffer.concat([Buffer.from(head), part.content, Buffer.from('\r\n--b--\r\n')]);
      return new Uint8Array(part.cut < 300 ? whole : whole.subarray(0, part.cut));
    });
}

/** Requests to one route. */
export function shotsAt(
  row: WrittenRow,
  api: z.infer<typeof openapiSchema>,
  known: Known,
): fc.Arbitrary<Shot> {
  const [method = '', path = ''] = row.name.split(' ');
  const operation = api.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  const parameter = (where: string) => (operation?.parameters ?? []).filter((one) => one.in === where);
  const schemaOf = (name: string): JsonSchema =>
    parameter('path').find((one) => one.name === name)?.schema ?? { type: 'string', maxLength: 150 };
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const parts = fc.tuple(
    ...names.map((name) =>
      fc.oneof(
        { weight: 8, arbitrary: allowedBy(schemaOf(name), known, name) },
        { weight: 1, arbitrary: nasty },
      ),
    ),
  );
  const form = formFields.find(([pattern]) => pattern.test(path))?.[1];
  const queryFields = Object.fromEntries(parameter('query').map(({ name, schema }) => [name, schema]));
  const asked = allowedBy(
    {
      type: 'object',
      properties: queryFields,
      required: parameter('query').flatMap(({ name, required }) => (required ? [name] : [])),
    },
    known,
  );
  const queryText = (value: unknown): string =>
    typeof value !== 'object' || value === null
      ? asText(value)
      : new URLSearchParams(Object.entries(value).map(([name, one]) => [name, asText(one)])).toString();
  const query =
    form && method === 'GET'
      ? formOf(form, known)
      : someBroken(Object.keys(queryFields).length > 0 ? asked : fc.constant({})).map(queryText);
  const schema = operation?.requestBody?.content['application/json']?.schema;
  type Body = Pick<Shot, 'type' | 'body'>;
  const json: fc.Arbitrary<Body> = someBroken(schema ? allowedBy(schema, known) : fc.constant({})).map(
    (value) => ({ type: 'application/json', body: JSON.stringify(value) }),
  );
  const usual: fc.Arbitrary<Body> = form
    ? formOf(form, known).map((body) => ({ type: 'application/x-www-form-urlencoded', body }))
    : json;
  const takesFiles = /files$|flows\/recordings$|open311\/v2\/(requests|servicerequestupdates)/.test(path);
  const file: fc.Arbitrary<Body> = multipart().map((body) => ({
    type: 'multipart/form-data; boundary=b',
    body,
  }));
  const body: fc.Arbitrary<Body> = ['GET', 'OPTIONS'].includes(method)
    ? fc.constant({ type: undefined, body: undefined })
    : fc.oneof(
        { weight: takesFiles ? 3 : 10, arbitrary: usual },
        { weight: takesFiles ? 8 : 1, arbitrary: file },
        { weight: 1, arbitrary: fc.record({ type: mediaType, body: broken }) },
        { weight: 1, arbitrary: fc.record({ type: fc.constant('application/json'), body: broken }) },
      );
  return fc.tuple(parts, query, body).map(([values, text, { type, body: sent }]) => {
    let next = 0;
    const filled = path.replace(/:\w+/g, () => {
      const value = asText(values[next++]);
      return encodeURIComponent(Buffer.from(value).toString()).slice(0, 600) || 'x';
    });
    return { method, path: text === '' ? filled : `${filled}?${text.slice(0, 6_000)}`, type, body: sent };
  });
}
