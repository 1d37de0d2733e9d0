// The machine answers first words from what is published, in chat, by text message and on the telephone, and a person
// stays in reach.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectorDefinitionSchema } from '../../server/connectors/contract.ts';
import { chatSessionSchema, resumedSchema, simulatedPhoneSchema } from '../../server/intake/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const question = '你好，请问被拖欠工资怎么办？';
let app: App;
let database: Database;
const sockets: Socket[] = [];
const addressSchema = z.object({ port: z.number() });
const soon = { timeout: 20_000, interval: 50 };

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: { PRIVATE_NETWORKS: '127.0.0.1/32' },
  });
}, 120_000);
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await app?.stop();
  await database?.close();
});

const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${app.base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect(response.status, path).toBe(200);
  return response;
};

async function citizen() {
  const session = chatSessionSchema.parse(
    await (await post('/api/chat/session', { browserId: randomUUID() })).json(),
  );
  const headers = { authorization: `Citizen ${session.token}` };
  const socket = io(`${app.base}/citizen`, { auth: { token: session.token }, transports: ['websocket'] });
  sockets.push(socket);
  return {
    say: (text: string) => post('/api/chat/messages', { id: randomUUID(), text, attachmentIds: [] }, headers),
    judge: (messageId: string, isSolved: boolean): Promise<unknown> =>
      socket.timeout(5_000).emitWithAck('answer:judge', { messageId, isSolved }),
    async read() {
      const response = await fetch(`${app.base}/api/chat/messages`, { headers });
      return resumedSchema.parse(await response.json());
    },
  };
}
type Citizen = Awaited<ReturnType<typeof citizen>>;

async function answerTo(one: Citizen) {
  const { messages, contact } = await one.read();
  return { contact, answer: messages.find(({ notice }) => notice?.key === 'machine_answer') };
}

