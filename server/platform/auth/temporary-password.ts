// Passwords that are given to somebody, to be changed at the first sign-in (ASVS 5.0, 6.4.1).
import { randomInt } from 'node:crypto';
import { temporaryDays } from './password.ts';
import { hashPassword } from './sessions.ts';

/** Read out and typed without mistakes: no 0 and o, 1 and l. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789';

export interface TemporaryPassword {
  /** Shown once; only its hash is stored. Four groups of four: 80 bits. */
  password: string;
  passwordHash: string;
  passwordUntil: Date;
}

/** From the system's generator. */
export async function temporaryPassword(now: Date): Promise<TemporaryPassword> {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  const password = Array.from({ length: 4 }, group).join('-');
  return {
    password,
    passwordHash: await hashPassword(password),
    passwordUntil: new Date(now.getTime() + temporaryDays * 86_400_000),
  };
}
