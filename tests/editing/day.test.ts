// An editor's day: written, reviewed by the department, in force, due again; what readers report; who sees what.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { labelsFor } from '../../knowledge/classify/index.ts';
import { applyPack } from '../../server/admin/index.ts';
import { saveArticleSchema } from '../../server/knowledge/contract.ts';
import { sightOf } from '../../server/knowledge/core.ts';
import { answerCorrection, readCorrections, requestCorrection } from '../../server/knowledge/corrections.ts';
import { ArticleFiles } from '../../server/knowledge/files.ts';
import { bringArticles, withdrawArticles } from '../../server/knowledge/imported.ts';
import { readNotices } from '../../server/knowledge/notices.ts';
import { remind } from '../../server/knowledge/reminders.ts';
import { Articles } from '../../server/knowledge/service.ts';
import { readAnswers } from '../../server/knowledge/store.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { FileStore } from '../../server/platform/files.ts';
import { shippedModel } from '../../server/tickets/classifier/files.ts';
import { createSuggester } from '../../server/tickets/suggestion.ts';
import { atOnce } from '../harness/at-once.ts';
import { demoDatabase } from '../harness/database.ts';

let database: Database;
let articles: Articles;
let files: ArticleFiles;
const folder = mkdtempSync(join(tmpdir(), 'onecall-article-files-'));
const people = new Map<string, Actor>();
const dayMs = 86_400_000;

function as(username: string): Actor {
  const actor = people.get(username);
  if (!actor) throw new Error(`nobody is called ${username}`);
  return actor;
}

beforeAll(async () => {
  database = openDatabase(await demoDatabase(), { publish: () => undefined });
  articles = new Articles(database);
  files = new ArticleFiles(database, new FileStore(folder));
  for (const { nameZh, nameEn, locale: _locale, ...user } of await database.read.user.findMany()) {
    people.set(user.username, { ...user, name: { zh: nameZh, en: nameEn }, locale: 'zh', credential: '' });
  }
}, 60_000);
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true });
});

const words = (code: string, more: object = {}) =>
  saveArticleSchema.parse({
    code,
    audience: 'public',
    title: { zh: '夜间施工噪声', en: 'Building noise at night' },
    body: { zh: '夜里十点后不得施工。', en: 'No building after ten at night.' },
    short: { zh: '夜里十点后不得施工。', en: 'No building after ten.' },
    keywords: ['打桩'],
    departmentCode: 'ecology',
    categoryCode: null,
    reviewBy: null,
    version: 0,
    ...more,
  });
const told = async (username: string) =>
  (await readNotices(database, as(username).id, new Date())).map(({ kind }) => kind);
const answerOf = async (id: string) => {
  const row = await database.read.article.findUniqueOrThrow({ where: { id } });
  return (await readAnswers(database, [row]))[0];
};

/** Written by the editor and approved by the department's lead. */
async function published(code: string, more: object = {}) {
  const draft = await articles.save(as('editor'), words(code, more));
  const { version } = await articles.command(as('editor'), draft.id, { command: 'submit', version: 1 });
  const reviewer = draft.audience === 'agent' ? as('reviewer') : as('lead-ecology');
  return articles.command(reviewer, draft.id, { command: 'publish', version });
}

