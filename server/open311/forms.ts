// What programs send to Open311: the fields of a form, its key, and the files beside them.
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../platform/http-type.ts';
import { networkOf } from '../platform/network.ts';
import { Open311Error } from './problem.ts';
import type { Arguments } from './query.ts';
import type { Open311, Upload } from './service.ts';
import type { Key } from './store.ts';
import { mostFields, readArguments } from './submission.ts';

/** Attempts with no valid key, by address. */
const keylessPerMinute = 60;
const mostFiles = 5;
const mostFieldBytes = 32 * 1024;

declare module 'fastify' {
  interface FastifyRequest {
    open311Key: Key | null;
  }
}

/** Fields of a form and the files beside them. */
interface Form {
  given: Arguments;
  key: Key;
  uploads: Upload[];
}

/** A form that its parser could not read; its parser's own refusals keep what they say. */
function brokenForm(error: unknown): unknown {
  if (error instanceof AppError || error instanceof Open311Error) return error;
  return new Open311Error(400, { key: 'malformed' });
}

/** The parts of a form as long as it can be read. What goes wrong while a part is worked on is not the form's fault. */
async function* readable<T>(parts: AsyncIterableIterator<T>): AsyncGenerator<T> {
  try {
    for (;;) {
      const next = await parts.next().catch((error: unknown) => {
        throw brokenForm(error);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await parts.return?.();
  }
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What reads the form of a request. Called once: it counts requests by key. */
export function createForms(scope: Scope, open311: Open311): (request: FastifyRequest) => Promise<Form> {
  const isWithin = scope.createRateLimit({
    timeWindow: '1 minute',
    keyGenerator: (request) => `open311:${request.open311Key?.id ?? networkOf(request.ip)}`,
    max: (request) => request.open311Key?.perMinute ?? keylessPerMinute,
  });

  /** The key of a form. Guesses are counted by address, requests by key. */
  async function demandKey(request: FastifyRequest, given: Arguments): Promise<Key> {
    request.open311Key = null;
    const found = await open311.demandKey(given).catch((error: unknown) => {
      if (error instanceof Open311Error) return error;
      throw error;
    });
    if (!(found instanceof Open311Error)) request.open311Key = found;
    const counted = await isWithin(request);
    if (!counted.isAllowed && counted.isExceeded) throw new Open311Error(429, { key: 'too_often' });
    if (found instanceof Open311Error) throw found;
    return found;
  }

  /** The bytes of a file. A form that breaks off in the middle of one is the sender's fault. */
  async function keepBytes(file: MultipartFile['file']): Promise<Upload['content']> {
    return open311.keepBytes(file).catch((error: unknown) => {
      throw file.errored ? brokenForm(error) : error;
    });
  }

  return async function formOf(request: FastifyRequest): Promise<Form> {
    const query = recordOf(request.query);
    if (!request.isMultipart()) {
      const given = readArguments(query, recordOf(request.body));
      return { given, key: await demandKey(request, given), uploads: [] };
    }
    const fields: Record<string, string[]> = Object.create(null);
    const uploads: Upload[] = [];
    let key: Key | undefined;
    const limits = { files: mostFiles, fields: mostFields, fieldSize: mostFieldBytes };
    for await (const part of readable(request.parts({ limits }))) {
      if (part.type === 'field') {
        // The parser writes U+FFFD for what is not UTF-8.
        if (typeof part.value !== 'string' || part.valueTruncated || part.value.includes('\uFFFD'))
          throw new Open311Error(400, { key: 'malformed' });
        fields[part.fieldname] = [...(fields[part.fieldname] ?? []), part.value];
      } else if (part.filename) {
        // Strangers' bytes are not taken in.
        const before = readArguments(query, fields);
        if (!key && !before.has('api_key')) throw new Open311Error(403, { key: 'key_before_files' });
        key ??= await demandKey(request, before);
        uploads.push({ name: part.filename, content: await keepBytes(part.file) });
      } else {
        part.file.resume();
      }
    }
    const given = readArguments(query, fields);
    return { given, key: key ?? (await demandKey(request, given)), uploads };
  };
}
