// A session ends when nobody acts in it: what a page asks by itself is no deed, a talk with a citizen is one.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Idle } from '../../server/platform/auth/idle.ts';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { hashPassword, Sessions } from '../../server/platform/auth/sessions.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { createLog } from '../../server/platform/log.ts';
import { talkingAmong } from '../../server/routing/index.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields, testSecret } from '../harness/fields.ts';

const minute = 60_000;
let database: Database;
let sessions: Sessions;
let userId: string;
let told: [credential: string, endsAt: Date | null][] = [];
let ended: string[] = [];

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined }, testFields);
  sessions = new Sessions(database, new Secrets(testSecret), 'http://localhost:12345');
  const passwordHash = await hashPassword('a-long-word-of-nobody');
  const name = { nameZh: '坐席', nameEn: 'Agent', roles: ['agent' as const] };
  ({ id: userId } = await database.read.user.create({ data: { username: 'a', passwordHash, ...name } }));
});
afterAll(() => database.close());

const idleOf = (idleMs: number): Idle =>
  new Idle({
    database,
    sessions,
    idleMs,
    talking: (userIds) => talkingAmong(database, userIds),
    warn: (...news) => told.push(news),
    onEnd: (credentials) => ended.push(...credentials),
    log: createLog('silent'),
  });

/** A session in which somebody acted so many minutes ago. */
async function session(
  actedMinutesAgo: number,
): Promise<{ token: string; credential: string; actedAt: Date }> {
  [told, ended] = [[], []];
  const origin = { ip: '10.0.0.1', userAgent: 'test' };
  const { token, actor } = await sessions.signIn('a', 'a-long-word-of-nobody', origin);
  const actedAt = new Date(Date.now() - actedMinutesAgo * minute);
  const where = { tokenHash: actor.credential };
  await database.read.session.update({ where, data: { actedAt } });
  return { token, credential: actor.credential, actedAt };
}
const isOpen = async (token: string) => (await sessions.freshBySessionToken(token)) !== undefined;

it('ends after the time, whatever its page asks meanwhile, and says so in the trail', async () => {
  const { token, credential } = await session(31);
  // A page that asks is no person.
  expect(await isOpen(token)).toBe(true);
  await idleOf(30 * minute).look(new Date());
  expect(ended).toEqual([credential]);
  expect(await sessions.bySessionToken(token)).toBeUndefined();
  const entry = await database.read.auditEntry.findFirstOrThrow({ where: { action: 'session.idle' } });
  expect(entry).toMatchObject({ subjectId: userId, detail: { minutes: 30 } });
});

it('is warned in its last minute, and a key lets it go on', async () => {
  const { token, credential, actedAt } = await session(29.5);
  const idle = idleOf(30 * minute);
  await idle.look(new Date());
  expect([told, ended]).toEqual([[[credential, new Date(actedAt.getTime() + 30 * minute)]], []]);
  await idle.noteAct(credential, new Date());
  expect(told.at(-1)).toEqual([credential, null]);
  await idle.look(new Date(Date.now() + 28 * minute));
  expect([told.length, ended]).toEqual([2, []]);
  // Pressed in time, it has nothing to say to the pages.
  await idle.noteAct(credential, new Date());
  expect(told).toHaveLength(2);
  expect(await isOpen(token)).toBe(true);
  await sessions.end(userId);
});

it('goes on while its owner talks with a citizen, and its time begins anew afterwards', async () => {
  const { token } = await session(45);
  const citizen = await database.read.citizen.create({ data: { namePlain: null, nameSealed: null } });
  const now = new Date();
  const talk = { citizenId: citizen.id, channel: 'chat' as const, lastMessageAt: now, createdAt: now };
  const { id: conversationId } = await database.read.conversation.create({ data: talk });
  const contact = await database.read.interaction.create({
    data: {
      ...{ conversationId, citizenId: citizen.id, channel: 'chat', queueCode: 'general' },
      ...{ state: 'active', agentId: userId, arrivedAt: now },
    },
  });
  const idle = idleOf(30 * minute);
  await idle.look(now);
  expect([told, ended]).toEqual([[], []]);
  await database.read.interaction.update({ where: { id: contact.id }, data: { state: 'wrap_up' } });
  await idle.look(new Date(now.getTime() + 28 * minute));
  expect([told, ended]).toEqual([[], []]);
  await idle.look(new Date(now.getTime() + 31 * minute));
  expect(ended).toHaveLength(1);
  expect(await isOpen(token)).toBe(false);
});

it('is not begun by the right one of many guesses at one moment', async () => {
  const origin = (index: number) => ({ ip: `10.3.0.${index}`, userAgent: 'test' });
  const guesses = [
    ...Array.from({ length: 30 }, (_, index) => `a-guess-of-number-${index}`),
    'a-long-word-of-nobody',
  ];
  const met = await Promise.allSettled(
    guesses.map((words, index) => sessions.signIn('a', words, origin(index))),
  );
  expect(met.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'locked_out' } });
  await sessions.lockout.forget('a');
});

it('ends after its hours in any case, and what it holds open with it; without a time only then', async () => {
  const { credential } = await session(600);
  const idle = idleOf(0);
  await idle.look(new Date());
  expect([ended, idle.endsAt(new Date())]).toEqual([[], null]);
  await idle.look(new Date(Date.now() + 13 * 60 * minute));
  expect(ended).toEqual([credential]);
});