describe('the way of an article', () => {
  it('leads from the editor over the lead of the department that answers for it into force', async () => {
    const draft = await articles.save(as('editor'), words('noise-way'));
    expect(draft).toMatchObject({ status: 'draft', allowedCommands: ['submit'], mayEdit: true });
    await expect(articles.read(as('agent1'), draft.id)).rejects.toThrow('not_found');
    const submitted = await articles.command(as('editor'), draft.id, { command: 'submit', version: 1 });
    expect(await told('lead-ecology')).toContain('to_review');
    const foreign = articles.command(as('lead-water'), draft.id, { command: 'publish', version: 2 });
    await expect(foreign).rejects.toThrow('forbidden');
    const { version } = submitted;
    const live = await articles.command(as('lead-ecology'), draft.id, { command: 'publish', version });
    expect(live.status).toBe('published');
    expect(Date.parse(live.reviewBy ?? '')).toBeGreaterThan(Date.now() + 300 * dayMs);
    expect(await told('editor')).toContain('published');
    expect((await articles.read(as('agent1'), draft.id)).allowedCommands).toEqual([]);
  });

  it('calls nobody to a note that they may not read: one for agents goes to reviewers, not to the department', async () => {
    const before = (await told('lead-ecology')).length;
    const draft = await articles.save(as('editor'), words('noise-agents', { audience: 'agent' }));
    await articles.command(as('editor'), draft.id, { command: 'submit', version: 1 });
    expect((await told('lead-ecology')).length).toBe(before);
    expect(await told('reviewer')).toContain('to_review');
  });

  it('asks for other eyes than those of the writer, and for a reason to send back', async () => {
    const draft = await articles.save(as('admin'), words('noise-own'));
    await articles.command(as('admin'), draft.id, { command: 'submit', version: 1 });
    const own = articles.command(as('admin'), draft.id, { command: 'publish', version: 2 });
    await expect(own).rejects.toThrow('own_words');
    const bare = articles.command(as('reviewer'), draft.id, { command: 'reject', version: 2 });
    await expect(bare).rejects.toThrow('reason_required');
    const back = { command: 'reject' as const, version: 2, reason: '缺依据' };
    expect((await articles.command(as('reviewer'), draft.id, back)).status).toBe('draft');
  });

  it('keeps the old words in force while new ones are written, and both as versions to compare', async () => {
    const { id, version } = await published('noise-twice');
    const body = { zh: '夜里十一点后不得施工。', en: 'No building after eleven at night.' };
    const draft = await articles.save(as('editor'), words('noise-twice', { body, version }));
    expect(draft.liveVersion).toBe(version);
    expect((await articles.read(as('agent1'), id)).body.zh).toContain('十点');
    expect((await articles.readPublished(id)).body.zh).toContain('十点');
    const { fields } = await articles.diff(as('editor'), id, { from: version, to: draft.version });
    expect(fields.map(({ field, lang }) => [field, lang])).toEqual([
      ['body', 'zh'],
      ['body', 'en'],
    ]);
    expect(fields[0]?.parts.filter(({ is }) => is !== 'same').map(({ text }) => text)).toEqual([
      '十',
      '十一',
    ]);
    const { items } = await articles.versions(as('editor'), id);
    expect(items.map(({ action }) => action)).toEqual(['edit', 'publish', 'submit', 'create']);
    const kept = await articles.command(as('editor'), id, { command: 'discard', version: draft.version });
    expect(kept).toMatchObject({ status: 'published', liveVersion: null });
    expect(kept.body.zh).toContain('十点');
  });

  it('stores words without what could run', async () => {
    const body = {
      zh: '甲<script>alert(1)</script>乙 <img src=x onerror=alert(1)> [丙](javascript:alert(1)) <5 天',
      en: '<scr<script>ipt>x</script>ok [a](https://a.cn)',
    };
    const { body: stored } = await articles.save(as('editor'), words('noise-safe', { body }));
    expect(stored.zh).toBe('甲乙  丙) <5 天');
    expect(stored.en).not.toContain('<');
    expect(stored.en).toContain('[a](https://a.cn)');
  });
});

