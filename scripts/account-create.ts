// npm run account:create -- --username NAME --name 姓名 [--name-en NAME] --roles admin[,…] [--department CODE]
//   [--queues general,…] [--skills en:1,…] [--capacity 3]
// Makes an account of staff in DATABASE_URL. The password is asked for, or read from standard input.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createAccount, newAccountSchema, passwordLength } from '../server/admin/accounts.ts';
import { openDatabase } from '../server/platform/database.ts';
import { AppError } from '../server/platform/errors.ts';
import { line, say } from './bootstrap/say.mjs';

/** One line of standard input; on a terminal it is asked for and not shown. */
async function readPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  if (isTerminal) process.stderr.write(`${line('account-password', { least: passwordLength.least })} `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: isTerminal });
  try {
    for await (const password of reader) return password;
    return '';
  } finally {
    reader.close();
    if (isTerminal) process.stderr.write('\n');
  }
}

const list = (text: string | undefined): string[] | undefined => text?.split(',').filter(Boolean);

function fail(text: string): never {
  console.error(text);
  process.exit(1);
}

const databaseUrl = process.env.DATABASE_URL ?? fail(line('database-url-missing'));
const { values } = parseArgs({
  options: {
    username: { type: 'string' },
    name: { type: 'string' },
    'name-en': { type: 'string' },
    roles: { type: 'string' },
    department: { type: 'string' },
    queues: { type: 'string' },
    skills: { type: 'string' },
    capacity: { type: 'string' },
  },
});
const account = newAccountSchema.safeParse({
  username: values.username,
  nameZh: values.name,
  nameEn: values['name-en'] ?? values.name,
  roles: list(values.roles) ?? [],
  departmentCode: values.department,
  queues: list(values.queues),
  skills:
    values.skills &&
    Object.fromEntries(
      list(values.skills)?.map((one) => [one.split(':')[0], Number(one.split(':')[1] ?? 1)]) ?? [],
    ),
  capacity: values.capacity === undefined ? undefined : z.coerce.number().parse(values.capacity),
  password: await readPassword(),
});
if (!account.success) {
  const fields = account.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  fail(line('account-invalid', { fields }));
}
const { username, roles } = account.data;
const database = openDatabase(databaseUrl, { publish: () => undefined });
try {
  await createAccount(database, account.data);
  say('account-made', { username, roles: roles.join(', ') });
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  const field = String(error.details?.field ?? '');
  fail(
    error.code === 'conflict'
      ? line('account-exists', { username })
      : line('account-invalid', { fields: field }),
  );
} finally {
  await database.close();
}
