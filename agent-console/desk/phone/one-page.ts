// Of an agent's open pages one carries a call. The others wait: when it is closed, the next has the call within the time
// that the citizen's line waits for its agent.

/** The page that the agent looks at asks first. */
const hiddenAsksAfterMs = 700;

const nameOf = (interactionId: string): string => `onecall.call.${interactionId}`;

/**
 * Waits until no other page of this browser carries the call.
 * @param options.isTaken takes it from the page that has it
 * @param options.onTaken another page has taken it from this one
 * @returns what gives it back
 * @throws what the signal was aborted with
 */
export async function carryCall(
  interactionId: string,
  options: { isTaken: boolean; signal: AbortSignal; onTaken: () => void },
): Promise<() => void> {
  const { isTaken, signal, onTaken } = options;
  // Without a secure page there is neither this nor a microphone.
  if (!('locks' in navigator)) return () => undefined;
  if (!isTaken && document.visibilityState === 'hidden')
    await new Promise((resolve) => setTimeout(resolve, hiddenAsksAfterMs));
  return new Promise((resolve, reject) => {
    let isOurs = false;
    const carried = () =>
      new Promise<void>((giveBack) => {
        isOurs = true;
        resolve(giveBack);
      });
    navigator.locks
      .request(nameOf(interactionId), isTaken ? { steal: true } : { signal }, carried)
      .catch((error: unknown) => (isOurs ? onTaken() : reject(error)));
  });
}