describe('files of an article', () => {
  const sent = (name: string, text: string) =>
    files.add(as('editor'), { name, stream: Readable.from([Buffer.from(text)]) });
  const opened = async (username: string | null, id: string, fileId: string) => {
    const mayHave = articles.demandFile(username === null ? null : as(username), id, fileId);
    return mayHave.then(
      () => true,
      () => false,
    );
  };

  it('go to whoever may read the article that names them, and to nobody else', async () => {
    const form = await sent('申请表.txt', '姓名：');
    const { id } = await published('noise-files', { audience: 'department', fileIds: [form.id] });
    expect(await opened('dept-ecology', id, form.id)).toBe(true);
    expect(await opened('agent1', id, form.id)).toBe(true);
    expect(await opened('dept-water', id, form.id)).toBe(false);
    expect(await opened(null, id, form.id)).toBe(false);
    const open = await published('noise-files-open', { fileIds: [form.id] });
    expect(await opened(null, open.id, form.id)).toBe(true);
    expect((await articles.readPublished(open.id)).files).toEqual([form]);
    const other = await sent('别的.txt', '别的');
    expect(await opened(null, open.id, other.id)).toBe(false);
    const { name, mime } = await files.open(form.id);
    expect([name, mime]).toEqual(['申请表.txt', 'text/plain']);
    await expect(sent('a.html', '<html><script>alert(1)</script>')).rejects.toThrow('unsupported_media');
    const unknown = articles.save(as('editor'), words('noise-files-lost', { fileIds: [randomUUID()] }));
    await expect(unknown).rejects.toThrow('bad_request');
  });

  it('stay with the version that had them; what no article was saved with is deleted after a day', async () => {
    const [old, fresh] = [await sent('旧表.txt', '旧'), await sent('新表.txt', '新')];
    const { id, version } = await published('noise-files-two', { fileIds: [old.id] });
    const draft = await articles.save(
      as('editor'),
      words('noise-files-two', { version, fileIds: [fresh.id] }),
    );
    expect(await opened(null, id, old.id)).toBe(true);
    expect(await opened(null, id, fresh.id)).toBe(false);
    expect(await opened('editor', id, fresh.id)).toBe(true);
    expect(await opened('editor', id, old.id)).toBe(true);
    const { fields } = await articles.diff(as('editor'), id, { from: version, to: draft.version });
    expect(fields.map(({ field }) => field)).toEqual(['files']);
    const lines = (await articles.versions(as('editor'), id)).items;
    expect(lines.find((line) => line.version === version)?.files).toEqual([old]);
    const left = await sent('没用.txt', '没用');
    expect(await files.sweep(new Date(Date.now() + 2 * dayMs))).toBeGreaterThan(0);
    await expect(files.open(left.id)).rejects.toThrow('not_found');
    expect((await files.open(old.id)).bytes).toBe(3);
  });
});

describe('who sees what', () => {
  it('notes of a department are for its own people and the centre, those of agents not for departments', async () => {
    const note = await published('noise-note', { audience: 'department' });
    const forAgents = await published('noise-agent', { audience: 'agent' });
    const sees = (username: string, id: string) =>
      articles.read(as(username), id).then(
        () => true,
        () => false,
      );
    expect(await sees('dept-ecology', note.id)).toBe(true);
    expect(await sees('dept-water', note.id)).toBe(false);
    expect(await sees('agent1', note.id)).toBe(true);
    expect(await sees('agent1', forAgents.id)).toBe(true);
    expect(await sees('dept-ecology', forAgents.id)).toBe(false);
    await expect(articles.readPublished(note.id)).rejects.toThrow('not_found');
    const page = await articles.list({ limit: 200 }, as('dept-water'));
    expect(page.items.some(({ id }) => id === note.id || id === forAgents.id)).toBe(false);
    expect((await articles.list({ status: 'draft', limit: 50 }, as('agent1'))).items).toEqual([]);
  });
});

describe('a review that comes due', () => {
  it('makes an article expiring two weeks before; the owner is told once, at the date everybody, weekly again', async () => {
    const due = Date.now() + 30 * dayMs;
    const { id } = await published('noise-due', { reviewBy: new Date(due).toISOString() });
    await remind(database, new Date(due - 15 * dayMs));
    expect((await answerOf(id))?.status).toBe('published');
    const times = [due - 13 * dayMs, due - 12 * dayMs, due + 1, due + dayMs, due + 8 * dayMs];
    for (const at of times) await remind(database, new Date(at));
    expect((await answerOf(id))?.status).toBe('expiring');
    const lines = await database.read.articleNotice.findMany({
      where: { articleId: id, userId: as('editor').id, kind: { in: ['expiring', 'overdue'] } },
    });
    expect(lines.map(({ kind }) => kind).sort()).toEqual(['expiring', 'overdue', 'overdue']);
    const { version } = await articles.read(as('editor'), id);
    const past = { command: 'confirm' as const, version, reviewBy: '2020-01-01T00:00:00.000Z' };
    await expect(articles.command(as('lead-ecology'), id, past)).rejects.toThrow('review_date');
    const next = { ...past, reviewBy: new Date(due + 365 * dayMs).toISOString() };
    expect((await articles.command(as('lead-ecology'), id, next)).status).toBe('published');
  });
});

