// A warning is issued once and reaches portal, programs, callers and the telephones that asked for it; it ends by itself.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { citySchema } from '../../server/admin/city/contract.ts';
import { readCap } from '../../server/broadcasts/cap.ts';
import {
  broadcastListSchema,
  capReceiptSchema,
  publicAreasSchema,
  publicBroadcastsSchema,
} from '../../server/broadcasts/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type App, startApp } from '../harness/app.ts';
import { atOnce } from '../harness/at-once.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { testFields } from '../harness/fields.ts';

let app: App;
let database: Database;
let supervisor: Api;
const citizen = () => new Api(app.base);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const content = (change: object = {}) => ({
  kind: 'emergency',
  level: 'orange',
  titleZh: '燃气泄漏，请绕行',
  titleEn: 'Gas leak, please go around',
  textZh: '深南中路正在抢修。',
  textEn: 'Repairs on Shennan Middle Road.',
  areaCodes: ['440304'],
  effectiveAt: inHours(-1),
  expiresAt: inHours(3),
  isSpoken: true,
  sendsSms: false,
  ...change,
});
const shown = async () => (await citizen().get('/api/public/broadcasts', publicBroadcastsSchema)).items;
const mine = async (id: string) =>
  (await supervisor.get('/api/broadcasts', broadcastListSchema)).items.find((one) => one.id === id);
const codeSentTo = async (phone: string): Promise<string> => {
  const sms = await database.read.smsOut.findFirstOrThrow({
    where: { toMark: testFields.mark(phone) },
    orderBy: { seq: 'desc' },
  });
  return /\d{6}/.exec(sms.text)?.[0] ?? '';
};

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
  supervisor = new Api(app.base);
  await supervisor.signIn('supervisor', 'onecall-demo');
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await database?.close();
});

describe('a warning by staff', () => {
  const id = randomUUID();

  it('is one warning however often it is sent, shown with its area and end, and written down', async () => {
    const issue = { id, content: content() };
    await supervisor.post('/api/broadcasts', issue, okSchema);
    await supervisor.post('/api/broadcasts', issue, okSchema);
    const [first] = await shown();
    expect(first).toMatchObject({ id, level: 'orange', area: { zh: '福田区', en: 'Futian District' } });
    expect((await mine(id))?.by).not.toBeNull();
    const trail = await database.read.auditEntry.findMany({ where: { subjectId: id } });
    expect(trail.map(({ action }) => action)).toEqual(['broadcast.alert']);
    const wrong = { id: randomUUID(), content: content({ areaCodes: ['999999'] }) };
    await expect(supervisor.post('/api/broadcasts', wrong, okSchema)).rejects.toThrow('bad_request');
  });

  it('leaves as CAP 1.2 and stands in the feed', async () => {
    const feed = await (await fetch(`${app.base}/api/public/broadcasts.xml`)).text();
    expect(feed).toContain(`/api/public/broadcasts/${id}.xml`);
    const answer = await fetch(`${app.base}/api/public/broadcasts/${id}.xml`);
    expect(answer.headers.get('content-type')).toContain('application/cap+xml');
    expect(readCap(await answer.text())).toMatchObject({ message: 'alert', content: { level: 'orange' } });
    expect((await fetch(`${app.base}/api/public/broadcasts/${randomUUID()}.xml`)).status).toBe(404);
  });

  it('is spoken to whoever calls now', async () => {
    const call = { CallSid: 'CA-warned', From: '+8613800138111', To: '+8675512345', CallStatus: 'ringing' };
    await citizen().form('/api/simulator/voice', call);
    const waiting = await citizen().form('/api/simulator/voice?turn=1', { ...call, Digits: '3' });
    expect(waiting).toContain('Gas leak, please go around');
  });

  it('is said anew by another that ends it, and is taken back', async () => {
    const next = randomUUID();
    const path = `/api/broadcasts/${id}/update`;
    await supervisor.post(path, { id: next, content: content({ level: 'red' }) }, okSchema);
    expect((await shown()).map((one) => one.id)).not.toContain(id);
    expect(await mine(id)).toMatchObject({ state: 'replaced' });
    const late = { id: randomUUID(), content: content() };
    await expect(supervisor.post(path, late, okSchema)).rejects.toThrow('wrong_state');
    await supervisor.post(`/api/broadcasts/${next}/cancel`, {}, okSchema);
    expect((await shown()).map((one) => one.id)).not.toContain(next);
    expect(await mine(next)).toMatchObject({ state: 'cancelled' });
    const feed = await (await fetch(`${app.base}/api/public/broadcasts.xml`)).text();
    const [, last = ''] = /broadcasts\/([0-9a-f-]{36})\.xml/.exec(feed) ?? [];
    const cap = readCap(await (await fetch(`${app.base}/api/public/broadcasts/${last}.xml`)).text());
    expect(cap).toMatchObject({ message: 'cancel' });
    expect(cap.references[0]).toContain(`onecall-${next}`);
  });

  it('is ended once: of two who say it anew or take it back at the same moment the second is told', async () => {
    const [first, other] = [randomUUID(), randomUUID()];
    await supervisor.post('/api/broadcasts', { id: first, content: content() }, okSchema);
    const path = `/api/broadcasts/${first}`;
    const refused = await atOnce(database, { table: 'Broadcast', id: first }, [
      () => supervisor.post(`${path}/update`, { id: other, content: content() }, okSchema),
      () => supervisor.post(`${path}/cancel`, {}, okSchema),
    ]);
    expect(refused).toEqual([expect.stringContaining('wrong_state')]);
    if ((await mine(first))?.state === 'replaced')
      await supervisor.post(`/api/broadcasts/${other}/cancel`, {}, okSchema);
    expect((await shown()).map((one) => one.id)).not.toContain(other);
  });

  it('that is over is shown to nobody, with nothing having to happen', async () => {
    const over = randomUUID();
    await supervisor.post('/api/broadcasts', { id: over, content: content() }, okSchema);
    await database.sql.run(`UPDATE "Broadcast" SET "expiresAt" = now() - interval '1 s' WHERE id = $1`, [
      over,
    ]);
    expect((await shown()).map((one) => one.id)).not.toContain(over);
    expect(await mine(over)).toMatchObject({ state: 'expired' });
  });
});

