// HTTP of the evaluation.
import { attachment, csvType, xlsxType } from '../platform/attached.ts';
import { actorOf, type Http } from '../platform/http.ts';
import { veilOf, veilTitles } from '../platform/privacy.ts';
import {
  bulletinPaperQuerySchema,
  bulletinQuerySchema,
  bulletinSchema,
  exportQuerySchema,
  outcomePageSchema,
  outcomeQuerySchema,
  scorecardQuerySchema,
  scorecardSchema,
} from './contract.ts';
import { csvOf, xlsxOf } from './export.ts';
import { printPaper } from './paper/press.ts';
import type { Reports } from './service.ts';

export function reportRoutes(http: Http, reports: Reports): void {
  http.get(
    '/api/reports/scorecards',
    {
      config: { access: 'scorecards.read' },
      schema: { querystring: scorecardQuerySchema, response: { 200: scorecardSchema } },
    },
    (request) => reports.scorecard(actorOf(request), request.query),
  );
  http.get(
    '/api/reports/scorecards.csv',
    { config: { access: 'scorecards.read' }, schema: { querystring: exportQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const card = await reports.scorecard(actorOf(request), query);
      return reply
        .type(csvType)
        .header('content-disposition', attachment('scorecards.csv'))
        .send(csvOf(card, lang));
    },
  );
  http.get(
    '/api/reports/scorecards.xlsx',
    { config: { access: 'scorecards.read' }, schema: { querystring: exportQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const card = await reports.scorecard(actorOf(request), query);
      return reply
        .type(xlsxType)
        .header('content-disposition', attachment('scorecards.xlsx'))
        .send(await xlsxOf(card, lang));
    },
  );
  http.get(
    '/api/reports/scorecards.pdf',
    { config: { access: 'scorecards.read' }, schema: { querystring: exportQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const content = await reports.scorecard(actorOf(request), query);
      const paper = await printPaper({ paper: 'scorecard', content, lang, printedAt: new Date() });
      return reply
        .type('application/pdf')
        .header('content-disposition', attachment('scorecards.pdf'))
        .send(paper);
    },
  );
  http.get(
    '/api/reports/tickets',
    {
      config: { access: 'outcomes.read' },
      schema: { querystring: outcomeQuerySchema, response: { 200: outcomePageSchema } },
    },
    async (request) => {
      const page = await reports.outcomes(actorOf(request), request.query);
      return { ...page, items: veilTitles(page.items, veilOf(actorOf(request).roles)) };
    },
  );
  http.get(
    '/api/reports/bulletin',
    {
      config: { access: 'supervision.read' },
      schema: { querystring: bulletinQuerySchema, response: { 200: bulletinSchema } },
    },
    (request) => reports.bulletin(request.query.month),
  );
  http.get(
    '/api/reports/bulletin.pdf',
    { config: { access: 'supervision.read' }, schema: { querystring: bulletinPaperQuerySchema } },
    async (request, reply) => {
      const { month, lang } = request.query;
      const content = await reports.bulletin(month);
      const paper = await printPaper({ paper: 'bulletin', content, lang, printedAt: new Date() });
      return reply
        .type('application/pdf')
        .header('content-disposition', attachment(`bulletin-${month}.pdf`))
        .send(paper);
    },
  );
}
