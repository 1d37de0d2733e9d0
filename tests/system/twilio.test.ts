// Twilio's own library signs what comes in and reads what goes out; a small double stands in for its REST API.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DOMParser } from '@xmldom/xmldom';
import pg from 'pg';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type App, freePort, startApp } from '../harness/app.ts';
import { testDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

const authToken = 'the-token-that-only-twilio-and-we-know';
let app: App;
let double: Server;
let databaseUrl: string;
const asked: { path: string; body: URLSearchParams }[] = [];

beforeAll(async () => {
  databaseUrl = await testDatabase();
  double = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body: new URLSearchParams(Buffer.concat(chunks).toString()) });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ sid: `SM${asked.length}`, status: 'queued' }));
    });
  });
  const port = await freePort();
  double.listen(port, '127.0.0.1');
  await once(double, 'listening');
  app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    env: {
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_NUMBER: '+8675512345',
      TWILIO_API_BASE: `http://127.0.0.1:${port}`,
      TWILIO_API_KEY: `SK${'0'.repeat(32)}`,
      TWILIO_API_SECRET: 'a-secret-for-access-tokens',
      TWILIO_TWIML_APP_SID: `AP${'0'.repeat(32)}`,
    },
  });
}, 60_000);

afterAll(async () => {
  await app?.stop();
  double?.close();
});

async function send(path: string, form: Record<string, string>, signature?: string): Promise<Response> {
  const signed = signature ?? twilio.getExpectedTwilioSignature(authToken, `${app.base}${path}`, form);
  return fetch(`${app.base}${path}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': signed },
    body: new URLSearchParams(form),
  });
}

async function count(table: string, where = 'true'): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "${table}" WHERE ${where}`,
    );
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
}

const text = (sid: string, body: string) => ({
  MessageSid: sid,
  From: '+8613800001111',
  To: '+8675512345',
  Body: body,
  NumMedia: '0',
});

const tags = (twiml: string, name: string) => [
  ...new DOMParser().parseFromString(twiml, 'text/xml').getElementsByTagName(name),
];

describe('a webhook without a right signature', () => {
  it.each(['/twilio/sms', '/twilio/voice', '/twilio/status', '/twilio/recording'])(
    '%s answers 403 and leaves nothing but a line in the log',
    async (path) => {
      const before = await Promise.all(
        ['Message', 'Citizen', 'CallSession', 'Recording', 'Outbox'].map((table) => count(table)),
      );
      const answer = await send(
        path,
        { ...text('SMforged', 'forged'), CallSid: 'CAforged' },
        'bm90IHRoZWlycw==',
      );
      expect(answer.status).toBe(403);
      const after = await Promise.all(
        ['Message', 'Citizen', 'CallSession', 'Recording', 'Outbox'].map((table) => count(table)),
      );
      expect(after).toEqual(before);
      expect(app.log()).toContain('wrong signature');
    },
  );

  it('is refused also when one field was changed after signing', async () => {
    const form = text('SMchanged', 'pay nothing');
    const signature = twilio.getExpectedTwilioSignature(authToken, `${app.base}/twilio/sms`, form);
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
    const path = action.replace(app.base, '');
    const queued = await (await send(path, { ...call1, Digits: '1' })).text();
    const again = await (await send(path, { ...call1, Digits: '1' })).text();
    expect(again).toBe(queued);
    expect(await count('Interaction', `channel = 'voice'`)).toBe(1);

    const agent = new Api(app.base);
    const user = await agent.signIn('agent1', 'onecall-demo');
    const socket = await connect(app.base, '/staff', { cookie: agent.cookie });
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
      .poll(() => asked.some((one) => one.path.includes('/Calls/CAstory')), { timeout: 8_000 })
      .toBe(true);
    const moved = asked.find((one) => one.path.includes('/Calls/CAstory'));
    const next = (moved?.body.get('Url') ?? '').replace(app.base, '');
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
    const agent = new Api(app.base);
    const user = await agent.signIn('agent2', 'onecall-demo');
    const answer = await fetch(`${app.base}/api/desk/phone-token`, { headers: { cookie: agent.cookie } });
    const { token, identity } = (await answer.json()) as { token: string; identity: string };
    expect(identity).toBe(user.id);
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({ grants: { identity: user.id, voice: { incoming: { allow: true } } } });
  });
});