describe('a message of CAP 1.2 from another system', () => {
  const cap = (
    msgType: string,
    identifier: string,
    references = '',
  ) => `<?xml version="1.0" encoding="UTF-8"?>
    <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${identifier}</identifier>
    <sender>weather.example</sender><sent>2026-11-27T08:00:00+08:00</sent><status>Actual</status>
    <msgType>${msgType}</msgType><scope>Public</scope>${references && `<references>${references}</references>`}
    <info><language>zh-CN</language><category>Met</category><event>雷雨</event><urgency>Expected</urgency>
    <severity>Minor</severity><certainty>Likely</certainty><expires>2036-11-27T08:00:00+08:00</expires>
    <area><areaDesc>南山区</areaDesc></area></info></alert>`;
  const reference = 'weather.example,A1,2026-11-27T08:00:00+08:00';
  let key = '';
  const send = (xml: string, bearer = key) =>
    fetch(`${app.base}/api/broadcasts/cap`, {
      method: 'POST',
      headers: { 'content-type': 'application/cap+xml', authorization: `Bearer ${bearer}` },
      body: xml,
    });
  const outcome = async (xml: string) => capReceiptSchema.parse(await (await send(xml)).json());

  it('comes in with a key of the right role, once, and is ended by what refers to it, even when that came first', async () => {
    const admin = new Api(app.base);
    await admin.signIn('admin', 'onecall-demo');
    const made = z.object({ key: z.string() });
    const wanted = (role: string) => ({ name: `weather-${role}`, roles: [role] });
    ({ key } = await admin.post('/api/admin/keys', wanted('supervisor'), made));
    const weak = await admin.post('/api/admin/keys', wanted('agent'), made);
    expect((await send(cap('Alert', 'A1'), weak.key)).status).toBe(403);

    const first = await outcome(cap('Alert', 'A1'));
    expect(first.outcome).toBe('issued');
    expect(await outcome(cap('Alert', 'A1'))).toEqual({ outcome: 'known', id: first.id });
    const [seen] = (await shown()).filter((one) => one.id === first.id);
    expect(seen).toMatchObject({ level: 'blue', area: { zh: '南山区' } });
    expect((await mine(first.id ?? ''))?.areaCodes).toEqual(['440305']);
    const xml = await (await fetch(`${app.base}/api/public/broadcasts/${first.id}.xml`)).text();
    expect(xml).toBe(cap('Alert', 'A1'));

    expect((await outcome(cap('Cancel', 'A2', reference))).outcome).toBe('cancelled');
    expect((await shown()).map((one) => one.id)).not.toContain(first.id);
    await outcome(cap('Update', 'B2', reference.replace('A1', 'B1')));
    const overtaken = await outcome(cap('Alert', 'B1'));
    expect((await shown()).map((one) => one.id)).not.toContain(overtaken.id);
    expect((await outcome(cap('Ack', 'A9'))).outcome).toBe('ignored');
  });

  it('in Chinese only has an English title and area, and says so where its text is read', async () => {
    const { id } = await outcome(cap('Alert', 'D1'));
    expect((await shown()).find((one) => one.id === id)).toMatchObject({
      title: { zh: '雷雨', en: 'Blue warning: thunderstorms' },
      area: { zh: '南山区', en: 'Nanshan District' },
    });
    const page = await (await fetch(`${app.base}/plain/warnings?lang=en`)).text();
    expect(page).toContain('<p>The text came in Chinese only:</p><div lang="zh-CN">');
    await outcome(cap('Cancel', 'D2', reference.replace('A1', 'D1')));
  });

  it('about another city is told to nobody, and ends what it was about here before', async () => {
    const zhuhai = '<geocode><valueName>GB/T 2260</valueName><value>440400000000</value></geocode></area>';
    const elsewhere = (xml: string) => xml.replace('南山区', '珠海市').replace('</area>', zhuhai);
    expect(await outcome(elsewhere(cap('Alert', 'C1')))).toEqual({ outcome: 'ignored', id: null });
    const here = await outcome(cap('Alert', 'C2'));
    expect((await shown()).map((one) => one.id)).toContain(here.id);
    expect(await outcome(elsewhere(cap('Update', 'C3', reference.replace('A1', 'C2'))))).toMatchObject({
      outcome: 'cancelled',
    });
    expect((await shown()).map((one) => one.id)).not.toContain(here.id);
  });

  it('that is none is refused with the place of the fault', async () => {
    for (const xml of [
      '',
      '<alert/>',
      cap('Alert', 'has space'),
      '<!DOCTYPE a><alert/>',
      '\u0000<'.repeat(9),
    ])
      expect((await send(xml)).status, xml).toBe(400);
    const refused = await send(cap('Alarm', 'A3'));
    expect(await refused.text()).toContain('msgType');
    expect((await send('x'.repeat(300_000))).status).toBe(413);
  });
});

