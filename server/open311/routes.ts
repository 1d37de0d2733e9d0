// HTTP of Open311 GeoReport v2: addresses, formats, forms, errors as the specification writes them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MultipartFile } from '@fastify/multipart';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { AppError, errorBody } from '../platform/errors.ts';
import { fileHeaders } from '../platform/files.ts';
import { type Http, readerLang } from '../platform/http.ts';
import { networkOf } from '../platform/network.ts';
import { notNow } from '../platform/outage.ts';
import { formatOf, type Json, type Root, render, withoutFormat } from './format.ts';
import { Open311Error, textOf } from './problem.ts';
import type { Arguments } from './query.ts';
import type { Open311, Upload } from './service.ts';
import type { Key } from './store.ts';
import { mostFields, readArguments, readForm } from './submission.ts';

const formType = 'application/x-www-form-urlencoded';
const open = { access: 'public', csrf: 'not_needed' } as const;
/** Lists are the dearest to make. */
const reading = { ...open, rateLimit: { max: 300, timeWindow: '1 minute' } } as const;
/** Attempts with no valid key, by address. */
const keylessPerMinute = 60;
const mostFiles = 5;
const mostFieldBytes = 32 * 1024;

/** What a plugin registers on: the server within its prefix. */
type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

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

/** Registers everything under `/open311`. */
export function open311Routes(http: Http, open311: Open311): void {
  http.register(
    async (scope) => {
      registerRoutes(scope, open311);
    },
    { prefix: '/open311' },
  );
}

function registerRoutes(scope: Scope, open311: Open311): void {
  // The specification knows forms only; what else is sent is refused as unreadable.
  scope.removeContentTypeParser(['application/json', 'text/plain', formType]);
  scope.addContentTypeParser(
    formType,
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const form = readForm(body, request.headers['content-type'] ?? '');
      if (!form) throw new Open311Error(400, { key: 'malformed' });
      return form;
    },
  );
  scope.decorateRequest('open311Key', null);
  scope.setErrorHandler(refuseOpen311);
  // Programs in other sites' pages read this, too. No cookie counts here.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
  });
  scope.options('/*', { config: open, schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type, idempotency-key',
        'access-control-max-age': '86400',
      })
      .status(204)
      .send(),
  );
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

  async function formOf(request: FastifyRequest): Promise<Form> {
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
  }

  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    root: Root,
    value: Promise<Json>,
  ): Promise<FastifyReply> => send(request, reply, root, await value);
  const asked = (request: FastifyRequest): Arguments => readArguments(recordOf(request.query));

  for (const path of ['/discovery', '/v2/discovery']) {
    read(scope, path, (request, reply) =>
      answer(request, reply, 'discovery', open311.discovery(readerLang(request))),
    );
  }
  read(scope, '/v2/services', (request, reply) =>
    answer(request, reply, 'services', open311.services(asked(request), readerLang(request))),
  );
  readOne(scope, '/v2/services', (request, reply, code) =>
    answer(
      request,
      reply,
      'service_definition',
      open311.definition(asked(request), code, readerLang(request)),
    ),
  );
  read(scope, '/v2/requests', (request, reply) =>
    answer(request, reply, 'service_requests', open311.requests(asked(request), readerLang(request))),
  );
  // The published OpenAPI of GeoReport v2 has the singular.
  for (const path of ['/v2/requests', '/v2/request']) {
    readOne(scope, path, (request, reply, number) =>
      answer(
        request,
        reply,
        'service_requests',
        open311.request(asked(request), number, readerLang(request)),
      ),
    );
  }
  readOne(scope, '/v2/tokens', (request, reply, token) =>
    answer(request, reply, 'service_requests', open311.token(asked(request), token, readerLang(request))),
  );
  read(scope, '/v2/servicerequestupdates', (request, reply) =>
    answer(request, reply, 'service_request_updates', open311.updates(asked(request), readerLang(request))),
  );

  write(scope, '/v2/requests', async (request, reply) => {
    const { given, key, uploads } = await formOf(request);
    const header = request.headers['idempotency-key'];
    const idempotencyKey = typeof header === 'string' && header !== '' ? header.slice(0, 200) : undefined;
    const lang = readerLang(request);
    return answer(
      request,
      reply,
      'service_requests',
      open311.file(key, given, { idempotencyKey, uploads, lang }),
    );
  });
  write(scope, '/v2/servicerequestupdates', async (request, reply) => {
    const { given, key, uploads } = await formOf(request);
    return answer(request, reply, 'service_request_updates', open311.update(key, given, uploads));
  });

  scope.get<{ Params: { number: string; fileId: string } }>(
    '/v2/media/:number/:fileId',
    { config: reading, schema: { hide: true } },
    async (request, reply) => {
      const file = await open311.picture(request.params.number, request.params.fileId);
      return reply.headers(fileHeaders({ ...file, isForAll: true })).send(file.stream);
    },
  );
  scope.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    config: open,
    schema: { hide: true },
    handler: () => {
      throw new Open311Error(404, { key: 'no_such_page' });
    },
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    open311Key: Key | null;
  }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const suffixes = ['.json', '.xml', ''] as const;
/** In the API's description the address stands once. */
const describedOnce = (suffix: string) => ({ tags: ['open311'], hide: suffix !== '.json' });

function read(scope: Scope, path: string, handler: Handler): void {
  for (const suffix of suffixes)
    scope.get(`${path}${suffix}`, { config: reading, schema: describedOnce(suffix) }, handler);
}

function readOne(
  scope: Scope,
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply, name: string) => Promise<FastifyReply>,
): void {
  scope.get<{ Params: { name: string } }>(
    `${path}/:name`,
    { config: reading, schema: { tags: ['open311'] } },
    (request, reply) => handler(request, reply, withoutFormat(request.params.name)),
  );
}

function write(scope: Scope, path: string, handler: Handler): void {
  for (const suffix of suffixes)
    scope.post(`${path}${suffix}`, { config: open, schema: describedOnce(suffix) }, handler);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function formatFor(request: FastifyRequest) {
  return formatOf(request.url.split('?')[0] ?? '', request.headers.accept);
}

function send(request: FastifyRequest, reply: FastifyReply, root: Root, value: Json): FastifyReply {
  const { type, body } = render(formatFor(request), root, value);
  return reply.header('content-type', type).send(body);
}

/** Errors as the specification writes them, in the format of the address and the reader's language. */
export function refuseOpen311(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const lang = readerLang(request);
  const refuse = (status: number, ...descriptions: string[]): FastifyReply => {
    const errors = descriptions.map((description) => ({ code: status, description }));
    return send(request, reply.status(status), 'errors', errors);
  };
  if (error instanceof Open311Error)
    return refuse(error.status, ...error.faults.map(({ key, vars }) => textOf(lang, key, vars)));
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? new AppError('too_large') : (notNow(error) ?? error);
  if (known instanceof AppError) {
    const isOurs = known.status === 404 || known.status === 429 || known.status === 503;
    return refuse(isOurs ? known.status : 400, errorBody(known, lang, request.id).error.message);
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return refuse(400, textOf(lang, 'malformed'));
  request.log.error({ err: error }, 'request failed');
  return refuse(500, textOf(lang, 'fault', { requestId: request.id }));
}
