// What editors and readers teach the search reaches every process; what was asked in vain is work.
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadTexts } from '../../server/admin/index.ts';
import { feedbackSchema, searchQuerySchema } from '../../server/knowledge/contract.ts';
import { publicSight } from '../../server/knowledge/core.ts';
import { createKnowledge, type Knowledge } from '../../server/knowledge/index.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { FileStore } from '../../server/platform/files.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { openRedis } from '../../server/platform/redis.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';
import { testRedis } from '../harness/redis.ts';

/** Two processes of one city. */
let [here, there]: [Knowledge | undefined, Knowledge | undefined] = [undefined, undefined];
const opened: { database: Database; jobs: Jobs; knowledge: Knowledge; close: () => void }[] = [];
/** Before anybody would look by himself, which is each 15 s. */
const soon = { timeout: 20_000, interval: 20 };
const editor: Actor = {
  id: randomUUID(),
  username: 'editor',
  name: { zh: '编辑', en: 'Editor' },
  roles: ['editor'],
  departmentCode: null,
  locale: 'zh',
  credential: '',
};
const agent: Actor = { ...editor, roles: ['agent'] };

beforeAll(async () => {
  const [databaseUrl, redisUrl] = [await demoDatabase(), await testRedis()];
  const log = createLog('silent');
  for (let count = 0; count < 2; count += 1) {
    const jobs = new Jobs(redisUrl, log);
    const database = openDatabase(databaseUrl, jobs.relay, testFields);
    const redis = openRedis(redisUrl, log);
    const knowledge = await createKnowledge({
      database,
      redis,
      jobs,
      log,
      files: new FileStore(tmpdir()),
      texts: await loadTexts(database),
    });
    opened.push({ database, jobs, knowledge, close: () => redis.disconnect() });
  }
  opened[0]?.jobs.start(opened[0].database);
  [here, there] = [opened[0]?.knowledge, opened[1]?.knowledge];
}, 60_000);
afterAll(async () => {
  for (const { database, jobs, knowledge, close } of opened) {
    knowledge.stop();
    await jobs.stop();
    await database.close();
    close();
  }
});

const search = (room: Knowledge | undefined, q: string) =>
  room?.index.search(searchQuerySchema.parse({ q }), publicSight, 'zh').map(({ article }) => article) ?? [];
const say = (kind: string, words: string, articleId?: string) =>
  feedbackSchema.parse({ id: randomUUID(), kind, words, articleId });

it('answers are narrowed by department, kind and district, and say what there is to narrow by and why they match', async () => {
  const ask = (more: object) => {
    if (!here) throw new Error('not started');
    return here.search(searchQuerySchema.parse({ q: '居住证', ...more }), publicSight, 'zh');
  };
  const { hits, choices } = await ask({ choices: 'true' });
  expect(hits[0]?.reasons).toContainEqual({ by: 'title', words: ['居住证'] });
  expect(hits[0]?.title.marks.length).toBeGreaterThan(0);
  const [department] = choices?.departments ?? [];
  if (!department) throw new Error('no department answers');
  const narrowed = await ask({ departmentCode: department.code, choices: 'true' });
  expect(new Set(narrowed.hits.map(({ article }) => article.departmentCode))).toEqual(
    new Set([department.code]),
  );
  expect(narrowed.choices).toEqual(choices);
  expect(
    (await ask({ source: 'disclosure' })).hits.every(({ article }) => article.source === 'disclosure'),
  ).toBe(true);
  expect((await ask({ areaCode: '440305' })).choices).toBeNull();
});

it('a district that the city gets while people search narrows at once', async () => {
  const asked = searchQuerySchema.parse({ q: '福田区', areaCode: '440399' });
  const ofFutian = () =>
    here?.index
      .search(asked, publicSight, 'zh')
      .filter(({ title, fragments }) => [title, ...fragments].some(({ text }) => text.includes('福田区')))
      .length;
  expect(ofFutian()).toBeGreaterThan(0);
  await opened[0]?.database.read.area.create({
    data: { code: '440399', parentCode: '440300', level: 'district', nameZh: '前海区', nameEn: 'Qianhai' },
  });
  await there?.index.announce({ is: 'articles' });
  await expect.poll(ofFutian, soon).toBe(0);
});

it('a synonym counts on every process at once, and no more when it is removed', async () => {
  expect(search(there, '魑魅魍魉')).toEqual([]);
  const id = randomUUID();
  const words = ['魑魅魍魉', '共享单车', ' 共享单车'];
  const group = await here?.synonyms.save(editor, id, { words, note: '', version: 0 });
  expect(group?.words).toHaveLength(2);
  await expect.poll(() => search(there, '魑魅魍魉').length, soon).toBeGreaterThan(0);
  const stale = here?.synonyms.save(editor, id, { words: ['甲', '乙'], note: '', version: 5 });
  await expect(stale).rejects.toThrow('version_conflict');
  const one = here?.synonyms.save(editor, randomUUID(), { words: ['AB', 'ａｂ'], note: '', version: 0 });
  await expect(one).rejects.toThrow('bad_request');
  await here?.synonyms.remove(editor, id);
  await expect.poll(() => search(there, '魑魅魍魉').length, soon).toBe(0);
});

