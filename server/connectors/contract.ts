// What a look-up in another system is, what administrators see of it, and what those who ask get.
import { z } from 'zod';
import { bilingualSchema, idSchema, pageOf, pageQuerySchema, timeSchema } from '../platform/contract.ts';

const words = z.string().trim().min(1).max(80);
const names = { nameZh: words, nameEn: words };
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/);
/** A place in the answer: JSON Pointer (RFC 6901), for XML over its elements. */
const pointer = z
  .string()
  .max(200)
  .regex(/^\/[^\s]*$/);

export const askSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z]{0,30}$/),
  ...names,
  /** Proves who asks: never kept, never shown. */
  isSecret: z.boolean(),
  /** What can stand in it, as far as a telephone must tell how to key it. */
  signs: z.enum(['digits', 'letters']).default('letters'),
  /** So many last digits of the number that somebody calls from can stand for it. */
  callerDigits: z.number().int().min(4).max(11).optional(),
});

/** Where somebody can ask. */
export const lookupChannelSchema = z.enum(['desk', 'portal', 'sms', 'voice']);
export type LookupChannel = z.infer<typeof lookupChannelSchema>;

/**
 * A look-up as data. `{name}` in the address is what was asked for, `{secret:name}` in address and headers what an
 * administrator has sealed; with POST, what the address does not name goes as JSON.
 */
const definitionShape = z.strictObject({
  ...names,
  departmentCode: z.string().min(1).max(60),
  categoryCode: z.string().min(1).max(60),
  /** The first is the number of the matter. */
  asks: z.array(askSchema).min(1).max(4),
  request: z.strictObject({
    method: z.enum(['GET', 'POST']),
    url: z
      .string()
      .max(500)
      .regex(/^https?:\/\/[^\s/{}]+(\/\S*)?$/),
    headers: z.record(headerName, z.string().max(500)).default({}),
    timeoutMs: z.number().int().min(500).max(10_000),
    cacheS: z.number().int().min(0).max(86_400),
  }),
  answer: z.strictObject({
    format: z.enum(['json', 'xml']).default('json'),
    status: pointer,
    /** When that was, where the answer says so. */
    at: pointer.nullable(),
    states: z
      .array(z.strictObject({ value: z.string().min(1).max(80), ...names }))
      .min(2)
      .max(60),
  }),
  channels: z.array(lookupChannelSchema).default(['desk', 'portal', 'sms', 'voice']),
  /** What a text message, or a caller, calls it. */
  words: z.array(z.string().trim().min(1).max(20)).max(10).default([]),
});

/** What an address names has been asked for. */
function demandAsked(
  { asks, request }: z.infer<typeof definitionShape>,
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void },
): void {
  const known = new Set(asks.map(({ name }) => name));
  if (known.size < asks.length) context.addIssue({ code: 'custom', path: ['asks'], message: 'named twice' });
  for (const [, name = ''] of request.url.matchAll(/\{(\w+)\}/g)) {
    if (!known.has(name))
      context.addIssue({ code: 'custom', path: ['request', 'url'], message: `${name} is not asked for` });
  }
}
export const connectorDefinitionSchema = definitionShape.superRefine(demandAsked);
export type ConnectorDefinition = z.infer<typeof connectorDefinitionSchema>;

export const connectorCodeSchema = z.string().regex(/^[a-z][a-z0-9-]{1,60}$/);

/** A connector as a city's pack brings it. */
export const connectorPackSchema = definitionShape
  .extend({ code: connectorCodeSchema })
  .superRefine(demandAsked);

/** Values that the call needs: null takes one away, what is not named stays. */
const secretsSchema = z.record(
  z.string().regex(/^[a-zA-Z][\w-]{0,40}$/),
  z.string().min(1).max(500).nullable(),
);

/** PUT /api/admin/connectors/:code; `version` 0 makes a new one. */
export const connectorInputSchema = z.object({
  version: z.number().int().min(0),
  isActive: z.boolean(),
  definition: connectorDefinitionSchema,
  secrets: secretsSchema.default({}),
});

