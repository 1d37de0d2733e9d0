// HTTP of petitions, for citizens. Departments work on them as on any ticket.
import { okSchema } from '../../platform/contract.ts';
import type { Http } from '../../platform/http.ts';
import { askReviewSchema, filePetitionSchema, phoneCodeSchema, petitionFiledSchema } from '../contract.ts';
import type { Tickets } from '../room.ts';
import { perTicketNumber } from '../routes.ts';

// Nothing of the caller is used: there is no cookie to forge with.
const asked = {
  access: 'public',
  csrf: 'not_needed',
  rateLimit: { max: 10, timeWindow: '1 minute' },
} as const;
const filed = { ...asked, door: 'petition', isGuess: true } as const;
const path = '/api/citizen/petitions';
const response = { 200: petitionFiledSchema };

export function petitionRoutes(http: Http, { petitions }: Pick<Tickets, 'petitions'>): void {
  http.post(
    `${path}/codes`,
    { config: { ...asked, door: 'codes' }, schema: { body: phoneCodeSchema, response: { 200: okSchema } } },
    async ({ body }) => {
      await petitions.sendCode(body, new Date());
      return { ok: true as const };
    },
  );
  http.post(path, { config: filed, schema: { body: filePetitionSchema, response } }, ({ body }) =>
    petitions.file(body, new Date()),
  );
  http.post(
    `${path}/review`,
    {
      config: { ...filed, rateLimit: perTicketNumber },
      schema: { body: askReviewSchema, response },
    },
    ({ body }) => petitions.review(body, new Date()),
  );
}
