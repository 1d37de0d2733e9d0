// What the city tells everybody: an answered matter and a notice, from the draft to the page and back.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { searchAnswerSchema } from '../../server/knowledge/contract.ts';
import {
  noticeViewSchema,
  publicNoticeSchema,
  publicNoticesSchema,
  publicRepliesSchema,
  publicReplySchema,
  repliesSchema,
  replyViewSchema,
} from '../../server/participation/publications/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let database: Database;
let editor: Api;
const citizen = () => new Api(app.base);
const put = async (path: string, body: object): Promise<Response> =>
  fetch(`${app.base}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-onecall': '1', cookie: editor.cookie },
    body: JSON.stringify(body),
  });

const closedTicket = (changed: object) => {
  const id = randomUUID();
  return {
    id,
    number: `T${id.slice(0, 8)}`.toUpperCase(),
    kind: 'complaint' as const,
    state: 'closed' as const,
    title: '榴莲糕摊位占道',
    text: '翠竹路12号门口榴莲糕摊位占道，我叫张伟，电话13812345678。',
    channel: 'web' as const,
    citizenId: randomUUID(),
    categoryCode: 'urban.vendors',
    leadDepartmentCode: 'urban',
    publicReply: '张伟先生：摊位已劝离，每日两次巡查。',
    citizenNamePlain: '张伟',
    closedAt: new Date(),
    ...changed,
  };
};
const open = closedTicket({});
const hidden = [
  closedTicket({ sealed: true }),
  closedTicket({ kind: 'report' }),
  closedTicket({ kind: 'disclosure_request' }),
  closedTicket({ state: 'follow_up', closedAt: null }),
];

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  const { code } = await database.read.category.findFirstOrThrow({
    where: { level: 3, departmentCode: 'urban' },
  });
  const tickets = [open, ...hidden].map((ticket) => ({ ...ticket, categoryCode: code }));
  await database.read.ticket.createMany({ data: tickets });
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
  editor = new Api(app.base);
  await editor.signIn('editor', 'onecall-demo');
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await database?.close();
});

it('a closed matter is published without its people, found, and taken back', async () => {
  const { items } = await editor.get('/api/replies', repliesSchema);
  expect(items.map(({ ticketId }) => ticketId)).toEqual([open.id]);
  // What stands in stars is not found piece by piece.
  for (const [words, count] of [
    ['摊位占道', 1],
    ['3812345', 0],
  ] as const)
    expect(
      (await editor.get(`/api/replies?q=${encodeURIComponent(words)}`, repliesSchema)).items,
    ).toHaveLength(count);
  for (const { id } of hidden)
    await expect(editor.get(`/api/replies/${id}`, replyViewSchema)).rejects.toThrow('not_found');

  const path = `/api/replies/${open.id}`;
  const proposed = await editor.get(path, replyViewSchema);
  expect(proposed).toMatchObject({ publication: null, left: [] });
  expect(JSON.stringify(proposed)).not.toContain('13812345678');
  expect(JSON.stringify(proposed.draft)).not.toMatch(/张伟|12号/);
  const { title, question } = proposed.draft;
  const risky = { title, question, reply: { zh: '已联系13812345678', en: '' } };
  expect((await put(path, { ...risky, version: 0 })).status).toBe(200);
  expect((await put(path, { ...risky, version: 0 })).status).toBe(409);
  const command = (body: object) => editor.post(`${path}/command`, body, replyViewSchema);
  await expect(command({ command: 'publish', version: 1 })).rejects.toThrow('personal_left');
  expect((await put(path, { ...proposed.draft, version: 1 })).status).toBe(200);
  const shown = await command({ command: 'publish', version: 2 });
  expect((await put(path, { ...proposed.draft, version: 3 })).status).toBe(409);

  const id = shown.publication?.id ?? '';
  const publicPath = `/api/public/replies/${id}`;
  expect(await citizen().get(publicPath, publicReplySchema)).toMatchObject({
    question: { zh: expect.stringContaining('榴莲糕') },
  });
  const all = await citizen().get('/api/public/replies', publicRepliesSchema);
  expect(all.departments).toMatchObject([{ code: 'urban', count: 1 }]);
  const ofCategory = `/api/public/replies?q=${encodeURIComponent('榴莲糕')}&categoryCode=${all.categories[0]?.code}`;
  await vi.waitFor(async () => {
    const found = await citizen().get(ofCategory, publicRepliesSchema);
    expect(found.items.map((one) => one.id)).toEqual([id]);
    const asked = await citizen().get(
      `/api/citizen/search?q=${encodeURIComponent('榴莲糕')}`,
      searchAnswerSchema,
    );
    expect(asked.hits[0]?.article.id).toBe(id);
  }, 10_000);
  const none = await citizen().get('/api/public/replies?departmentCode=water', publicRepliesSchema);
  expect(none.items).toEqual([]);

  await expect(command({ command: 'withdraw', version: 3 })).rejects.toThrow('bad_request');
  await command({ command: 'withdraw', version: 3, reason: '当事人要求' });
  await expect(citizen().get(publicPath, publicReplySchema)).rejects.toThrow('not_found');
  const trail = await database.read.auditEntry.findMany({
    where: { subjectId: id },
    orderBy: { at: 'asc' },
  });
  expect(trail.map(({ action }) => action)).toEqual([
    'reply.save',
    'reply.save',
    'reply.publish',
    'reply.withdraw',
  ]);
});

it('a notice is written, published, followed as a feed, and withdrawn', async () => {
  const key = randomUUID();
  const draft = {
    title: { zh: '图书馆 & 夜间开放', en: '' },
    body: { zh: '<script>x</script>每晚开到十点。', en: '' },
    departmentCode: 'culture',
    version: 0,
  };
  expect((await put(`/api/notices/${key}`, { ...draft, departmentCode: 'nobody' })).status).toBe(400);
  const made = noticeViewSchema.parse(await (await put(`/api/notices/${key}`, draft)).json());
  expect(made).toMatchObject({
    status: 'draft',
    body: { zh: '每晚开到十点。' },
    title: { en: draft.title.zh },
  });
  const publicPath = `/api/public/notices/${made.id}`;
  await expect(citizen().get(publicPath, publicNoticeSchema)).rejects.toThrow('not_found');
  const command = (body: object) => editor.post(`/api/notices/${made.id}/command`, body, noticeViewSchema);
  await command({ command: 'publish', version: 1 });
  await expect(command({ command: 'publish', version: 2 })).rejects.toThrow('wrong_state');
  const { items } = await citizen().get('/api/public/notices?limit=2', publicNoticesSchema);
  expect(items[0]?.id).toBe(made.id);
  expect(items).toHaveLength(2);
  const feed = await fetch(`${app.base}/api/public/notices.xml`);
  expect(feed.headers.get('content-type')).toContain('application/atom+xml');
  expect(await feed.text()).toContain('图书馆 &amp; 夜间开放');
  await command({ command: 'withdraw', version: 2, reason: '时间有变' });
  await expect(citizen().get(publicPath, publicNoticeSchema)).rejects.toThrow('not_found');
});
