// The server with a carrier over SMPP that hangs up, loses answers and brings messages again; and what citizens can
// order by text message.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { queueNotice, queueSms } from '../../server/intake/sms/outgoing.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { Jobs } from '../../server/platform/jobs.ts';
import { createLog } from '../../server/platform/log.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { localhostCertificate } from '../harness/certificate.ts';
import { demoDatabase } from '../harness/database.ts';
import { testFields } from '../harness/fields.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { FakeSmsc } from '../harness/smsc.ts';

let smsc: FakeSmsc;
let app: App;
let database: Database;
let start: () => Promise<App>;

const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
}, 30_000);

beforeAll(async () => {
  const [databaseUrl, redisUrl, port] = [await demoDatabase(), await testRedis(), await freePort()];
  const certificate = await localhostCertificate();
  closers.push(async () => certificate.remove());
  smsc = await FakeSmsc.open(certificate);
  const env = {
    SMPP_URL: smsc.url,
    SMPP_SOURCE: '12345',
    SMPP_PER_S: '200',
    NODE_EXTRA_CA_CERTS: certificate.certFile,
  };
  start = () => startApp({ databaseUrl, redisUrl, env, port });
  app = await start();
  const jobs = new Jobs(redisUrl, createLog('silent'));
  database = openDatabase(databaseUrl, jobs.relay, testFields);
  closers.push(
    () => app.stop(),
    () => smsc.close(),
    () => jobs.stop(),
    () => database.close(),
  );
}, 120_000);

const number = (index: number) => `+86138000${String(index).padStart(5, '0')}`;

/** Texts of a citizen, in the order of their conversations. */
async function textsFrom(phone: string): Promise<string[]> {
  const rows = await database.read.$queryRaw<{ text: string }[]>`
    SELECT m.text FROM "Message" m JOIN "Conversation" c ON c.id = m."conversationId"
    JOIN "ContactPoint" p ON p."citizenId" = c."citizenId"
    WHERE p."valueMark" = ${testFields.mark(phone)} AND m.author = 'citizen' ORDER BY c.id, m.seq`;
  return rows.map(({ text }) => text);
}

const send = (to: string, text: string) => database.change((change) => queueSms(change, { to, text }));

describe('a carrier that has bad days', () => {
  it('gets every message in its order, and none twice, also one whose answer we did not hear', async () => {
    smsc.echoesMarks = true;
    const long = '请带身份证到窗口办理🚦'.repeat(20);
    const fates = { 5: 'line_lost', 9: 'too_fast', 14: 'unheard', 23: 'line_lost' } as const;
    smsc.fate = (count) => fates[count as keyof typeof fates] ?? 'taken';
    const texts = Array.from({ length: 8 }, (_, index) =>
      index % 3 === 2 ? `${index} ${long}` : `${index} hello`,
    );
    for (const text of texts) {
      await Promise.all([1, 2, 3].map((index) => send(number(index), text)));
    }
    await vi.waitFor(
      async () => {
        const open = await database.read.smsOut.count({ where: { delivery: { not: 'delivered' } } });
        expect(open).toBe(0);
      },
      { timeout: 90_000, interval: 100 },
    );
    expect(smsc.binds).toBeGreaterThanOrEqual(4);
    const sent = [1, 2, 3].map((index) => smsc.textsTo(number(index)));
    for (const one of sent) expect(one).toEqual(texts);
    expect(smsc.unheard).toBe(1);
    expect(smsc.taken).toHaveLength(await database.read.smsPart.count());
    smsc.fate = () => 'taken';
  }, 120_000);

  it('that refuses a number for good is not asked again, and the next message is not held up', async () => {
    let refused = 0;
    smsc.fate = () => {
      refused += 1;
      return refused === 1 ? 'refused' : 'taken';
    };
    await send(number(7), 'first');
    await send(number(7), 'second');
    await vi.waitFor(() => expect(smsc.textsTo(number(7))).toEqual(['second']), { timeout: 20_000 });
    const first = await database.read.smsOut.findFirst({
      where: { toMark: testFields.mark(number(7)), text: 'first' },
    });
    expect(first).toMatchObject({ delivery: 'failed', error: 'SMPP status 0x0000000b' });
  });

  it('brings messages again whose acknowledgement it missed: each is there once, in order, over a crash too', async () => {
    const long = '小区门口的路灯坏了三天，晚上很黑😱'.repeat(8);
    const expected = new Map<string, string[]>();
    const write = (index: number, text: string, losesAck = false) => {
      expected.set(number(index), [...(expected.get(number(index)) ?? []), text]);
      smsc.write(number(index), text, { losesAck });
    };
    for (let round = 0; round < 4; round += 1) {
      for (const index of [11, 12]) write(index, `${round} ${long}`, round === 1 && index === 11);
      // Said twice, meant twice.
      for (const index of [13, 13]) write(index, '在吗', round === 2);
    }
    await smsc.delivered();
    const before = app;
    write(11, '还没有人来', true);
    await before.kill();
    app = await start();
    write(12, 'after the crash');
    await smsc.delivered(30_000);
    for (const [phone, texts] of expected) expect(await textsFrom(phone), phone).toEqual(texts);
  }, 90_000);

  it('leaves out a part: what is there is handed on', async () => {
    const phone = number(15);
    smsc.deliver({
      source: { ton: 1, npi: 1, digits: phone.slice(1) },
      destination: { ton: 0, npi: 1, digits: '12345' },
      esmClass: 0x40,
      registeredDelivery: 0,
      coding: 0,
      message: Buffer.concat([Buffer.from([5, 0, 3, 99, 2, 1]), Buffer.from('the first half ')]),
      tlvs: new Map(),
    });
    await smsc.delivered();
    await database.read.$executeRaw`UPDATE "SmsArrival" SET "receivedAt" = now() - interval '2 minutes'
      WHERE "messageId" IS NULL`;
    await vi.waitFor(async () => expect(await textsFrom(phone)).toEqual(['the first half […]']), {
      timeout: 25_000,
      interval: 200,
    });
  }, 40_000);
});

