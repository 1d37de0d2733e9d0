// The HTTP server: one place for parsing, errors, sign-in, permissions, limits and headers. Rooms add their routes.
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart, { type MultipartFile } from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import fastify, {
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
  LogController,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Actor, demand } from './auth/actor.ts';
import type { Permission } from './auth/roles.ts';
import { type Sessions, sessionHours } from './auth/sessions.ts';
import { failureSchema } from './contract.ts';
import { isUnfitValue } from './database.ts';
import { errorPage, isOpened } from './error-page.ts';
import { AppError, errorBody, type Lang } from './errors.ts';
import { type Door, workHeader } from './guard/contract.ts';
import type { Guard } from './guard/guard.ts';
import type { Http } from './http-type.ts';
import { registerLimits } from './limits.ts';
import { networkOf } from './network.ts';
import type { Log } from './log.ts';
import { isWrite } from './methods.ts';
import type { Metrics } from './metrics.ts';
import { notNow } from './outage.ts';
import { builtPages, isConsolePage, isWidgetPage, sendConsole } from './pages.ts';
import { logRequests, requestIdOf } from './request-log.ts';
import { endSilentBodies, usualSilenceMs, wholeRequestMs } from './slow-bodies.ts';
import { demandStorable } from './text.ts';
import { type RequestSpan, traceRequest } from './traces.ts';
import { langOf, type TongueCode, tongueAsked } from './tongue.ts';
import { inTongueOf } from './traditional.ts';

export type { Http };

const sessionCookie = 'onecall_session';
/** With https a page of a neighbouring host can neither set nor shadow it (RFC 6265bis, `__Host-`). */
export const sessionCookieName = (secure: boolean): string =>
  secure ? `__Host-${sessionCookie}` : sessionCookie;
/** What programs wait for before they ask again. */
const retryAfterS = 5;
export const maxUploadBytes = 10 * 1024 * 1024;

const { properties, required } = z.toJSONSchema(failureSchema, { io: 'input' });
/** What any route answers when it refuses, as the description of the API has it. */
const refusal = { description: 'Refused', type: 'object', properties, required };

export type RouteAccess = Permission | 'signed_in' | 'public';

/** A route as it was registered. */
export interface RouteRow {
  method: string;
  path: string;
  access: RouteAccess;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route there is, in the order of their registration. */
    routeTable: RouteRow[];
  }
  interface FastifyContextConfig {
    /** Who may call the route. Every route says one: a permission, `signed_in`, or `public`. */
    access?: RouteAccess;
    /** A provider's signed webhook or a citizen's token: carries no cookie, so there is nothing to forge. */
    csrf?: 'not_needed';
    /** Every text of the answer is the city's own, not only those that come in both languages. */
    isCityText?: boolean;
    /** Somebody unknown writes here: while the door is flooded, their browser works for it. */
    door?: Door;
    /** The door of a page without scripts. */
    isPlainDoor?: boolean;
  }
  interface FastifyRequest {
    actor: Actor | null;
    span: RequestSpan | null;
  }
}

/** The reader's language and script: what the browser asks for, simplified Chinese by default. */
export function readerTongue(request: FastifyRequest): TongueCode {
  return tongueAsked(request.headers['accept-language']);
}

/** The reader's language. */
export function readerLang(request: FastifyRequest): Lang {
  return langOf(readerTongue(request));
}

/** The signed-in actor of a route whose `access` is not public. */
export function actorOf(request: FastifyRequest): Actor {
  if (!request.actor) throw new AppError('not_signed_in');
  return request.actor;
}

/** The one file of a form. @throws AppError `bad_request` without one */
export async function uploadOf(
  request: FastifyRequest,
): Promise<{ name: string; stream: MultipartFile['file'] }> {
  const sent = await request.file();
  if (!sent) throw new AppError('bad_request', { issues: [{ path: 'file', message: 'missing' }] });
  return { name: sent.filename, stream: sent.file };
}

const sessionCookieOptions = (secure: boolean) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure }) as const;

/** Gives the browser the session. The one that it came with is over: who signs in anew has one, not two. */
export async function keepSession(
  reply: FastifyReply,
  token: string,
  house: { sessions: Sessions; onEnd: (credentials: readonly string[]) => void; secureCookies: boolean },
): Promise<void> {
  const { sessions, onEnd, secureCookies } = house;
  const before = reply.request.actor;
  if (before) {
    await sessions.signOut(before);
    onEnd([before.credential]);
  }
  reply.setCookie(sessionCookieName(secureCookies), token, {
    ...sessionCookieOptions(secureCookies),
    maxAge: sessionHours * 3_600,
  });
}

const deviceCookie = 'onecall_device';
/** The longest that browsers keep one. */
const deviceDays = 400;

/** What the browser keeps of those who have signed in with it; opens nothing. */
export const deviceOf = (request: FastifyRequest): string | undefined => request.cookies[deviceCookie];

