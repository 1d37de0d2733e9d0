// Uploaded files in a bucket, over HTTP to an S3 server on this machine. It knows its keys; signatures of version 4 it takes
// as they come.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import S3rver from 's3rver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../server/platform/config.ts';
import { FileStore } from '../../server/platform/files.ts';
import { freePort } from '../harness/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'onecall-bucket-'));
let server: S3rver;
let port: number;

beforeAll(async () => {
  port = await freePort();
  server = new S3rver({
    port,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: 'onecall', configs: [] }],
  });
  await server.run();
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const bucketOf = (address: string) => {
  const config = loadConfig({ DATABASE_URL: 'x', REDIS_URL: 'redis://localhost', FILES_S3: address });
  return config.bucket;
};
const storeWith = (address: string, dataDir: string) =>
  new FileStore(join(folder, dataDir), undefined, undefined, bucketOf(address));
const words = '路灯不亮，照片如下';
const sha256 = createHash('sha256').update(words).digest('hex');

it('are kept under their SHA-256 in the bucket, found by any machine, and handed out as they came', async () => {
  const address = `http://S3RVER:S3RVER@127.0.0.1:${port}/onecall/files`;
  const saved = await storeWith(address, 'one').save(Readable.from([Buffer.from(words)]));
  expect(saved).toEqual({ sha256, bytes: Buffer.byteLength(words), mime: 'text/plain' });
  const other = storeWith(address, 'two');
  expect(await other.has(sha256)).toBe(true);
  expect(await other.has('0'.repeat(64))).toBe(false);
  const { bytes, stream } = await other.open(sha256);
  expect(bytes).toBe(Buffer.byteLength(words));
  expect(await text(stream)).toBe(words);
  await expect(other.open('0'.repeat(64))).rejects.toMatchObject({ code: 'not_found' });
});

it('that lay on disk before there was a bucket are still found', async () => {
  await new FileStore(join(folder, 'old')).save(Readable.from([Buffer.from('旧文件')]));
  const old = createHash('sha256').update('旧文件').digest('hex');
  const { stream } = await storeWith(`http://S3RVER:S3RVER@127.0.0.1:${port}/onecall`, 'old').open(old);
  expect(await text(stream)).toBe('旧文件');
});

it('are refused, and nothing is lost silently, when the key is unknown or nobody answers', async () => {
  const wrong = storeWith(`http://NOBODY:S3RVER@127.0.0.1:${port}/onecall`, 'three');
  await expect(wrong.save(Readable.from([Buffer.from('x')]))).rejects.toMatchObject({ code: 'unavailable' });
  const gone = storeWith(`http://S3RVER:S3RVER@127.0.0.1:${await freePort()}/onecall`, 'four');
  await expect(gone.save(Readable.from([Buffer.from('y')]))).rejects.toMatchObject({ code: 'unavailable' });
});