describe('an order by text message', () => {
  const me = number(50);
  /** The answer: the first text that comes now and has this part in it. */
  const ask = async (text: string, part = ''): Promise<string> => {
    const before = smsc.textsTo(me).length;
    smsc.write(me, text);
    return vi.waitFor(
      () => {
        const answer = smsc
          .textsTo(me)
          .slice(before)
          .find((one) => one.includes(part));
        expect(answer).toBeDefined();
        return answer ?? '';
      },
      { timeout: 20_000, interval: 20 },
    );
  };
  const ticket = async (): Promise<{ id: string; number: string }> => {
    const api = new Api(app.base);
    await api.signIn('agent1', 'onecall-demo');
    const wish = { id: randomUUID(), kind: 'complaint', title: '路灯坏了', text: '小区门口的路灯坏了三天' };
    await api.post('/api/tickets', { ...wish, channel: 'sms', citizenPhone: me }, ticketCreatedSchema);
    const row = await database.read.ticket.findFirstOrThrow({
      where: { citizenPhoneMark: testFields.mark(me) },
      orderBy: { createdAt: 'desc' },
    });
    return { id: row.id, number: row.number };
  };

  it('help, status, stop, start and a rating', async () => {
    expect(await ask('帮助')).toContain('查询 编号 查询码');
    expect(await ask('help')).toContain('STATUS number code');
    const { id, number: ticketNumber } = await ticket();
    const notice = await vi.waitFor(
      () => {
        const text = smsc.textsTo(me).find((one) => one.includes(ticketNumber));
        expect(text).toBeDefined();
        return text ?? '';
      },
      { timeout: 20_000 },
    );
    const code = /查询码(\d{6})/.exec(notice)?.[1] ?? '';
    expect(await ask(`查询 ${ticketNumber} ${code}`)).toBe(
      `【一号通】工单${ticketNumber}：已登记，等待派单，由热线派单台办理。`,
    );
    expect(await ask(`ｓｔａｔｕｓ ${ticketNumber} ${code}`)).toContain('registered, waiting for dispatch');
    expect(await ask(`查询 ${ticketNumber} ${code === '000000' ? '1' : '0'}00000`)).toContain('没有查到工单');

    expect(await ask('退订')).toContain('已停止');
    await database.change((change) => queueNotice(change, { to: me, text: 'a notice' }));
    expect(await ask('查询')).toContain('没有查到工单');
    expect(smsc.textsTo(me)).not.toContain('a notice');
    expect(await ask('恢复')).toContain('已恢复');

    await database.read.ticket.update({ where: { id }, data: { state: 'follow_up' } });
    expect(await ask('7')).toContain('1至5');
    // The notice that the ticket is closed goes its own way, and may be there first.
    await ask('５', '感谢评价');
    expect(await database.read.ticket.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'closed',
      ratingScore: 5,
    });
    // None of it took anybody's time.
    expect(
      await database.read.interaction.count({ where: { conversationId: { in: await conversations() } } }),
    ).toBe(0);
  }, 120_000);

  it('a digit is the choice after a refusal as long as that holds, and a rating after that', async () => {
    const where = { code: 'general' };
    const { maxWaiting } = await database.read.queue.findUniqueOrThrow({ where });
    onTestFinished(async () => {
      await database.read.queue.update({ where, data: { maxWaiting } });
    });
    await database.read.queue.update({ where, data: { maxWaiting: 0 } });
    const { id } = await ticket();
    await database.read.ticket.update({ where: { id }, data: { state: 'follow_up' } });
    // Its own words each time that it is tried.
    const text = `井盖坏了，在${randomUUID()}号门前`;
    expect(await answerTo(text)).toContain('回复1登记为工单');
    smsc.write(me, '1');
    await vi.waitFor(async () => expect(await database.read.ticket.count({ where: { text } })).toBe(1), {
      timeout: 30_000,
    });
    expect(await database.read.ticket.findUniqueOrThrow({ where: { id } })).toMatchObject({
      ratingScore: null,
    });
    await database.read.ticket.updateMany({ where: { text }, data: { state: 'follow_up' } });
    await database.read.$executeRaw`UPDATE "Interaction" SET "arrivedAt" = now() - interval '31 minutes'
      WHERE state = 'refused'`;
    expect(await answerTo('1')).toContain('感谢评价');
    const rated = await database.read.ticket.findFirstOrThrow({ where: { text } });
    expect(rated).toMatchObject({ ratingScore: 1, state: 'rework' });
  }, 60_000);

  it('asks for a rating when the centre follows up by text message', async () => {
    const { id, number: ticketNumber } = await ticket();
    await database.read.ticket.update({ where: { id }, data: { state: 'approved' } });
    const { version } = await database.read.ticket.findUniqueOrThrow({ where: { id } });
    const api = new Api(app.base);
    await api.signIn('dispatcher', 'onecall-demo');
    const command = { command: 'follow_up', commandId: randomUUID(), version, how: 'sms' };
    await api.post(`/api/tickets/${id}/commands`, command, z.unknown());
    await vi.waitFor(
      () => expect(smsc.textsTo(me).join()).toContain(`请为工单${ticketNumber}评价，回复1至5`),
      { timeout: 20_000 },
    );
  }, 20_000);

  /** The next text that is no notice of a ticket. */
  async function answerTo(text: string): Promise<string> {
    const notices = (one: string) => !/查询码|退回承办部门/.test(one);
    const before = smsc.textsTo(me).filter(notices).length;
    smsc.write(me, text);
    return vi.waitFor(
      () => {
        const answer = smsc.textsTo(me).filter(notices)[before];
        expect(answer).toBeDefined();
        return answer ?? '';
      },
      { timeout: 20_000, interval: 20 },
    );
  }

  async function conversations(): Promise<string[]> {
    const point = await database.read.contactPoint.findFirstOrThrow({
      where: { valueMark: testFields.mark(me) },
    });
    const rows = await database.read.conversation.findMany({ where: { citizenId: point.citizenId } });
    return rows.map(({ id }) => id);
  }
});

