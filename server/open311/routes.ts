// HTTP of Open311 GeoReport v2: addresses, formats, forms, errors as the specification writes them.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, errorBody } from '../platform/errors.ts';
import { fileHeaders } from '../platform/files.ts';
import { type Http, readerLang } from '../platform/http.ts';
import type { Scope } from '../platform/http-type.ts';
import { notNow } from '../platform/outage.ts';
import { createForms, recordOf } from './forms.ts';
import { formatOf, type Json, type Root, render, withoutFormat } from './format.ts';
import { Open311Error, textOf } from './problem.ts';
import type { Arguments } from './query.ts';
import type { Open311 } from './service.ts';
import { readArguments, readForm } from './submission.ts';

const formType = 'application/x-www-form-urlencoded';
const open = { access: 'public', csrf: 'not_needed' } as const;
/** Lists are the dearest to make. */
const reading = { ...open, rateLimit: { max: 300, timeWindow: '1 minute' } } as const;

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
  speakAsSpecified(scope);
  readingRoutes(scope, open311);
  writingRoutes(scope, open311);
  mediaRoute(scope, open311);
  refuseOtherPages(scope);
}

/** Forms in, the specification's errors out, for programs in any site's pages. */
function speakAsSpecified(scope: Scope): void {
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
}

const answer = async (
  request: FastifyRequest,
  reply: FastifyReply,
  root: Root,
  value: Promise<Json>,
): Promise<FastifyReply> => send(request, reply, root, await value);

const asked = (request: FastifyRequest): Arguments => readArguments(recordOf(request.query));

function readingRoutes(scope: Scope, open311: Open311): void {
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
}

function writingRoutes(scope: Scope, open311: Open311): void {
  const formOf = createForms(scope, open311);
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
}

function mediaRoute(scope: Scope, open311: Open311): void {
  scope.get<{ Params: { number: string; fileId: string } }>(
    '/v2/media/:number/:fileId',
    { config: reading, schema: { hide: true } },
    async (request, reply) => {
      const file = await open311.picture(request.params.number, request.params.fileId);
      return reply.headers(fileHeaders({ ...file, isForAll: true })).send(file.stream);
    },
  );
}

function refuseOtherPages(scope: Scope): void {
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
