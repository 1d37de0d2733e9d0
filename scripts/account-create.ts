// npm run account:create -- --username NAME --name 姓名 [--name-en NAME] --roles admin[,…] [--department CODE]
//   [--queues general,…] [--skills en:1,…] [--capacity 3]
// Makes an account of staff in DATABASE_URL. The password is asked for, or read from standard input.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { latinName } from '../knowledge/text/index.ts';
import { createAccount, newAccountSchema } from '../server/admin/accounts.ts';
import { passwordLength } from '../server/platform/auth/password.ts';
import { AppError } from '../server/platform/errors.ts';
import { line, say } from './bootstrap/say.mjs';
import { databaseUrl, inDatabase } from './city-database.ts';
import { optionsOf } from './options.ts';

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

const { values } = optionsOf('account-usage', {
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
const url = databaseUrl();
/** `en:2,cantonese` as levels by code; a skill without a level has the first. */
const levels = (text: string | undefined): Record<string, number> =>
  Object.fromEntries(
    (list(text) ?? []).map((one) => {
      const [code = '', level = '1'] = one.split(':');
      return [code, Number(level)];
    }),
  );

const account = newAccountSchema.safeParse({
  username: values.username,
  nameZh: values.name,
  nameEn: values['name-en'] ?? (values.name && latinName(values.name)),
  roles: list(values.roles) ?? [],
  departmentCode: values.department,
  queues: list(values.queues),
  skills: levels(values.skills),
  capacity: values.capacity === undefined ? undefined : Number(values.capacity),
  password: await readPassword(),
});
if (!account.success) {
  const fields = account.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  fail(line('account-invalid', { fields }));
}
const { username, roles } = account.data;
try {
  const { idle } = await inDatabase(url, (database) => createAccount(database, account.data));
  say('account-made', { username, roles: roles.join(', ') });
  for (const { queue, skills } of idle) {
    const wanted = Object.entries(skills).map(([skill, level]) => `${skill}:${level}`);
    console.error(line('account-idle', { queue, skills: wanted.join(', ') }));
  }
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  const fields = String(error.details?.field ?? '');
  fail(line(error.code === 'conflict' ? 'account-exists' : 'account-invalid', { username, fields }));
}
