// The worker that tries numbers until one solves the puzzle (ALTCHA, PBKDF2 of the browser's own).
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { challengeSchema } from '../../server/platform/guard/contract.ts';

addEventListener('message', async ({ data }: MessageEvent<unknown>) => {
  const solution = await solveChallenge({ challenge: challengeSchema.parse(data), deriveKey }).catch(
    () => null,
  );
  postMessage(solution);
});
