// Bytes whose naming, or whose removal, a crash cut short: they go, and nothing that has a name, or is about to get one.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importMimes, removeOldFiles, takeFile } from '../../server/imports/files.ts';
import { createErasure } from '../../server/erasure/index.ts';
import { Attachments } from '../../server/intake/attachments.ts';
import { ArticleFiles, filesNamed } from '../../server/knowledge/files.ts';
import type { Actor } from '../../server/platform/auth/actor.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { FileStore } from '../../server/platform/files.ts';
import { createLog } from '../../server/platform/log.ts';
import { LooseBytes, noteLoose } from '../../server/platform/loose-bytes.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-loose-'));
const log = createLog('silent');
const goneRecordings: string[] = [];
let database: Database;
let files: FileStore;
let importFiles: FileStore;
let articleFiles: FileStore;
let loose: LooseBytes;

beforeAll(async () => {
  database = openDatabase(await testDatabase(), { publish: () => undefined }, testFields);
  files = new FileStore(folder, undefined, undefined, undefined, (sha256) =>
    noteLoose(database.sql, 'file', [sha256]),
  );
  const vault = { remove: async (ref: string) => void goneRecordings.push(ref) };
  importFiles = new FileStore(folder, 'imports', importMimes, undefined, (sha256) =>
    noteLoose(database.sql, 'import', [sha256]),
  );
  articleFiles = new FileStore(folder, 'article-files', undefined, undefined, (sha256) =>
    noteLoose(database.sql, 'article', [sha256]),
  );
  const stores = { file: files, import: importFiles, article: articleFiles };
  loose = new LooseBytes({ database, stores, vault, dataDir: folder, log });
});
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

const later = () => new Date(Date.now() + 2 * 3_600_000);
const noted = async () => (await database.read.looseBytes.findMany()).map(({ ref }) => ref);
const content = (words: string) => Readable.from([Buffer.from(words)]);

async function somebody() {
  const citizen = await database.read.citizen.create({ data: { namePlain: null, nameSealed: null } });
  const now = new Date();
  const talk = { citizenId: citizen.id, channel: 'chat' as const, lastMessageAt: now, createdAt: now };
  const { id: conversationId } = await database.read.conversation.create({ data: talk });
  return { citizenId: citizen.id, conversationId };
}
async function sent(conversationId: string, words: string): Promise<string> {
  const picture = { name: '门口.txt', stream: content(words), conversationId };
  const { id } = await new Attachments(database, files).save(picture);
  return (await database.read.attachment.findUniqueOrThrow({ where: { id } })).sha256;
}

it('a file that never got its name goes, once nobody can be at it any more', async () => {
  const { sha256 } = await files.save(content('崩溃之前'));
  await loose.sweep(new Date());
  expect(await files.has(sha256)).toBe(true);
  await loose.sweep(later());
  expect([await files.has(sha256), await noted()]).toEqual([false, []]);
});

it('a file that has its name stays, also where the same bytes came twice', async () => {
  const { conversationId } = await somebody();
  const sha256 = await sent(conversationId, '有名字');
  await files.save(content('有名字'));
  await loose.sweep(later());
  expect([await files.has(sha256), await noted()]).toEqual([true, []]);
});

it('a file that no message came to carry goes after two days; what a message carries stays', async () => {
  const { conversationId } = await somebody();
  const carried = await sent(conversationId, '随消息发出');
  const left = await sent(conversationId, '上传后没有发');
  const fresh = await sent(conversationId, '刚上传');
  const messageId = randomUUID();
  await database.read.messageKey.create({ data: { id: messageId, conversationId, seq: 1 } });
  const longAgo = new Date(Date.now() - 3 * 86_400_000);
  const { attachment } = database.read;
  await attachment.updateMany({ where: { sha256: carried }, data: { messageId, createdAt: longAgo } });
  await attachment.updateMany({ where: { sha256: left }, data: { createdAt: longAgo } });
  expect(await new Attachments(database, files).sweep(new Date())).toBe(1);
  const names = (await attachment.findMany({ where: { conversationId } })).map(({ sha256 }) => sha256);
  expect(names.sort()).toEqual([carried, fresh].sort());
  expect(await Promise.all([carried, left, fresh].map((one) => files.has(one)))).toEqual([true, false, true]);
});

it('what lies there and was never noted is left alone: it may be another installation’s', async () => {
  const { sha256 } = await new FileStore(folder).save(content('别人的'));
  await loose.sweep(later());
  expect(await files.has(sha256)).toBe(true);
});

