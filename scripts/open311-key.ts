// npm run open311:key -- --name PROGRAM [--per-minute 60] | --revoke PREFIX | --list
// Makes, ends and lists the keys of programs that file requests over Open311, in DATABASE_URL.
import { listKeys, makeKey, revokeKey } from '../server/open311/store.ts';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl, inDatabase } from './city-database.ts';
import { optionsOf } from './options.ts';

const { values } = optionsOf('open311-key-usage', {
  options: {
    name: { type: 'string' },
    'per-minute': { type: 'string', default: '60' },
    revoke: { type: 'string' },
    list: { type: 'boolean' },
  },
});
const url = databaseUrl();
const perMinute = Number(values['per-minute']);
const name = values.name?.trim();
await inDatabase(url, async (database) => {
  if (values.list) {
    for (const key of await listKeys(database)) console.log(JSON.stringify(key));
  } else if (values.revoke !== undefined) {
    const isEnded = await revokeKey(database, values.revoke);
    say(isEnded ? 'open311-key-ended' : 'open311-key-unknown', { prefix: values.revoke });
    if (!isEnded) process.exitCode = 1;
  } else if (name && Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= 100_000) {
    const { key } = await makeKey(database, { name, perMinute });
    say('open311-key-made', { name, perMinute: String(perMinute) });
    console.log(key);
  } else {
    console.error(line('open311-key-usage'));
    process.exitCode = 1;
  }
});
