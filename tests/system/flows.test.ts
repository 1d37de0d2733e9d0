// Call flows as an editor changes them and as calls meet them: versions only grow, a call ends in the one it began in.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withKey, withStep } from '../../ivr/flow/edit.ts';
import { shippedFlows } from '../../ivr/index.ts';
import { tone } from '../../ivr/media/tone.ts';
import { readWav, wavHeader } from '../../ivr/media/wav.ts';
import { Api } from '../../scripts/demo-day/api.ts';
import { auditEntrySchema } from '../../server/admin/audit/contract.ts';
import {
  type FlowPage,
  flowListSchema,
  flowPageSchema,
  flowVersionPageSchema,
  recordedSchema,
} from '../../server/intake/voice/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';
import { tags } from '../harness/twilio/index.ts';
import { levelOf } from '../ivr/media/legs.ts';

let app: App;
let databaseUrl: string;
let redisUrl: string;
let supervisor: Api;
let admin: Api;

beforeAll(async () => {
  databaseUrl = await demoDatabase();
  redisUrl = await testRedis();
  app = await startApp({ databaseUrl, redisUrl });
  supervisor = new Api(app.base);
  await supervisor.signIn('supervisor', 'onecall-demo');
  admin = new Api(app.base);
  await admin.signIn('admin', 'onecall-demo');
}, 120_000);
afterAll(() => app?.stop());

const read = (code = 'hotline') => supervisor.get(`/api/flows/${code}`, flowPageSchema);
const errorSchema = z.object({
  error: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
});

