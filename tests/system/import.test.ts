// Service items come in by the editor's hand, and the next question finds them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { importReportSchema, searchAnswerSchema } from '../../server/knowledge/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let editor: Api;
const item = {
  TASK_CODE: '11440000006939756B2440101007000',
  CATAID: '440101007000',
  TASK_TYPE: '01',
  TASK_NAME: '放飞无人驾驶自由气球审批',
  DEPT_NAME: '示范航空管理局',
  matter_daily: '放气球',
  handle_location: '示范路1号',
};

beforeAll(async () => {
  app = await startApp({ databaseUrl: await testDatabase(), redisUrl: await testRedis() });
  editor = new Api(app.base);
  await editor.signIn('editor', 'onecall-demo');
}, 60_000);
afterAll(() => app?.stop());

const send = (rows: unknown[], dryRun = false) =>
  editor.post(
    '/api/knowledge/import',
    { fileName: 'items.json', content: JSON.stringify(rows), dryRun },
    importReportSchema,
  );
const ask = async (q: string) =>
  (await editor.get(`/api/citizen/search?q=${encodeURIComponent(q)}`, searchAnswerSchema)).hits;

it('a dry run lists what would happen and writes nothing', async () => {
  expect(await send([item], true)).toMatchObject({ id: null, created: 1 });
  expect((await ask('放气球')).some((hit) => hit.article.source === 'service_item')).toBe(false);
});

it('imported items are found within two seconds by what people call them; the same file again changes nothing', async () => {
  expect(await send([item, { TASK_NAME: '没有编码' }])).toMatchObject({
    created: 1,
    updated: 0,
    unchanged: 0,
  });
  await expect
    .poll(async () => (await ask('放气球'))[0]?.article.title.zh, { timeout: 2_000 })
    .toBe(item.TASK_NAME);
  expect(await send([item])).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  expect(await send([{ ...item, handle_location: '示范路2号' }])).toMatchObject({ updated: 1 });
});

it('a row that cannot be used is a fault in both languages that says how to mend it', async () => {
  const { faults } = await send([{ TASK_NAME: '没有编码' }], true);
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults)
    expect([fault.message.zh, fault.message.en, fault.howToMend.zh, fault.howToMend.en].every(Boolean)).toBe(
      true,
    );
});
