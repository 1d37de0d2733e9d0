// HTTP of the citizens' pages: parsed answers, failures with the server's words.
// Shapes are given as loaders: zod and the contracts arrive with the first answer, not before the first paint.
import type { z } from 'zod';

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

/** Asks the server. @throws RequestFailure (`offline` when no answer came, `unavailable` when it made no sense) */
export async function ask<S extends z.ZodType>(
  path: string,
  loadShape: () => Promise<S>,
  options: { body?: unknown; form?: FormData; token?: string } = {},
): Promise<z.infer<S>> {
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let response: Response;
  let answer: unknown;
  let shape: S;
  try {
    [response, shape] = await Promise.all([
      fetch(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          'accept-language': document.documentElement.lang,
          'x-onecall': '1',
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(options.token ? { authorization: `Citizen ${options.token}` } : {}),
        },
        ...(body === undefined ? {} : { body }),
      }),
      loadShape(),
    ]);
  } catch {
    throw new RequestFailure('offline', '');
  }
  try {
    answer = await response.json();
  } catch {
    throw new RequestFailure('unavailable', '');
  }
  if (!response.ok) {
    const { failureSchema } = await import('../../server/platform/contract.ts');
    const failure = failureSchema.safeParse(answer);
    throw failure.success
      ? new RequestFailure(failure.data.error.code, failure.data.error.message)
      : new RequestFailure('unavailable', '');
  }
  return shape.parse(answer);
}
