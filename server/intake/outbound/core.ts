// Whether a citizen may be called now: their wish not to be, the hours for calling, and what goes before either.

/** The one ground that goes before a citizen's wish not to be called. A code of the list `call_ground`. */
export const dangerToLife = 'danger_to_life';

export type CallRefusal = 'do_not_call' | 'outside_calling_hours';

/**
 * A call by an agent's own wish. A ground of the city's list goes before the hours; before a do-not-call mark goes
 * danger to life alone. A call that the citizen asked for is no such call: see docs/decisions on callbacks.
 */
export function refusalOfCall(facts: {
  isMarked: boolean;
  isCallingTime: boolean;
  ground: string | null;
}): CallRefusal | null {
  if (facts.isMarked && facts.ground !== dangerToLife) return 'do_not_call';
  if (!facts.isCallingTime && facts.ground === null) return 'outside_calling_hours';
  return null;
}
