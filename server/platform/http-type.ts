import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Log } from './log.ts';

/** What rooms register routes on. */
export type Http = FastifyInstance<Server, IncomingMessage, ServerResponse, Log, ZodTypeProvider>;
