// Where complete files lie, by the SHA-256 of their content: on disk, or in a bucket of an S3-compatible store.
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AwsClient } from 'aws4fetch';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { ifThere } from './if-there.ts';

export interface Shelf {
  /** Takes a complete file from where it was written; the same twice is one. */
  put(sha256: string, path: string, mime: string): Promise<void>;
  has(sha256: string): Promise<boolean>;
  /** Undefined when it is not here. */
  open(sha256: string): Promise<{ bytes: number; stream: Readable } | undefined>;
  /** What is not here is no fault. */
  remove(sha256: string): Promise<void>;
}

export function diskShelf(root: string): Shelf {
  const pathOf = (sha256: string): string => join(root, sha256.slice(0, 2), sha256);
  const find = (path: string) => ifThere(stat(path));
  return {
    async put(sha256, path) {
      const place = pathOf(sha256);
      await mkdir(dirname(place), { recursive: true });
      await rename(path, place);
    },
    has: async (sha256) => (await find(pathOf(sha256))) !== undefined,
    async open(sha256) {
      const path = pathOf(sha256);
      const found = await find(path);
      return found && { bytes: found.size, stream: createReadStream(path) };
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  };
}

export interface Bucket {
  /** Address of the bucket, with a prefix if there is one; keys are appended. */
  url: string;
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** The bucket of an address like `https://KEY:SECRET@host/bucket?region=…`. */
export function bucketFrom(url: URL): Bucket {
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    region: url.searchParams.get('region') ?? 'us-east-1',
  };
}

const answerWithinMs = 30_000;
const retries = 2;

/** A bucket. Every upload is signed with its SHA-256, which is its name: the store refuses what arrives otherwise. */
export function bucketShelf({ url, ...keys }: Bucket): Shelf {
  const client = new AwsClient({ ...keys, service: 's3', retries });
  const ask = async (method: 'GET' | 'HEAD', sha256: string): Promise<Response | undefined> => {
    const answer = await reach(() => client.fetch(addressOf(sha256), { method }));
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new AppError('unavailable', { store: answer.status });
    return answer;
  };
  const addressOf = (sha256: string): string => `${url}/${sha256.slice(0, 2)}/${sha256}`;
  return {
    async put(sha256, path, mime) {
      const body = await readFile(path);
      const answer = await reach(() =>
        client.fetch(addressOf(sha256), {
          method: 'PUT',
          body,
          headers: { 'content-type': mime, 'x-amz-content-sha256': sha256 },
          signal: AbortSignal.timeout(answerWithinMs),
        }),
      );
      await answer.arrayBuffer();
      if (!answer.ok) throw new AppError('unavailable', { store: answer.status });
    },
    has: async (sha256) => (await ask('HEAD', sha256)) !== undefined,
    async open(sha256) {
      const answer = await ask('GET', sha256);
      if (!answer?.body) return undefined;
      return {
        bytes: Number(answer.headers.get('content-length')),
        stream: Readable.from(chunksOf(answer.body)),
      };
    },
    async remove(sha256) {
      const answer = await reach(() => client.fetch(addressOf(sha256), { method: 'DELETE' }));
      await answer.arrayBuffer();
      if (!answer.ok && answer.status !== 404) throw new AppError('unavailable', { store: answer.status });
    },
  };
}

const pageSchema = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.coerce.string(),
    NextContinuationToken: z.coerce.string().optional(),
    Contents: z.array(z.object({ Key: z.string(), Size: z.coerce.number() })).default([]),
  }),
});

/** Every file of ours in a bucket; `prefix` is that of its folder, with its slash, or nothing. What others keep there is left out. */
export async function* bucketKeys({
  url,
  ...keys
}: Bucket): AsyncGenerator<{ prefix: string; sha256: string; bytes: number }> {
  const client = new AwsClient({ ...keys, service: 's3', retries });
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' });
  const { origin, pathname } = new URL(url);
  const [bucket = '', ...inside] = pathname.slice(1).split('/');
  const root = inside.map((part) => `${part}/`).join('');
  let from: string | undefined;
  do {
    const query = new URLSearchParams({ 'list-type': '2', prefix: root });
    if (from !== undefined) query.set('continuation-token', from);
    const answer = await reach(() => client.fetch(`${origin}/${bucket}?${query}`));
    if (!answer.ok) throw new AppError('unavailable', { store: answer.status });
    const { ListBucketResult: page } = pageSchema.parse(parser.parse(await answer.text()));
    for (const { Key, Size } of page.Contents) {
      const [, prefix = '', sha256] =
        /^((?:[\w-]+\/)*)[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(Key.slice(root.length)) ?? [];
      if (sha256 !== undefined) yield { prefix, sha256, bytes: Size };
    }
    from = page.IsTruncated === 'true' ? page.NextContinuationToken : undefined;
  } while (from !== undefined);
}

/** What is not read to its end is given back: a reader who goes away leaves no open connection. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** A store that cannot be reached is no fault of ours, and none of the sender's. */
async function reach(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError'))
      throw new AppError('unavailable', { store: 'unreachable' });
    throw cause;
  }
}
