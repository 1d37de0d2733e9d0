// HTTP of the plain pages: forms and links only. No cookie is read: there is nothing to forge.
import type { FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { createElement } from 'react';
import { z } from 'zod';
import { type Place, pageOf } from '../../citizen-web/plain/frame.tsx';
import {
  Article,
  Failed,
  Home,
  News,
  OneNotice,
  OneReply,
  Replies,
  Warnings,
} from '../../citizen-web/plain/read.tsx';
import { AskForTicket, Ticket } from '../../citizen-web/plain/ticket.tsx';
import { tongueOf } from '../../citizen-web/plain/tongue.ts';
import type { PublicBroadcast } from '../broadcasts/contract.ts';
import { articleSourceSchema, type SearchHit } from '../knowledge/contract.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Newsroom, Replies as PublishedReplies } from '../participation/index.ts';
import { idSchema } from '../platform/contract.ts';
import { AppError, errorBody } from '../platform/errors.ts';
import { type Http, toAppError } from '../platform/http.ts';
import type { Scope } from '../platform/http-type.ts';
import { tongueCodes } from '../platform/tongue.ts';
import { ticketLookupSchema } from '../tickets/contract.ts';
import { perTicketNumber, type Tickets } from '../tickets/index.ts';
import { plainFilingRoutes } from './filing-routes.ts';
import type { Show } from './show.ts';

const searched = { access: 'public', rateLimit: { max: 120, timeWindow: '1 minute' } } as const;
const open = { access: 'public', rateLimit: { max: 300, timeWindow: '1 minute' } } as const;
const answersShown = 10;
const rowsShown = 20;

const langQuery = z.object({ lang: z.enum(tongueCodes).optional().catch(undefined) });
const homeQuery = langQuery.extend({
  q: z.string().trim().max(500).default(''),
  source: articleSourceSchema.or(z.literal('')).default(''),
  article: idSchema.optional(),
});
const listQuery = langQuery.extend({ id: idSchema.optional(), cursor: z.string().max(200).optional() });
const repliesQuery = listQuery.extend({ q: z.string().trim().max(200).default('') });
const text = z.string().max(40).default('');
const ticketQuery = langQuery.extend({ number: text, code: text });
const ticketForm = z.object({ number: text, code: text });

/** Neither script nor frame nor anything from elsewhere. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function placeOf(request: FastifyRequest): Place {
  const { pathname, searchParams } = new URL(request.url, 'http://plain');
  const { lang } = langQuery.parse({ lang: searchParams.get('lang') ?? undefined });
  searchParams.delete('lang');
  return {
    tongue: tongueOf(lang, request.headers['accept-language']),
    path: pathname.replace(/^\/plain/, '').replace(/\/$/, ''),
    query: Object.fromEntries(searchParams),
  };
}

interface ReadingRooms {
  knowledge: Knowledge;
  newsroom: Newsroom;
  replies: PublishedReplies;
  warnings: () => Promise<readonly PublicBroadcast[]>;
}

/** Registers the pages that need no script. */
export function plainRoutes(
  http: Http,
  rooms: ReadingRooms & {
    areas: Parameters<typeof plainFilingRoutes>[2]['areas'];
    tickets: Pick<Tickets, 'citizens' | 'filings' | 'files' | 'service'>;
  },
): void {
  const { knowledge, tickets, warnings } = rooms;

  const show: Show = async (request, reply, { path, ...page }) => {
    // A page without its warnings is better than none.
    const inForce = await warnings().catch(() => []);
    return reply
      .status(page.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(pageOf({ ...placeOf(request), ...(path && { path }) }, { ...page, warnings: inForce }));
  };

  http.register(
    async (plain) => {
      const scope = plain.withTypeProvider<ZodTypeProvider>();
      scope.addHook('onRequest', async (_request, reply) => {
        reply.header('content-security-policy', policy).header('cache-control', 'no-store');
      });
      scope.setErrorHandler((error: unknown, request, reply) => {
        const { tongue } = placeOf(request);
        const known = toAppError(error);
        if (!(known instanceof AppError)) request.log.error({ err: error }, 'request failed');
        const { message } = errorBody(known, tongue.lang).error;
        const children = createElement(Failed, { tongue, message });
        const status = known instanceof AppError ? known.status : 500;
        return show(request, reply, { title: tongue.words.own.failed, full: '/', children, status });
      });

      readingPages(scope, show, rooms);
      ticketPages(scope, show, tickets);
      const { areas } = rooms;
      const filing = { tickets, areas, answersTo: knowledge.answersTo };
      plainFilingRoutes(scope, { show, tongueAt: (request) => placeOf(request).tongue }, filing);
    },
    { prefix: '/plain' },
  );
}

/** Articles, notices, published replies, warnings. */
function readingPages(
  scope: Scope,
  show: Show,
  { knowledge, newsroom, replies, warnings }: ReadingRooms,
): void {
  scope.get(
    '/',
    { config: searched, schema: { querystring: homeQuery, hide: true } },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const { q, source, article: id } = request.query;
      if (id !== undefined) {
        const article = await knowledge.articles.readPublished(id);
        const children = createElement(Article, { tongue, article });
        return show(request, reply, {
          title: tongue.of(article.title),
          full: `/?article=${id}`,
          children,
        });
      }
      const query = { q, limit: answersShown, choices: false, ...(source && { source }) };
      const hits: SearchHit[] | null = q === '' ? null : knowledge.findPublic(query, tongue.lang);
      const children = createElement(Home, { tongue, asked: { q, source }, hits });
      return show(request, reply, { title: tongue.words.portal.heading, full: '/', children });
    },
  );
  scope.get(
    '/news',
    { config: open, schema: { querystring: listQuery, hide: true } },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const { id, cursor } = request.query;
      if (id !== undefined) {
        const notice = await newsroom.readPublic(id);
        const children = createElement(OneNotice, { tongue, notice });
        return show(request, reply, { title: tongue.of(notice.title), full: `/news?id=${id}`, children });
      }
      const page = await newsroom.listPublic({ cursor, limit: rowsShown });
      const children = createElement(News, { tongue, page });
      return show(request, reply, { title: tongue.words.published.news.title, full: '/news', children });
    },
  );
  scope.get(
    '/replies',
    { config: searched, schema: { querystring: repliesQuery, hide: true } },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const { id, q, cursor } = request.query;
      if (id !== undefined) {
        const matter = await replies.readPublic(id);
        const children = createElement(OneReply, { tongue, matter });
        return show(request, reply, {
          title: tongue.of(matter.title),
          full: `/replies?id=${id}`,
          children,
        });
      }
      const page = await replies.listPublic({ limit: rowsShown, cursor, ...(q && { q }) }, tongue.lang);
      const children = createElement(Replies, { tongue, q, page });
      return show(request, reply, {
        title: tongue.words.published.replies.title,
        full: '/replies',
        children,
      });
    },
  );
  scope.get(
    '/warnings',
    { config: open, schema: { querystring: langQuery, hide: true } },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const children = createElement(Warnings, { tongue, warnings: await warnings() });
      return show(request, reply, {
        title: tongue.words.broadcasts.title,
        full: '/broadcasts',
        children,
      });
    },
  );
}

