import type { Role } from '../contract.ts';
import { AppError, type Lang } from '../errors.ts';
import { may, type Permission } from './roles.ts';

/** A signed-in person or a program with an API key. */
export interface Actor {
  id: string;
  username: string;
  name: { zh: string; en: string };
  roles: readonly Role[];
  departmentCode: string | null;
  locale: Lang;
  /** Hash of the session's token, or of the API key. */
  credential: string;
  /** A role of theirs wants a second factor that they do not have yet: until then they have no role here. */
  mustEnrol?: boolean;
  /** Their password was given by somebody else: until they have changed it they have no role here. */
  mustChangePassword?: boolean;
}

/** @throws AppError `forbidden` when the actor lacks the permission. */
export function demand(actor: Actor, permission: Permission): void {
  if (!may(actor.roles, permission)) throw new AppError('forbidden');
}
