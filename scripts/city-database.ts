// The database that a command of the installation's keeper works on.
import { type Database, openDatabase } from '../server/platform/database.ts';
import { runningPostgres } from './bootstrap/postgres.mjs';
import { dataFolder } from './bootstrap/project.mjs';
import { line } from './bootstrap/say.mjs';

/** The address in DATABASE_URL, else of the database that `npm start` runs. Without either the command ends, saying so. */
export function databaseUrl(): string {
  const url = process.env.DATABASE_URL ?? runningPostgres(dataFolder(process.env))?.('onecall');
  if (url !== undefined) return url;
  console.error(line('database-url-missing'));
  process.exit(1);
}

/** Opens it for a piece of work. Events that the work stores are acted on by the server. */
export async function inDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase(url, { publish: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
