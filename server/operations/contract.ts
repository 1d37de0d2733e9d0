// What administrators see of the machinery: how it is, and what died in it.
import { z } from 'zod';
import { doorSchema } from '../platform/guard/contract.ts';
import { idSchema, modelStateSchema, pageOf, pageQuerySchema, timeSchema } from '../platform/contract.ts';

const stateSchema = z.enum(['up', 'down']);
const msSchema = z.number();

export const processSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  roles: z.array(z.enum(['web', 'worker', 'media'])),
  version: z.string(),
  startedAt: timeSchema,
  seenAt: timeSchema,
  isAlive: z.boolean(),
  rssBytes: z.number(),
  heapBytes: z.number(),
  heapLimitBytes: z.number(),
  loopDelayMs: msSchema,
  /** Where it keeps its files. */
  disk: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  /** What reads the texts of citizens there; null: a version before that does not say. */
  model: modelStateSchema.nullable(),
});
export type ProcessView = z.infer<typeof processSchema>;

export const queueSchema = z.object({
  /** A consumer of events, or `timers`. */
  name: z.string(),
  waiting: z.number(),
  active: z.number(),
  delayed: z.number(),
  /** Events that it has still to act on, and how long the oldest waits. */
  pending: z.number(),
  oldestMs: msSchema.nullable(),
  dead: z.number(),
});
export type QueueView = z.infer<typeof queueSchema>;

/** GET /api/admin/operations. What a server that is down would say is null. */
export const operationsSchema = z.object({
  at: timeSchema,
  database: z.object({
    state: stateSchema,
    answerMs: msSchema.nullable(),
    version: z.string().nullable(),
    bytes: z.number().nullable(),
    connections: z.number().nullable(),
    mostConnections: z.number().nullable(),
    /** The longest transaction that is open now. */
    longestMs: msSchema.nullable(),
  }),
  /** What reports are read from; null: none is configured. `behind` and `down`: they are read from the database. */
  replica: z
    .object({ state: z.enum(['up', 'behind', 'down']), lagMs: msSchema.nullable(), mostLagMs: msSchema })
    .nullable(),
  redis: z.object({
    state: stateSchema,
    answerMs: msSchema.nullable(),
    version: z.string().nullable(),
    usedBytes: z.number().nullable(),
    /** Null: as much as the machine has. */
    mostBytes: z.number().nullable(),
    /** Whether it keeps everything until it is full, as queues need it. */
    evictsNothing: z.boolean().nullable(),
  }),
  queues: z.array(queueSchema),
  clocks: z.object({ open: z.number(), overdue: z.number(), latestMs: msSchema.nullable() }),
  /** Text messages that wait for their carrier. */
  sms: z.object({ waiting: z.number(), oldestMs: msSchema.nullable() }),
  /** Where unknown citizens write: how many in the last minute, as many as are a flood, and since when there is one. */
  doors: z.array(
    z.object({
      door: doorSchema,
      perMinute: z.number(),
      floodFrom: z.number(),
      floodedSince: timeSchema.nullable(),
    }),
  ),
  carriers: z.array(
    z.object({
      kind: z.enum(['smpp', 'trunk', 'twilio', 'mail']),
      state: z.enum(['up', 'down', 'configured']),
      host: z.string(),
      pid: z.number(),
    }),
  ),
  processes: z.array(processSchema),
});
export type Operations = z.infer<typeof operationsSchema>;

export const deadStateSchema = z.enum(['waiting', 'replayed', 'discarded']);
export type DeadState = z.infer<typeof deadStateSchema>;
export const deadQuerySchema = pageQuerySchema.extend({
  state: deadStateSchema.default('waiting'),
  queue: z.string().max(60).optional(),
});
export const deadLetterSchema = z.object({
  id: idSchema,
  queue: z.string(),
  kind: z.string(),
  /** As JSON, with personal numbers starred out. */
  payload: z.string(),
  error: z.string(),
  attempts: z.number().int(),
  times: z.number().int(),
  firstAt: timeSchema,
  lastAt: timeSchema,
  state: deadStateSchema,
  settledAt: timeSchema.nullable(),
  settledBy: z.object({ zh: z.string(), en: z.string() }).nullable(),
  reason: z.string().nullable(),
});
export type DeadLetterView = z.infer<typeof deadLetterSchema>;
export const deadPageSchema = pageOf(deadLetterSchema);

/** POST /api/admin/dead-letters/replay: all that wait, or those of one queue. */
export const replayAllSchema = z.object({ queue: z.string().max(60).optional() });
export const replayedSchema = z.object({ count: z.number().int() });
/** POST /api/admin/dead-letters/:id/discard */
export const discardSchema = z.object({ reason: z.string().trim().min(2).max(500) });

/** How a classifier's model came about. Shares are 0–1, and of messages that it had not learned from. */
const modelSchema = z.object({
  isShipped: z.boolean(),
  at: timeSchema,
  by: z.string(),
  messages: z.number().int(),
  /** Of these, decided otherwise by people than by the model before; null: not known. */
  corrections: z.number().int().nullable(),
  accuracy: z.number(),
  macroF1: z.number(),
  calibrationError: z.number().nullable(),
  /** The share of messages that can go without a person while so many of them are right. */
  sure: z.object({ accuracy: z.number(), share: z.number() }).nullable(),
  /** Beside the model before it, on messages that neither had learned from. */
  comparison: z.object({ messages: z.number().int(), before: z.number(), after: z.number() }).nullable(),
});
export type ModelView = z.infer<typeof modelSchema>;

/** GET /api/admin/model: what understands the texts of citizens, as the process that answers has it. */
export const modelReportSchema = z.object({
  inForce: modelSchema,
  /** What `classify:model -- --back` goes back to; null: nothing. */
  before: modelSchema.nullable(),
  fault: z.string().nullable(),
  /** The last tickets that departments accepted since it was made, and those of them for which it has another class. */
  since: z.object({ tried: z.number().int(), corrected: z.number().int() }),
});
export type ModelReport = z.infer<typeof modelReportSchema>;
