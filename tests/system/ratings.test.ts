// A chat is over and its citizen rates it: once, their own, within its time; who sees it, and what it says together.
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Api, call, connect } from '../../scripts/demo-day/api.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { screenPopSchema } from '../../server/desk/contract.ts';
import { chatSessionSchema, resumedSchema } from '../../server/intake/contract.ts';
import { reviewedContactSchema } from '../../server/quality/contract.ts';
import {
  poorRatingsSchema,
  ratedTalkSchema,
  ratingFiguresSchema,
} from '../../server/ratings/figures/contract.ts';
import { shiftReportSchema } from '../../server/reports/shift/contract.ts';
import { interactionViewSchema, offerViewSchema, presenceViewSchema } from '../../server/routing/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

let app: App;
let database: pg.Client;
let agent: { api: Api; id: string; line: Socket };
const within = { timeout: 10_000 };
const phone = '13812345678';

/** A citizen's browser, with its own token. */
class Citizen {
  readonly #token: string;

  private constructor(token: string) {
    this.#token = token;
  }

  static async come(): Promise<Citizen> {
    const session = { browserId: randomUUID(), lang: 'zh' };
    const { token } = await new Api(app.base).post('/api/chat/session', session, chatSessionSchema);
    return new Citizen(token);
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(`${app.base}${path}`, {
      method,
      headers: {
        authorization: `Citizen ${this.#token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: await answer.json() };
  }

  async write(text: string): Promise<void> {
    const sent = await this.#ask('POST', '/api/chat/messages', { id: randomUUID(), text });
    expect(sent.status).toBe(200);
  }

  /** The page loaded anew. */
  async contact() {
    return resumedSchema.parse((await this.#ask('GET', '/api/chat/messages')).json).contact;
  }

  rate(interactionId: string, score: number, words?: string) {
    return this.#ask('POST', '/api/chat/rating', { interactionId, score, ...(words && { words }) });
  }
}

/** A chat that the agent has answered. */
async function chat(): Promise<{ citizen: Citizen; interactionId: string; conversationId: string }> {
  const offered = new Promise<z.infer<typeof offerViewSchema>>((resolve) =>
    agent.line.once('offer', (raw: unknown) => resolve(offerViewSchema.parse(raw))),
  );
  const citizen = await Citizen.come();
  await citizen.write('路灯坏了，没有人修');
  const { id: offerId } = await offered;
  const accepted = await call(agent.line, 'offer:accept', { offerId }, interactionViewSchema);
  return { citizen, interactionId: accepted.id, conversationId: accepted.conversationId };
}

async function end(interactionId: string): Promise<void> {
  await call(agent.line, 'interaction:end', { interactionId }, interactionViewSchema);
}

async function wrapUp(interactionId: string): Promise<void> {
  const result = { interactionId, disposition: 'answered' };
  await call(agent.line, 'interaction:wrap_up', result, interactionViewSchema);
}

async function endedChat() {
  const talk = await chat();
  await end(talk.interactionId);
  await wrapUp(talk.interactionId);
  return talk;
}

const rowOf = async (interactionId: string) =>
  (
    await database.query<{ score: number | null; words: string | null }>(
      'SELECT score, words FROM "ServiceRating" WHERE "interactionId" = $1',
      [interactionId],
    )
  ).rows;

const today = cityDay(new Date());
const scope = `from=${today}&until=${today}`;

async function supervisor(): Promise<Api> {
  const api = new Api(app.base, '10.1.0.7');
  await api.signIn('supervisor', 'onecall-demo');
  return api;
}

beforeAll(async () => {
  const databaseUrl = await demoDatabase();
  database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  app = await startApp({ databaseUrl, redisUrl: await testRedis() });
  const api = new Api(app.base);
  const { id } = await api.signIn('agent1', 'onecall-demo');
  agent = { api, id, line: await connect(app.base, '/staff', { cookie: api.cookie }) };
  await call(agent.line, 'presence:set', { state: 'available' }, presenceViewSchema);
}, 120_000);
afterAll(async () => {
  agent?.line.disconnect();
  await database?.end();
  await app?.stop();
});

describe('a chat that an agent answered', () => {
  it('is asked about when it is over, and not before', async () => {
    const { citizen, interactionId } = await chat();
    expect((await citizen.contact())?.rating).toBeNull();
    expect((await citizen.rate(interactionId, 5)).status).toBe(409);
    await end(interactionId);
    expect(await citizen.contact()).toMatchObject({
      state: 'ended',
      rating: { score: null, isClosed: false },
    });
    // That it was asked stands there, and counts as no rating.
    await expect.poll(() => rowOf(interactionId), within).toEqual([{ score: null, words: null }]);
    await wrapUp(interactionId);
  });

  it('is rated once: another grade and a few words take the place of the first, and a reload finds them', async () => {
    const { citizen, interactionId } = await endedChat();
    expect(await citizen.rate(interactionId, 4)).toEqual({
      status: 200,
      json: { score: 4, isClosed: false },
    });
    await citizen.rate(interactionId, 4);
    await citizen.rate(interactionId, 2, `没有说清楚，请打${phone}`);
    expect(await rowOf(interactionId)).toEqual([{ score: 2, words: `没有说清楚，请打${phone}` }]);
    expect((await citizen.contact())?.rating).toEqual({ score: 2, isClosed: false });
  });

  it('takes no other word ten minutes after the first, and none at all a day after its end', async () => {
    const { citizen, interactionId } = await endedChat();
    await citizen.rate(interactionId, 5);
    await database.query(
      `UPDATE "ServiceRating" SET "ratedAt" = now() - interval '11 minutes' WHERE "interactionId" = $1`,
      [interactionId],
    );
    expect((await citizen.rate(interactionId, 1)).status).toBe(409);
    expect(await rowOf(interactionId)).toEqual([{ score: 5, words: null }]);
    expect((await citizen.contact())?.rating).toEqual({ score: 5, isClosed: true });
    const late = await endedChat();
    await database.query(
      `UPDATE "Interaction" SET "arrivedAt" = "arrivedAt" - interval '25 hours',
         "acceptedAt" = "acceptedAt" - interval '25 hours', "endedAt" = "endedAt" - interval '25 hours'
       WHERE id = $1`,
      [late.interactionId],
    );
    expect((await late.citizen.rate(late.interactionId, 5)).status).toBe(409);
    expect((await late.citizen.contact())?.rating).toBeNull();
  });

  it('is rated by its own citizen alone, with a grade that there is', async () => {
    const { citizen, interactionId } = await endedChat();
    expect((await (await Citizen.come()).rate(interactionId, 1)).status).toBe(404);
    expect((await citizen.rate(randomUUID(), 1)).status).toBe(404);
    expect((await citizen.rate(interactionId, 6)).status).toBe(400);
    expect((await citizen.rate(interactionId, 3, '好'.repeat(501))).status).toBe(400);
    await expect.poll(() => rowOf(interactionId), within).toEqual([{ score: null, words: null }]);
  });

  it('is not asked about when nobody answered, nor when its matter went to the emergency command', async () => {
    await call(agent.line, 'presence:set', { state: 'away' }, presenceViewSchema);
    const alone = await Citizen.come();
    await alone.write('有人吗');
    const contact = await alone.contact();
    await database.query(
      `UPDATE "Interaction" SET state = 'abandoned', "endedAt" = now(), "closedAt" = now() WHERE id = $1`,
      [contact?.interactionId],
    );
    expect(await alone.contact()).toMatchObject({ state: 'ended', rating: null });
    expect((await alone.rate(contact?.interactionId ?? '', 5)).status).toBe(409);
    await call(agent.line, 'presence:set', { state: 'available' }, presenceViewSchema);

    const { citizen, interactionId } = await endedChat();
    const id = randomUUID();
    const ticket = {
      id,
      kind: 'help',
      title: '楼道起火',
      text: '三楼起火了',
      channel: 'chat',
      interactionId,
    };
    await agent.api.post('/api/tickets', ticket, z.unknown());
    const danger = {
      command: 'hand_off',
      danger: 'fire',
      note: '三楼起火',
      commandId: randomUUID(),
      version: 0,
    };
    await agent.api.post(`/api/tickets/${id}/commands`, danger, z.unknown());
    expect((await citizen.contact())?.rating).toBeNull();
  });
});

describe('ratings together', () => {
  it('say how many talks ended, were asked about and rated, and the satisfied among the rated alone', async () => {
    const api = await supervisor();
    const { rows, total } = await api.get(`/api/quality/ratings?by=agent&${scope}`, ratingFiguresSchema);
    expect(rows.map(({ key }) => key)).toEqual([agent.id]);
    // One of the talks was put to yesterday above; the rated ones got 2 and 5.
    expect(total).toEqual({ talks: 5, asked: 5, rated: 2, grades: [1, 0, 0, 1, 0] });
    const calls = await api.get(`/api/quality/ratings?by=queue&channel=voice&${scope}`, ratingFiguresSchema);
    expect(calls.rows).toEqual([]);
    const answer = await fetch(`${app.base}/api/quality/ratings.csv?by=agent&lang=en&${scope}`, {
      headers: { cookie: api.cookie },
    });
    const [heads, , sum] = parse(await answer.text(), { bom: true }) as string[][];
    expect(heads?.slice(1, 4)).toEqual(['Talks ended', 'Asked', 'Rated']);
    expect(sum).toEqual(['Total', '5', '5', '2', '1', '0', '0', '1', '0', '0.5']);
    await expect(agent.api.get(`/api/quality/ratings?${scope}`, z.unknown())).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('lead from a poor one to what was said, without people’s numbers, and the look is written down', async () => {
    const api = await supervisor();
    const { items } = await api.get(`/api/quality/ratings/poor?${scope}`, poorRatingsSchema);
    expect(items).toMatchObject([{ agentId: agent.id, channel: 'chat', score: 2 }]);
    expect(items[0]?.words).toBe('没有说清楚，请打138****5678');
    const id = items[0]?.interactionId ?? '';
    expect(await api.get(`/api/quality/ratings/${id}`, ratedTalkSchema)).toMatchObject({ score: 2 });
    const { messages } = await api.get(`/api/quality/ratings/${id}/contact`, reviewedContactSchema);
    expect(messages.map(({ text }) => text)).toContain('路灯坏了，没有人修');
    const looks = `SELECT 1 FROM "AuditEntry" WHERE action = 'quality.look' AND "subjectType" = 'interaction' AND "subjectId" = $1`;
    expect((await database.query(looks, [id])).rowCount).toBe(1);
  });

  it('are one small figure on the agent’s own sheet, and stand beside their own contacts only', async () => {
    const { shift } = await agent.api.get('/api/reports/shift', shiftReportSchema);
    // The other one was put before the shift above.
    expect(shift).toMatchObject({ talkRatings: 1, talkSatisfied: 0 });
    const { citizen, interactionId } = await endedChat();
    await citizen.rate(interactionId, 5);
    await citizen.write('再问一句');
    const { conversationId } = (await citizen.contact()) ?? {};
    const scoresFor = async (api: Api) =>
      (await api.get(`/api/desk/conversations/${conversationId}`, screenPopSchema)).earlier.map(
        ({ interaction, score }) => [interaction.id, score],
      );
    expect(await scoresFor(agent.api)).toEqual([[interactionId, 5]]);
    const colleague = new Api(app.base, '10.1.0.8');
    await colleague.signIn('agent2', 'onecall-demo');
    expect(await scoresFor(colleague)).toEqual([[interactionId, null]]);
  });
});
