// HTTP of calendars, time limits and notices of holidays.
import { okSchema } from '../../platform/contract.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import type { Tickets } from '../room.ts';
import {
  calendarListSchema,
  calendarWriteSchema,
  codeParamsSchema,
  effectSchema,
  monthQuerySchema,
  monthSchema,
  noticeImportSchema,
  noticeListSchema,
  noticePreviewSchema,
  noticeSourceSchema,
  policyListSchema,
  policyWriteSchema,
  versionListSchema,
  versionQuerySchema,
} from './contract.ts';

const read = { access: 'clock_rules.read' } as const;
const edit = { access: 'clock_rules.edit' } as const;
const ok = { ok: true as const };

export function clockRuleRoutes(http: Http, { clockRules }: Pick<Tickets, 'clockRules'>): void {
  http.get(
    '/api/clock-rules/calendars',
    { config: read, schema: { response: { 200: calendarListSchema } } },
    () => clockRules.calendars(),
  );
  http.post(
    '/api/clock-rules/month',
    { config: read, schema: { body: monthQuerySchema, response: { 200: monthSchema } } },
    ({ body }) => clockRules.month(body.definition, body.month),
  );
  http.post(
    '/api/clock-rules/calendars/:code/effect',
    {
      config: edit,
      schema: {
        params: codeParamsSchema,
        body: calendarWriteSchema.pick({ definition: true }),
        response: { 200: effectSchema },
      },
    },
    ({ params, body }) => clockRules.calendarEffect(params.code, body.definition),
  );
  http.put(
    '/api/clock-rules/calendars/:code',
    {
      config: edit,
      schema: { params: codeParamsSchema, body: calendarWriteSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await clockRules.writeCalendar(actorOf(request), request.params.code, request.body);
      return ok;
    },
  );
  http.get(
    '/api/clock-rules/policies',
    { config: read, schema: { response: { 200: policyListSchema } } },
    () => clockRules.policies(),
  );
  http.post(
    '/api/clock-rules/policies/:code/effect',
    {
      config: edit,
      schema: {
        params: codeParamsSchema,
        body: policyWriteSchema.omit({ note: true, version: true }),
        response: { 200: effectSchema },
      },
    },
    ({ params, body }) => clockRules.policyEffect(params.code, body),
  );
  http.put(
    '/api/clock-rules/policies/:code',
    {
      config: edit,
      schema: { params: codeParamsSchema, body: policyWriteSchema, response: { 200: okSchema } },
    },
    async (request) => {
      await clockRules.writePolicy(actorOf(request), request.params.code, request.body);
      return ok;
    },
  );
  http.get(
    '/api/clock-rules/holidays',
    { config: read, schema: { response: { 200: noticeListSchema } } },
    () => clockRules.notices(),
  );
  http.post(
    '/api/clock-rules/holidays/preview',
    { config: edit, schema: { body: noticeSourceSchema, response: { 200: noticePreviewSchema } } },
    ({ body }) => clockRules.noticePreview(body),
  );
  http.post(
    '/api/clock-rules/holidays',
    { config: edit, schema: { body: noticeImportSchema, response: { 200: okSchema } } },
    async (request) => {
      await clockRules.importNotice(actorOf(request), request.body.notice, request.body.note);
      return ok;
    },
  );
  http.get(
    '/api/clock-rules/versions',
    {
      config: read,
      schema: { querystring: versionQuerySchema, response: { 200: versionListSchema } },
    },
    ({ query }) => clockRules.versions(query.rule),
  );
}
