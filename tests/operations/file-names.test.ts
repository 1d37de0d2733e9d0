// A picture that comes at the moment in which somebody is erased: no row is left without its bytes, and nothing of the erased.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createErasure } from '../../server/erasure/index.ts';
import { Attachments } from '../../server/intake/attachments.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { FileStore } from '../../server/platform/files.ts';
import { createLog } from '../../server/platform/log.ts';
import { TicketFiles } from '../../server/tickets/files.ts';
import { testDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-names-'));
const store = new FileStore(folder);
let database: Database;
let erasure: ReturnType<typeof createErasure>['erasure'];

/** Its bytes are there before anything names them, for as long as `meanwhile` takes. */
class SlowStore extends FileStore {
  meanwhile: () => Promise<unknown> = async () => undefined;
  override async save(content: Parameters<FileStore['save']>[0]) {
    const saved = await super.save(content);
    await this.meanwhile();
    return saved;
  }
}

beforeAll(async () => {
  database = openDatabase(await testDatabase(), { publish: () => undefined }, testFields);
  const vault = { remove: async () => undefined };
  const log = createLog('silent');
  ({ erasure } = createErasure({ database, files: store, vault, log, keptDays: 0 }));
});
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function somebody() {
  const citizen = await database.read.citizen.create({ data: { namePlain: null, nameSealed: null } });
  const now = new Date();
  const talk = { citizenId: citizen.id, channel: 'chat' as const, lastMessageAt: now, createdAt: now };
  const { id: conversationId } = await database.read.conversation.create({ data: talk });
  return { citizenId: citizen.id, conversationId };
}
const request = { kind: 'request', reason: '本人要求' } as const;
const picture = (words: string) => ({ name: '门口.txt', stream: Readable.from([Buffer.from(words)]) });
const rowsOf = (conversationId: string) => database.read.attachment.findMany({ where: { conversationId } });

it('another’s same picture is not deleted under its name: sent again, it is there', async () => {
  const [one, other] = [await somebody(), await somebody()];
  const slow = new SlowStore(folder);
  await new Attachments(database, store).save({ ...picture('同一张'), conversationId: one.conversationId });
  slow.meanwhile = () => erasure.erase(one.citizenId, request);
  const send = (files: FileStore) =>
    new Attachments(database, files).save({ ...picture('同一张'), conversationId: other.conversationId });
  await expect(send(slow)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await rowsOf(other.conversationId)).toEqual([]);
  await send(store);
  const [row] = await rowsOf(other.conversationId);
  expect(await store.has(row?.sha256 ?? '')).toBe(true);
  // Who is erased beside somebody with the same one takes it from nobody.
  const third = await somebody();
  await new Attachments(database, store).save({ ...picture('同一张'), conversationId: third.conversationId });
  await erasure.erase(third.citizenId, request);
  expect(await store.has(row?.sha256 ?? '')).toBe(true);
});

it('what somebody sends while they are erased is not kept', async () => {
  const { citizenId, conversationId } = await somebody();
  const slow = new SlowStore(folder);
  const { sha256 } = await store.save(picture('只有我有').stream);
  slow.meanwhile = () => erasure.erase(citizenId, request);
  const sent = new Attachments(database, slow).save({ ...picture('只有我有'), conversationId });
  await expect(sent).rejects.toMatchObject({ code: 'not_found' });
  expect(await rowsOf(conversationId)).toEqual([]);
  expect(await store.has(sha256)).toBe(false);
});

it('what a ticket refuses lies nowhere', async () => {
  const { citizenId } = await somebody();
  const at = new Date();
  const ticket = await database.read.ticket.create({
    data: {
      ...{
        number: `SZ${randomUUID().slice(0, 8)}`,
        kind: 'help',
        title: '路灯',
        text: '不亮',
        channel: 'web',
      },
      ...{ state: 'closed', citizenId, createdAt: at, updatedAt: at },
    },
  });
  const files = new TicketFiles(database, store);
  const before = await store.save(picture('太晚了').stream);
  await store.remove(before.sha256);
  const add = files.add({ kind: 'citizen' }, ticket.id, { ...picture('太晚了'), isPublic: true });
  await expect(add).rejects.toMatchObject({ code: 'wrong_state' });
  expect(await store.has(before.sha256)).toBe(false);
});
