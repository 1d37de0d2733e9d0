// Values that a JSON Schema allows, and values that it does not.
import fc from 'fast-check';
import { z } from 'zod';

/** As much of JSON Schema as our contracts become. */
export interface JsonSchema {
  type?: string | string[] | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  format?: string | undefined;
  pattern?: string | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  items?: JsonSchema | undefined;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  allOf?: JsonSchema[] | undefined;
}
export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    items: jsonSchema.optional().catch(undefined),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
  }),
);

/** Things that exist, by the name of the field that asks for them. */
export type Known = Readonly<Record<string, readonly (string | number)[]>>;

/** What has broken servers before. */
export const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  '坑\uDFFF',
  '\u202E反',
  '👩‍👩‍👧‍👦',
  '\'; DROP TABLE "Ticket"; --',
  '%',
  '_%\\',
  '%00',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  '-1',
  '0',
  '1e400',
  'NaN',
  '99999999999999999999',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.000Z',
  '0000-00-00',
  '(((((((((a+)+)+)+)+$',
  'x'.repeat(5_000),
  '长'.repeat(9_000),
);
const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('路灯坏了', '夜间噪声', 'water', 'hello', '13800138000', '0755-12345'),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: nasty },
);

function stringOf(schema: JsonSchema, name: string, known: Known): fc.Arbitrary<unknown> {
  const values = known[name];
  const made = (): fc.Arbitrary<string> => {
    if (schema.format === 'uuid') return fc.uuid();
    if (schema.format === 'date-time')
      return fc
        .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
    if (schema.format === 'date')
      return fc.constantFrom('2026-11-27', '2026-02-29', '1970-01-01', '9999-12-31');
    if (schema.pattern !== undefined) {
      try {
        return fc.stringMatching(new RegExp(schema.pattern, 'u'));
      } catch {
        // Not every expression can be run backwards.
        return word;
      }
    }
    return word.map((text) => {
      const long = text.padEnd(schema.minLength ?? 0, '长');
      return schema.maxLength === undefined ? long : long.slice(0, schema.maxLength);
    });
  };
  return values ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, made()) : made();
}

function merged(parts: readonly JsonSchema[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** Values that the schema allows, as far as JSON Schema can say it. `name`: of the field that holds it. */
export function allowedBy(schema: JsonSchema, known: Known, name = ''): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => allowedBy(choice, known, name)));
  if (schema.allOf) return allowedBy(merged(schema.allOf), known, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'string') return stringOf(schema, name, known);
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'integer' || type === 'number') {
    const min = Math.ceil(Math.max(schema.minimum ?? -10, -1e9));
    const max = Math.max(min, Math.floor(Math.min(schema.maximum ?? 1_000, 1e9)));
    const near = fc.integer({ min, max: Math.max(min, Math.min(max, min + 20)) });
    const any = fc.oneof(near, fc.integer({ min, max: Math.max(min, max) }));
    const values = known[name];
    return values ? fc.oneof(fc.constantFrom(...values), any) : any;
  }
  if (type === 'array')
    return fc.array(schema.items ? allowedBy(schema.items, known, name) : fc.jsonValue(), {
      minLength: schema.minItems ?? 0,
      maxLength: Math.min(schema.maxItems ?? 4, Math.max(schema.minItems ?? 0, 4)),
    });
  if (type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([key, field]) => [key, allowedBy(field, known, key)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  return fc.jsonValue({ maxDepth: 2 });
}

const wrong = fc.oneof(
  nasty,
  fc.constantFrom<unknown>(null, true, [], {}, -1, 0, 1e308, 2 ** 53, [[]], [null], { toString: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The value with one place of it made wrong: taken out, replaced, or with something beside it. */
function spoilt(value: unknown, how: { at: number; deed: number; by: unknown }): unknown {
  if (typeof value !== 'object' || value === null) return how.by;
  if (Array.isArray(value)) {
    if (value.length === 0 || how.deed % 4 === 0) return Array.from({ length: 60 }, () => how.by);
    return value.map((one, index) =>
      index === how.at % value.length ? spoilt(one, { ...how, at: how.at >> 2 }) : one,
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || how.deed % 6 === 0) return { ...value, [`extra${how.at}`]: how.by };
  const chosen = how.at % entries.length;
  if (how.deed % 6 === 1) return Object.fromEntries(entries.filter((_, index) => index !== chosen));
  return Object.fromEntries(
    entries.map(([key, one], index) => [
      key,
      index !== chosen ? one : how.deed % 6 === 2 ? how.by : spoilt(one, { ...how, at: how.at >> 2 }),
    ]),
  );
}

/** Values as a schema allows them, some of them broken. */
export function someBroken(allowed: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const how = fc.record({ at: fc.nat(1_000), deed: fc.nat(1_000), by: wrong });
  return fc.oneof(
    { weight: 5, arbitrary: allowed },
    { weight: 4, arbitrary: fc.tuple(allowed, how).map(([value, one]) => spoilt(value, one)) },
    { weight: 1, arbitrary: wrong },
  );
}
