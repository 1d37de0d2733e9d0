import { randomBytes } from 'node:crypto';

const poolSize = 4_096;
let pool = randomBytes(poolSize);
let used = 0;

/**
 * A UUID of version 7 (RFC 9562, 5.7): the time, then chance. Rows that are written together stand together in the index,
 * which thousands of wholly random ones would scatter over all of it.
 */
export function orderedId(): string {
  if (used + 10 > poolSize) [pool, used] = [randomBytes(poolSize), 0];
  const chance = pool.toString('hex', used, used + 10);
  used += 10;
  const time = Date.now().toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(chance.charAt(3), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}`;
}
