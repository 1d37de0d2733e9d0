// A city's start without the demo: the pack and the accounts come from commands.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inDatabase } from '../../scripts/city-database.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import { testDatabase } from '../harness/database.ts';

const databaseUrl = await testDatabase();
const password = 'a long sentence of mine';

async function run(
  script: string,
  args: readonly string[],
  input = '',
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code: Number(code), said };
}

const create = (username: string, more: readonly string[], words = password) =>
  run('account-create', ['--username', username, '--name', '李雷', ...more], `${words}\n`);

test('a pack applied twice is written once, and makes no accounts', async () => {
  expect(await run('pack-apply', ['prisma/packs/shenzhen'])).toMatchObject({ code: 0 });
  const again = await run('pack-apply', ['prisma/packs/shenzhen']);
  expect(again.code).toBe(0);
  expect(again.said).toContain('has not changed');
  await inDatabase(databaseUrl, async ({ read }) => {
    expect(await read.department.count()).toBeGreaterThan(38);
    expect(await read.user.count()).toBe(0);
  });
});

test('an account that is made signs in with its password and has its queues', async () => {
  const made = await create('li.lei', ['--roles', 'agent,admin', '--queues', 'general', '--skills', 'en:2']);
  expect(made).toMatchObject({ code: 0 });
  expect(made.said, 'nothing of the queue would reach them').toContain('asks for the skills general:1');
  await inDatabase(databaseUrl, async (database) => {
    const sessions = new Sessions(database, new Secrets('x'.repeat(32)), 'http://localhost:12345');
    const origin = { ip: '127.0.0.1', userAgent: 'test' };
    const { actor } = await sessions.signIn('li.lei', password, origin);
    expect(actor.roles.toSorted()).toEqual(['admin', 'agent']);
    expect(actor.name, 'English citizens can read it').toEqual({ zh: '李雷', en: 'Li Lei' });
    await expect(sessions.signIn('li.lei', 'another sentence', origin)).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    const agent = await database.read.agent.findUniqueOrThrow({
      where: { userId: actor.id },
      include: { queues: true, skills: true },
    });
    expect(agent.queues.map(({ queueCode }) => queueCode)).toEqual(['general']);
    expect(agent.skills).toMatchObject([{ skillCode: 'en', level: 2 }]);
  });
});

test.each([
  ['a name that is taken', 'li.lei', ['--roles', 'admin'], password],
  ['a role that does not exist', 'han', ['--roles', 'king'], password],
  ['a department that does not exist', 'han', ['--roles', 'officer', '--department', 'nowhere'], password],
  ['a queue that does not exist', 'han', ['--roles', 'agent', '--queues', 'nowhere'], password],
  ['a capacity that is no number', 'han', ['--roles', 'agent', '--capacity', 'many'], password],
  ['a short password', 'han', ['--roles', 'admin'], 'short'],
])('%s is refused in one line and makes nothing', async (_case, username, more, words) => {
  const refused = await create(username, more, words);
  expect(refused.code).toBe(1);
  expect(refused.said.trim().split('\n')).toHaveLength(1);
  await inDatabase(databaseUrl, async ({ read }) => {
    expect(await read.user.findMany({ select: { username: true } })).toEqual([{ username: 'li.lei' }]);
  });
});

test('a command that is asked for help, or does not know what was typed, says how it is used and does nothing', async () => {
  for (const script of ['account-create', 'backup', 'figures-recount', 'fields-seal', 'migrate', 'restore']) {
    const helped = await run(script, ['--help']);
    expect(helped, script).toMatchObject({ code: 0 });
    expect(helped.said).toMatch(/^用法：.* · usage: .*\n$/);
    expect(await run(script, ['--halp'])).toMatchObject({ code: 1, said: helped.said });
  }
  expect(existsSync('--help')).toBe(false);
}, 120_000);