async function write(by: Api, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${app.base}${path}`, {
    method,
    headers: { 'x-onecall': '1', cookie: by.cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const said: unknown = await answer.json();
  return answer.ok ? { code: 'ok', said } : { code: errorSchema.parse(said).error.code, said };
}

function withText(page: FlowPage, key: string, cmn: string): FlowPage['published'] {
  const flow = structuredClone(page.draft?.flow ?? page.published);
  flow.texts[key] = { ...flow.texts[key], cmn };
  return flow;
}

async function save(by: Api, flow: FlowPage['published'], revision: string | null): Promise<string> {
  return (await write(by, 'PUT', `/api/flows/${flow.code}/draft`, { revision, flow })).code;
}

async function publish(note: string): Promise<string> {
  const page = await read();
  const body = { revision: page.draft?.revision, latest: page.published.version, note };
  return (await write(supervisor, 'POST', '/api/flows/hotline/publish', body)).code;
}

const callOf = (sid: string) => ({
  CallSid: sid,
  From: '+8613800003333',
  To: '+8675512345',
  CallStatus: 'in-progress',
  Direction: 'inbound',
});

/** Dials the hotline; what is heard, and where the carrier asks next. */
async function ring(sid: string, path = '/api/simulator/voice', digits?: string) {
  const twiml = await new Api(app.base).form(path, { ...callOf(sid), ...(digits ? { Digits: digits } : {}) });
  const next = new URL(tags(twiml, 'Gather')[0]?.getAttribute('action') ?? app.base);
  return { heard: tags(twiml, 'Say').map((tag) => tag.textContent), next: next.pathname + next.search };
}

describe('the call flows', () => {
  it('are the ones that come with the system, version 1, while nobody edits them', async () => {
    const { items } = await supervisor.get('/api/flows', flowListSchema);
    expect(items.map(({ code }) => code)).toEqual([
      'hotline',
      'after-hours',
      'surge',
      'emergency',
      'callback',
    ]);
    for (const item of items) {
      expect(item).toMatchObject({ version: 1, isShipped: true, hasDraft: false, hasOffer: false });
    }
    const agent = new Api(app.base);
    await agent.signIn('agent1', 'onecall-demo');
    await expect(agent.get('/api/flows', flowListSchema)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('keep the order in which nodes and texts were written', async () => {
    const { published } = await read();
    expect(Object.keys(published.nodes).slice(0, 3)).toEqual(['greet', 'language', 'queue']);
  });
});

describe('two editors of one draft', () => {
  it('the second to save is told, and nothing of the first is lost', async () => {
    const before = await read();
    const first = withText(before, 'greeting', '您好，第一位编辑。');
    expect(await save(supervisor, first, null)).toBe('ok');
    expect(await save(admin, withText(before, 'greeting', '您好，第二位编辑。'), null)).toBe(
      'version_conflict',
    );
    const { draft } = await read();
    expect(draft?.flow.texts.greeting?.cmn).toBe('您好，第一位编辑。');
    const race = await Promise.all([
      save(supervisor, first, draft?.revision ?? null),
      save(admin, first, draft?.revision ?? null),
    ]);
    expect(race.toSorted()).toEqual(['ok', 'version_conflict']);
    const stale = { revision: draft?.revision, latest: 1, note: '旧的草稿' };
    expect((await write(admin, 'POST', '/api/flows/hotline/publish', stale)).code).toBe('version_conflict');
    const { draft: last } = await read();
    expect((await write(admin, 'DELETE', `/api/flows/hotline/draft?revision=${last?.revision}`)).code).toBe(
      'ok',
    );
  });
});

describe('a draft with faults', () => {
  it('is kept, lists its faults, and is not published', async () => {
    const page = await read();
    const flow = withText(page, 'language.cmn', '普通话请按九。');
    const queue = flow.nodes.queue;
    if (queue?.type !== 'enqueue') throw new Error('no queue');
    queue.queue = 'nowhere';
    expect(await save(supervisor, flow, null)).toBe('ok');
    const { draft } = await read();
    expect(draft?.faults).toEqual([
      { code: 'unannounced_digit', at: 'language', about: '1 in language.cmn' },
      { code: 'unknown_queue', at: 'queue', about: 'nowhere' },
    ]);
    expect(await publish('不该发布')).toBe('flow_faulty');
    expect((await read()).published.version).toBe(1);
    await write(supervisor, 'DELETE', `/api/flows/hotline/draft?revision=${draft?.revision}`);
  });
});

describe('publishing', () => {
  it('a running call ends in its version; the next one begins in the new', async () => {
    const running = await ring('SIMold');
    expect(running.heard[0]).toBe('您好，一号通政务服务热线。');
    const page = await read();
    expect(await publish('没有草稿')).toBe('bad_request');
    const flow = withText(page, 'greeting', '您好，这里是新的问候。');
    flow.texts['queue.entering'] = { ...flow.texts['queue.entering'], cmn: '新的等候词。' };
    expect(await save(supervisor, flow, null)).toBe('ok');
    expect(await publish('换问候语')).toBe('ok');

    const fresh = await ring('SIMnew');
    expect(fresh.heard[0]).toBe('您好，这里是新的问候。');
    expect((await ring('SIMnew', fresh.next, '1')).heard[0]).toBe('新的等候词。');
    const goesOn = await ring('SIMold', running.next, '1');
    expect(goesOn.heard[0]).toBe('正在为您接通工作人员，通话将会录音，请稍候。');

    const version = await supervisor.get('/api/flows/hotline/versions/2', flowVersionPageSchema);
    expect(version).toMatchObject({ version: 2, note: '换问候语', isShipped: false });
    expect(version.changes.map(({ id, field, after }) => [id, field, after])).toEqual([
      ['greeting', 'cmn', '您好，这里是新的问候。'],
      ['queue.entering', 'cmn', '新的等候词。'],
    ]);
  });

  it('goes back by publishing the old version as a new one, and all of it is audited', async () => {
    const body = { version: 1, latest: 2, note: '新词不好懂' };
    expect((await write(supervisor, 'POST', '/api/flows/hotline/revert', body)).code).toBe('ok');
    expect((await write(supervisor, 'POST', '/api/flows/hotline/revert', body)).code).toBe(
      'version_conflict',
    );
    const { versions, published } = await read();
    expect(versions.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(published.texts.greeting?.cmn).toBe('您好，一号通政务服务热线。');
    expect((await ring('SIMback')).heard[0]).toBe('您好，一号通政务服务热线。');
    const trail = await admin.get('/api/admin/audit?subjectId=hotline', pageOf(auditEntrySchema));
    expect(trail.items.map(({ action, detail }) => [action, detail.version])).toEqual([
      ['flow.revert', 3],
      ['flow.publish', 2],
      ['flow.discard', undefined],
      ['flow.discard', undefined],
    ]);
  });
});

describe('a key that an editor adds', () => {
  it('leads a caller who waits to the queue behind it, and is published with nothing else to write', async () => {
    const page = await read();
    const keyed = withKey(page.published, 'queue', '6', 'queue');
    const added = withStep(keyed, { from: 'queue', on: 'digit 6' }, 'enqueue', ['english']);
    if ('fault' in added) throw new Error(added.fault.code);
    expect(await save(supervisor, added.flow, page.draft?.revision ?? null)).toBe('ok');
    expect((await read()).draft?.faults).toEqual([]);
    expect(await publish('加一个排队')).toBe('ok');
    const begun = await ring('SIMkeyed');
    const waiting = await ring('SIMkeyed', begun.next, '1');
    expect(waiting.heard).toContain('继续等人工请按6。');
    await ring('SIMkeyed', waiting.next, '6');
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    const { rows } = await database.query(
      `SELECT "queueCode", state::text FROM "Interaction" WHERE "callRef" = 'SIMkeyed'`,
    );
    await database.end();
    expect(rows).toEqual([{ queueCode: 'english', state: 'waiting' }]);
    const { version } = page.published;
    const back = { version, latest: version + 1, note: '不要了' };
    expect((await write(supervisor, 'POST', '/api/flows/hotline/revert', back)).code).toBe('ok');
  });
});

describe('a recorded prompt', () => {
  const wavFile = (samples: Int16Array, rate = 8_000): Blob =>
    new Blob([
      new Uint8Array(wavHeader({ channels: 1, sampleRate: rate, dataBytes: samples.length * 2 })),
      new Int16Array(samples),
    ]);
  async function upload(file: Blob): Promise<{ code: string; said: unknown }> {
    const form = new FormData();
    form.append('file', file, 'prompt.wav');
    const headers = { 'x-onecall': '1', cookie: supervisor.cookie };
    const answer = await fetch(`${app.base}/api/flows/recordings`, { method: 'POST', headers, body: form });
    const said: unknown = await answer.json();
    return { code: answer.ok ? 'ok' : errorSchema.parse(said).error.code, said };
  }

  it('is taken as telephone sound only', async () => {
    expect((await upload(new Blob(['not a sound']))).code).toBe('unsupported_media');
    expect((await upload(wavFile(tone([440], 1), 44_100))).code).toBe('unsupported_media');
    expect((await upload(wavFile(new Int16Array(8_000)))).code).toBe('bad_request');
    expect((await upload(wavFile(tone([440], 121)))).code).toBe('too_large');
  });

  it('is published with its flow, played to the next caller, and gone with the version before', async () => {
    const { said } = await upload(wavFile(tone([440], 1)));
    const { sound, durationMs } = recordedSchema.parse(said);
    expect(durationMs).toBe(1_000);
    const page = await read();
    const before = page.published.version;
    const words = page.published.texts.greeting?.cmn ?? '';
    const of = (name: string) => ({ greeting: { cmn: { sound: name, durationMs, words } } });
    expect(await save(supervisor, { ...page.published, recordings: of('0'.repeat(64)) }, null)).toBe('ok');
    const lost = await read();
    expect(lost.draft?.faults).toEqual([{ code: 'missing_recording', at: 'greeting', about: 'cmn' }]);
    const revision = lost.draft?.revision ?? null;
    expect(await save(supervisor, { ...page.published, recordings: of(sound) }, revision)).toBe('ok');
    expect(await publish('问候语改用录音')).toBe('ok');

    const twiml = await new Api(app.base).form('/api/simulator/voice', callOf('SIMrecorded'));
    const url = tags(twiml, 'Play')[0]?.textContent ?? '';
    const file = await fetch(url);
    expect(file.headers.get('content-type')).toBe('audio/wav');
    expect(file.headers.get('cache-control')).toContain('immutable');
    const heard = readWav(Buffer.from(await file.arrayBuffer()));
    expect(heard.sampleRate).toBe(8_000);
    expect(levelOf(heard.samples, 440)).toBeGreaterThan(0.1);

    const back = { version: before, latest: before + 1, note: '先用合成语音' };
    expect((await write(supervisor, 'POST', '/api/flows/hotline/revert', back)).code).toBe('ok');
    expect((await ring('SIMspoken')).heard[0]).toBe(words);
    expect((await fetch(url)).status, 'the old version can be had again').toBe(200);
  });

  it('has no address that can be guessed, and music has one while a caller waits', async () => {
    expect((await fetch(`${app.base}/media/sounds/${'0'.repeat(64)}.wav`)).status).toBe(404);
    expect((await fetch(`${app.base}/media/sounds/..%2f..%2fsecret.wav`)).status).toBe(400);
    const first = await ring('SIMmusic');
    const twiml = await new Api(app.base).form(first.next, { ...callOf('SIMmusic'), Digits: '1' });
    const music = await fetch(tags(twiml, 'Play')[0]?.textContent ?? '');
    const { samples } = readWav(Buffer.from(await music.arrayBuffer()));
    expect(samples.length).toBeGreaterThan(8_000 * 10);
  });
});

describe('a newer version of ours after an update', () => {
  it('is taken up where nobody edits, and only offered where somebody has', async () => {
    const database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
    // As if both had come with an older system.
    await database.query(`UPDATE "CallFlow" SET "shippedVersion" = 0 WHERE "shippedVersion" IS NOT NULL`);
    await app.stop();
    app = await startApp({ databaseUrl, redisUrl });
    const { rows } = await database.query(
      `SELECT code, max(version) AS version FROM "CallFlow" WHERE code IN ('hotline', 'surge') GROUP BY code ORDER BY code`,
    );
    await database.end();
    expect(rows).toEqual([
      { code: 'hotline', version: 7 },
      { code: 'surge', version: 2 },
    ]);
    supervisor = new Api(app.base);
    await supervisor.signIn('supervisor', 'onecall-demo');
    expect((await read()).offer?.version).toBe(shippedFlows.hotline.version);
    expect((await write(supervisor, 'POST', '/api/flows/hotline/offer', { revision: null })).code).toBe('ok');
    expect(await publish('采用新版')).toBe('ok');
    const after = await read();
    expect(after).toMatchObject({ offer: null, draft: null, published: { version: 8 } });
  }, 120_000);
});
