// HTTP of the citizens' ticket form.
import { okSchema } from '../../platform/contract.ts';
import type { Lang } from '../../platform/errors.ts';
import type { Http } from '../../platform/http.ts';
import { phoneCodeSchema } from '../contract.ts';
import { proved, proving } from '../phone-session-routes.ts';
import type { Tickets } from '../room.ts';
import {
  fileMatterSchema,
  type FilingGuess,
  filingCategoriesSchema,
  filingGuessSchema,
  filingWordsSchema,
  matterFiledSchema,
} from './contract.ts';

const path = '/api/citizen/filing';
/** Once for every pause of somebody who types. */
const typed = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 60, timeWindow: '1 minute' },
} as const;

/** @param answers published answers that may be what the words ask for, the best first */
export function filingRoutes(
  http: Http,
  { filings }: Pick<Tickets, 'filings'>,
  answers: (text: string, lang: Lang) => FilingGuess['answers'],
): void {
  http.get(
    `${path}/categories`,
    {
      config: { access: 'public', rateLimit: typed.rateLimit },
      schema: { response: { 200: filingCategoriesSchema } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=600');
      return { items: await filings.categories() };
    },
  );
  http.post(
    `${path}/guess`,
    { config: typed, schema: { body: filingWordsSchema, response: { 200: filingGuessSchema } } },
    async ({ body: { text, lang } }) => ({ ...(await filings.guess(text)), answers: answers(text, lang) }),
  );
  http.post(
    `${path}/codes`,
    { config: { ...proving, door: 'codes' }, schema: { body: phoneCodeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await filings.sendCode(body, new Date());
      return { ok: true as const };
    },
  );
  http.post(
    path,
    {
      config: { ...proved, door: 'filing' },
      schema: { body: fileMatterSchema, response: { 200: matterFiledSchema } },
    },
    ({ body }) => filings.file(body, new Date()),
  );
}
