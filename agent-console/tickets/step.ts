/**
 * Where a step through a list leads, if anywhere. @param at where one is; −1: what is open has left the list, dispatched
 * or answered, or nothing is. @param stood where it stood: whoever goes on from there finds what came after it
 */
export function stepTo(at: number, stood: number, step: 1 | -1, length: number): number | undefined {
  const wanted = at >= 0 ? at + step : step === 1 ? stood : stood - 1;
  return length === 0 ? undefined : Math.min(length - 1, Math.max(0, wanted));
}

/** The rows beside the open one when it was opened. */
export interface Beside {
  before: string | undefined;
  after: string | undefined;
}

export const besideOf = (ids: readonly string[], at: number): Beside => ({
  before: ids[at - 1],
  after: ids[at + 1],
});

/**
 * Whether the open row went to another place since, as an accepted ticket does whose next clock runs longer: whoever
 * goes on means the rows that were beside it.
 */
export function hasMoved(ids: readonly string[], at: number, { before, after }: Beside): boolean {
  const isPast = after !== undefined && ids.includes(after) && ids.indexOf(after) < at;
  return isPast || (before !== undefined && ids.indexOf(before) > at);
}