it('of two who write at the same moment one is told; what is approved is what was read', async () => {
  const draft = await articles.save(as('editor'), words('noise-at-once'));
  const row = { table: 'Article', id: draft.id };
  const write = (zh: string, version: number) => () =>
    articles.save(as('editor'), words('noise-at-once', { title: { zh, en: 'Noise' }, version }));
  expect(await atOnce(database, row, [write('甲', 1), write('乙', 1)])).toEqual(['version_conflict']);
  await articles.command(as('editor'), draft.id, { command: 'submit', version: 2 });
  const approve = () => articles.command(as('lead-ecology'), draft.id, { command: 'publish', version: 3 });
  expect(await atOnce(database, row, [write('没人看过', 3), approve])).toHaveLength(1);
  const { status, titleZh } = await database.read.article.findUniqueOrThrow({ where: { id: draft.id } });
  expect({ status, isNew: titleZh === '没人看过' }).not.toEqual({ status: 'published', isNew: true });
});

it.each(['brings it', 'withdraws it'])(
  'an import that %s leaves alone what an editor makes their own',
  async (deed) => {
    const code = `item-${randomUUID()}`;
    const said = {
      bodyZh: '原文',
      bodyEn: 'Words',
      shortZh: '',
      shortEn: '',
      keywords: [],
      departmentCode: null,
    };
    const item = (titleZh: string) => {
      const origin = { runId: null, row: 1, record: { titleZh } };
      return { code, source: 'service_item' as const, titleZh, titleEn: titleZh, ...said, origin };
    };
    await database.change((change) => bringArticles(change, [item('旧')], false));
    const { id } = await database.read.article.findUniqueOrThrow({ where: { code } });
    const refused = await atOnce(database, { table: 'Article', id }, [
      () => articles.save(as('editor'), words(code, { title: { zh: '编辑的', en: 'Own' }, version: 1 })),
      () =>
        database.change<unknown>((change) =>
          deed === 'brings it'
            ? bringArticles(change, [item('新')], false)
            : withdrawArticles(change, [code]),
        ),
    ]);
    const { titleZh, status } = await database.read.article.findUniqueOrThrow({ where: { id } });
    expect({ refused, titleZh, status }).toEqual({ refused: [], titleZh: '编辑的', status: 'draft' });
  },
);

describe('a reported error', () => {
  it('has two working days; late, editors and reviewers hear of it; who reported it gets the answer', async () => {
    const { id: articleId, version } = await published('noise-wrong');
    const [agent, editor] = [as('agent1'), as('editor')];
    const request = { id: randomUUID(), version, text: '应为十一点' };
    // A Friday noon: Saturday and Sunday do not count.
    const friday = new Date('2026-11-27T04:00:00Z');
    const made = await requestCorrection(database, agent, sightOf(agent), articleId, request, friday);
    await requestCorrection(database, agent, sightOf(agent), articleId, request, friday);
    expect(made.dueAt).toBe('2026-12-01T04:00:00.000Z');
    const open = await readCorrections(database, sightOf(editor), { articleId, isOpen: true });
    expect(open.map(({ text }) => text)).toEqual(['应为十一点']);
    await remind(database, new Date('2026-12-01T04:00:01Z'));
    await remind(database, new Date('2026-12-01T05:00:00Z'));
    expect((await told('reviewer')).filter((kind) => kind === 'correction_late')).toHaveLength(1);
    const answer = { state: 'accepted' as const, answer: '已更正' };
    await answerCorrection(database, editor, sightOf(editor), request.id, answer, friday);
    const again = answerCorrection(database, editor, sightOf(editor), request.id, answer, friday);
    await expect(again).rejects.toThrow('wrong_state');
    expect(await told('agent1')).toContain('correction_answered');
    const foreign = readCorrections(database, sightOf(as('dept-water')), { byId: as('dept-water').id });
    expect(await foreign).toEqual([]);
  });
});

