/**
 * What somebody at work does by themselves while a story goes on: takes an offer, picks up. On a busy machine the offer is
 * gone by then, or the call over. The story that waits for it says so itself and can be told again; an error that nobody
 * waits for fails the whole run, and no second try mends that.
 */
export function inPassing(work: Promise<unknown>): void {
  work.catch((error: unknown) => console.warn('in passing:', error instanceof Error ? error.message : error));
}
