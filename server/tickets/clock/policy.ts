// Which rule of the city a clock follows (DESIGN §6): policies are data, the most special one counts.
import { z } from 'zod';
import { clockNameSchema } from '../contract.ts';

/** `working_days` are counted whole (see `schedule`); all else is time that the policy's calendar is open. */
export const budgetSchema = z
  .object({
    amount: z.number().positive(),
    unit: z.enum(['minutes', 'hours', 'days', 'working_minutes', 'working_hours', 'working_days']),
  })
  .refine(
    ({ amount, unit }) => unit !== 'working_days' || Number.isInteger(amount),
    'working days are whole',
  );
export type Budget = z.infer<typeof budgetSchema>;

/** A rule of the city: how long a clock runs for which tickets, on which calendar, and at which shares it warns. */
export const policySchema = z.object({
  code: z.string(),
  clock: clockNameSchema,
  match: z.object({
    kind: z.string().optional(),
    urgency: z.string().optional(),
    categoryCode: z.string().optional(),
    bodyCode: z.string().optional(),
  }),
  budget: budgetSchema,
  calendarCode: z.string(),
  warnAt: z.array(z.number().gt(0).lt(1)),
});
export type Policy = z.infer<typeof policySchema>;
export type ClockName = Policy['clock'];

export interface TicketTraits {
  kind: string;
  urgency: string;
  /** The category with its parents, the most special first. */
  categoryCodes: readonly string[];
  /** Whose proposal it is. */
  bodyCode: string | null;
}

/**
 * The policy of a clock: all its conditions hold, and it is the most special. Category counts more than urgency,
 * urgency more than the body whose proposal it is, that more than kind; a nearer category more than a farther one; of equals, the first. Undefined: no such clock for
 * this ticket.
 */
export function selectPolicy(
  policies: readonly Policy[],
  clock: ClockName,
  ticket: TicketTraits,
): Policy | undefined {
  let best: { policy: Policy; weight: number } | undefined;
  for (const policy of policies) {
    if (policy.clock !== clock) continue;
    const { kind, urgency, categoryCode, bodyCode } = policy.match;
    const depth = categoryCode === undefined ? -1 : ticket.categoryCodes.indexOf(categoryCode);
    if (categoryCode !== undefined && depth < 0) continue;
    if (kind !== undefined && kind !== ticket.kind) continue;
    if (urgency !== undefined && urgency !== ticket.urgency) continue;
    if (bodyCode !== undefined && bodyCode !== ticket.bodyCode) continue;
    const weight =
      (depth < 0 ? 0 : 100 - depth) +
      (urgency === undefined ? 0 : 10) +
      (bodyCode === undefined ? 0 : 2) +
      (kind === undefined ? 0 : 1);
    if (!best || weight > best.weight) best = { policy, weight };
  }
  return best?.policy;
}
