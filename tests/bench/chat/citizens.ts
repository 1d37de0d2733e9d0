// Citizens whom the house knows, made by hand: one address may open only so many chats a minute.
import pg from 'pg';
import { Secrets } from '../../../server/platform/auth/secret.ts';
import { orderedId } from '../../../server/platform/ordered-id.ts';

/** @param secret the server's. @returns for each of `count` new citizens the right to write */
export async function makeCitizens(databaseUrl: string, secret: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, orderedId);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('INSERT INTO "Citizen" (id) SELECT unnest($1::uuid[])', [ids]);
  } finally {
    await client.end();
  }
  const secrets = new Secrets(secret);
  return ids.map((id) => secrets.citizenToken(id));
}
