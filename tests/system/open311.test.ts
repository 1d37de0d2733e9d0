// Open311 GeoReport v2 as programs of others see it: valid by the specification, the same in both formats, nothing
// private, and never a fault of ours whatever is sent.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { openOneCall } from '../../clients/typescript/index.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { geoReport } from '../open311/geo-report.ts';

let app: App;
let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await demoDatabase();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
}, 120_000);
afterAll(() => app?.stop());

type Plain = string | Plain[] | { [key: string]: Plain };
/** XML by the Spark convention, values as text. */
function plainOf(element: Element, lists: ReadonlySet<string>): Plain {
  const children = [...element.childNodes].filter((node): node is Element => node.nodeType === 1);
  if (lists.has(element.nodeName)) return children.map((child) => plainOf(child, lists));
  if (children.length === 0) return element.textContent ?? '';
  return Object.fromEntries(children.map((child) => [child.nodeName, plainOf(child, lists)]));
}
const listNames = new Set(
  'services attributes values service_requests service_request_updates errors endpoints formats'.split(' '),
);
function textsOf(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(textsOf);
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textsOf(one)]));
}

/** An address in both formats: the JSON, once it was seen to be valid and the XML to say the same. */
async function both<T>(path: string, schema: z.ZodType<T>, query = ''): Promise<T> {
  const json = await fetch(`${app.base}/open311/${path}.json${query}`);
  const xml = await fetch(`${app.base}/open311/${path}.xml${query}`);
  expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(xml.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  const text = await xml.text();
  expect(text.startsWith('<?xml version="1.0" encoding="utf-8"?>')).toBe(true);
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  const value: unknown = await json.json();
  expect(root && plainOf(root, listNames)).toEqual(textsOf(value));
  expect(xml.status).toBe(json.status);
  if (!json.ok) expect(geoReport.errors.parse(value).every(({ code }) => code === json.status)).toBe(true);
  return schema.parse(value);
}
/** What an address that is refused in both formats is refused with. */
const refusalOf = async (path: string, query = ''): Promise<number | undefined> =>
  (await both(path, geoReport.errors, query))[0]?.code;

const pothole = {
  api_key: 'onecall-demo',
  service_code: 'transport.road.pothole',
  lat: '22.5431',
  long: '114.0579',
  address_string: '福田区深南大道 <1> & "2"',
  description: '路上有一个大坑，我的电话 13800138000 & <b>',
  first_name: '三',
  last_name: '张',
  phone: '13800138000',
  'attribute[danger]': 'yes',
};
const post = (fields: Record<string, string>, headers: Record<string, string> = {}, path = 'requests.json') =>
  fetch(`${app.base}/open311/v2/${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });
const filed = async (answer: Response): Promise<string> => {
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return geoReport.receipt.parse(body)[0]?.service_request_id ?? '';
};

describe('what is offered', () => {
  it('is discovered and described, the same in both formats', async () => {
    for (const path of ['discovery', 'v2/discovery']) await both(path, geoReport.discovery);
    const services = await both('v2/services', geoReport.services, '?jurisdiction_id=sz.gov.cn');
    for (const { service_code: code, metadata } of services) {
      const { attributes } = await both(`v2/services/${code}`, geoReport.definition);
      expect(attributes.length > 0).toBe(metadata);
    }
  });

  it.each([
    ['v2/services/nothing', '', 404],
    ['v2/services/%00', '', 400],
    ['v2/services', '?jurisdiction_id=elsewhere.gov', 404],
    ['v2/nothing', '', 404],
    ['v2/requests/%E9', '', 400],
    ['v2/requests/%00', '', 400],
    ['v2/requests/SZ0', '', 404],
    ['v2/tokens/%00', '', 400],
    ['v2/requests', '?start_date=2026-13-01', 400],
    ['v2/requests', '?start_date=2026-01-01&end_date=2026-06-01', 400],
    ['v2/requests', '?page=0', 400],
    ['v2/requests', '?status=lost', 400],
    ['v2/servicerequestupdates', '?end_date=yesterday', 400],
  ])('%s%s is refused in the format that was asked for', async (path, query, status) => {
    expect(await refusalOf(path, query)).toBe(status);
  });
});

describe('a request', () => {
  it('is filed, listed without personal data, found by its number, and followed', async () => {
    const number = await filed(await post(pothole));
    expect(await both(`v2/requests/${number}`, geoReport.requests)).toMatchObject([
      { status: 'open', service_code: pothole.service_code, lat: 22.5431, long: 114.0579 },
    ]);
    for (const query of ['', '?status=open&page=1&page_size=5', `?service_request_id=${number},SZ0`]) {
      const requests = await both('v2/requests', geoReport.requests, query);
      expect(requests.map((one) => one.service_request_id)).toContain(number);
      expect(JSON.stringify(requests)).not.toMatch(/13800138000|张三/);
    }
    expect(await both('v2/requests', geoReport.requests, '?page=10000&page_size=1000')).toEqual([]);
    expect(await both(`v2/tokens/${number}`, geoReport.tokens)).toEqual([
      { service_request_id: number, token: number },
    ]);
    const update = {
      api_key: 'onecall-demo',
      service_request_id: number,
      description: '更大了',
      update_id: '7',
    };
    for (let times = 0; times < 2; times += 1)
      expect((await post(update, {}, 'servicerequestupdates.xml')).status).toBe(200);
    const updates = await both('v2/servicerequestupdates', geoReport.updates);
    expect(updates.map((one) => one.service_request_id)).toContain(number);
  });

  it('that is sent again is the same request', async () => {
    const device = { ...pothole, device_id: 'd1' };
    const [first, second] = await Promise.all([post(device), post(device)]);
    expect(await filed(first)).toBe(await filed(second));
    const key = { 'idempotency-key': 'k1' };
    const number = await filed(await post(pothole, key));
    expect(await filed(await post(pothole, key))).toBe(number);
    expect((await post({ ...pothole, description: '另一件事' }, key)).status).toBe(400);
  });

  it('comes with a picture, known by its content', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const form = new FormData();
    for (const [name, value] of Object.entries(pothole)) form.append(name, value);
    form.append('media', new Blob([new Uint8Array(Buffer.from(png, 'base64'))]), '坑.png');
    const path = `${app.base}/open311/v2/requests.json`;
    const number = await filed(await fetch(path, { method: 'POST', body: form }));
    const [shown] = await both(`v2/requests/${number}`, geoReport.requests);
    expect((await fetch(shown?.media_url ?? '')).headers.get('content-type')).toBe('image/png');
    form.set('media', new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']), 'a.png');
    expect((await fetch(path, { method: 'POST', body: form })).status).toBe(400);
  });

  it.each([
    ['without key', { api_key: '' }, 403],
    ['with a wrong key', { api_key: 'no' }, 403],
    ['without service', { service_code: '' }, 400],
    ['for an unknown service', { service_code: 'x' }, 404],
    ['in another city', { jurisdiction_id: 'x.gov' }, 404],
    ['without place', { lat: '', long: '', address_string: '' }, 400],
    ['with half a point', { long: '' }, 400],
    ['beyond the pole', { lat: '91' }, 400],
    ['without a required answer', { 'attribute[danger]': '' }, 400],
    ['with an answer that is none', { 'attribute[danger]': 'maybe' }, 400],
    ['with a link to a script', { media_url: 'javascript:alert(1)' }, 400],
  ])('%s is refused', async (_, change, status) => {
    const answer = await post({ ...pothole, ...change });
    expect(answer.status).toBe(status);
    const errors = geoReport.errors.parse(await answer.json());
    expect(errors.map(({ code }) => code)).toContain(status);
  });
});

it('takes the key of a program within its rate, for its own requests, until it is revoked', async () => {
  const keys = (...args: string[]): string =>
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/open311-key.ts', ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl },
      encoding: 'utf8',
    });
  const key = /o3_\S+/.exec(keys('--name', 'Streets', '--per-minute', '3'))?.[0] ?? '';
  const demos = await filed(await post(pothole));
  const own = await filed(await post({ ...pothole, api_key: key }));
  const update = { api_key: key, description: '还在' };
  const said = (number: string) =>
    post({ ...update, service_request_id: number }, {}, 'servicerequestupdates.json');
  expect((await said(demos)).status).toBe(403);
  expect((await said(own)).status).toBe(200);
  expect((await said(own)).status).toBe(429);
  keys('--revoke', key.slice(0, 9));
  expect((await said(own)).status).toBe(403);
}, 60_000);

it.each([
  ['multipart/form-data; boundary=x', '--x\r\nbroken'],
  ['multipart/form-data', 'x'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="api_key"\r\n\r\nonecall-demo\r\n--x\r\ncontent-disposition: form-data; name="media"; filename="a.png"\r\n\r\ncut',
  ],
  ['application/x-www-form-urlencoded', '%E0%A4%A&=&&=%'],
  ['application/x-www-form-urlencoded; charset=gbk', 'api_key=onecall-demo'],
  ['application/x-www-form-urlencoded', `description=${'x'.repeat(2_000_000)}`],
  ['application/json', '{'],
])('a form that cannot be read is refused: %s %s', async (type, body) => {
  const path = `${app.base}/open311/v2/requests.xml`;
  const answer = await fetch(path, { method: 'POST', body, headers: { 'content-type': type } });
  expect([400, 403]).toContain(answer.status);
  expect(await answer.text()).toContain('<errors><error><code>');
});

describe('the typed client', () => {
  it('is made of the API as it is: after a change of a route, npm run client:generate', async () => {
    const description = await (await fetch(`${app.base}/api/openapi.json`)).text();
    const made = readFileSync('clients/typescript/openapi.sha256', 'utf8').trim();
    expect(createHash('sha256').update(description).digest('hex')).toBe(made);
  });

  it('signs in, pages through tickets, and is told a stable code when refused', async () => {
    for (let index = 0; index < 3; index += 1) await filed(await post(pothole));
    const visitor = openOneCall({ baseUrl: app.base });
    const body = { username: 'dispatcher', password: 'onecall-demo' };
    const { response, data: session } = await visitor.POST('/api/session', { body });
    expect(session?.user.username).toBe('dispatcher');
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const staff = openOneCall({ baseUrl: app.base, cookie });

    const seen = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const query = { limit: 2, view: 'all' as const, ...(cursor && { cursor }) };
      const { data: page } = await staff.GET('/api/tickets', { params: { query } });
      for (const { id } of page?.items ?? []) seen.add(id);
      if (!page?.nextCursor) break;
      cursor = page.nextCursor;
    }
    expect(seen.size).toBeGreaterThanOrEqual(3);
    const [id = ''] = seen;
    const { data: ticket } = await staff.GET('/api/tickets/{id}', { params: { path: { id } } });
    expect(ticket?.number).toMatch(/^SZ\d+$/);
    const { error } = await visitor.GET('/api/tickets/{id}', { params: { path: { id } } });
    expect(error?.error.code).toBe('not_signed_in');
  });
});
