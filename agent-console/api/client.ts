// The one way to the server's HTTP API: every answer is parsed, every failure is an ApiFailure.
import { z } from 'zod';
import { syncClock } from '../../design/now.ts';
import { ApiFailure } from './failure.ts';

const errorBodySchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string().optional(),
  }),
});

/** Values of a query string; absent ones are left out. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

interface Options {
  query?: Query;
  signal?: AbortSignal;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let onSignedOut: () => void = () => undefined;

/** Called when the server no longer knows the session. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const each of typeof value === 'object' ? value : [value]) params.append(name, String(each));
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

function bodyOf(body: unknown): { body?: BodyInit; headers: Record<string, string> } {
  if (body === undefined) return { headers: {} };
  if (body instanceof FormData) return { body, headers: {} };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const { status } = response;
  const parsed = errorBodySchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return new ApiFailure(status >= 500 ? 'unavailable' : 'bad_answer', { status });
  const { code, message, details, requestId } = parsed.data.error;
  if (code === 'not_signed_in') onSignedOut();
  return new ApiFailure(code, { status, message, details, requestId });
}

async function call<T extends z.ZodType>(
  method: Method,
  path: string,
  schema: T,
  body: unknown,
  options: Options = {},
): Promise<z.infer<T>> {
  const sent = bodyOf(body);
  let response: Response;
  const askedAt = performance.now();
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': document.documentElement.lang,
        ...(method === 'GET' ? {} : { 'x-onecall': '1' }),
        ...sent.headers,
      },
      ...(sent.body !== undefined && { body: sent.body }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiFailure('offline', { cause });
  }
  syncClock(response, performance.now() - askedAt);
  if (!response.ok) throw await failureOf(response);
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new ApiFailure('bad_answer', { status: response.status, cause: parsed.error });
  }
  return parsed.data;
}

/** Octets instead of JSON: a recording. */
async function bytes(path: string): Promise<ArrayBuffer> {
  let response: Response;
  try {
    response = await fetch(path, {
      credentials: 'same-origin',
      headers: { 'accept-language': document.documentElement.lang },
    });
  } catch (cause) {
    throw new ApiFailure('offline', { cause });
  }
  if (!response.ok) throw await failureOf(response);
  return response.arrayBuffer();
}

/** Paths are absolute (`/api/…`); the schema is the contract's. Rejects with ApiFailure only (or an abort). */
export const api = {
  bytes,
  get: <T extends z.ZodType>(path: string, schema: T, options?: Options): Promise<z.infer<T>> =>
    call('GET', path, schema, undefined, options),
  post: <T extends z.ZodType>(
    path: string,
    body: unknown,
    schema: T,
    options?: Options,
  ): Promise<z.infer<T>> => call('POST', path, schema, body, options),
  put: <T extends z.ZodType>(
    path: string,
    body: unknown,
    schema: T,
    options?: Options,
  ): Promise<z.infer<T>> => call('PUT', path, schema, body, options),
  patch: <T extends z.ZodType>(
    path: string,
    body: unknown,
    schema: T,
    options?: Options,
  ): Promise<z.infer<T>> => call('PATCH', path, schema, body, options),
  delete: <T extends z.ZodType>(path: string, schema: T, options?: Options): Promise<z.infer<T>> =>
    call('DELETE', path, schema, undefined, options),
} as const;
