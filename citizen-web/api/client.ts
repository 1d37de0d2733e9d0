// HTTP of the citizens' pages: parsed answers, failures with the server's words.
// Shapes are given as loaders: zod and the contracts arrive with the first answer, not before the first paint.
import type { z } from 'zod';
import { syncClock } from '../../design/now.ts';
import { checked } from './checking.ts';

/** A refused or lost request; `message` is in the reader's language when the server sent it, else empty. */
export class RequestFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
  }
}

/** The answer that says only that it was done. */
export const okShape = async () => (await import('../../server/platform/contract.ts')).okSchema;

/** The server's words for what went wrong, or `otherwise` when it said nothing. */
export function wordsOf(error: unknown, otherwise: string): string {
  return error instanceof RequestFailure && error.message !== '' ? error.message : otherwise;
}

/** The status of `work_required`. */
const workRequired = 428;

/** Headers of every request. */
export const saidOfEvery = () => ({
  'accept-language': document.documentElement.lang,
  'x-onecall': '1',
});

/** What the server said, in its shape. @throws RequestFailure, `unavailable` when it made no sense */
export async function answerOf<S extends z.ZodType>(
  isOk: boolean,
  text: string,
  loadShape: () => Promise<S>,
): Promise<z.infer<S>> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new RequestFailure('unavailable', '');
  }
  if (!isOk) {
    const { failureSchema } = await import('../../server/platform/contract.ts');
    const failure = failureSchema.safeParse(answer);
    throw failure.success
      ? new RequestFailure(failure.data.error.code, failure.data.error.message)
      : new RequestFailure('unavailable', '');
  }
  return (await loadShape()).parse(answer);
}

/**
 * Asks the server; where it asks the browser to work first, that is done and it is asked again.
 * @throws RequestFailure (`offline` when no answer came, `unavailable` when it made no sense)
 */
export async function ask<S extends z.ZodType>(
  path: string,
  loadShape: () => Promise<S>,
  options: { body?: unknown; form?: FormData; token?: string; work?: string; signal?: AbortSignal } = {},
): Promise<z.infer<S>> {
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let isOk: boolean;
  let status: number;
  let text: string;
  let shape: S;
  const askedAt = performance.now();
  try {
    const asked = fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...saidOfEvery(),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token ? { authorization: `Citizen ${options.token}` } : {}),
        ...(options.work ? { 'x-onecall-work': options.work } : {}),
      },
      ...(body === undefined ? {} : { body }),
      ...(options.signal && { signal: options.signal }),
    });
    const timed = asked.then((response) => {
      syncClock(response, performance.now() - askedAt);
      return response;
    });
    const [response, loaded] = await Promise.all([timed, loadShape()]);
    [isOk, status, text, shape] = [response.ok, response.status, await response.text(), loaded];
  } catch {
    throw new RequestFailure('offline', '');
  }
  if (status === workRequired && options.work === undefined) {
    const work = await checked(text);
    if (work !== undefined) return ask(path, loadShape, { ...options, work });
  }
  return answerOf(isOk, text, async () => shape);
}
