// Puzzles that cost a browser about a second on an old telephone and us next to nothing: ALTCHA's, made and checked here.
import { randomInt } from 'node:crypto';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { type Challenge, challengeSchema, type Door, workSchema } from './contract.ts';

/** One try costs so many rounds of SHA-256; making a puzzle costs one try, checking a solution none. */
const cost = 1_000;
const leastTries = 100;
const mostTries = 300;
/** Old telephones, slow lines, people who leave the page open. */
export const workWithinMs = 5 * 60_000;

/** @param key signs what is asked and what solves it */
export async function makeChallenge(door: Door, key: string, now: number): Promise<Challenge> {
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost,
    counter: randomInt(leastTries, mostTries),
    data: { door },
    expiresAt: Math.ceil((now + workWithinMs) / 1_000),
    deriveKey,
    hmacSignatureSecret: key,
    hmacKeySignatureSecret: key,
  });
  // As it goes out: what is undefined in it is not there.
  return challengeSchema.parse(JSON.parse(JSON.stringify(challenge)));
}

/** The signature of the puzzle that was solved, or undefined for what solves none of this door's. */
export async function solvedBy(header: string, door: Door, key: string): Promise<string | undefined> {
  const work = workSchema.safeParse(jsonIn(header));
  if (!work.success || work.data.challenge.parameters.data.door !== door) return undefined;
  const secrets = { hmacSignatureSecret: key, hmacKeySignatureSecret: key };
  const { verified } = await verifySolution({ ...work.data, deriveKey, ...secrets });
  return verified ? work.data.challenge.signature : undefined;
}

function jsonIn(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
