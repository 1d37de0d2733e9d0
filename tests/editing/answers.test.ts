// The machine answers first words from what is published, in chat, by text message and on the telephone, and a person
// stays in reach.
import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { chatSessionSchema, resumedSchema, simulatedPhoneSchema } from '../../server/intake/contract.ts';
import { type Database, openDatabase } from '../../server/platform/database.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const question = '你好，请问被拖欠工资怎么办？';
let app: App;
let database: Database;
const sockets: Socket[] = [];
const soon = { timeout: 5_000, interval: 50 };

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = openDatabase(databaseUrl, { publish: () => undefined });
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
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
  for (const words of ['楼上每天半夜吵，物业不管', '有人要跳楼，救命']) {
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
    /劳动监察.*深圳市人力资源和社会保障局\d{4}-\d\d-\d\d.*\?article=.*工作人员会接着答复/,
  );
  await send('解决');
  const contact = () =>
    database.read.interaction.findFirst({ where: { channel: 'sms' }, orderBy: { id: 'desc' } });
  await expect.poll(async () => (await contact())?.disposition, soon).toBe('self_service');
  expect(await received()).toHaveLength(2);
});

const instructionsSchema = z.string();
it('a caller who waits hears the commonest answers by keys and can hang up helped', async () => {
  const call = async (path: string, form: Record<string, string>) => {
    const response = await fetch(`${app.base}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    expect(response.status).toBe(200);
    return instructionsSchema.parse(await response.text());
  };
  const about = { CallSid: `CA${randomUUID().replaceAll('-', '')}`, From: '+8613900005678', To: '12345' };
  const at = '/api/simulator/voice';
  const press = async (twiml: string, Digits: string) => {
    const action = /action="([^"]+)"/.exec(twiml)?.[1]?.replaceAll('&amp;', '&') ?? at;
    const url = new URL(action, app.base);
    return call(`${url.pathname}${url.search}`, { ...about, Digits });
  };
  let twiml = await call(at, { ...about, CallStatus: 'ringing' });
  for (const digit of ['1', '4']) twiml = await press(twiml, digit);
  expect(twiml).toMatch(/请按1。.*请按5。/s);
  twiml = await press(twiml, '2');
  expect(twiml).toMatch(/以上来自.*年.*月.*日.*已经解决请按1/s);
  twiml = await press(twiml, '1');
  expect(twiml).toContain('Hangup');
  const [given] = await database.read.machineAnswer.findMany({ where: { channel: 'voice' } });
  expect(given?.outcome).toBe('solved');
  const row = () => database.read.interaction.findUnique({ where: { id: given?.interactionId ?? '' } });
  await expect.poll(async () => (await row())?.disposition, soon).toBe('self_service');
});