it('shipped words are listed; a process that starts again leaves alone what an editor changed', async () => {
  const groups = (await here?.synonyms.read()) ?? [];
  const shipped = groups.find(({ words }) => words.includes('社保'));
  expect(shipped?.isShipped).toBe(true);
  if (!shipped || !opened[0]) throw new Error('社保 is not shipped');
  await here?.synonyms.save(editor, shipped.id, { ...shipped, words: ['社保', '五险'] });
  const { bringShippedWords } = await import('../../server/knowledge/synonyms.ts');
  await bringShippedWords(opened[0].database);
  const after = ((await here?.synonyms.read()) ?? []).find(({ id }) => id === shipped.id);
  expect(after).toMatchObject({ words: ['社保', '五险'], isShipped: false });
});

it('what helped comes first for whoever asks the same next, on every process', async () => {
  const [leading, second] = search(there, '身份证');
  if (!leading || !second) throw new Error('too few articles speak of it');
  const used = say('used', '身份证', second.id);
  await here?.feedback.take(used, agent);
  await here?.feedback.take(used, agent);
  for (let people = 0; people < 3; people += 1)
    await here?.feedback.take(say('used', '身份证', second.id), { ...agent, id: randomUUID() });
  for (let people = 0; people < 2; people += 1)
    await here?.feedback.take(say('not_helped', '身份证', leading.id), { ...agent, id: randomUUID() });
  await expect.poll(() => search(there, '身份证')[0]?.id, soon).toBe(second.id);
  const row = await opened[0]?.database.read.learnedMatch.findFirst({ where: { articleId: second.id } });
  expect(row?.weight).toBe(6);
});

it('citizens say nothing of articles that are not for them, and what says who asked is not kept', async () => {
  const notes = await opened[0]?.database.read.article.findFirst({ where: { audience: 'agent' } });
  const peek = here?.feedback.take(say('opened', '紧急', notes?.id), null);
  await expect(peek).rejects.toThrow('not_found');
  expect(feedbackSchema.safeParse({ id: randomUUID(), kind: 'solved', words: 'x' }).success).toBe(false);
  await here?.feedback.take(say('nothing', '我叫张三，电话13800138000，火星移民'), null);
  const gap = ((await here?.feedback.gaps()) ?? []).find(({ words }) => words.includes('火星'));
  expect(gap?.words).not.toContain('13800138000');
});

it('what was asked in vain is a gap until an editor has dealt with it, and again when it is asked again', async () => {
  const [article] = search(here, '公积金');
  for (const kind of ['nothing', 'nothing', 'not_helped'])
    await here?.feedback.take(say(kind, '月亮地皮', kind === 'nothing' ? undefined : article?.id), null);
  const gap = async () => ((await here?.feedback.gaps()) ?? []).find(({ words }) => words === '月亮地皮');
  expect(await gap()).toMatchObject({ nothing: 2, notHelped: 1, articleTitle: article?.title });
  await here?.feedback.closeGap(editor, { words: '月亮地皮', note: '不属市政府职责' });
  expect(await gap()).toBeUndefined();
  await here?.feedback.take(say('nothing', '月亮地皮'), null);
  expect(await gap()).toMatchObject({ nothing: 1, notHelped: 0 });
  const figures = await here?.feedback.figures();
  expect(figures).toMatchObject({ used: 4, notHelped: 3, overdue: 0 });
  expect(figures?.nothing).toBeGreaterThanOrEqual(4);
  expect(figures?.articles[0]).toMatchObject({ used: 4 });
});

it('learns from one person once, however often they say it, and from a network of citizens as from one', async () => {
  const [article] = search(there, '垃圾分类');
  if (!article) throw new Error('no article speaks of it');
  for (let times = 0; times < 5; times += 1) {
    await here?.feedback.take(say('used', '垃圾怎么扔', article.id), agent);
    await here?.feedback.take(say('solved', '垃圾怎么扔', article.id), null, '203.0.113.7');
  }
  const read = opened[0]?.database.read;
  const row = await read?.learnedMatch.findFirst({ where: { words: '垃圾怎么扔', articleId: article.id } });
  expect(row?.weight).toBe(2);
  expect(await read?.searchFeedback.count({ where: { words: '垃圾怎么扔' } })).toBe(10);
});
