import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from './log.ts';

/** What rooms register routes on. */
export type Http = FastifyInstance<Server, IncomingMessage, ServerResponse, Log, ZodTypeProvider>;

/** What a plugin registers on: the server within its prefix. */
export type Scope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
