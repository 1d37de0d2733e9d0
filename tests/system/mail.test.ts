// Citizens write letters: each is taken once, reaches an agent, and is answered in its thread, exactly once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { deskSchema, letterListSchema, screenPopSchema } from '../../server/desk/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { interactionViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { inPassing } from '../harness/in-passing.ts';
import { TestMailbox, whyNoMailbox } from '../harness/mailbox.ts';
import { testRedis } from '../harness/redis.ts';

const reason = await whyNoMailbox();
if (reason) console.warn(`skipped: ${reason}`);

let mailbox: TestMailbox;
let app: App;
let database: Database;
let agent: { api: Api; socket: Awaited<ReturnType<typeof connect>> };
const closers: (() => unknown)[] = [];

const soon = { timeout: 20_000 };
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const letter = (
  id: string,
  subject: string,
  body: string,
  head = '',
): string => `From: 王杰 <wang@mail.example>
To: city@12345.example
Subject: ${subject}
Message-ID: <${id}@mail.example>
${head}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/html; charset=utf-8

${body}
--B
Content-Type: image/png; name=lamp.png
Content-Disposition: attachment; filename=lamp.png
Content-Transfer-Encoding: base64

${png}
--B
Content-Type: application/zip; name=run.zip
Content-Disposition: attachment; filename=run.zip
Content-Transfer-Encoding: base64

UEsDBAoAAAAAAA==
--B--
`;

