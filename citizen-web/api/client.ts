// HTTP of the citizens' pages: parsed answers, failures with the server's words.
import { z } from 'zod';

const failureSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** A refused or lost request; `message` is in the reader's language when the server sent it. */
export class RequestFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestFailure';
    this.code = code;
  }
}

/** Asks the server. @throws RequestFailure (`offline` when no answer came) */
export async function ask<S extends z.ZodType>(
  path: string,
  schema: S,
  options: { body?: unknown; form?: FormData; token?: string } = {},
): Promise<z.infer<S>> {
  const body = options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'accept-language': document.documentElement.lang,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token ? { authorization: `Citizen ${options.token}` } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw new RequestFailure('offline', '');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const failure = failureSchema.safeParse(answer);
    throw failure.success
      ? new RequestFailure(failure.data.error.code, failure.data.error.message)
      : new RequestFailure('unavailable', '');
  }
  return schema.parse(answer);
}