it('answers the first words in chat with title, source and date; that it was enough ends the wait', async () => {
  const one = await citizen();
  await one.say(question);
  const { contact, answer } = await answerTo(one);
  expect(contact?.state).toBe('waiting');
  expect(answer?.notice?.vars).toMatchObject({
    titleZh: '被拖欠工资怎么办',
    sourceZh: '深圳市人力资源和社会保障局',
  });
  expect(answer?.notice?.vars.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  if (!answer) throw new Error('no answer');
  // Nobody else can say so.
  const stranger = await citizen();
  expect(await stranger.judge(answer.id, true)).toMatchObject({ ok: false });
  for (let times = 0; times < 2; times += 1)
    expect(await one.judge(answer.id, true)).toMatchObject({ ok: true });
  await expect.poll(async () => (await one.read()).contact?.state, soon).toBe('ended');
  const { messages } = await one.read();
  expect(messages.map(({ notice }) => notice?.key)).toEqual([
    undefined,
    'machine_answer',
    'machine_answer_solved',
  ]);
  const row = await database.read.interaction.findFirst({ where: { disposition: 'self_service' } });
  expect(row).toMatchObject({ state: 'abandoned', agentId: null });
  const learned = await database.read.searchFeedback.findMany({ where: { id: answer.id } });
  expect(learned).toMatchObject([{ kind: 'solved', isStaff: false }]);
});

it('whoever wants a person keeps the place, and is not answered by the machine again', async () => {
  const one = await citizen();
  await one.say(question);
  const before = await answerTo(one);
  if (!before.answer) throw new Error('no answer');
  await one.judge(before.answer.id, false);
  await one.say('还有社会保险怎么参保缴费');
  const { messages, contact } = await one.read();
  expect(contact).toMatchObject({
    state: 'waiting',
    interactionId: before.contact?.interactionId,
    position: before.contact?.position,
  });
  expect(messages.filter(({ notice }) => notice?.key === 'machine_answer')).toHaveLength(1);
});

it('says nothing when it is not sure, in danger, or when a supervisor has switched it off', async () => {
  for (const words of ['楼上每天半夜吵，物业不管', '有人要跳楼，救命', '厨房闻到煤气味']) {
    const one = await citizen();
    await one.say(words);
    expect((await answerTo(one)).answer, words).toBeUndefined();
  }
  const changedBy = randomUUID();
  const off = { name: 'no_answers_chat', isOn: true, changedBy, changedAt: new Date() };
  await database.read.switch.create({ data: off });
  const one = await citizen();
  await one.say(question);
  expect((await answerTo(one)).answer).toBeUndefined();
  await database.read.switch.delete({ where: { name: off.name } });
});

it('answers a text message with the short words and where they are from; 解决 ends the wait', async () => {
  const from = '13900001234';
  const send = (text: string) => post('/api/simulator/sms', { id: randomUUID(), from, text });
  const received = async () => {
    const response = await fetch(`${app.base}/api/simulator/sms?phone=${from}`);
    const { messages } = simulatedPhoneSchema.parse(await response.json());
    return messages.filter(({ direction }) => direction === 'to_citizen').map(({ text }) => text);
  };
  await send('被拖欠工资怎么办');
  const [answer = ''] = await received();
  expect(answer).toMatch(
    /劳动监察.*深圳市人力资源和社会保障局，\d{4}-\d\d-\d\d.*\?article=.*工作人员会接着答复/s,
  );
  await send('解决');
  const contact = () =>
    database.read.interaction.findFirst({ where: { channel: 'sms' }, orderBy: { id: 'desc' } });
  await expect.poll(async () => (await contact())?.disposition, soon).toBe('self_service');
  expect(await received()).toHaveLength(2);
});

/** A telephone on the simulated carrier: each step is what the caller hears next. */
function telephone(From: string) {
  const about = { CallSid: `CA${randomUUID().replaceAll('-', '')}`, From, To: '12345' };
  const at = '/api/simulator/voice';
  let heard = '';
  const send = async (path: string, form: Record<string, string>): Promise<string> => {
    const response = await fetch(`${app.base}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ ...about, ...form }),
    });
    expect(response.status).toBe(200);
    heard = await response.text();
    return heard;
  };
  const next = (pattern: RegExp, form: Record<string, string>): Promise<string> => {
    const action = pattern.exec(heard)?.[1]?.replaceAll('&amp;', '&') ?? at;
    const url = new URL(action, app.base);
    return send(`${url.pathname}${url.search}`, form);
  };
  return {
    ...about,
    begin: () => send(at, { CallStatus: 'ringing' }),
    press: (Digits: string) => next(/action="([^"]+)"/, { Digits }),
    /** The caller does nothing. */
    wait: () => next(/<Redirect[^>]*>([^<]+)</, {}),
    say: (SpeechResult: string) => next(/action="([^"]+)"/, { SpeechResult }),
  };
}

it('a caller who waits hears the commonest answers by keys and can hang up helped', async () => {
  const phone = telephone('+8613900005678');
  await phone.begin();
  await phone.press('1');
  // Where nobody has asked yet, what the city's pack says is asked most.
  expect(await phone.press('4')).toMatch(
    /深圳医保.*请按1。.*居住证.*请按2。.*公积金.*请按3。.*社保卡.*请按4。.*高龄津贴.*请按5。.*继续等人工请按0/s,
  );
  expect(await phone.press('8')).toMatch(/没有收到有效的输入.*请按1。.*继续等人工请按0/s);
  const back = await phone.press('0');
  expect(back).toContain('您排在第');
  expect(back).not.toContain('现在不能收听');
  await phone.press('4');
  expect(await phone.press('2')).toMatch(/以上来自.*年.*月.*日.*已经解决请按1/s);
  expect(await phone.press('1')).toContain('Hangup');
  const [given] = await database.read.machineAnswer.findMany({ where: { channel: 'voice' } });
  expect(given?.outcome).toBe('solved');
  const row = () => database.read.interaction.findUnique({ where: { id: given?.interactionId ?? '' } });
  await expect.poll(async () => (await row())?.disposition, soon).toBe('self_service');
});

it('what callers ask oftener than the pack thought comes first', async () => {
  const article = await database.read.article.findUniqueOrThrow({ where: { code: 'passport' } });
  const asked = { kind: 'opened', words: '护照', lang: 'zh', articleId: article.id, isStaff: false } as const;
  await database.read.searchFeedback.createMany({
    data: Array.from({ length: 21 }, () => ({ id: randomUUID(), ...asked })),
  });
  const phone = telephone('+8613900005679');
  await phone.begin();
  await phone.press('1');
  expect(await phone.press('4')).toMatch(/普通护照.*请按1。.*深圳医保.*请按2。/s);
});

describe('a caller who asks how a matter stands in another system', () => {
  const notices = async (conversationId: string) =>
    (await database.read.message.findMany({ where: { conversationId }, orderBy: { seq: 'asc' } })).map(
      ({ notice }) => notice,
    );
  const lookups = (code: string) =>
    database.read.connectorLookup.findMany({ where: { code, channel: 'voice' }, orderBy: { id: 'asc' } });
  const answerOf = async (phone: ReturnType<typeof telephone>): Promise<string> => {
    let heard = '';
    await expect
      .poll(async () => {
        heard = await phone.wait();
        return heard;
      }, soon)
      .not.toMatch(/请稍候|再等一下|One more moment/);
    return heard;
  };

  it('names it, keys a number with letters and a proof, and hears state and day; nothing keeps the proof', async () => {
    const phone = telephone('+8613900007777');
    await phone.begin();
    await phone.press('1');
    expect(await phone.press('5')).toMatch(/请按1。.*请按8。.*其他业务请按9。.*转人工请按0。/s);
    expect(await phone.press('9')).toMatch(/请按1。/);
    expect(await phone.say('我想问一下社保的事')).toMatch(/请输入受理号.*A按星号21/s);
    expect(await phone.press('*2120261128')).toMatch(/请输入身份证后四位/);
    expect(await phone.press('1234')).toMatch(/正在向承办部门的系统查询.*转人工请按0/s);
    const heard = await answerOf(phone);
    expect(heard).toMatch(
      /您查询的社保业务进度，编号尾号 幺 幺 二 八，目前状态是：.+，2026年11月20日更新。 以上是演示数据。.*重听请按1/s,
    );
    expect(await phone.press('1')).toContain('编号尾号 幺 幺 二 八');
    const [row] = await lookups('social-insurance-status');
    expect(row).toMatchObject({ outcome: 'found', subject: 'A2*****28' });
    await expect
      .poll(() => notices(row?.conversationId ?? ''), soon)
      .toMatchObject([
        { key: 'status_chosen', vars: { nameZh: '社保业务进度' } },
        { key: 'status_found', vars: { subject: 'A2*****28' } },
      ]);
    const call = await database.read.callSession.findUnique({ where: { callRef: phone.CallSid } });
    expect(JSON.stringify(call)).not.toMatch(/"1234"|A20261128|2120261128/);
    // Still at the place in the queue.
    const contact = await database.read.interaction.findUnique({ where: { id: call?.interactionId ?? '' } });
    expect(contact?.state).toBe('waiting');
    expect(await phone.press('0')).toMatch(/排在第.位|仍在为您接通/);
  });

  it('is known by the number that they call from, in English too', async () => {
    const phone = telephone('+8613900001234');
    await phone.begin();
    await phone.press('3');
    await phone.press('5');
    expect(await phone.say('PETITION')).toMatch(/Enter: Look-up code/);
    expect(await phone.press('20261129')).toMatch(
      /last 4 digits of the number you call from, press star and hash/,
    );
    await phone.press('*');
    expect(await answerOf(phone)).toMatch(
      /Progress of a petition, number ending in 1 1 2 9\. Since 20 November 2026 it stands at: \w+/,
    );
  });

  it('hears that a system is slow, then that it is left alone, and can go to a person meanwhile', async () => {
    let isAsked = 0;
    const silent = createServer(() => {
      isAsked += 1;
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = addressSchema.parse(silent.address());
    const known = await database.read.connector.findUniqueOrThrow({ where: { code: 'tax-refund-status' } });
    const { request, ...definition } = connectorDefinitionSchema.parse(known.definition);
    const url = `http://127.0.0.1:${port}/refunds/{number}?tail={idTail}`;
    await database.read.connector.update({
      where: { code: known.code },
      data: { definition: { ...definition, request: { ...request, url, timeoutMs: 500 } } },
    });
    const phone = telephone('+8613900008888');
    await phone.begin();
    await phone.press('1');
    const ask = async (number: string): Promise<string> => {
      await phone.press('5');
      await phone.say('退税');
      await phone.press(number);
      await phone.press('4321');
      // The call goes on while the system is silent.
      expect(await phone.wait()).toMatch(/再等一下.*转人工请按0/s);
      return answerOf(phone);
    };
    expect(await ask('20261101')).toMatch(/答复太慢.*您的排队位置不变/s);
    await phone.press('0');
    for (const number of ['20261102', '20261103', '20261104', '20261105']) {
      await ask(number);
      await phone.press('0');
    }
    expect(isAsked).toBe(5);
    await phone.press('5');
    await phone.say('退税');
    await phone.press('20261106');
    await phone.press('4321');
    expect(await answerOf(phone)).toContain('已暂停查询');
    expect((await lookups(known.code)).map(({ failure }) => failure)).toEqual([
      ...Array.from({ length: 5 }, () => 'too_slow'),
      'broken',
    ]);
    silent.closeAllConnections();
    silent.close();
  });
});
