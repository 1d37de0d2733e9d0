import type { z } from 'zod';
import type { Actor } from '../platform/auth/actor.ts';
import type { sessionSchema } from './contract.ts';

/** A session as its page sees it. */
export const sessionView = (actor: Actor): z.infer<typeof sessionSchema> => ({
  user: {
    id: actor.id,
    username: actor.username,
    displayName: actor.name,
    roles: [...actor.roles],
    departmentCode: actor.departmentCode,
    locale: actor.locale,
  },
  mustEnrol: actor.mustEnrol === true,
  mustChangePassword: actor.mustChangePassword === true,
});
