import { attachment, csvType, xlsxType } from '../../platform/attached.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { disclosuresFileQuerySchema, disclosuresQuerySchema, disclosuresSchema } from './contract.ts';
import { csvOf, xlsxOf } from './export.ts';
import type { createDisclosures } from './service.ts';

export function disclosuresRoutes(http: Http, disclosures: ReturnType<typeof createDisclosures>): void {
  http.get(
    '/api/reports/disclosures',
    {
      config: { access: 'scorecards.read' },
      schema: { querystring: disclosuresQuerySchema, response: { 200: disclosuresSchema } },
    },
    (request) => disclosures(actorOf(request), request.query),
  );
  http.get(
    '/api/reports/disclosures.csv',
    { config: { access: 'scorecards.read' }, schema: { querystring: disclosuresFileQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const report = await disclosures(actorOf(request), query);
      return reply
        .type(csvType)
        .header('content-disposition', attachment(`disclosures-${query.year}.csv`))
        .send(csvOf(report, lang));
    },
  );
  http.get(
    '/api/reports/disclosures.xlsx',
    { config: { access: 'scorecards.read' }, schema: { querystring: disclosuresFileQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const report = await disclosures(actorOf(request), query);
      return reply
        .type(xlsxType)
        .header('content-disposition', attachment(`disclosures-${query.year}.xlsx`))
        .send(await xlsxOf(report, lang));
    },
  );
}