/** Why there is no answer; `broken`: it failed so often that it is left alone for a while. */
export const lookupFailureSchema = z.enum([
  'address_forbidden',
  'too_slow',
  'unreachable',
  'redirected',
  'refused',
  'malformed',
  'unknown_state',
  'secret_missing',
  'broken',
]);
export type LookupFailure = z.infer<typeof lookupFailureSchema>;

export const connectorViewSchema = z.object({
  code: connectorCodeSchema,
  version: z.number().int(),
  isActive: z.boolean(),
  /** The address is answered by the demonstration's own double. */
  isDemo: z.boolean(),
  definition: connectorDefinitionSchema,
  /** Names only. */
  secrets: z.array(z.string()),
  breaker: z.enum(['closed', 'open', 'half_open']),
  brokenSince: timeSchema.nullable(),
  /** Of the last day. */
  asked: z.number().int(),
  failed: z.number().int(),
});
export type ConnectorView = z.infer<typeof connectorViewSchema>;
export const connectorListSchema = z.object({ items: z.array(connectorViewSchema) });

export const connectorVersionsSchema = z.object({
  items: z.array(
    z.object({
      version: z.number().int(),
      isActive: z.boolean(),
      definition: connectorDefinitionSchema,
      editedBy: bilingualSchema.nullable(),
      editedAt: timeSchema,
    }),
  ),
});
/** POST …/:code/revert */
export const connectorRevertSchema = z.object({ version: z.number().int(), to: z.number().int().positive() });
export const connectorSavedSchema = z.object({ version: z.number().int() });

/** What was asked for, by the names of `asks`. */
export const givenSchema = z.record(z.string(), z.string().trim().max(60));

export const lookupOutcomeSchema = z.enum(['found', 'not_found', 'unavailable']);
/** The answer to who asked: no word of another system is passed on, only its state in ours. */
export const lookupAnswerSchema = z.object({
  outcome: lookupOutcomeSchema,
  state: bilingualSchema.nullable(),
  at: timeSchema.nullable(),
  isDemo: z.boolean(),
});
export type LookupAnswer = z.infer<typeof lookupAnswerSchema>;
/** POST …/:code/try: the same with what went wrong. */
export const tryInputSchema = z.object({ given: givenSchema });
export const tryAnswerSchema = lookupAnswerSchema.extend({
  failure: lookupFailureSchema.nullable(),
  /** HTTP */
  status: z.number().int().nullable(),
  ms: z.number().int(),
});

export const lookupLogSchema = pageOf(
  z.object({
    id: idSchema,
    at: timeSchema,
    channel: z.string(),
    by: bilingualSchema.nullable(),
    conversationId: idSchema.nullable(),
    subject: z.string(),
    outcome: lookupOutcomeSchema,
    failure: lookupFailureSchema.nullable(),
    status: z.number().int().nullable(),
    ms: z.number().int(),
    isCached: z.boolean(),
  }),
);
export const lookupLogQuerySchema = pageQuerySchema.extend({ failed: z.stringbool().optional() });

/** What somebody can ask for. */
export const systemListSchema = z.object({
  items: z.array(
    z.object({
      code: connectorCodeSchema,
      name: bilingualSchema,
      department: bilingualSchema,
      asks: z.array(z.object({ name: z.string(), label: bilingualSchema, isSecret: z.boolean() })),
      isDemo: z.boolean(),
    }),
  ),
});
export type SystemList = z.infer<typeof systemListSchema>;
export type System = SystemList['items'][number];
/** POST /api/citizen/status-lookups */
export const citizenLookupSchema = z.object({ code: connectorCodeSchema, given: givenSchema });
/** POST /api/desk/status-lookups */
export const deskLookupSchema = citizenLookupSchema.extend({ conversationId: idSchema });