/** Gives the browser what it is known by. */
export function keepDevice(reply: FastifyReply, device: string, secure: boolean): void {
  const options = { ...sessionCookieOptions(secure), path: '/api/session' };
  reply.setCookie(deviceCookie, device, { ...options, maxAge: deviceDays * 86_400 });
}

export function clearSession(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(sessionCookieName(secure), sessionCookieOptions(secure));
}

/** Answers a request that failed. */
type Refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** The origin of our own sockets: not every browser counts them to `'self'`. */
const socketsOf = (publicUrl: string): string => new URL(publicUrl).origin.replace(/^http/, 'ws');

interface HttpOptions {
  log: Log;
  redis: Redis;
  sessions: Sessions;
  secureCookies: boolean;
  /** Where citizens and staff reach it. */
  publicUrl: string;
  webRoot: string;
  /** Sites that may frame the widget; empty: all. */
  widgetSites: readonly string[];
  /** Addresses and networks that are believed where they say a request comes from, besides this machine. */
  trustedProxies: readonly string[];
  metrics: Metrics;
  guard: Guard;
  /** Prefixes whose errors are written another way, before a route is known, too. */
  ownErrors?: Readonly<Record<string, Refuse>>;
  /** How long a body may be silent. */
  silenceMs?: number;
}

/** As JSON, or as a page for whoever opened the address. */
const refuse: Refuse = (error, request, reply) => {
  const known = toAppError(error);
  if (error !== known && known instanceof AppError && known.status === 503) {
    request.log.warn({ err: error }, 'a server is away or full');
    reply.header('retry-after', retryAfterS);
  }
  if (!(known instanceof AppError)) request.log.error({ err: error }, 'request failed');
  const status = known instanceof AppError ? known.status : 500;
  const tongue = readerTongue(request);
  reply.status(status);
  return isOpened(request)
    ? reply.type('text/html; charset=utf-8').send(errorPage(known, tongue, request.id))
    : reply.send(errorBody(known, tongue, request.id));
};

/** Builds the server without listening. The order of the hooks is the order in which a request meets them. */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const app = fastify({
    // An address that cannot be decoded.
    frameworkErrors: (error, request, reply) => {
      const own = Object.entries(options.ownErrors ?? {}).find(([prefix]) => request.url.startsWith(prefix));
      (own?.[1] ?? refuse)(error, request, reply);
    },
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    trustProxy: ['loopback', ...options.trustedProxies],
    bodyLimit: 1024 * 1024,
    requestTimeout: wholeRequestMs,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(demandKnownParameters);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('actor', null);
  app.decorateRequest('span', null);
  app.decorate('routeTable', []);
  endSilentBodies(app, options.silenceMs ?? usualSilenceMs);
  app.setErrorHandler(refuse);
  traceRequests(app);
  await takeBodies(app, options);
  await guardPages(app, options);
  await describeApi(app);
  keepRouteTable(app);
  demandAccess(app, options);
  measureAnswers(app, options.metrics);
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const given of [params, query, body]) demandStorable(given);
  });
  writeForReaders(app);
  await servePages(app, options);
  return app;
}

function traceRequests(app: Http): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.span = traceRequest(request.headers, request.id);
    request.span.within(done);
  });
  logRequests(app);
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.within(done);
    else done();
  });
}

async function takeBodies(app: Http, { redis }: HttpOptions): Promise<void> {
  // Answers grow lists of a hundred kilobytes. Built files are compressed once, when they are built.
  await app.register(compress, { encodings: ['br', 'gzip'] });
  await app.register(cookie);
  await app.register(formbody);
  await app.register(multipart, { limits: { fileSize: maxUploadBytes, files: 1 } });
  await registerLimits(app, redis);
}

/** What browsers may do with what they are sent. */
async function guardPages(app: Http, { publicUrl, secureCookies }: HttpOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:', 'https://*.twilio.com'],
        connectSrc: ["'self'", socketsOf(publicUrl), 'https://*.twilio.com', 'wss://*.twilio.com'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: secureCookies,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: false,
  });
  // For browsers that know no `frame-ancestors`. What people read is kept by no browser, unless a route knows better.
  app.addHook('onRequest', async (request, reply) => {
    // The time is the house's, not the machine's: pages take it from there.
    if (request.url.startsWith('/api/'))
      reply.header('cache-control', 'no-store').header('date', new Date().toUTCString());
    if (!isWidgetPage(request.url)) reply.header('x-frame-options', 'SAMEORIGIN');
  });
}

async function describeApi(app: Http): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'OneCall 一号通', version: '1.0.0', license: { name: 'AGPL-3.0-or-later' } },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route);
      if (!schema) return { url, schema };
      const answers = z.looseObject({}).parse(schema.response ?? {});
      return { url, schema: { ...schema, response: { ...answers, default: refusal } } };
    },
  });
}

