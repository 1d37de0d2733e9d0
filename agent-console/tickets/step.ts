/**
 * Where a step through a list leads, if anywhere. @param at where one is; −1: what is open has left the list, dispatched
 * or answered, or nothing is. @param stood where it stood: whoever goes on from there finds what came after it
 */
export function stepTo(at: number, stood: number, step: 1 | -1, length: number): number | undefined {
  const wanted = at >= 0 ? at + step : step === 1 ? stood : stood - 1;
  return length === 0 ? undefined : Math.min(length - 1, Math.max(0, wanted));
}
