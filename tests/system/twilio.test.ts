// Twilio's own library signs what comes in and reads what goes out; a small double stands in for its REST API.
import { describe, expect, it } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type Carried, startWithTwilio, tags } from '../harness/twilio.ts';

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
  const tables = ['Message', 'Citizen', 'CallSession', 'Recording', 'Outbox'];
  /** The pack's articles may still be on their way to the index. */
  const everything = (table: string) => (table === 'Outbox' ? `type <> 'article.changed'` : 'true');
  it.each(['/twilio/sms', '/twilio/voice', '/twilio/status', '/twilio/recording'])(
    '%s answers 403 and leaves nothing but a line in the log',
    async (path) => {
      const before = await Promise.all(tables.map((table) => count(table, everything(table))));
      const answer = await send(
        path,
        { ...text('SMforged', 'forged'), CallSid: 'CAforged' },
        'bm90IHRoZWlycw==',
      );
      expect(answer.status).toBe(403);
      const after = await Promise.all(tables.map((table) => count(table, everything(table))));
      expect(after).toEqual(before);
      expect(house.app.log()).toContain('wrong signature');
    },
  );

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
});

describe('a telephone call', () => {
  it('greets, takes the language, waits and is put through to the agent who accepted', async () => {
    const call1 = {
      CallSid: 'CAstory',
      From: '+8613800002222',
      To: '+8675512345',
      CallStatus: 'in-progress',
      Direction: 'inbound',
    };
    const greeting = await (await send('/twilio/voice', call1)).text();
    expect(tags(greeting, 'Gather')).toHaveLength(1);
    const action = tags(greeting, 'Gather')[0]?.getAttribute('action') ?? '';
    const path = action.replace(base, '');
    const queued = await (await send(path, { ...call1, Digits: '1' })).text();
    const again = await (await send(path, { ...call1, Digits: '1' })).text();
    expect(again).toBe(queued);
    expect(await count('Interaction', `channel = 'voice'`)).toBe(1);

    const agent = new Api(base);
    const user = await agent.signIn('agent1', 'onecall-demo');
    const socket = await connect(base, '/staff', { cookie: agent.cookie });
    const offers: string[] = [];
    const offered = new Promise<string>((resolve) => {
      socket.on('offer', (raw: unknown) => {
        const offer = offerViewSchema.parse(raw);
        offers.push(offer.interaction.channel);
        if (offer.interaction.channel === 'voice') resolve(offer.id);
        else
          void call(socket, 'offer:decline', { offerId: offer.id }, offerViewSchema.partial().loose()).catch(
            () => undefined,
          );
      });
    });
    await call(socket, 'presence:set', { state: 'available' }, presenceViewSchema);
    await call(socket, 'offer:accept', { offerId: await offered }, interactionViewSchema);

    // The carrier is asked to come back at once, and is then told whom to connect.
    await expect
      .poll(() => house.asked.some((one) => one.path.includes('/Calls/CAstory')), { timeout: 8_000 })
      .toBe(true);
    const moved = house.asked.find((one) => one.path.includes('/Calls/CAstory'));
    const next = (moved?.body.get('Url') ?? '').replace(base, '');
    const connected = await (await send(next, call1)).text();
    const client = tags(connected, 'Client')[0];
    expect(client?.textContent).toContain(user.id);
    expect(tags(connected, 'Dial')[0]?.getAttribute('record')).toBe('record-from-answer-dual');

    const recording = {
      CallSid: 'CAstory',
      RecordingSid: 'REstory',
      RecordingStatus: 'completed',
      RecordingUrl: 'https://api.twilio.com/recordings/REstory',
      RecordingDuration: '12',
    };
    await send('/twilio/recording', recording);
    await send('/twilio/recording', recording);
    expect(await count('Recording')).toBe(1);
    await send('/twilio/status', { ...call1, CallStatus: 'completed' });
    await expect.poll(() => count('Interaction', `"callRef" = 'CAstory' AND "endedAt" IS NOT NULL`)).toBe(1);
    socket.disconnect();
  });

  it('gives an agent a token for the telephone in the console', async () => {
    const agent = new Api(base);
    const user = await agent.signIn('agent2', 'onecall-demo');
    const answer = await fetch(`${base}/api/desk/phone-token`, { headers: { cookie: agent.cookie } });
    const { token, identity } = (await answer.json()) as { token: string; identity: string };
    expect(identity).toBe(user.id);
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({ grants: { identity: user.id, voice: { incoming: { allow: true } } } });
  });
});
