// Twilio's own library signs what comes in; what becomes of a call is told in conference.test.ts.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { phoneTokenSchema } from '../../server/intake/hotline/contract.ts';
import { type Carried, startWithTwilio } from '../harness/twilio/index.ts';

// At the top: what a hook registers within a hook is never run, and the server would outlive the tests.
const house = await startWithTwilio();
const { base } = house.app;
const send: Carried['send'] = (...given) => house.send(...given);
const count: Carried['count'] = (...given) => house.count(...given);

const text = (sid: string, body: string) => ({
  MessageSid: sid,
  From: '+8613800001111',
  To: '+8675512345',
  Body: body,
  NumMedia: '0',
});

describe('a webhook without a right signature', () => {
  const tables = ['Message', 'Citizen', 'CallSession', 'Recording', 'Conference', 'Outbox'];
  // What the pack brought is still on its way to the index, and to those who review it.
  beforeAll(() => vi.waitFor(async () => expect(await count('Outbox')).toBe(0), 40_000));
  it.each([
    '/twilio/sms',
    '/twilio/voice',
    '/twilio/status',
    '/twilio/recording',
    '/twilio/conference',
    '/twilio/party',
  ])('%s answers 403 and leaves nothing but a line in the log', async (path) => {
    const before = await Promise.all(tables.map((table) => count(table)));
    const answer = await send(
      path,
      { ...text('SMforged', 'forged'), CallSid: 'CAforged' },
      'bm90IHRoZWlycw==',
    );
    expect(answer.status).toBe(403);
    const after = await Promise.all(tables.map((table) => count(table)));
    expect(after).toEqual(before);
    // The log comes through a pipe: the answer may be here first.
    await expect.poll(() => house.app.log()).toContain('wrong signature');
  });

  it('is refused also when one field was changed after signing', async () => {
    const form = text('SMchanged', 'pay nothing');
    const signature = house.sign('/twilio/sms', form);
    const answer = await send('/twilio/sms', { ...form, Body: 'pay everything' }, signature);
    expect(answer.status).toBe(403);
  });
});

describe('text messages', () => {
  it('a webhook that is repeated, also at the same time, is one message', async () => {
    const form = text('SMonce', '路灯坏了');
    const answers = await Promise.all([1, 2, 3].map(() => send('/twilio/sms', form)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await count('Message', `"providerRef" = 'SMonce'`)).toBe(1);
    expect(await count('Interaction', `channel = 'sms'`)).toBe(1);
  });

  it('one that was taken by the carrier while the server was killed is not sent again: its receipt names it', async () => {
    const to = '+8613700007777';
    const asked = () =>
      house.asked.filter(({ path, body }) => path.endsWith('/Messages.json') && body.get('To') === to);
    house.double.isSilent = true;
    const wish = { phone: to, lang: 'zh' };
    await new Api(base).post('/api/citizen/matters/codes', wish, okSchema);
    await expect.poll(() => asked().length, { timeout: 30_000 }).toBe(1);
    await house.killAndStart();
    house.double.isSilent = false;
    const callback = new URL(asked()[0]?.body.get('StatusCallback') ?? '');
    const receipt = {
      MessageSid: `SM${'7'.repeat(32)}`,
      MessageStatus: 'delivered',
      To: to,
      From: '+8675512345',
    };
    expect((await send(`${callback.pathname}${callback.search}`, receipt)).status).toBe(200);
    const [id] = [callback.searchParams.get('sms')];
    await expect.poll(() => count('SmsPart', `"smsId" = '${id}'`), { timeout: 30_000 }).toBe(1);
    // Whoever had it is dead: another takes it up.
    await house.run(`UPDATE "SmsOut" SET "leasedUntil" = now() WHERE id = '${id}'`);
    await expect
      .poll(() => count('SmsOut', `id = '${id}' AND delivery = 'delivered'`), { timeout: 60_000 })
      .toBe(1);
    expect(asked()).toHaveLength(1);
  }, 180_000);
});

describe('a telephone in the console', () => {
  it('gives an agent a token for the telephone in the console', async () => {
    const agent = new Api(base);
    const user = await agent.signIn('agent2', 'onecall-demo');
    const answer = await fetch(`${base}/api/desk/phone-token`, { headers: { cookie: agent.cookie } });
    const { token, identity, edges, codecs } = phoneTokenSchema.parse(await answer.json());
    expect({ identity, edges, codecs }).toEqual({
      identity: user.id,
      edges: ['roaming'],
      codecs: ['opus', 'pcmu'],
    });
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({ grants: { identity: user.id, voice: { incoming: { allow: true } } } });
  });
});