it('what an erasure could not remove goes with the next sweep', async () => {
  const { citizenId, conversationId } = await somebody();
  const sha256 = await sent(conversationId, '我的照片');
  await loose.sweep(later());
  const away = { remove: () => Promise.reject(new Error('the bucket is away')) };
  const { erasure } = createErasure({ database, files: away, vault: away, log, keptDays: 0 });
  const erased = erasure.erase(citizenId, { kind: 'request', reason: '本人要求' });
  await expect(erased).rejects.toThrow('the bucket is away');
  expect(await files.has(sha256)).toBe(true);
  await loose.sweep(later());
  expect([await files.has(sha256), await noted()]).toEqual([false, []]);
});

it('a recording whose row is gone goes, too', async () => {
  await noteLoose(database.sql, 'recording', ['call-1-a', 'call-1-a']);
  await loose.sweep(later());
  expect([goneRecordings, await noted()]).toEqual([['call-1-a'], []]);
});

it('a file of an import goes when its row was never written, or its removal never finished; one in use stays', async () => {
  const take = (words: string) =>
    takeFile(
      { database, files: importFiles },
      { id: randomUUID(), name: '表.csv', stream: content(words), actorId: null },
    );
  const shaOf = async (id: string) =>
    (await database.read.importFile.findUniqueOrThrow({ where: { id } })).sha256;
  const used = await shaOf((await take('编号,名称\n1,甲\n')).id);
  // The same bytes in a conversation's store are another file.
  await files.save(content('编号,名称\n1,甲\n'));
  const { sha256: crashed } = await importFiles.save(content('编号,名称\n2,乙\n'));
  await loose.sweep(later());
  expect([await importFiles.has(used), await files.has(used)]).toEqual([true, false]);
  expect([await importFiles.has(crashed), await noted()]).toEqual([false, []]);

  const away = { remove: () => Promise.reject(new Error('the bucket is away')) };
  const old = removeOldFiles({ database, files: away }, 0, later());
  await expect(old).rejects.toThrow('the bucket is away');
  expect(await importFiles.has(used)).toBe(true);
  await loose.sweep(new Date(later().getTime() + 3_600_000));
  expect([await importFiles.has(used), await noted()]).toEqual([false, []]);
});

const editor: Actor = {
  id: randomUUID(),
  username: 'editor',
  roles: ['editor'],
  name: { zh: '编辑', en: 'Editor' },
  locale: 'zh',
  departmentCode: null,
  credential: '',
};

it('a file of an article goes when its row was never written, or when no article was saved with it; a saved one stays', async () => {
  const articles = new ArticleFiles(database, articleFiles);
  const sent = (words: string) => articles.add(editor, { name: '表.txt', stream: content(words) });
  const shaOf = async ({ id }: { id: string }) =>
    (await database.read.articleFile.findUniqueOrThrow({ where: { id } })).sha256;
  const used = await sent('有文章用');
  await database.change(({ tx }) => filesNamed(tx, [used.id], new Date()));
  const [usedBytes, leftBytes] = [await shaOf(used), await shaOf(await sent('没有文章用'))];
  const { sha256: crashed } = await articleFiles.save(content('没有写成一行'));
  await loose.sweep(later());
  expect(await Promise.all([usedBytes, leftBytes, crashed].map((one) => articleFiles.has(one)))).toEqual([
    true,
    true,
    false,
  ]);

  const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
  class Away extends FileStore {
    override remove = () => Promise.reject(new Error('the bucket is away'));
  }
  const away = new Away(folder, 'article-files');
  await expect(new ArticleFiles(database, away).sweep(inTwoDays)).rejects.toThrow('the bucket is away');
  expect(await articleFiles.has(leftBytes)).toBe(true);
  await loose.sweep(later());
  expect(await Promise.all([usedBytes, leftBytes].map((one) => articleFiles.has(one)))).toEqual([
    true,
    false,
  ]);
  expect(await noted()).toEqual([]);
});

it('a file of an article whose bytes were removed before it had its row is sent again, not lost', async () => {
  class Emptied extends FileStore {
    override async save(stream: Readable) {
      const saved = await super.save(stream);
      await this.remove(saved.sha256);
      return saved;
    }
  }
  const articles = new ArticleFiles(database, new Emptied(folder, 'article-files'));
  const before = await database.read.articleFile.count();
  await expect(articles.add(editor, { name: '表.txt', stream: content('同一份') })).rejects.toThrow(
    'unavailable',
  );
  expect(await database.read.articleFile.count()).toBe(before);
});

it('halves of uploads go when nobody has written them for an hour', async () => {
  const partial = join(folder, 'imports', 'partial');
  mkdirSync(partial, { recursive: true });
  for (const name of ['old', 'new']) writeFileSync(join(partial, name), name);
  const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(join(partial, 'old'), hoursAgo, hoursAgo);
  await loose.sweep(new Date());
  expect(readdirSync(partial)).toEqual(['new']);
});
