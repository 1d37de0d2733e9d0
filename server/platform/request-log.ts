// One line in the log for each request that writes, and for each that fails: who asked for what, about whom, and what came
// of it. Its id goes back to the caller, comes from a proxy that gave it one, and stands in every refusal.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Http } from './http-type.ts';
import { isWrite } from './methods.ts';
import { subjectOf, subjectOfRoute, type Subject } from './subject.ts';

export const requestIdHeader = 'x-request-id';
const given = /^[\w-]{8,64}$/;

/** The id of a request: one of many processes' is no other's. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const from = headers[requestIdHeader];
  return typeof from === 'string' && given.test(from) ? from : randomBytes(9).toString('base64url');
}

/** Registers it. Paths stand in it as their routes have them: values in them may be secrets. */
export function logRequests(app: Http): void {
  const isOn = app.log.isLevelEnabled('info');
  const answered = new WeakMap<FastifyRequest, Subject>();
  app.addHook('onRequest', async (request, reply) => {
    reply.header(requestIdHeader, request.id);
  });
  app.addHook('preSerialization', async (request, _reply, answer) => {
    if (isWrite(request.method) && isOn) answered.set(request, subjectOf(answer));
    return answer;
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, actor, body, params } = request;
    const { statusCode: status } = reply;
    if (!isOn || (!isWrite(method) && status < 500)) return;
    const route = request.routeOptions.url ?? 'unknown';
    const about = { ...subjectOf(body), ...answered.get(request), ...subjectOfRoute(route, params) };
    const ms = Math.round(reply.elapsedTime);
    request.log.info({ method, route, status, ms, ...(actor && { actorId: actor.id }), ...about }, 'request');
  });
}
