// The secret of the installation that a command works on. One that is made here would fit nothing that is there: a backup
// would hold a key that opens none of it, and telephones would be marked so that nobody finds them.
import { join } from 'node:path';
import { keptSecret, Secrets, secretsAlsoSchema } from '../server/platform/auth/secret.ts';
import { Refusal } from './bootstrap/say.mjs';

/** @throws Refusal `secret-missing` */
export function installationSecret(dataDir: string): string {
  const secret = keptSecret(process.env.ONECALL_SECRET, dataDir);
  if (secret === undefined) throw new Refusal('secret-missing', { file: join(dataDir, 'secret') });
  return secret;
}

/** What is derived from it, and from those that are named beside it. @throws Refusal `secret-missing` */
export function installationSecrets(dataDir: string): Secrets {
  const { ONECALL_SECRETS_ALSO, ONECALL_MARK_SECRET } = process.env;
  return new Secrets(installationSecret(dataDir), {
    also: secretsAlsoSchema.parse(ONECALL_SECRETS_ALSO),
    ...(ONECALL_MARK_SECRET !== undefined && { marks: ONECALL_MARK_SECRET }),
  });
}
