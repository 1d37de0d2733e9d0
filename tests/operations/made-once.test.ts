// What is made once and shown once, though it is asked for twice: a double press, or an answer that got lost.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secrets } from '../../server/platform/auth/secret.ts';
import { Sessions } from '../../server/platform/auth/sessions.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Sender } from '../../server/webhooks/send.ts';
import { Webhooks } from '../../server/webhooks/service.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const secrets = new Secrets('a-secret-of-the-test-that-is-long-enough');
const sender = new Sender([]);
const admin = randomUUID();
let database: Database;

beforeAll(async () => {
  database = openDatabase(await testDatabase(), { publish: () => undefined }, testFields);
});
afterAll(async () => {
  sender.close();
  await database?.close();
});

describe('an API key', () => {
  const key = { name: '统计系统', roles: ['agent' as const], departmentCode: null, createdById: admin };
  const sessions = () => new Sessions(database, secrets, 'http://localhost:12345');

  it('is one key that works, however often the same wish comes', async () => {
    const wish = { ...key, commandId: randomUUID() };
    const made = await Promise.all([1, 2, 3].map(() => sessions().createApiKey(wish)));
    expect(new Set(made.map((one) => one.key)).size).toBe(1);
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await database.read.apiKey.count({ where: { name: key.name } })).toBe(1);
    expect(made[0]?.key).toMatch(/^oc_[\w-]{40}$/);
    const other = await sessions().createApiKey({ ...key, commandId: randomUUID() });
    expect(other.key).not.toBe(made[0]?.key);
  });

  it('is not told to another person, nor for other words, nor when it is revoked', async () => {
    const wish = { ...key, commandId: randomUUID() };
    const made = await sessions().createApiKey(wish);
    const others = await sessions().createApiKey({ ...wish, createdById: randomUUID() });
    expect(others.key).not.toBe(made.key);
    await expect(sessions().createApiKey({ ...wish, roles: ['admin'] })).rejects.toThrow('conflict');
    await database.read.apiKey.update({ where: { id: made.row.id }, data: { revokedAt: new Date() } });
    await expect(sessions().createApiKey(wish)).rejects.toThrow('conflict');
  });
});

describe('a webhook', () => {
  const input = {
    name: '水务系统',
    url: 'https://water.example/',
    events: [],
    departmentCode: null,
    isActive: true,
  };
  const webhooks = () => new Webhooks({ database, secrets, sender });

  it('is one with one secret, however often the same wish comes; another wish is another', async () => {
    const wish = { ...input, commandId: randomUUID() };
    const made = await Promise.all([1, 2, 3].map(() => webhooks().makeOnce(admin, wish)));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(1);
    expect(await database.read.webhook.count()).toBe(1);
    expect(await database.read.auditEntry.count({ where: { action: 'webhook.create' } })).toBe(1);
    const other = await webhooks().makeOnce(admin, input);
    expect(other.secret).not.toBe(made[0]?.secret);
    await expect(webhooks().makeOnce(admin, { ...wish, name: '别的' })).rejects.toThrow('conflict');
    // A secret that was replaced is shown to nobody by the wish that made the first.
    await webhooks().rotate(admin, made[0]?.id ?? '');
    await expect(webhooks().makeOnce(admin, wish)).rejects.toThrow('conflict');
  });
});
