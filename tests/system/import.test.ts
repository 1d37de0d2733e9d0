// Service items come in by the editor's hand, and the next question finds them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { importReportSchema, importRunSchema, importRunsSchema } from '../../server/imports/contract.ts';
import { searchAnswerSchema } from '../../server/knowledge/contract.ts';
import { startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const item = {
  TASK_CODE: '11440000006939756B2440101007000',
  CATAID: '440101007000',
  TASK_TYPE: '01',
  TASK_NAME: '放飞无人驾驶自由气球审批',
  DEPT_NAME: '示范航空管理局',
  matter_daily: '放气球',
  handle_location: '示范路1号',
};

async function open() {
  const app = await startApp({ databaseUrl: await demoDatabase(), redisUrl: await testRedis() });
  const editor = new Api(app.base);
  await editor.signIn('editor', 'onecall-demo');
  return {
    editor,
    stop: () => app.stop(),
    send: (rows: unknown[], dryRun = false) =>
      editor.post(
        '/api/knowledge/import',
        { fileName: 'items.json', content: JSON.stringify(rows), dryRun },
        importReportSchema,
      ),
    ask: async (q: string) =>
      (await editor.get(`/api/citizen/search?q=${encodeURIComponent(q)}`, searchAnswerSchema)).hits,
  };
}

let house: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  house = await open();
}, 120_000);
afterAll(() => house?.stop());

it('a dry run lists what would happen and writes nothing', async () => {
  expect(await house.send([item], true)).toMatchObject({ id: null, created: 1 });
  expect((await house.ask('放气球')).some((hit) => hit.article.source === 'service_item')).toBe(false);
});

it('imported items are found at once by what people call them; the same file again changes nothing', async ({
  onTestFinished,
}) => {
  // A house of its own: what a try before this one imported is not there.
  const fresh = await open();
  onTestFinished(() => fresh.stop());
  expect(await fresh.send([item, { TASK_NAME: '没有编码' }])).toMatchObject({
    created: 1,
    updated: 0,
    unchanged: 0,
  });
  await expect
    .poll(async () => (await fresh.ask('放气球'))[0]?.article.title.zh, { timeout: 20_000 })
    .toBe(item.TASK_NAME);
  expect(await fresh.send([item])).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  expect(await fresh.send([{ ...item, handle_location: '示范路2号' }])).toMatchObject({ updated: 1 });
});

it('a row that cannot be used is a fault in both languages that says how to mend it', async () => {
  const { faults } = await house.send([{ TASK_NAME: '没有编码' }], true);
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults)
    expect([fault.message.zh, fault.message.en, fault.howToMend.zh, fault.howToMend.en].every(Boolean)).toBe(
      true,
    );
});

it('an import can be followed by its id; the same id again imports nothing twice', async () => {
  const id = '0d4f6f6e-36c7-4a6c-9a50-4b2f1d1f3a02';
  const request = { id, fileName: '事项.json', content: JSON.stringify([item, { TASK_NAME: '没有编码' }]) };
  const first = await house.editor.post('/api/knowledge/import', request, importReportSchema);
  const before = (await house.editor.get('/api/imports/runs', importRunsSchema)).items;
  expect(await house.editor.post('/api/knowledge/import', request, importReportSchema)).toEqual(first);
  expect((await house.editor.get('/api/imports/runs', importRunsSchema)).items).toEqual(before);
  const run = await house.editor.get(`/api/imports/runs/${id}`, importRunSchema);
  expect(run).toMatchObject({ fileName: '事项.json', rows: 2, faults: first.faults.length });
  expect(run.finishedAt).not.toBeNull();
  expect(run.created + run.updated + run.unchanged).toBe(1);
});

it('says of each fault whether its row was imported all the same', async () => {
  const { rows, faults } = await house.send(
    [
      { ...item, DEPT_NAME: '' },
      { ...item, TASK_CODE: 'short' },
    ],
    true,
  );
  expect(rows).toBe(2);
  expect(faults.some(({ row, isKept }) => row === 1 && !isKept)).toBe(true);
  expect(await house.send([], true)).toMatchObject({ rows: 0, faults: [{ row: 0, rule: 'file_empty' }] });
});
