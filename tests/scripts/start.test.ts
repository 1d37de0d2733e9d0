import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyDatabase } from '../harness/database.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';
import { type Clone, makeClone, type Start } from './clone.ts';

const clone: Clone = makeClone();
const started: Start[] = [];

async function start(env?: NodeJS.ProcessEnv): Promise<Start> {
  const begun = await clone.start(env);
  started.push(begun);
  return begun;
}

/** As Ctrl-C on a terminal: to the whole process group. */
function pressCtrlC({ child }: Start): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
}

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
});
afterAll(() => clone.remove());

/** A refusal is one line, and nothing runs after it. */
async function expectRefusal(env: NodeJS.ProcessEnv, words: RegExp): Promise<void> {
  const refused = await start(env);
  expect(await refused.ended).toBe(1);
  expect(refused.output().trim()).toMatch(words);
  expect(refused.output().trim().split('\n')).toHaveLength(1);
  expect(clone.processes()).toEqual([]);
}

describe('npm start refuses with one line and starts nothing', () => {
  test('when PORT is no port number', async () => {
    await expectRefusal({ PORT: 'http' }, /PORT must be a whole number/);
    await expectRefusal({ PORT: '70000' }, /PORT must be a whole number/);
  });

  test('when the port is in use', async () => {
    const holder: Server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    await expectRefusal({ PORT: String(port) }, new RegExp(`port ${port} is in use`));
    await new Promise((resolve) => holder.close(resolve));
  });

  test('when the data folder cannot be made', async () => {
    const file = join(clone.folder, 'a-file');
    writeFileSync(file, '');
    await expectRefusal({ ONECALL_DATA: join(file, 'data') }, /cannot be written \(ENOTDIR\)/);
  });

  test('when there is no Redis and no right or way to install one', async () => {
    const bare = mkdtempSync(join(clone.folder, 'bare-path-'));
    symlinkSync(process.execPath, join(bare, 'node'));
    await expectRefusal({ PATH: bare }, /install redis-server or valkey-server, or set REDIS_URL/);
  });

  test('when the servers of DATABASE_URL or REDIS_URL do not answer', async () => {
    const nobody = await freePort();
    await expectRefusal(
      { DATABASE_URL: `postgresql://x@127.0.0.1:${nobody}/x` },
      /DATABASE_URL .*ECONNREFUSED/,
    );
    await expectRefusal({ REDIS_URL: `redis://127.0.0.1:${nobody}` }, /REDIS_URL .*ECONNREFUSED/);
    await expectRefusal({ REDIS_URL: 'nonsense' }, /REDIS_URL is not a valid address/);
  });
});

describe('npm start', () => {
  test('starts everything, keeps a second start away and leaves nothing behind on Ctrl-C', async () => {
    const first = await start();
    await first.ready;
    expect((await fetch(`${first.origin}/ready`)).status).toBe(200);
    expect(first.output()).toContain(`${first.origin}/console/`);
    expect(first.output()).toContain('onecall-demo');

    const second = await start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(new RegExp(`already running \\(process ${first.child.pid}\\)`));

    pressCtrlC(first);
    expect(await first.ended).toBe(0);
    expect(clone.processes()).toEqual([]);
    expect(existsSync(join(clone.data, 'onecall.lock'))).toBe(false);
  });

  test('without the demo says how the first account is made, and names nothing of the demo', async () => {
    const bare = await start({ ONECALL_DEMO: '0' });
    await bare.ready;
    expect(bare.output()).toContain('npm run account:create -- --username root');
    expect(bare.output()).not.toMatch(/onecall-demo|\/sms/);
  });

  test('ends everything when only it gets the signal', async () => {
    const alone = await start();
    await alone.ready;
    alone.child.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
    expect(clone.processes()).toEqual([]);
  });

  test('leaves nothing behind when it is interrupted before it is ready', async () => {
    const early = await start();
    await vi.waitFor(() => expect(clone.processes().join()).toContain('postgres'), {
      timeout: 20_000,
      interval: 5,
    });
    pressCtrlC(early);
    expect(await early.ended).toBe(130);
    expect(clone.processes()).toEqual([]);
  });

  test('leaves nothing running when it is killed, and starts again', async () => {
    const killed = await start();
    await killed.ready;
    killed.child.kill('SIGKILL');
    await killed.ended;
    await vi.waitFor(() => expect(clone.processes()).toEqual([]), { timeout: 20_000 });
    const again = await start();
    await again.ready;
    expect((await fetch(`${again.origin}/ready`)).status).toBe(200);
  });

  test('ends with the code of a server that died, and everything with it', async () => {
    const dying = await start();
    await dying.ready;
    await fetch(`${dying.origin}/crash`).catch(() => undefined);
    expect(await dying.ended).toBe(7);
    expect(dying.output()).toContain('the server ended unexpectedly (7)');
    expect(clone.processes()).toEqual([]);
  });

  test('uses the servers of DATABASE_URL and REDIS_URL instead of its own', async () => {
    const database = await emptyDatabase();
    const data = join(clone.folder, 'no-servers');
    const lent = await start({
      DATABASE_URL: database.url,
      REDIS_URL: await testRedis(),
      ONECALL_DATA: data,
    });
    await lent.ready;
    expect(readdirSync(data).sort()).toEqual(['log', 'onecall.lock']);
    pressCtrlC(lent);
    expect(await lent.ended).toBe(0);
    await database.drop();
  });

  test('sets damaged Redis files aside, for the database rebuilds what they held', async () => {
    const files = join(clone.data, 'redis/appendonlydir');
    writeFileSync(join(files, 'appendonly.aof.manifest'), 'damaged');
    const mended = await start();
    await mended.ready;
    expect(mended.output()).toContain('files of Redis were damaged');
  });

  test('keeps its secrets from other users', async () => {
    for (const file of ['postgres.password', 'redis/redis.conf']) {
      const { mode } = statSync(join(clone.data, file));
      expect(mode & 0o077).toBe(0);
    }
  });
});

describe('npm start refuses a database that it cannot use', () => {
  const version = () => join(clone.data, 'postgres/PG_VERSION');
  let kept = '';
  beforeAll(() => {
    kept = readFileSync(version(), 'utf8');
  });

  test('when another version of Postgres made it', async () => {
    writeFileSync(version(), '15\n');
    await expectRefusal({}, /was made by Postgres 15/);
    writeFileSync(version(), kept);
  });

  test('when its files are damaged, and leaves nothing half started', async () => {
    const control = join(clone.data, 'postgres/global/pg_control');
    const whole = readFileSync(control);
    writeFileSync(control, 'damaged');
    await expectRefusal({}, /the database does not start \(.+\), see .*postgres\.log/);
    writeFileSync(control, whole);
  });
});
