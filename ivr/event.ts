// What can happen to a call, whoever carries it. `id` names the occurrence: the same id is the same occurrence.
import { z } from 'zod';
import { dialTargetSchema } from './verbs.ts';

const event = <T extends string>(type: T) => z.object({ type: z.literal(type), id: z.string().min(1) });

const dialOutcomeSchema = z.enum(['answered', 'busy', 'no_answer', 'failed', 'canceled']);
export type DialOutcome = z.infer<typeof dialOutcomeSchema>;

export const eventSchema = z.discriminatedUnion('type', [
  event('call_started'),
  event('digits').extend({ digits: z.string().regex(/^[0-9*#]{1,64}$/) }),
  /** Speech that was recognised. */
  event('said').extend({ text: z.string().max(1_000) }),
  /** What was to be carried out is done and the caller did nothing. */
  event('timeout'),
  /** News of the place: 1 is next; null where it is not known. */
  event('queue_update').extend({
    position: z.number().int().positive().nullable(),
    estimatedWaitS: z.number().nonnegative().nullable(),
  }),
  event('agent_ready').extend({
    agentId: z.string().min(1),
    target: dialTargetSchema,
    /** Reaches the agent's telephone with the call. */
    parameters: z.record(z.string(), z.string()).default({}),
  }),
  /**
   * The agent declined, vanished or lost the connection; with `queue`, sent the caller on to wait there, and with
   * `colleague` to be offered to that agent first.
   */
  event('agent_gone').extend({
    agentId: z.string().min(1),
    queue: z.string().min(1).exactOptional(),
    colleague: z.string().min(1).exactOptional(),
  }),
  /** The agent picked up. */
  event('dial_answered'),
  event('dial_ended').extend({ outcome: dialOutcomeSchema }),
  event('recording_done').extend({ recordingRef: z.string().min(1) }),
  /** The host's answer to the verb `lookup`. */
  event('lookup_done').extend({
    outcome: z.string().min(1),
    /** Values that texts can fill in from now on. */
    vars: z.record(z.string(), z.string()).exactOptional(),
  }),
  /** The host's answer to the verb `enqueue` when the queue lets nobody in. */
  event('queue_refused').extend({ reason: z.enum(['closed', 'full']) }),
  /** The caller is gone. */
  event('hangup'),
]);
export type CallEvent = z.infer<typeof eventSchema>;
export type EventOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;
