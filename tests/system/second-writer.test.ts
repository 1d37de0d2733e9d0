// Whoever saves what somebody else has saved since they read it overwrites nothing, and is told who was first and when.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { connectorListSchema } from '../../server/connectors/contract.ts';
import { flowPageSchema } from '../../server/intake/voice/contract.ts';
import { formListSchema, planListSchema } from '../../server/quality/contract.ts';
import { webhookSecretSchema } from '../../server/webhooks/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let admin: Api;
const doerSchema = z.object({ by: z.object({ zh: z.string() }), at: z.iso.datetime() });

beforeAll(async () => {
  app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  admin = new Api(app.base);
  await admin.signIn('admin', 'onecall-demo');
}, 120_000);
afterAll(() => app?.stop());

/** @returns `ok`, or the refusal's code with its details */
async function ask(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: object) {
  const answer = await fetch(`${app.base}${path}`, {
    method,
    headers: {
      'x-onecall': '1',
      cookie: admin.cookie,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.ok) return { code: 'ok', details: {} };
  const failure = z.object({ error: z.object({ code: z.string(), details: z.unknown() }) });
  return failure.parse(await answer.json()).error;
}

interface Edited {
  path: string;
  words: object;
  /** What is there. */
  version: number;
  /** Where it is removed. */
  removal?: string;
  /** Noted of it, too, and not a change of its words. */
  besides?: string;
}

/** Makes it where the demo city has none. */
const kinds: Record<string, () => Promise<Edited>> = {
  'a quality form': async () => {
    const [form] = (await admin.get('/api/quality/forms', formListSchema)).items;
    if (!form) throw new Error('the pack has no form');
    const { code, version, ...words } = form;
    return { path: `/api/quality/forms/${code}`, words, version };
  },
  'a quality plan': async () => {
    const { reviewers } = await admin.get('/api/quality/plans', planListSchema);
    const words = {
      name: '抽查',
      formCode: 'hotline',
      isActive: false,
      channels: [],
      queueCodes: [],
      agentIds: [],
      perAgent: 3,
      share: 0,
      takesLow: true,
      takesDanger: true,
      takesPassed: true,
      holdS: 120,
      reviewerIds: reviewers.slice(0, 1).map(({ id }) => id),
    };
    return made({ path: `/api/quality/plans/${randomUUID()}`, words });
  },
  'a webhook': async () => {
    const words = {
      name: '水务系统',
      url: 'http://example.invalid/x',
      events: [],
      departmentCode: null,
      isActive: true,
    };
    const { id } = await admin.post('/api/admin/webhooks', words, webhookSecretSchema);
    const path = `/api/admin/webhooks/${id}`;
    return { path, words, version: 1, removal: path, besides: `${path}/rotate` };
  },
  'a connector': async () => {
    const [connector] = (await admin.get('/api/admin/connectors', connectorListSchema)).items;
    if (!connector) throw new Error('the pack has no connector');
    const { code, version, definition, isActive } = connector;
    return { path: `/api/admin/connectors/${code}`, words: { definition, isActive }, version };
  },
  'a sign-in provider': () => {
    const definition = {
      nameZh: '市政务统一身份认证',
      nameEn: 'City identity',
      issuer: 'https://id.example.org',
      clientId: 'onecall',
      clientAuth: 'none',
      scopes: 'openid',
      link: null,
      factor: { amr: [], acr: [] },
      create: null,
      endsThere: true,
    };
    return made({ path: '/api/admin/sign-in/city', words: { definition, isActive: false } });
  },
  'the emergency command': async () => {
    const words = {
      nameZh: '应急指挥中心',
      nameEn: 'Emergency command',
      phone: '110',
      url: 'https://emergency.example.org/cases',
      capUrl: null,
      ackWithinS: 60,
      isActive: false,
    };
    return { path: '/api/admin/emergency', words, version: 1 };
  },
  'a saved report': async () => {
    const path = `/api/reports/saved/${randomUUID()}`;
    const words = { name: '每月考核', filters: { by: 'department' }, isShared: false, schedule: null };
    return { ...(await made({ path, words })), removal: path };
  },
  'words that mean the same': async () => {
    const path = `/api/knowledge/synonyms/${randomUUID()}`;
    return { ...(await made({ path, words: { words: ['电单车', '电动自行车'], note: '' } })), removal: path };
  },
  'a source of imports': async () => {
    const path = `/api/imports/sources/${randomUUID()}`;
    const words = {
      name: '政务服务网',
      target: 'service_item',
      url: 'http://127.0.0.1:9/items.csv',
      mappingId: null,
      isWhole: false,
      hour: 3,
      isActive: false,
    };
    return { ...(await made({ path, words })), removal: path, besides: `${path}/pull` };
  },
  'an article': () =>
    made({
      path: '/api/knowledge/articles',
      words: {
        code: 'second-writer',
        audience: 'public',
        title: { zh: '夜间施工', en: 'Building at night' },
        body: { zh: '夜里十点后不得施工。', en: 'No building after ten.' },
        short: { zh: '十点后不得施工。', en: 'None after ten.' },
        keywords: [],
        departmentCode: null,
        categoryCode: null,
        reviewBy: null,
      },
    }),
};

async function made(one: { path: string; words: object }): Promise<Edited> {
  expect(await ask('PUT', one.path, { ...one.words, version: 0 })).toMatchObject({ code: 'ok' });
  return { ...one, version: 1 };
}

describe.each(Object.entries(kinds))('%s', (_name, make) => {
  it('is saved by the first of two, and the second is told who that was', async () => {
    const { path, words, version, removal, besides } = await make();
    const save = (seen: number) => ask('PUT', path, { ...words, version: seen });
    expect(await save(version)).toMatchObject({ code: 'ok' });
    const savedBy = Date.now();
    if (besides) await ask('POST', besides, {});
    const second = await save(version);
    expect(second).toMatchObject({ code: 'version_conflict', details: { version: version + 1 } });
    const { by, at } = doerSchema.parse(second.details);
    expect(by.zh).not.toBe('');
    expect(Date.parse(at)).toBeLessThanOrEqual(savedBy);

    const both = await Promise.all([save(version + 1), save(version + 1)]);
    expect(both.map(({ code }) => code).toSorted()).toEqual(['ok', 'version_conflict']);
    expect(both.flatMap(({ details }) => doerSchema.safeParse(details).data?.by ?? [])).toEqual([by]);

    if (!removal) return;
    expect(await ask('DELETE', removal)).toMatchObject({ code: 'ok' });
    const late = await save(version + 2);
    expect(late).toMatchObject({ code: 'version_conflict', details: { version: 0 } });
    expect(doerSchema.parse(late.details).by).toEqual(by);
  });
});

it('the draft of a call flow that was thrown away is known by who did that', async () => {
  const read = () => admin.get('/api/flows/hotline', flowPageSchema);
  const { published: flow } = await read();
  const save = (revision: string | null) => ask('PUT', '/api/flows/hotline/draft', { revision, flow });
  expect(await save(null)).toMatchObject({ code: 'ok' });
  expect(doerSchema.parse((await save(null)).details)).toMatchObject({
    at: (await read()).draft?.editedAt,
  });
  const revision = (await read()).draft?.revision ?? '';
  expect(await ask('DELETE', `/api/flows/hotline/draft?revision=${revision}`)).toMatchObject({ code: 'ok' });
  const second = await save(revision);
  expect(second.code).toBe('version_conflict');
  expect(doerSchema.parse(second.details).by.zh).not.toBe('');
});
