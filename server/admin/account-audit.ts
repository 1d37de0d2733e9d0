import type { FastifyRequest } from 'fastify';
import { audit } from '../platform/audit.ts';
import type { Database } from '../platform/database.ts';
import { actorOf } from '../platform/http.ts';

/** Writes down what the reader did to a sign-in: their own, or somebody else's. */
export function noteOnAccount(
  database: Database,
  request: FastifyRequest,
  action: string,
  userId: string,
  detail: object = {},
): Promise<void> {
  const entry = { actorId: actorOf(request).id, action, subjectType: 'user', subjectId: userId };
  return audit(database.read, { ...entry, detail, ip: request.ip });
}