describe('a telephone that wants warnings', () => {
  const [phone, other] = ['+8613900001111', '+8613900002222'];
  const subscribe = async (to: string, areaCodes: string[]) => {
    await citizen().post('/api/citizen/broadcasts/codes', { phone: to }, okSchema);
    const body = { phone: to, code: await codeSentTo(to), areaCodes };
    await citizen().post('/api/citizen/broadcasts/subscriptions', body, okSchema);
    return body;
  };

  it('is told whose house it is, and whether somebody answers at every hour', async () => {
    const said = () => citizen().get('/api/citizen/city', citySchema);
    expect(await said()).toEqual({ name: { zh: '深圳市', en: 'Shenzhen' }, answersAlways: true });
    const own = { departmentCode: null };
    await database.read.queue.updateMany({ where: own, data: { calendarCode: 'cn-workdays' } });
    expect((await said()).answersAlways).toBe(false);
    await database.read.queue.updateMany({ where: own, data: { calendarCode: 'always' } });
  });

  it('proves itself with a code that is good once, and hears of its area alone, once', async () => {
    const { items } = await citizen().get('/api/citizen/areas', publicAreasSchema);
    expect(items.find(({ code }) => code === '440304')?.name.zh).toBe('福田区');
    const used = await subscribe(phone, ['440304']);
    const again = citizen().post('/api/citizen/broadcasts/subscriptions', used, okSchema);
    await expect(again).rejects.toThrow('phone_code');
    await subscribe(other, ['440305']);
    const id = randomUUID();
    await supervisor.post('/api/broadcasts', { id, content: content({ sendsSms: true }) }, okSchema);
    await expect.poll(async () => (await mine(id))?.smsCount, { timeout: 20_000 }).toBe(1);
    const sent = async (to: string) =>
      (await database.read.smsOut.findMany({ where: { toMark: testFields.mark(to) } })).filter(({ text }) =>
        text.includes('燃气泄漏'),
      );
    await expect.poll(async () => (await sent(phone)).length, { timeout: 20_000 }).toBe(1);
    expect(await sent(other)).toEqual([]);

    // Taken back, twice; told once, to who was warned, whatever was chosen since. At night it waits for the morning.
    const marks = [phone, other].map((one) => testFields.mark(one));
    const changed = { where: { phoneMark: { in: marks } }, data: { areaCodes: ['440303'] } };
    await database.read.broadcastSubscription.updateMany(changed);
    await supervisor.post(`/api/broadcasts/${id}/cancel`, {}, okSchema);
    await supervisor.post(`/api/broadcasts/${id}/cancel`, {}, okSchema);
    await database.sql.run(
      `UPDATE "Broadcast" SET "smsAt" = now() WHERE message = 'cancel' AND "smsDoneAt" IS NULL`,
    );
    await supervisor.post('/api/broadcasts', { id: randomUUID(), content: content() }, okSchema);
    const lifted = async (to: string) =>
      (await sent(to)).filter(({ text }) => text.includes('已解除')).length;
    await expect.poll(() => lifted(phone), { timeout: 20_000 }).toBe(1);
    expect(await lifted(other)).toBe(0);
  });

  it('ends it by a code of its own, and nobody floods it with codes', async () => {
    await citizen().post('/api/citizen/broadcasts/codes', { phone }, okSchema);
    const code = await codeSentTo(phone);
    await citizen().post('/api/citizen/broadcasts/subscriptions/end', { phone, code }, okSchema);
    expect(
      await database.read.broadcastSubscription.count({ where: { phoneMark: testFields.mark(phone) } }),
    ).toBe(0);
    const codes = '/api/citizen/broadcasts/codes';
    await citizen().post(codes, { phone }, okSchema);
    await expect(citizen().post(codes, { phone }, okSchema)).rejects.toThrow('rate_limited');
    const short = citizen().post(codes, { phone: '1234567' }, okSchema);
    await expect(short).rejects.toThrow();
  });
});
