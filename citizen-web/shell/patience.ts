/** Of a first paint: what comes later finds its place kept. */
const patienceMs = 300;

/** Resolves when that is there, or when the first paint waits no longer for it. */
export async function withinPatience(asked: Promise<unknown>): Promise<void> {
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}
