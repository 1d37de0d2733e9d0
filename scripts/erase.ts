// npm run erase -- TELEPHONE REASON: erases what says who somebody is and what they said, because they ask for it
// (docs/erasure.md). Proving that the telephone is theirs is the city's procedure. The city goes on meanwhile.
import { createErasure } from '../server/erasure/index.ts';
import { Vault } from '../server/intake/index.ts';
import { openDatabase } from '../server/platform/database.ts';
import { AppError } from '../server/platform/errors.ts';
import { fieldKeysSchema } from '../server/platform/fields.ts';
import { FileStore } from '../server/platform/files.ts';
import { createLog } from '../server/platform/log.ts';
import { standingSchema } from '../server/erasure/contract.ts';
import { withInstallation } from './backup/installation.ts';
import { installationSecrets } from './installation-secret.ts';
import { wordsOf } from './options.ts';
import { asRefusal, Refusal, say } from './bootstrap/say.mjs';

const [phone, ...words] = wordsOf('erase-usage', 100);
const reason = words.join(' ').trim();

/** @throws Refusal with what keeps them */
function refused(error: unknown): never {
  const standing = error instanceof AppError ? standingSchema.safeParse(error.details).data : undefined;
  if (!standing) throw error;
  const listed = (numbers: readonly string[]): string => numbers.join(', ') || '–';
  throw new Refusal('erase-kept', {
    open: listed(standing.openTickets),
    held: listed(standing.heldTickets),
    talking: standing.isTalking ? '✓' : '–',
  });
}

async function main(): Promise<void> {
  if (!phone || reason === '') throw new Refusal('erase-usage');
  await withInstallation(async ({ databaseUrl, dataDir, bucket }) => {
    const secrets = installationSecrets(dataDir);
    const keys = secrets.fields(fieldKeysSchema.parse(process.env.ONECALL_FIELD_KEYS));
    const database = openDatabase(databaseUrl, { publish: () => undefined }, keys);
    try {
      const { erasure } = createErasure({
        database,
        files: new FileStore(dataDir, undefined, undefined, bucket),
        vault: new Vault(dataDir, ...secrets.recordingKeys),
        log: createLog('warn'),
        keptDays: 0,
      });
      const citizens = await erasure.citizensBy(phone);
      if (citizens.length === 0) throw new Refusal('erase-nobody', { phone });
      for (const id of citizens)
        say('erase-done', { ...(await erasure.erase(id, { kind: 'request', reason }).catch(refused)) });
    } finally {
      await database.close();
    }
  });
}

await main().catch((error: unknown) => {
  console.error(error instanceof Refusal ? error.message : asRefusal(error).message);
  process.exitCode = 1;
});
