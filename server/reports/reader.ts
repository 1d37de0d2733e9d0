// Whose figures a reader gets.
import type { Actor } from '../platform/auth/actor.ts';
import { may } from '../platform/auth/roles.ts';
import { AppError } from '../platform/errors.ts';

export const seesAll = (actor: Actor): boolean => may(actor.roles, 'supervision.read');

/** All that are asked for, or one's own department's. @throws AppError `forbidden` */
export function departmentFor(actor: Actor, asked: string | undefined): string | undefined {
  if (seesAll(actor)) return asked;
  const own = actor.departmentCode;
  if (own === null || (asked !== undefined && asked !== own)) throw new AppError('forbidden');
  return own;
}