/** A route that does not say who may call it is a fault of ours: the server does not start. */
function keepRouteTable(app: Http): void {
  app.addHook('onRoute', (route) => {
    const isStatic = route.url.includes('*') || route.method === 'HEAD' || route.method === 'OPTIONS';
    if (!isStatic && route.config?.access === undefined) {
      throw new Error(`route ${String(route.method)} ${route.url} does not say who may call it`);
    }
    const access = route.config?.access ?? 'public';
    for (const method of [route.method].flat()) app.routeTable.push({ method, path: route.url, access });
  });
}

/** Who asks, whether they may, and, of somebody unknown, whether their door is flooded. */
function demandAccess(app: Http, { sessions, secureCookies, guard }: HttpOptions): void {
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access ?? 'public';
    const bearer = /^Bearer (oc_\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = request.cookies[sessionCookieName(secureCookies)];
    if (bearer) request.actor = (await sessions.byApiKey(bearer)) ?? null;
    else if (token) request.actor = (await sessions.bySessionToken(token)) ?? null;
    // A page of another origin cannot set this header without our consent (CORS), and the cookie is SameSite=Strict.
    const guarded = isWrite(request.method) && !bearer && request.routeOptions.config.csrf !== 'not_needed';
    if (guarded && request.headers['x-onecall'] !== '1') throw new AppError('csrf');
    if (access === 'public') return;
    const actor = actorOf(request);
    if (access !== 'signed_in') demand(actor, access);
  });

  // After the limits of an address, so that one alone makes no flood; before the body is read.
  app.addHook('preParsing', async (request) => {
    const { door, isPlainDoor = false } = request.routeOptions.config;
    if (door === undefined || request.actor) return;
    const work = request.headers[workHeader];
    const write = { work: typeof work === 'string' ? work : undefined, address: networkOf(request.ip) };
    await guard.pass(door, { ...write, isPlain: isPlainDoor });
  });
}

function measureAnswers(app: Http, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    metrics.http.observe({ method: request.method, status }, reply.elapsedTime / 1_000);
    request.span?.end(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode);
  });
}

function writeForReaders(app: Http): void {
  // Staff read what was written; citizens read it in the characters that they know.
  app.addHook('preSerialization', async (request, reply, answer) => {
    const { access, isCityText } = request.routeOptions.config;
    if (access !== 'public') return answer;
    reply.header('vary', 'accept-language');
    return inTongueOf(readerTongue(request), answer, isCityText);
  });
}

/** The description of the API, and the built pages of citizens and of the console. */
async function servePages(app: Http, { webRoot, widgetSites }: HttpOptions): Promise<void> {
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  );
  for (const pages of builtPages(webRoot, widgetSites)) await app.register(fastifyStatic, pages);
  app.setNotFoundHandler((request, reply) => {
    if (isConsolePage(request, webRoot)) return sendConsole(reply, webRoot);
    return refuse(new AppError('not_found'), request, reply);
  });
}

/** A parameter that is misspelt is a filter that does not filter, a dry run that is none: nobody would see it. */
const demandKnownParameters: FastifySchemaCompiler<z.ZodType> = (route) => {
  const { schema, httpPart, url } = route;
  const isOurs = httpPart === 'querystring' && url?.startsWith('/api/') && schema instanceof z.ZodObject;
  return validatorCompiler(isOurs && !schema.def.catchall ? { ...route, schema: schema.strict() } : route);
};

const strangeKeysSchema = z.object({
  keyword: z.literal('unrecognized_keys'),
  params: z.object({ keys: z.array(z.string()) }),
});

/** Names in an address that its route does not know. */
function unknownParameters(error: { validationContext?: string; validation: readonly unknown[] }): string[] {
  if (error.validationContext !== 'querystring') return [];
  return error.validation.flatMap((issue) => strangeKeysSchema.safeParse(issue).data?.params.keys ?? []);
}

/** What the parser of forms says of one that is cut off or has no boundary; it has no codes. */
const brokenForm = /^(Multipart: Boundary not found|.*[Uu]nexpected end of multipart data)$/;

/** What went wrong as one of our codes, where it is one; anything else is a fault of ours and stays what it is. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const passing = notNow(error);
  if (passing) return passing;
  if (isUnfitValue(error) || (error instanceof Error && brokenForm.test(error.message)))
    return new AppError('bad_request');
  if (hasZodFastifySchemaValidationErrors(error)) {
    const strange = unknownParameters(error);
    if (strange.length > 0)
      return new AppError('unknown_parameter', {
        issues: strange.map((path) => ({ path, message: 'unknown parameter' })),
      });
    return new AppError('bad_request', {
      issues: error.validation.map((issue) => ({
        path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
        message: issue.message ?? '',
      })),
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code === 'FST_REQ_FILE_TOO_LARGE')
    return new AppError('too_large');
  if (code.startsWith('FST_ERR_CTP') || code.startsWith('FST_INVALID')) return new AppError('bad_request');
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? new AppError('bad_request') : error;
}
