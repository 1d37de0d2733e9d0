// OneCall's HTTP API with types: every path, what it takes and what it answers, as the server tells it in /api/openapi.json.
import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema.d.ts';

export type { paths } from './schema.d.ts';
export type OneCall = Client<paths>;

export interface OneCallOptions {
  /** Where it is served, for example `https://12345.example.gov.cn`. */
  baseUrl: string;
  /** A key that an administrator made (`oc_…`): what programs ask with. */
  key?: string;
  /** The cookie that `POST /api/session` set, where there is no browser to keep it. */
  cookie?: string;
}

/**
 * Opens the API. Each call gives `{ data }` or `{ error }`, whose `error.code` is stable; it throws only when no answer came.
 */
export function openOneCall({ baseUrl, key, cookie }: OneCallOptions): OneCall {
  return createClient<paths>({
    baseUrl,
    headers: {
      'x-onecall': '1',
      ...(key && { authorization: `Bearer ${key}` }),
      ...(cookie && { cookie }),
    },
  });
}
