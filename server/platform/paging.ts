// Keyset paging: a cursor is the sort key of the last row, so that page 1,000 costs what page 1 costs.
import type { z } from 'zod';
import { AppError } from './errors.ts';

/** Packs a sort key into an opaque cursor. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Unpacks a cursor. @throws AppError `bad_request` for a cursor that is not of this list. */
export function decodeCursor<T extends z.ZodType>(cursor: string, key: T): z.infer<T> {
  try {
    return key.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new AppError('bad_request', { issues: [{ path: 'cursor', message: 'not a cursor of this list' }] });
  }
}

/** Cuts rows (one more than `limit` was read) into a page. */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | number | null)[],
) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}
