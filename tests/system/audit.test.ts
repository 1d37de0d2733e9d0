// Who did or looked at what: written where it is done, read by administrators.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { type AuditEntry, auditActionsSchema, auditEntrySchema } from '../../server/admin/audit/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const password = 'onecall-demo';
const page = pageOf(auditEntrySchema);

let app: App;
let admin: Api;

async function as(username: string, words = password): Promise<Api> {
  const api = new Api(app.base);
  await api.signIn(username, words);
  return api;
}

/** All that the filter lets through, page by page, two at a time. */
async function trail(filter: Record<string, string> = {}): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ ...filter, limit: '2', ...(cursor ? { cursor } : {}) });
    const answer: z.infer<typeof page> = await admin.get(`/api/admin/audit?${query}`, page);
    found.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return found;
}

beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  admin = await as('admin');
  await as('editor', 'wrong').catch(() => undefined);
  const agent = await as('agent1');
  const { ticket } = await agent.post(
    '/api/tickets',
    {
      id: '0d4f6f6e-36c7-4a6c-9a50-4b2f1d1f3a01',
      kind: 'report',
      title: '示范举报',
      text: '示范路有人倾倒垃圾',
      channel: 'web',
      citizenName: '示范市民',
      sealed: true,
    },
    ticketCreatedSchema,
  );
  const supervisor = await as('supervisor');
  await supervisor.post(`/api/tickets/${ticket.id}/unseal`, { reason: '核实情况' }, z.unknown());
}, 120_000);
afterAll(() => app?.stop());

describe('the audit trail', () => {
  it('says who looked at a sealed identity, at which ticket, and why', async () => {
    const [look, ...others] = await trail({ action: 'unseal' });
    expect(others).toEqual([]);
    expect(look).toMatchObject({
      actor: { kind: 'person', username: 'supervisor' },
      subject: { type: 'ticket', label: { zh: expect.stringMatching(/^SZ/) } },
      detail: { reason: '核实情况' },
    });
  });

  it('comes page by page, the latest first, nothing twice and nothing missing', async () => {
    const all = await trail();
    const ids = all.map(({ id }) => Number(id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.map(({ action }) => action).toSorted()).toEqual(
      ['sign_in', 'sign_in', 'sign_in', 'sign_in_refused', 'unseal'].toSorted(),
    );
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
  });

  it('is narrowed by a part of a name, also of one that did not get in', async () => {
    expect((await trail({ who: 'superv' })).map(({ action }) => action)).toEqual(['unseal', 'sign_in']);
    const refused = await trail({ who: 'edit' });
    expect(refused).toMatchObject([{ action: 'sign_in_refused', actor: null, subject: { id: 'editor' } }]);
    expect(await trail({ who: '没有这个人' })).toEqual([]);
  });

  it('is narrowed by time: from a moment on, and before one', async () => {
    const all = await trail();
    const middle = all[2]?.at ?? '';
    const later = await trail({ from: middle });
    const earlier = await trail({ to: middle });
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ at }) => at >= middle) && earlier.every(({ at }) => at < middle)).toBe(true);
    expect(later.length + earlier.length).toBe(all.length);
  });

  it('names the deeds that it holds, each once', async () => {
    const { items } = await admin.get('/api/admin/audit/actions', auditActionsSchema);
    expect(items).toEqual(['sign_in', 'sign_in_refused', 'unseal']);
  });

  it('is not for those who are written down in it', async () => {
    const supervisor = await as('supervisor');
    await expect(supervisor.get('/api/admin/audit', page)).rejects.toThrow('forbidden');
  });
});
