// When a citizen is called back, and how often it is tried.

/** A third call that nobody takes would be a nuisance: then a text or a letter is better. */
export const mostAttempts = 3;
/** Minutes until the next attempt: somebody who was just in a tunnel, then somebody who is busy for a while. */
const pausesMin = [5, 30] as const;
/** So long a telephone rings. */
export const ringS = 40;
/** A call of which nothing has been heard for so long is lost: its process or the carrier's news died. */
export const lostAfterS = 90;

/** When the next attempt may be made after so many, before the hours for calling are looked at; null: there is none. */
export function nextAttemptAt(attempts: number, now: Date): Date | null {
  const pause = pausesMin[attempts - 1];
  if (attempts >= mostAttempts || pause === undefined) return null;
  return new Date(now.getTime() + pause * 60_000);
}
