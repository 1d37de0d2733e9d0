// A survey from its draft to its published result: one answer for each telephone, statements read before they are shown.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import {
  consultationViewSchema,
  publicConsultationDetailSchema,
  publicConsultationsSchema,
  publicStatementsSchema,
  statementsSchema,
} from '../../server/participation/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type App, startApp } from '../harness/app.ts';
import { atOnce } from '../harness/at-once.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { testFields } from '../harness/fields.ts';

let app: App;
let database: Database;
let editor: Api;
const citizen = () => new Api(app.base);
const id = randomUUID();
const path = `/api/consultations/${id}`;
const publicPath = `/api/public/consultations/${id}`;
const answerPath = `/api/citizen/consultations/${id}/answers`;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const names = (text: string) => ({ nameZh: text, nameEn: text });
const draft = {
  kind: 'survey',
  departmentCode: 'transport',
  titleZh: '公交夜班调查',
  titleEn: 'Night buses',
  textZh: '夜班公交怎么开？',
  textEn: 'How should night buses run?',
  needsPhone: true,
  opensAt: inDays(-1),
  closesAt: inDays(5),
  questions: [
    {
      id: 'line',
      type: 'single',
      isRequired: true,
      ...names('线路'),
      options: [
        { id: 'n1', ...names('夜1路') },
        { id: 'n2', ...names('夜2路') },
      ],
    },
    { id: 'often', type: 'scale', isRequired: false, ...names('满意度') },
  ],
  version: 0,
};

const put = async (body: object, as = editor): Promise<Response> =>
  fetch(`${app.base}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-onecall': '1', cookie: as.cookie },
    body: JSON.stringify(body),
  });
const command = (body: object) => editor.post(`${path}/command`, body, consultationViewSchema);
async function answerAs(phone: string, answers: object, statement = '') {
  await citizen().post(`/api/citizen/consultations/${id}/codes`, { phone }, okSchema);
  const sms = await database.read.smsOut.findFirstOrThrow({
    where: { toMark: testFields.mark(phone) },
    orderBy: { seq: 'desc' },
  });
  const code = /\d{6}/.exec(sms.text)?.[0];
  const body = { id: randomUUID(), answers, statement, phone, code };
  await citizen().post(answerPath, body, okSchema);
  return body;
}

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
  editor = new Api(app.base);
  await editor.signIn('editor', 'onecall-demo');
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await database?.close();
});

it('a draft is seen by nobody outside, written by one at a time, and fixed once it is open', async () => {
  expect((await put(draft)).status).toBe(200);
  expect((await put(draft)).status).toBe(409);
  expect((await put({ ...draft, version: 1, departmentCode: 'nobody' })).status).toBe(400);
  await expect(citizen().get(publicPath, publicConsultationDetailSchema)).rejects.toThrow('not_found');
  const write = async () => {
    const { ok, status } = await put({ ...draft, version: 1 });
    if (!ok) throw new Error(String(status));
  };
  expect(await atOnce(database, { table: 'Consultation', id }, [write, write])).toEqual(['409']);
  const opened = await command({ command: 'open', version: 2 });
  expect(opened).toMatchObject({ state: 'open', phase: 'open', version: 3 });
  expect((await put({ ...draft, version: 3 })).status).toBe(409);
  const { items } = await citizen().get('/api/public/consultations', publicConsultationsSchema);
  expect(items.map((one) => one.id)).toContain(id);
});

it('a telephone answers once, and only what was asked', async () => {
  const given = await answerAs(
    '+8613900003331',
    { line: 'n1', often: 5 },
    '请加开到南山，我的电话13812345678',
  );
  await citizen().post(answerPath, given, okSchema);
  await expect(answerAs('+8613900003331', { line: 'n2' })).rejects.toThrow('answered');
  await answerAs('+8613900003332', { line: 'n1', often: 2 }, '广告');
  const other = { id: randomUUID(), phone: '+8613900003333', code: '000000' };
  await expect(citizen().post(answerPath, { ...other, answers: { line: 'n1' } }, okSchema)).rejects.toThrow(
    'phone_code',
  );
  for (const answers of [{}, { line: 'n9' }, { line: 'n1', more: 'x' }])
    await expect(citizen().post(answerPath, { ...other, answers }, okSchema)).rejects.toThrow('bad_request');
  const rows = await database.read.consultationAnswer.findMany({ where: { consultationId: id } });
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('3900003331');
});

it('statements are read before they are shown, without anybody’s number', async () => {
  const shown = () => citizen().get(`${publicPath}/statements`, publicStatementsSchema);
  expect((await shown()).items).toEqual([]);
  const { items } = await editor.get(`${path}/statements?limit=1`, statementsSchema);
  const [first] = items;
  expect(first?.text).toContain('请加开到南山');
  expect(first?.text).not.toContain('13812345678');
  await editor.post(`${path}/statements/${first?.id}`, { state: 'shown' }, okSchema);
  const [second] = (await editor.get(`${path}/statements`, statementsSchema)).items;
  const hide = `${path}/statements/${second?.id}`;
  await expect(editor.post(hide, { state: 'hidden' }, okSchema)).rejects.toThrow('reason_required');
  await editor.post(hide, { state: 'hidden', reason: '与主题无关' }, okSchema);
  expect((await shown()).items.map(({ text }) => text)).toEqual([first?.text]);
});

it('figures are the staff’s until the result is published, then everybody’s, and leave as files', async () => {
  const before = await citizen().get(publicPath, publicConsultationDetailSchema);
  expect(before).toMatchObject({ answers: 2, result: null });
  expect(JSON.stringify(before)).not.toContain('counts');
  await expect(
    command({ command: 'publish', version: 3, resultZh: '结果', resultEn: 'Result' }),
  ).rejects.toThrow('wrong_state');
  await command({ command: 'close', version: 3 });
  const late = { id: randomUUID(), answers: { line: 'n1' } };
  await expect(citizen().post(answerPath, late, okSchema)).rejects.toThrow('wrong_state');
  await command({ command: 'publish', version: 4, resultZh: '开通夜1路', resultEn: 'N1 will run' });
  const after = await citizen().get(publicPath, publicConsultationDetailSchema);
  expect(after.result?.tallies).toMatchObject([
    {
      questionId: 'line',
      answered: 2,
      counts: [
        { id: 'n1', count: 2 },
        { id: 'n2', count: 0 },
      ],
    },
    { questionId: 'often', mean: 3.5 },
  ]);
  const file = (format: string) =>
    fetch(`${app.base}${path}/export.${format}`, { headers: { cookie: editor.cookie } });
  expect(await (await file('csv')).text()).toContain('线路,夜1路,2,1');
  expect(new Uint8Array(await (await file('xlsx')).arrayBuffer()).slice(0, 2)).toEqual(
    new Uint8Array([0x50, 0x4b]),
  );
  const trail = await database.read.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: 'asc' } });
  expect(trail.map(({ action }) => action)).toEqual([
    'consultation.save',
    'consultation.save',
    'consultation.open',
    'consultation.statement',
    'consultation.statement',
    'consultation.close',
    'consultation.publish',
  ]);
});
