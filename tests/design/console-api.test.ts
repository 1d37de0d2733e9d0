import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { api, whenSignedOut } from '../../agent-console/api/client.ts';
import { ApiFailure } from '../../agent-console/api/failure.ts';

const answer = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });
const fetched = vi.fn<typeof fetch>();
const schema = z.object({ id: z.string() });

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } });
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

async function failureOf(asked: Promise<unknown>): Promise<ApiFailure> {
  const error = await asked.catch((reason: unknown) => reason);
  if (error instanceof ApiFailure) return error;
  throw new Error('the request did not fail as an ApiFailure');
}

const headersOf = (call: number): Headers => new Headers(fetched.mock.calls[call]?.[1]?.headers);

describe('the console’s API client', () => {
  it('parses an answer with its schema and leaves out absent query values', async () => {
    fetched.mockResolvedValue(answer(200, { id: 'a', more: 1 }));
    const query = { state: ['open', 'rework'], cursor: undefined, limit: 20 };
    await expect(api.get('/api/tickets', schema, { query })).resolves.toEqual({ id: 'a' });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/tickets?state=open&state=rework&limit=20');
  });

  it('sends the header against forged requests on writes only', async () => {
    fetched.mockImplementation(async () => answer(200, { id: 'a' }));
    await api.get('/api/x', schema);
    await api.post('/api/x', {}, schema);
    await api.delete('/api/x', schema);
    expect([0, 1, 2].map((call) => headersOf(call).get('x-onecall'))).toEqual([null, '1', '1']);
  });

  it('asks for messages in the language of the interface', async () => {
    fetched.mockResolvedValue(answer(200, { id: 'a' }));
    await api.get('/api/x', schema);
    expect(headersOf(0).get('accept-language')).toBe('zh-CN');
  });

  it('turns the server’s error into a failure with its code, words, details and request id', async () => {
    const error = { code: 'version_conflict', message: 'm', details: { version: 4 }, requestId: 'r1' };
    fetched.mockResolvedValue(answer(409, { error }));
    const failure = await failureOf(api.post('/api/x', {}, schema));
    expect(failure).toMatchObject({ ...error, status: 409, isPassing: false });
  });

  it('calls no answer at all offline, which may pass', async () => {
    fetched.mockRejectedValue(new TypeError('fetch failed'));
    expect(await failureOf(api.get('/api/x', schema))).toMatchObject({
      code: 'offline',
      status: 0,
      isPassing: true,
    });
  });

  it('calls an answer that does not fit bad_answer', async () => {
    fetched.mockResolvedValue(answer(200, { id: 7 }));
    expect(await failureOf(api.get('/api/x', schema))).toMatchObject({
      code: 'bad_answer',
      isPassing: false,
    });
  });

  it('tells when the session is gone, and not for a wrong password', async () => {
    const signedOut = vi.fn();
    whenSignedOut(signedOut);
    fetched.mockResolvedValue(answer(401, { error: { code: 'wrong_credentials', message: 'm' } }));
    await failureOf(api.post('/api/session', {}, schema));
    expect(signedOut).not.toHaveBeenCalled();
    fetched.mockResolvedValue(answer(401, { error: { code: 'not_signed_in', message: 'm' } }));
    await failureOf(api.get('/api/x', schema));
    expect(signedOut).toHaveBeenCalledOnce();
  });
});