/** Number and code, and the ticket that they open. */
function ticketPages(scope: Scope, show: Show, { citizens }: Pick<Tickets, 'citizens'>): void {
  scope.get(
    '/ticket',
    { config: open, schema: { querystring: ticketQuery, hide: true } },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const children = createElement(AskForTicket, { tongue, given: request.query });
      return show(request, reply, { title: tongue.words.follow.title, full: '/ticket', children });
    },
  );
  scope.post(
    '/ticket',
    {
      // Number and code open the ticket, no cookie does; they are in no address that a browser remembers.
      config: {
        access: 'public',
        csrf: 'not_needed',
        door: 'follow_up',
        isPlainDoor: true,
        isGuess: true,
        rateLimit: perTicketNumber,
      },
      schema: { querystring: langQuery, body: ticketForm, hide: true },
    },
    async (request, reply) => {
      const { tongue } = placeOf(request);
      const { follow } = tongue.words;
      const page = { title: follow.title, full: '/ticket' };
      const key = ticketLookupSchema.safeParse(request.body);
      const ticket = key.success ? await citizens.lookUp(key.data).catch(unknown) : undefined;
      if (ticket) {
        const children = createElement(Ticket, { tongue, ticket, code: request.body.code.trim() });
        return show(request, reply, { ...page, children });
      }
      const isCodeWrong = !ticketLookupSchema.shape.code.safeParse(request.body.code).success;
      const fault = isCodeWrong ? follow.wrongCode : follow.unknown;
      const children = createElement(AskForTicket, { tongue, given: request.body, fault });
      return show(request, reply, { ...page, children, status: isCodeWrong ? 400 : 404 });
    },
  );
}

function unknown(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}
