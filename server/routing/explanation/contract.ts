// Why an interaction went where it went, as a supervisor reads it.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../../platform/contract.ts';
import { interactionViewSchema, presenceStateSchema, refusalSchema } from '../contract.ts';

const skillsSchema = z.record(z.string(), z.number().int());

/** What happened to an interaction besides its offers. */
export const routingStepSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('arrived'),
    queueCode: z.string(),
    /** Asked for, by language, the general one, or the only one that serves the channel. */
    choice: z.enum(['asked', 'language', 'general', 'only']),
    priority: z.number().int(),
    isHardship: z.boolean(),
    isEmergency: z.boolean(),
    requiredSkills: skillsSchema,
    preferredAgentId: idSchema.nullable(),
  }),
  z.object({ kind: z.literal('refused'), queueCode: z.string(), refusal: refusalSchema }),
  z.object({ kind: z.literal('moved'), from: z.string(), to: z.string() }),
  /** Offered to one agent by somebody's hand. */
  z.object({ kind: z.literal('pushed'), agentId: idSchema }),
  /** Somebody took it over; `from`: whoever had it. */
  z.object({ kind: z.literal('taken'), from: idSchema.nullable() }),
  z.object({ kind: z.literal('prioritised'), from: z.number().int(), to: z.number().int() }),
  /** Its agent could not be reached any more. */
  z.object({ kind: z.literal('returned'), agentId: idSchema }),
  z.object({ kind: z.literal('callback_promised'), notBefore: timeSchema.nullable() }),
  /** The citizen called again before we did, and waits on the line at the same place. */
  z.object({ kind: z.literal('callback_resumed') }),
  z.object({ kind: z.literal('callback_dialled'), attempt: z.number().int() }),
  z.object({
    kind: z.literal('callback_missed'),
    attempt: z.number().int(),
    outcome: z.enum(['no_answer', 'busy', 'failed', 'declined', 'too_late']),
    /** Null: there is no further attempt. */
    nextAt: timeSchema.nullable(),
  }),
  z.object({ kind: z.literal('callback_reached'), attempt: z.number().int() }),
  /** An agent called the citizen by their own wish. */
  z.object({ kind: z.literal('called_out'), ticketId: idSchema.nullable() }),
  /** The line broke down on our side; the citizen waited, or was in talk. */
  z.object({ kind: z.literal('line_lost'), wasTalking: z.boolean() }),
  /** The citizen hears music, until the agent is back. */
  z.object({ kind: z.literal('held') }),
  z.object({ kind: z.literal('resumed') }),
  /** A number outside was rung into the call. */
  z.object({
    kind: z.literal('outside_rung'),
    number: z.string(),
    outcome: z.enum(['answered', 'busy', 'no_answer', 'failed', 'dropped']),
  }),
  /** The citizen goes on with a number outside, without us. */
  z.object({ kind: z.literal('transferred_out'), to: z.string() }),
]);
export type RoutingStep = z.infer<typeof routingStepSchema>;

/** Why an agent did or did not get an offer. The order is the order of the list. */
export const verdictSchema = z.enum([
  'chosen',
  /** Free and able, but others were before: longer idle, or able to do less besides. */
  'later',
  'declined_just_now',
  'during_call',
  'at_capacity',
  'channel_limit',
  'not_responding',
  'away',
  'break',
  'training',
  'skill_missing',
  'skill_too_low',
  'offline',
]);
export type Verdict = z.infer<typeof verdictSchema>;

const candidateSchema = z.object({
  agentId: idSchema,
  name: bilingualSchema,
  verdict: verdictSchema,
  presence: presenceStateSchema,
  /** Shares in use of all. */
  load: z.number().int(),
  capacity: z.number().int(),
  /** Since when without any contact; null while serving. */
  idleSince: timeSchema.nullable(),
  /** The first skill that is missing or too low. */
  skill: z.object({ code: z.string(), has: z.number().int(), needs: z.number().int() }).nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** Who could have got it at one moment. */
export const decisionViewSchema = z.object({
  at: timeSchema,
  /** Rings reached, 0 = none. */
  ring: z.number().int(),
  queues: z.array(z.string()),
  requiredSkills: skillsSchema,
  /** Those who serve one of the queues, the nearest first; at most 100. */
  candidates: z.array(candidateSchema),
  /** How many there were by verdict, all of them. */
  counts: z.partialRecord(verdictSchema, z.number().int()),
});
export type DecisionView = z.infer<typeof decisionViewSchema>;

const offerExplanationSchema = z.object({
  id: idSchema,
  agentId: idSchema,
  agentName: bilingualSchema,
  outcome: z.enum(['pending', 'accepted', 'declined', 'timed_out', 'withdrawn']),
  offeredAt: timeSchema,
  endedAt: timeSchema.nullable(),
  /** Free on its arrival, free and lately with the citizen, freed; by hand; null: passed from agent to agent. */
  reason: z.enum(['arrival', 'preferred', 'agent_free', 'known', 'hand']).nullable(),
  decision: decisionViewSchema,
});

/** GET /api/routing/interactions/:id/explanation */
export const explanationSchema = z.object({
  interaction: interactionViewSchema,
  steps: z.array(z.object({ at: timeSchema, actor: bilingualSchema.nullable(), step: routingStepSchema })),
  offers: z.array(offerExplanationSchema),
  /** Who could get it now and why nobody does; null unless it waits. */
  now: decisionViewSchema.nullable(),
  names: z.object({
    queues: z.record(z.string(), bilingualSchema),
    skills: z.record(z.string(), bilingualSchema),
    agents: z.record(z.string(), bilingualSchema),
  }),
});
export type Explanation = z.infer<typeof explanationSchema>;
