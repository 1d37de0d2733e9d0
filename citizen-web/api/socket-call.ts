// Calls over a socket: parsed acknowledgements, failures with the server's words.
import type { Socket } from 'socket.io-client';
import { ackSchema } from '../../server/protocol.ts';
import { RequestFailure } from './client.ts';

/** @throws RequestFailure; `offline` when no answer came in time */
export async function callSocket(
  socket: Socket,
  name: string,
  request: object,
  withinMs: number,
): Promise<unknown> {
  let answer: unknown;
  try {
    answer = await socket.timeout(withinMs).emitWithAck(name, request);
  } catch {
    throw new RequestFailure('offline', '');
  }
  const ack = ackSchema.parse(answer);
  if (!ack.ok) throw new RequestFailure(ack.error.code, ack.error.message);
  return ack.value;
}