it('a pack that comes again leaves alone what an editor has changed, and what it says as before', async () => {
  const all = { where: { ownerId: null, source: 'editor' }, orderBy: { code: 'asc' } } as const;
  const [mine, other, same] = await database.read.article.findMany(all);
  if (!mine || !other || !same) throw new Error('the pack has too few articles');
  const title = { zh: '编辑改过的标题', en: mine.titleEn };
  await articles.save(as('editor'), words(mine.code, { title, version: mine.version }));
  await database.change(async ({ tx }) => {
    await tx.article.update({ where: { id: other.id }, data: { titleZh: '上一版的标题' } });
    await tx.packState.updateMany({ data: { checksum: '', ticketPrefixes: ['GZ'] } });
  });
  await applyPack(database, 'prisma/packs/shenzhen');
  // Numbers of before keep their prefix.
  expect(await database.read.packState.findMany()).toMatchObject([{ ticketPrefixes: ['SZ', 'GZ'] }]);
  expect((await articles.read(as('editor'), mine.id)).title.zh).toBe('编辑改过的标题');
  const [changed, untouched] = await Promise.all(
    [other, same].map(({ id }) => database.read.article.findUniqueOrThrow({ where: { id } })),
  );
  expect(changed).toMatchObject({ titleZh: other.titleZh, version: other.version + 1 });
  expect(untouched).toEqual(same);
});

it('guesses nothing from words that tell no matter', async () => {
  const { suggest } = createSuggester(database, await shippedModel());
  for (const text of ['你好', '你好，请问一下', '我要反映问题', 'hello'])
    expect(await suggest({ text })).toMatchObject({
      departmentCode: null,
      categoryCode: null,
      confidence: 0,
    });
});

it('is as sure of a department as the model is of what leads there, or as the city’s words are clear', async () => {
  const model = await shippedModel();
  const { suggest } = createSuggester(database, model);
  const sure = async (text: string) => {
    const { departmentCode, confidence } = await suggest({ text });
    return { departmentCode, confidence, opinion: model.classify({ text }) };
  };
  // The model is sure of a matter of building, the city's words lead to another house.
  const fence = await sure('公园里的栏杆断了');
  expect(fence.departmentCode).toBe('culture');
  expect(fence.opinion).toMatchObject({ label: '城乡建设' });
  expect(fence.opinion.confidence).toBeGreaterThan(0.9);
  expect(fence.confidence).toBeLessThan(0.75);
  // No class leads to the archives; its words do.
  const data = await sure('想申请公开政府信息目录里没有的文件');
  expect(labelsFor(data.departmentCode ?? '', data.opinion, model.rules)).toEqual([]);
  expect(data.confidence).toBeGreaterThan(0.75);
});

it('suggests for many as for each alone, and reads the duty list once', async () => {
  let reads = 0;
  const read = new Proxy(database.read, {
    get: (client, name) => {
      if (name === 'duty') reads++;
      return Reflect.get(client, name);
    },
  });
  const { suggest, suggestAll } = createSuggester({ read }, await shippedModel());
  const matters = ['工地夜间施工噪音很大', '小区停水两天了', '你好', '公司拖欠工资三个月'].map((text) => ({
    text,
  }));
  const all = await suggestAll(matters);
  expect(reads).toBe(1);
  expect(all.map(({ duty }) => duty !== null)).toContain(true);
  const alone = [];
  for (const matter of matters) alone.push(await suggest(matter));
  expect(all).toEqual(alone);
});

it('suggests a department by what an article says, in force or withdrawn', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const { suggest } = createSuggester(database, await shippedModel());
  const matter = { text: '楼上的空中菜园浇花，水滴到我家阳台' };
  const leadOf = async () => (await suggest(matter)).departmentCode;
  expect(await leadOf()).not.toBe('ecology');
  try {
    const title = { zh: '空中菜园浇花滴水', en: 'Water from roof gardens' };
    const body = {
      zh: '空中菜园浇花，水滴到楼下阳台的，由生态环境部门上门调解。',
      en: 'The ecology department mediates.',
    };
    const of = { departmentCode: 'ecology', categoryCode: 'environment.noise', keywords: ['空中菜园'] };
    const article = await published('roof-gardens', { title, body, ...of });
    vi.advanceTimersByTime(16_000);
    expect(await leadOf()).toBe('ecology');
    const { version } = article;
    await articles.command(as('lead-ecology'), article.id, {
      command: 'withdraw',
      version,
      reason: '无此业务',
    });
    vi.advanceTimersByTime(16_000);
    expect(await leadOf()).not.toBe('ecology');
  } finally {
    vi.useRealTimers();
  }
});
