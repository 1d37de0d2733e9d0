// Which moments of clocks have an alarm: the near ones, one alarm for all clocks of a moment.

/** Moments this near have an alarm. The sweep comes by several times before. */
export const nearMs = 10_000;
/** Clocks of one moment: those of a whole second fire on it, others up to this much later. */
export const momentMs = 250;

/** Whether a moment comes before the sweep has surely seen it. */
export function isNear(at: Date | number | null): boolean {
  return at !== null && Number(at) - Date.now() < nearMs;
}

/** The alarm that a clock belongs to. */
export function momentOf(at: Date): Date {
  return new Date(Math.ceil(at.getTime() / momentMs) * momentMs);
}
