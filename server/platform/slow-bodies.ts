// Bodies that do not come. A connection costs a handle; without a limit a few thousand that each send half a request would be
// all that the process can open. (Fastify switches Node's own limit off.)
import type { Http } from './http-type.ts';

/** A whole request: the largest file over a slow mobile line. Node's own limit. */
export const wholeRequestMs = 300_000;
/** Nothing at all came for so long: a line that is bad comes back sooner. */
export const usualSilenceMs = 30_000;

/** Ends connections whose body has begun and is silent. Answers may take as long as they need. */
export function endSilentBodies(app: Http, silenceMs: number): void {
  app.addHook('onRequest', async ({ raw }) => {
    const { 'content-length': length = '0', 'transfer-encoding': parts } = raw.headers;
    if (length === '0' && parts === undefined) return;
    raw.socket.setTimeout(silenceMs);
    raw.once('end', () => raw.socket.setTimeout(0));
  });
}
