// Whether work failed because a server was away or had no room, which says nothing against the work.
import type { Database } from './database.ts';
import { AppError } from './errors.ts';

/** Too little of something (53), shutting down or starting (57P), read only (25006): Postgres will take it later. */
const passingState = /^(53...|57P..|25006)$/;
/** What Redis says that has no room, or is loading, or is a replica just now. */
const passingWords =
  /^(OOM|MISCONF|LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|NOREPLICAS) |Connection is closed/;
/** A disk that is full, by Postgres (53100), by the system, and by Redis about its own disk; Redis without memory. */
const fullPlace = /^(53100|ENOSPC|EDQUOT)$|^OOM |^MISCONF .*(No space left|AOF)/;
const answerWithinMs = 2_000;

/** Codes and messages of an error and of what lies behind it. */
function* clues(error: unknown, depth = 0): Generator<string> {
  if (typeof error !== 'object' || error === null || depth > 5) return;
  for (const name of ['code', 'originalCode', 'message', 'originalMessage']) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string') yield value;
  }
  for (const name of ['cause', 'meta', 'driverAdapterError'])
    yield* clues(Reflect.get(error, name), depth + 1);
}

/** Lines that could not be had, or were lost: by code of the system, of SQL (class 08) and of Prisma, and by words. */
const lostLine =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|08...|P1001|P1002|P1008|P1017|P2024|P2028)$|Connection terminated|a change took longer than|timeout exceeded when trying to connect|Connection ended|is not queryable|too many wait for a connection|Query read timeout/;
/** Postgres ended a statement that ran for longer than it may (57014). */
const tooLong = /^57014$/;

/**
 * What somebody who asked is told instead of "our fault": what they did was not done, and bears repeating. Undefined
 * for every other failure.
 */
export function notNow(error: unknown): AppError | undefined {
  const found = [...clues(error)];
  if (found.some((clue) => fullPlace.test(clue))) return new AppError('no_room');
  if (found.some((clue) => tooLong.test(clue))) return new AppError('took_too_long');
  return tellsOfOutage(error) || found.some((clue) => lostLine.test(clue))
    ? new AppError('unavailable')
    : undefined;
}

/** Whether the error itself says that a server was out of order. */
export function tellsOfOutage(error: unknown): boolean {
  return [...clues(error)].some((clue) =>
    [passingState, passingWords, fullPlace].some((sign) => sign.test(clue)),
  );
}

/** The same, or Postgres does not answer now: then nobody knows why the work failed. */
export async function isOutage(error: unknown, database: Database): Promise<boolean> {
  if (tellsOfOutage(error)) return true;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), answerWithinMs);
  });
  const asked = database.sql.run('SELECT 1').then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([asked, patience]);
  } finally {
    clearTimeout(timer);
  }
}
