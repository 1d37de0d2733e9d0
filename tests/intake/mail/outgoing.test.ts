// A mail server that thinks longer than a letter is leased for gets it once.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailSender, queueLetter, sendQueuedMail } from '../../../server/intake/mail/outgoing.ts';
import { type Database, openDatabase } from '../../../server/platform/database.ts';
import { FileStore } from '../../../server/platform/files.ts';
import { Jobs } from '../../../server/platform/jobs.ts';
import { createLog } from '../../../server/platform/log.ts';
import { mailFrom } from '../../../server/platform/mail-settings.ts';
import { testDatabase } from '../../harness/database.ts';
import { TestMailServer } from '../../harness/mail-server.ts';
import { testRedis } from '../../harness/redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-letters-'));
const log = createLog('silent');
let server: TestMailServer;
let jobs: Jobs;
let database: Database;
let sender: MailSender;

beforeAll(async () => {
  server = await TestMailServer.open();
  jobs = new Jobs(await testRedis(), log);
  database = openDatabase(await testDatabase(), jobs.relay);
  const config = mailFrom({
    MAIL_IMAP: new URL('imap://a:b@127.0.0.1'),
    MAIL_SMTP: new URL(server.url),
    MAIL_FROM: '12345@city.example',
  });
  sender = sendQueuedMail({ config, jobs, database, files: new FileStore(folder), log, leaseMs: 900 });
  jobs.start(database);
  // Looks every five seconds for letters that nobody has.
  sender.start();
}, 60_000);
afterAll(async () => {
  await sender?.stop();
  await jobs?.stop();
  await database?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a letter stays in the hands of who sends it for as long as the server thinks', async () => {
  let decide: () => void = () => undefined;
  const decision = new Promise<void>((resolve) => {
    decide = resolve;
  });
  let asked = 0;
  server.thinks = () => {
    asked += 1;
    return decision;
  };
  const id = randomUUID();
  await database.change((change) =>
    queueLetter(change, { id, to: 'wang@mail.example', subject: '路灯', text: '明天修好。' }),
  );
  const row = () => database.read.mailOut.findUniqueOrThrow({ where: { id } });
  await expect.poll(() => asked, { timeout: 15_000 }).toBe(1);
  const { leasedUntil: first } = await row();
  // Seven leases long, and past the next look for letters that nobody has.
  const later = new Date((first?.getTime() ?? 0) + 6_000);
  await expect
    .poll(async () => (await row()).leasedUntil?.getTime() ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(later.getTime());
  decide();
  await expect.poll(async () => (await row()).delivery, { timeout: 15_000 }).toBe('sent');
  expect([asked, server.sent.length, (await row()).leasedUntil]).toEqual([1, 1, null]);
}, 60_000);
