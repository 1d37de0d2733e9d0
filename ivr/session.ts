// Where one call stands in its flow: plain JSON that the host stores between two events.
import { z } from 'zod';
import type { Flow } from './flow/schema.ts';
import { dialTargetSchema, languageSchema, verbSchema } from './verbs.ts';

export const factsSchema = z.object({
  afterHours: z.boolean(),
  surge: z.boolean(),
  emergency: z.boolean(),
  /** What everybody who calls now must hear: spoken once, after the greeting, in the language that was chosen. */
  notice: z.partialRecord(languageSchema, z.string()).optional(),
});
export type Facts = z.infer<typeof factsSchema>;

/** How the call ended for the citizen. `fault`: the flow led nowhere. */
const outcomeSchema = z.enum([
  'answered',
  'voicemail',
  'callback',
  'transferred',
  'abandoned',
  'ended',
  'fault',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

const answerSchema = z.object({
  id: z.string(),
  turn: z.number().int(),
  verbs: z.array(verbSchema),
  interrupts: z.boolean(),
});

export const sessionSchema = z.object({
  flow: z.object({ code: z.string(), version: z.number().int() }),
  callRef: z.string().min(1),
  /** E.164, `client:…` for a browser; null when the caller withheld it. */
  callerNumber: z.string().nullable(),
  calledNumber: z.string(),
  facts: factsSchema,
  status: z.enum(['new', 'running', 'dialling', 'talking', 'transferring', 'ended']),
  language: languageSchema,
  node: z.string(),
  /** Wrong or missing entries at this node. */
  tries: z.number().int(),
  /** Waiting rounds at this node. */
  round: z.number().int(),
  /** Events taken so far; names the answer that an executor is carrying out. */
  turn: z.number().int(),
  /** The queue the caller waits in, also while a self-service node runs. */
  queue: z
    .object({
      code: z.string(),
      node: z.string(),
      position: z.number().int().nullable(),
      estimatedWaitS: z.number().nullable(),
    })
    .nullable(),
  /** Has stood in a queue before: a second time keeps the place. */
  hasQueued: z.boolean(),
  agent: z
    .object({
      agentId: z.string(),
      target: dialTargetSchema,
      parameters: z.record(z.string(), z.string()),
    })
    .nullable(),
  /** Agents who were to take the call and did not, or were lost: tells one acceptance from the next. */
  agentsLost: z.number().int().default(0),
  vars: z.record(z.string(), z.string()),
  outcome: outcomeSchema.nullable(),
  /** Every node that was entered, in order: equal in every executor. */
  path: z.array(z.string()),
  /** The last events with the answers given: a retried event gets its old answer. */
  answers: z.array(answerSchema),
});
export type Session = z.infer<typeof sessionSchema>;

/** A call that has not begun: the first event for it is `call_started`. */
export function newSession(
  flow: Flow,
  call: { callRef: string; callerNumber: string | null; calledNumber: string; facts: Facts },
): Session {
  return {
    flow: { code: flow.code, version: flow.version },
    callRef: call.callRef,
    callerNumber: call.callerNumber,
    calledNumber: call.calledNumber,
    facts: call.facts,
    status: 'new',
    language: flow.defaultLanguage,
    node: flow.start,
    tries: 0,
    round: 0,
    turn: 0,
    queue: null,
    hasQueued: false,
    agent: null,
    agentsLost: 0,
    vars: {},
    outcome: null,
    path: [],
    answers: [],
  };
}
