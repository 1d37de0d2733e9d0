// What is simulated: a day's work, who comes, and who is there. Scenario files (simulations/*.json) are parsed here.
import { z } from 'zod';
import { channelSchema } from '../../platform/contract.ts';

const seconds = z.number().positive();

/** A random length in seconds. Lognormal by its mean and the coefficient of variation, as service times mostly are. */
const lengthSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exponential'), meanS: seconds }),
  z.strictObject({ kind: z.literal('lognormal'), meanS: seconds, variation: z.number().positive() }),
  z.strictObject({ kind: z.literal('fixed'), meanS: seconds }),
]);
export type Length = z.infer<typeof lengthSchema>;

const skillsSchema = z.record(z.string(), z.number().int().positive()).default({});

const streamSchema = z.strictObject({
  name: z.string().min(1),
  queue: z.string().regex(/^[\w-]+$/),
  channel: channelSchema,
  requiredSkills: skillsSchema,
  priority: z.number().int().default(0),
  /** Arrivals per hour, one after the other for equal parts of the time; Poisson within each. */
  perHour: z.array(z.number().nonnegative()).min(1),
  service: lengthSchema,
  /** Absent: nobody gives up. */
  patience: lengthSchema.optional(),
});
export type Stream = z.infer<typeof streamSchema>;

const teamSchema = z.strictObject({
  name: z.string().min(1),
  count: z.number().int().positive(),
  queues: z.array(z.string()).min(1),
  skills: skillsSchema,
  capacity: z.number().int().positive().default(1),
  /** In service from and to, in hours since the beginning; absent: always. */
  shift: z.strictObject({ fromH: z.number().nonnegative(), toH: z.number().positive() }).optional(),
});
export type Team = z.infer<typeof teamSchema>;

export const scenarioSchema = z.strictObject({
  name: z.string(),
  nameEn: z.string(),
  hours: z.number().positive(),
  /** Not counted: the centre fills in it. */
  warmUpH: z.number().nonnegative().default(0),
  replications: z.number().int().min(2).default(10),
  seed: z.number().int().default(1),
  thresholdS: z.number().positive().default(15),
  streams: z.array(streamSchema).min(1),
  teams: z.array(teamSchema).min(1),
});
export type Scenario = z.infer<typeof scenarioSchema>;
