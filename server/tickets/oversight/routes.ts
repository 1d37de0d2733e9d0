// HTTP of supervision and of the duty list.
import { z } from 'zod';
import { idSchema, okSchema, pageQuerySchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import { veilOf, veilText, veilTitles } from '../../platform/privacy.ts';
import { watchesFor } from '../sight.ts';
import {
  districtListSchema,
  dropLadderQuerySchema,
  dueListSchema,
  dueQuerySchema,
  dutyKeySchema,
  dutyListSchema,
  escalationListSchema,
  followUpListSchema,
  followUpQuerySchema,
  followUpRulesSchema,
  followUpRulesViewSchema,
  hotspotListSchema,
  hotspotTicketsSchema,
  ladderListSchema,
  tamperingQuerySchema,
  tamperingSchema,
  writeDutySchema,
  writeLadderSchema,
} from './contract.ts';
import { openByDistrict } from './districts.ts';
import { readDuties, removeDuty, writeDuty } from './duty.ts';
import { markSeen, toldTo } from './escalation.ts';
import { followUpsUntil, readFollowUpRules, writeFollowUpRules } from './follow-ups.ts';
import { hotspots, hotspotTickets } from './hotspots.ts';
import { readLadders, writeLadder } from './ladders.ts';
import { dueSoon, tampering } from './watch.ts';

/** Of what one was told. */
const shownMs = 14 * 86_400_000;
const shownSince = (): Date => new Date(Date.now() - shownMs);

/** Registers the routes of electronic supervision. */
export function oversightRoutes(http: Http, database: Database): void {
  watchRoutes(http, database);
  followUpRoute(http, database);
  dutyRoutes(http, database);
  escalationRoutes(http, database);
}

/** What runs out, who gets around a clock, where matters are, and what many report at once. */
function watchRoutes(http: Http, database: Database): void {
  http.get(
    '/api/oversight/due',
    {
      config: { access: 'oversight.read' },
      schema: { querystring: dueQuerySchema, response: { 200: dueListSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      const { minutes } = request.query;
      const { items, ...rest } = await dueSoon(database, minutes, new Date(), watchesFor(actor));
      return { ...rest, items: veilTitles(items, veilOf(actor.roles)) };
    },
  );
  http.get(
    '/api/oversight/tampering',
    {
      config: { access: 'oversight.read' },
      schema: { querystring: tamperingQuerySchema, response: { 200: tamperingSchema } },
    },
    async (request) => {
      const actor = actorOf(request);
      const asked = { ...request.query, body: watchesFor(actor) };
      const { items, ...rest } = await tampering(database, asked, new Date());
      return { ...rest, items: veilTitles(items, veilOf(actor.roles)) };
    },
  );
  http.get(
    '/api/oversight/districts',
    { config: { access: 'oversight.read' }, schema: { response: { 200: districtListSchema } } },
    () => openByDistrict(database),
  );
  http.get(
    '/api/hotspots',
    { config: { access: 'oversight.read' }, schema: { response: { 200: hotspotListSchema } } },
    async (request) => {
      const veil = veilOf(actorOf(request).roles);
      const items = (await hotspots(database)).map((spot) => ({
        ...spot,
        summary: veilText(spot.summary, veil),
      }));
      return { items };
    },
  );
  http.get(
    '/api/hotspots/:id/tickets',
    {
      config: { access: 'oversight.read' },
      schema: {
        params: z.object({ id: idSchema }),
        querystring: pageQuerySchema,
        response: { 200: hotspotTicketsSchema },
      },
    },
    async (request) => {
      const { items, nextCursor } = await hotspotTickets(database, request.params.id, request.query);
      return { items: veilTitles(items, veilOf(actorOf(request).roles)), nextCursor };
    },
  );
}

function followUpRoute(http: Http, database: Database): void {
  http.get(
    '/api/follow-ups',
    {
      config: { access: 'follow_up.work' },
      schema: { querystring: followUpQuerySchema, response: { 200: followUpListSchema } },
    },
    async (request) => ({
      items: await followUpsUntil(database, new Date(Date.now() + request.query.hours * 3_600_000)),
    }),
  );
}

/** Who answers for what, who is asked afterwards, and to whom it goes up. */
function dutyRoutes(http: Http, database: Database): void {
  http.get(
    '/api/duty',
    { config: { access: 'duty.read' }, schema: { response: { 200: dutyListSchema } } },
    () => readDuties(database),
  );
  http.put(
    '/api/duty',
    { config: { access: 'duty.edit' }, schema: { body: writeDutySchema, response: { 200: okSchema } } },
    async (request) => {
      await writeDuty(database, actorOf(request), request.body);
      return { ok: true as const };
    },
  );
  http.delete(
    '/api/duty',
    {
      config: { access: 'duty.edit' },
      schema: { querystring: dutyKeySchema, response: { 200: okSchema } },
    },
    async (request) => {
      const { categoryCode, areaCode = null, seen } = request.query;
      await removeDuty(database, actorOf(request), { categoryCode, areaCode, seen });
      return { ok: true as const };
    },
  );
  http.get(
    '/api/follow-up-rules',
    { config: { access: 'duty.read' }, schema: { response: { 200: followUpRulesViewSchema } } },
    () => readFollowUpRules(database),
  );
  http.put(
    '/api/follow-up-rules',
    { config: { access: 'duty.edit' }, schema: { body: followUpRulesSchema, response: { 200: okSchema } } },
    async (request) => {
      await writeFollowUpRules(database, actorOf(request), request.body);
      return { ok: true as const };
    },
  );
  http.get(
    '/api/escalation-ladders',
    { config: { access: 'duty.read' }, schema: { response: { 200: ladderListSchema } } },
    () => readLadders(database),
  );
  http.put(
    '/api/escalation-ladders',
    { config: { access: 'duty.edit' }, schema: { body: writeLadderSchema, response: { 200: okSchema } } },
    async (request) => {
      await writeLadder(database, actorOf(request), request.body);
      return { ok: true as const };
    },
  );
  http.delete(
    '/api/escalation-ladders/:departmentCode',
    {
      config: { access: 'duty.edit' },
      schema: {
        params: z.object({ departmentCode: z.string().max(40) }),
        querystring: dropLadderQuerySchema,
        response: { 200: okSchema },
      },
    },
    async (request) => {
      await writeLadder(database, actorOf(request), {
        departmentCode: request.params.departmentCode,
        rungs: null,
        seen: request.query.seen,
      });
      return { ok: true as const };
    },
  );
}

/** What has gone up to oneself. */
function escalationRoutes(http: Http, database: Database): void {
  http.get(
    '/api/escalations',
    { config: { access: 'escalation.hear' }, schema: { response: { 200: escalationListSchema } } },
    async (request) => ({
      items: veilTitles(
        await toldTo(database, actorOf(request).id, shownSince()),
        veilOf(actorOf(request).roles),
      ),
    }),
  );
  http.post(
    '/api/escalations/seen',
    { config: { access: 'escalation.hear' }, schema: { response: { 200: okSchema } } },
    async (request) => {
      await markSeen(database, actorOf(request).id, shownSince());
      return { ok: true as const };
    },
  );
}