describe('the three minutes of a text message', () => {
  it('run from its coming, and end with the words of an agent', async () => {
    const phone = number(70);
    // Nothing that the machine has an answer to.
    smsc.write(phone, '楼下的井盖又不见了，请派人来看');
    const conversation = await vi.waitFor(
      async () => {
        const point = await database.read.contactPoint.findFirstOrThrow({
          where: { valueMark: testFields.mark(phone) },
        });
        return database.read.conversation.findFirstOrThrow({ where: { citizenId: point.citizenId } });
      },
      { timeout: 20_000 },
    );
    const conversationId = conversation.id;
    const { id: interactionId } = await database.read.interaction.findFirstOrThrow({
      where: { conversationId },
    });
    const waits = await database.read.smsReply.findFirstOrThrow({ where: { interactionId } });
    expect((waits.nextAt?.getTime() ?? 0) - waits.askedAt.getTime()).toBe(150_000);
    const api = new Api(app.base);
    const { id: userId } = await api.signIn('agent1', 'onecall-demo');
    await database.read.interaction.update({
      where: { id: interactionId },
      data: { state: 'active', agentId: userId },
    });
    const socket = await connect(app.base, '/staff', { cookie: api.cookie });
    const words = { id: randomUUID(), conversationId, text: '马上派人去。' };
    await call(socket, 'message:send', words, z.unknown());
    socket.disconnect();
    expect(await database.read.smsReply.findFirstOrThrow({ where: { interactionId } })).toMatchObject({
      nextAt: null,
      answeredAt: expect.any(Date),
    });
    await vi.waitFor(() => expect(smsc.textsTo(phone)).toEqual([words.text]), { timeout: 20_000 });
  }, 30_000);
});
