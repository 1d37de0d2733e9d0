// Builds the room out of its parts.
import type { Secrets } from '../platform/auth/secret.ts';
import type { Sessions } from '../platform/auth/sessions.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { Door } from './door.ts';
import { Houses } from './houses.ts';
import { Providers } from './providers.ts';
import { SignOut } from './sign-out.ts';

/**
 * @param deps.networks private networks (CIDR) that may be reached
 * @param deps.onEnd closes what ended sessions still hold open
 */
export function createSignIn(deps: {
  database: Database;
  secrets: Secrets;
  sessions: Sessions;
  log: Log;
  networks: readonly string[];
  publicUrl: string;
  onEnd: (credentials: readonly string[]) => void;
}) {
  const { sessions, onEnd } = deps;
  const houses = new Houses(deps.secrets, deps.networks);
  const providers = new Providers({ ...deps, houses });
  return {
    sessions,
    onEnd,
    providers,
    door: new Door({ ...deps, houses, providers }),
    signOut: new SignOut({ ...deps, houses, providers }),
  };
}

export type SignInRoom = ReturnType<typeof createSignIn>;