describe.skipIf(reason)('letters', () => {
  beforeAll(async () => {
    const [databaseUrl, redisUrl] = [await demoDatabase(), await testRedis()];
    mailbox = await TestMailbox.open();
    closers.push(() => mailbox.close());
    app = await startApp({ databaseUrl, redisUrl, env: mailbox.env });
    const jobs = new Jobs(redisUrl, createLog('silent'));
    database = openDatabase(databaseUrl, jobs.relay);
    const api = new Api(app.base);
    await api.signIn('agent1', 'onecall-demo');
    const socket = await connect(app.base, '/staff', { cookie: api.cookie });
    socket.on('offer', (raw: unknown) => {
      const { id } = z.object({ id: z.string() }).parse(raw);
      inPassing(call(socket, 'offer:accept', { offerId: id }, interactionViewSchema));
    });
    agent = { api, socket };
    await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    closers.unshift(
      () => socket.disconnect(),
      () => app.stop(),
      () => jobs.stop(),
      () => database.close(),
    );
  }, 120_000);

  afterAll(async () => {
    for (const close of closers) await close();
  }, 30_000);

  const inbox = async () => (await agent.api.get('/api/desk', deskSchema)).inbox;

  it('is taken once, answered in its thread by an agent, and comes back into the same conversation', async () => {
    const first = letter(
      'm1',
      '=?utf-8?B?6Lev54Gv5LiN5Lqu?=',
      '<p>科技园门口的路灯<b>坏了</b>。</p><script>x()</script>',
    );
    await mailbox.bring(first);
    await mailbox.bring(first);
    await expect.poll(inbox, soon).toHaveLength(1);
    await expect.poll(() => mailbox.count('OneCall'), soon).toBe(2);
    expect(await mailbox.count('INBOX')).toBe(0);
    const [item] = await inbox();
    expect(item?.interaction).toMatchObject({ channel: 'email', queueCode: 'mail', state: 'active' });
    const conversationId = item?.interaction.conversationId ?? '';
    const pop = await agent.api.get(`/api/desk/conversations/${conversationId}`, screenPopSchema);
    expect(pop.messages.map(({ text }) => text)).toEqual(['路灯不亮\n\n科技园门口的路灯坏了。']);
    expect(pop.messages[0]?.attachments.map(({ name }) => name)).toEqual(['lamp.png']);
    expect(pop.citizen.contactPoints).toEqual([
      expect.objectContaining({ kind: 'email', value: expect.stringContaining('*') }),
    ]);
    const path = `/api/desk/conversations/${conversationId}/letters`;
    expect((await agent.api.get(path, letterListSchema)).items).toMatchObject([
      { refusedFiles: ['run.zip'] },
    ]);

    // The machine says that it has come, and says that it is one.
    await expect.poll(() => mailbox.sent.length, soon).toBe(1);
    expect(mailbox.sent[0]?.headers.get('auto-submitted')).toBe('auto-replied');
    const answer = { id: randomUUID(), conversationId, text: '已派单给灯光中心，\n明天修好。' };
    await call(agent.socket, 'message:send', answer, z.unknown());
    await call(agent.socket, 'message:send', answer, z.unknown());
    await expect.poll(() => mailbox.sent.length, soon).toBe(2);
    const [, sent] = mailbox.sent;
    expect(sent?.headers.has('auto-submitted')).toBe(false);
    expect(sent).toMatchObject({ inReplyTo: '<m1@mail.example>', text: answer.text });
    expect(sent?.subject).toMatch(/^Re: 路灯不亮 \[#[A-Z2-7]{12}\]$/);
    expect(sent?.to).toMatchObject({ text: 'wang@mail.example' });

    // Answered from a program that has lost all heads but the subject.
    await mailbox.bring(
      `From: wang@mail.example\nSubject: =?utf-8?B?${Buffer.from(sent?.subject ?? '').toString('base64')}?=\nMessage-ID: <m2@mail.example>\nContent-Type: text/plain; charset=utf-8\n\n谢谢！\n\n> 明天修好。\n`,
    );
    // An out-of-office answer calls nobody, and gets no answer.
    await mailbox.bring(
      letter('auto', 'Away', 'I am away', `Auto-Submitted: auto-replied\nIn-Reply-To: ${sent?.messageId}\n`),
    );
    const thread = () =>
      database.read.message.findMany({ where: { conversationId }, orderBy: { seq: 'asc' } });
    await expect
      .poll(async () => (await thread()).map(({ text }) => text), soon)
      .toEqual(['路灯不亮\n\n科技园门口的路灯坏了。', answer.text, '谢谢！', 'I am away']);
    expect((await agent.api.get(path, letterListSchema)).items[1]?.quoted).toBe('> 明天修好。');
    expect(await database.read.conversation.count({ where: { channel: 'email' } })).toBe(1);
    expect(mailbox.sent).toHaveLength(2);

    // The ticket's news goes to the only address there is.
    const ticket = await agent.api.post(
      '/api/tickets',
      {
        id: randomUUID(),
        kind: 'help',
        title: '路灯不亮',
        text: '科技园门口的路灯坏了。',
        channel: 'email',
        citizenId: pop.citizen.id,
        conversationId,
      },
      ticketCreatedSchema,
    );
    await expect.poll(() => mailbox.sent.length, soon).toBe(3);
    // A letter, not a text message: what it is about, and each address on a line of its own.
    const told = mailbox.sent[2]?.text ?? '';
    expect(told).not.toContain('【');
    expect(told.split('\n')).toEqual(
      expect.arrayContaining(['您好！', '事项：路灯不亮', `编号：${ticket.ticket.number}`]),
    );
    expect(mailbox.sent[2]?.headers.get('auto-submitted')).toBe('auto-replied');
  }, 90_000);

  it('that comes back marks the answer as failed; a stranger with the mark has a matter of their own', async () => {
    const [sent] = await database.read.mailOut.findMany({ where: { isAutomatic: false } });
    await mailbox.bring(
      `From: MAILER-DAEMON@mail.example\nMessage-ID: <b1@mail.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary=B\n\n--B\nContent-Type: text/plain\n\nSorry.\n--B\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${sent?.messageId}>\n\n--B--\n`,
    );
    const stateOf = async () =>
      (await database.read.message.findFirst({ where: { id: sent?.id ?? '' } }))?.delivery;
    await expect.poll(stateOf, soon).toBe('failed');

    mailbox.smtp.fate = (recipient) => (recipient.startsWith('gone@') ? 550 : undefined);
    await mailbox.bring(
      `From: gone@mail.example\nSubject: ${'x'.repeat(2_000)} ${sent?.subject.match(/\[.*\]/)?.[0]}\nMessage-ID: <s1@mail.example>\nContent-Type: text/plain\n\nWhat about this?\n`,
    );
    await expect.poll(() => database.read.conversation.count({ where: { channel: 'email' } }), soon).toBe(2);
    const failed = () =>
      database.read.mailOut.findFirst({ where: { to: 'gone@mail.example' }, select: { delivery: true } });
    await expect.poll(failed, soon).toEqual({ delivery: 'failed' });
  }, 60_000);
});
