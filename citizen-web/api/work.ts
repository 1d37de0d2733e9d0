// Solves what the server asks for, in a worker: the page stays quick. Loaded when it is first asked for.
import { workAskedSchema, workSchema } from '../../server/platform/guard/contract.ts';

/** An old telephone in the sun; the puzzle itself holds longer. */
const patienceMs = 90_000;

/** @throws what is no such refusal, and where the browser has no worker or no Web Crypto */
export async function work(refusal: string): Promise<string> {
  const { challenge } = workAskedSchema.parse(JSON.parse(refusal)).error.details;
  const solver = new Worker(new URL('./solver.ts', import.meta.url));
  try {
    const solution = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('too slow')), patienceMs);
      solver.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        clearTimeout(timer);
        resolve(data);
      });
      solver.addEventListener('error', () => reject(new Error('no worker')));
      solver.postMessage(challenge);
    });
    return btoa(JSON.stringify(workSchema.parse({ challenge, solution })));
  } finally {
    solver.terminate();
  }
}
