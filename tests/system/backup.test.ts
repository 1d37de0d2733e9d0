// The drill: an installation that is written to is backed up, lost, and put back elsewhere, with nothing missing.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../../scripts/demo-day/api.ts';
import { ticketCreatedSchema, ticketViewSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase, emptyDatabase } from '../harness/database.ts';
import { freePort } from '../harness/ports.ts';
import { testRedis } from '../harness/redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-backup-test-'));
const [dataDir, into, elsewhere] = ['data', 'backups', 'elsewhere'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const passphrase = { ONECALL_BACKUP_PASSPHRASE: '一句很长的口令' };
const words = '现场照片的说明';
const sha256 = createHash('sha256').update(words).digest('hex');

let s3: S3rver;
let bucket: string;
let databaseUrl: string;
let target: Awaited<ReturnType<typeof emptyDatabase>>;
let targetRedis: string;
const matter = { kind: 'help', title: '水管爆裂', text: '门口水管爆裂', channel: 'web' } as const;
const tickets = Array.from({ length: 3 }, () => randomUUID());
let code = '';

async function command(name: string, args: string[], env: Record<string, string>) {
  const { DATABASE_URL: _, REDIS_URL: __, ONECALL_DATA: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, faults, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { exit, out: out + faults };
}
const backUp = () =>
  command('backup', [into], {
    DATABASE_URL: databaseUrl,
    ONECALL_DATA: dataDir,
    FILES_S3: bucket,
    ...passphrase,
  });
const restore = (from: string, ...flags: string[]) =>
  command('restore', [from, ...flags], {
    DATABASE_URL: target.url,
    REDIS_URL: targetRedis,
    ONECALL_DATA: elsewhere,
    ...passphrase,
  });
const latest = () => join(into, readdirSync(into).sort().at(-1) ?? '');

async function counts(url: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT c.relname AS name, (xpath('/row/*/text()', query_to_xml(
        format('SELECT count(*) AS n, md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS hash FROM %I AS t', c.relname), false, true, '')))::text AS n
      FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
      ORDER BY 1`);
    return rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  const port = await freePort();
  s3 = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'onecall', configs: [] }],
  });
  await s3.run();
  bucket = `http://S3RVER:S3RVER@127.0.0.1:${port}/onecall/city`;
  [databaseUrl, target, targetRedis] = [await demoDatabase(), await emptyDatabase(), await testRedis()];
  // A recording, as the vault lays it down.
  mkdirSync(join(dataDir, 'recordings', 'ab'), { recursive: true });
  writeFileSync(join(dataDir, 'recordings', 'ab', 'x-ab.sealed'), 'sealed octets');
  const app = await startApp({
    databaseUrl,
    redisUrl: await testRedis(),
    dataDir,
    env: { FILES_S3: bucket },
  });
  try {
    code = await fileTickets(app);
  } finally {
    await app.stop();
  }
}, 120_000);
afterAll(async () => {
  await s3?.close();
  await target?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function fileTickets(app: App): Promise<string> {
  const agent = new Api(app.base);
  await agent.signIn('agent1', 'onecall-demo');
  let last = '';
  for (const id of tickets) {
    const made = await agent.post('/api/tickets', { id, ...matter }, ticketCreatedSchema);
    const key = new URLSearchParams({ number: made.ticket.number, code: made.code ?? '' });
    const form = new FormData();
    form.append('file', new Blob([words], { type: 'text/plain' }), '说明.txt');
    const sent = await fetch(`${app.base}/api/citizen/tickets/files?${key}`, {
      method: 'POST',
      body: form,
      headers: { 'x-onecall': '1' },
    });
    expect(sent.status).toBe(200);
    last = made.code ?? '';
  }
  return last;
}

describe('a backup', () => {
  it('is put back elsewhere with every row, file and key, and its server goes on', async () => {
    const made = await backUp();
    expect(made, made.out).toMatchObject({ exit: 0 });
    expect(made.out).not.toContain('keys.json');
    const sums = ['-c', '--strict', 'files.sha256'];
    const summed = spawnSync('sha256sum', sums, { cwd: latest(), encoding: 'utf8' });
    expect(summed, summed.stderr).toMatchObject({ status: 0 });
    for (const file of [
      /^database\/\S+: OK$/m,
      /^data\/\S+: OK$/m,
      /^bucket\/\S+: OK$/m,
      /^keys.sealed: OK$/m,
    ])
      expect(summed.stdout).toMatch(file);
    const back = await restore(latest());
    expect(back, back.out).toMatchObject({ exit: 0 });

    expect(await counts(target.url)).toEqual(await counts(databaseUrl));
    const verified = await command('verify', [], { DATABASE_URL: target.url, ONECALL_DATA: elsewhere });
    expect(verified, verified.out).toMatchObject({ exit: 0 });
    expect(verified.out).toContain('3 tickets, 6 lines');
    expect(verified.out).toMatch(/[1-9]\d* entries of the audit trail, all whole/);
    expect(readFileSync(join(elsewhere, 'files', sha256.slice(0, 2), sha256), 'utf8')).toBe(words);
    expect(readFileSync(join(elsewhere, 'recordings', 'ab', 'x-ab.sealed'), 'utf8')).toBe('sealed octets');
    expect(readFileSync(join(elsewhere, 'secret'), 'utf8')).toBe(
      readFileSync(join(dataDir, 'secret'), 'utf8'),
    );
    expect(readFileSync(join(elsewhere, 'restored.env'), 'utf8')).toContain(`FILES_S3=${bucket}`);

    const app = await startApp({ databaseUrl: target.url, redisUrl: targetRedis, dataDir: elsewhere });
    try {
      const agent = new Api(app.base);
      await agent.signIn('agent1', 'onecall-demo');
      const seen = await agent.get(`/api/tickets/${tickets[2]}`, ticketViewSchema);
      expect(seen.files.map(({ name }) => name)).toEqual(['说明.txt']);
      // The sequence goes on behind the last number, and codes still open what they opened.
      const made = await agent.post('/api/tickets', { id: randomUUID(), ...matter }, ticketCreatedSchema);
      expect(made.ticket.number > seen.number).toBe(true);
      const key = new URLSearchParams({ number: seen.number, code });
      const file = await fetch(`${app.base}/api/citizen/tickets/files/${seen.files[0]?.id}?${key}`);
      expect(await file.text()).toBe(words);
    } finally {
      await app.stop();
    }
  }, 120_000);

  it('is not put over what is there unless that is said, nor with other words than its own', async () => {
    const again = await restore(latest());
    expect(again).toMatchObject({ exit: 1, out: expect.stringMatching(/not empty/) });
    const wrong = await command('restore', [latest(), '--replace'], {
      DATABASE_URL: target.url,
      REDIS_URL: targetRedis,
      ONECALL_DATA: elsewhere,
      ONECALL_BACKUP_PASSPHRASE: '另一句',
    });
    expect(wrong).toMatchObject({ exit: 1, out: expect.stringContaining('ONECALL_BACKUP_PASSPHRASE') });
  });

  it('of the next day stores what is new, and one damaged octet in it is found before anything is written', async () => {
    const made = await backUp();
    expect(made.out).toMatch(/2 files \(.+, 2 of them as in the backup before\)/);
    appendFileSync(join(latest(), 'database', 'TicketEvent.copy.gz'), 'x');
    const before = await counts(target.url);
    const damaged = await restore(latest(), '--replace');
    expect(damaged).toMatchObject({ exit: 1, out: expect.stringContaining('TicketEvent.copy.gz') });
    expect(await counts(target.url)).toEqual(before);
  });
});
