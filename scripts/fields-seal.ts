// npm run fields:seal: seals what is plain or was sealed by another key than the first one of
// ONECALL_FIELD_KEYS. May be cut off and run again; the city goes on meanwhile.
//   -- --end-plain   from now on keep no plain value: when no process of the version before runs any more
//   -- --all         every row, after ONECALL_SECRET was changed: what is looked for is marked anew
import { fieldKeysSchema } from '../server/platform/fields.ts';
import { openDatabase } from '../server/platform/database.ts';
import { demandOwnMarks, endPlain, OtherSecret, reseal } from '../server/platform/resealing.ts';
import { asRefusal, Refusal, say } from './bootstrap/say.mjs';
import { withInstallation } from './backup/installation.ts';
import { installationSecrets } from './installation-secret.ts';
import { optionsOf } from './options.ts';

const { values } = optionsOf('fields-usage', {
  options: { 'end-plain': { type: 'boolean' }, all: { type: 'boolean' } },
});

async function main(): Promise<void> {
  const { all = false } = values;
  await withInstallation(async ({ databaseUrl, dataDir }) => {
    const secrets = installationSecrets(dataDir);
    const keys = secrets.fields(fieldKeysSchema.parse(process.env.ONECALL_FIELD_KEYS));
    const database = openDatabase(databaseUrl, { publish: () => undefined }, keys);
    try {
      if (!all) await demandOwnMarks(database);
      if (values['end-plain']) await endPlain(database);
      for (const [column, rows] of await reseal(database, { all })) say('fields-sealed', { column, rows });
    } finally {
      await database.close();
    }
  });
}

await main().catch((error: unknown) => {
  console.error(asRefusal(error instanceof OtherSecret ? new Refusal('secret-another') : error).message);
  process.exitCode = 1;
});
