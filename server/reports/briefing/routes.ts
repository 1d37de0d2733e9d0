import { attachment } from '../../platform/attached.ts';
import type { Http } from '../../platform/http.ts';
import { printPaper } from '../paper/press.ts';
import { type Briefing, briefingPaperQuerySchema, briefingQuerySchema, briefingSchema } from './contract.ts';
import type { createBriefing } from './service.ts';

export function briefingRoutes(http: Http, briefing: ReturnType<typeof createBriefing>): void {
  http.get(
    '/api/reports/briefing',
    {
      config: { access: 'supervision.read' },
      schema: { querystring: briefingQuerySchema, response: { 200: briefingSchema } },
    },
    (request): Promise<Briefing> => briefing(request.query),
  );
  http.get(
    '/api/reports/briefing.pdf',
    { config: { access: 'supervision.read' }, schema: { querystring: briefingPaperQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const content = await briefing(query);
      const paper = await printPaper({ paper: 'briefing', content, lang, printedAt: new Date() });
      return reply
        .type('application/pdf')
        .header('content-disposition', attachment(`briefing-${content.first}.pdf`))
        .send(paper);
    },
  );
}
