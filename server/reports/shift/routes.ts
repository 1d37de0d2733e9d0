import { readLists } from '../../admin/index.ts';
import { attachment } from '../../platform/attached.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { printPaper } from '../paper/press.ts';
import { shiftPaperQuerySchema, shiftQuerySchema, shiftReportSchema } from './contract.ts';
import { readShift } from './service.ts';

export function shiftRoutes(http: Http, database: Database): void {
  http.get(
    '/api/reports/shift',
    {
      config: { access: 'desk.work' },
      schema: { querystring: shiftQuerySchema, response: { 200: shiftReportSchema } },
    },
    (request) => readShift(database, actorOf(request), request.query),
  );
  http.get(
    '/api/reports/shift.pdf',
    { config: { access: 'desk.work' }, schema: { querystring: shiftPaperQuerySchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const [report, lists] = await Promise.all([
        readShift(database, actorOf(request), query),
        readLists(database),
      ]);
      if (!report.shift) throw new AppError('not_found');
      const content = {
        ...report,
        queues: Object.fromEntries(lists.queues.map(({ code, name }) => [code, name])),
      };
      const paper = await printPaper({ paper: 'shift', content, lang, printedAt: new Date() });
      return reply
        .type('application/pdf')
        .header('content-disposition', attachment(`shift-${report.shift.from.slice(0, 10)}.pdf`))
        .send(paper);
    },
  );
}
