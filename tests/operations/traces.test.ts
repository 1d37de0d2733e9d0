// Traces, as a collector gets them from the server: a ticket is followed from the request to those who act on its events,
// and nothing about its citizen is told.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Api } from '../../scripts/demo-day/api.ts';
import { ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { type App, startApp } from '../harness/app.ts';
import { demoDatabase } from '../harness/database.ts';
import { testRedis } from '../harness/redis.ts';

/** What we read of OTLP in JSON (opentelemetry-proto, ExportTraceServiceRequest). */
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Spans = z.infer<typeof exportSchema>['resourceSpans'][number]['scopeSpans'][number]['spans'];

const bodies: string[] = [];
const spans = (): Spans =>
  bodies
    .flatMap((body) => exportSchema.parse(JSON.parse(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);

let collector: Server;
let app: App;
let api: Api;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    bodies.push(await text(request));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const address = collector.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  app = await startApp({
    databaseUrl: await demoDatabase(),
    redisUrl: await testRedis(),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}`, OTEL_BSP_SCHEDULE_DELAY: '100' },
  });
  api = new Api(app.base);
  await api.signIn('agent1', 'onecall-demo');
}, 120_000);
afterAll(async () => {
  await app?.stop();
  collector?.close();
});

const file = (title: string) =>
  api.post(
    '/api/tickets',
    {
      id: crypto.randomUUID(),
      kind: 'help',
      title,
      text: '路口积水很深',
      channel: 'web',
      citizenName: '欧阳先生',
      citizenPhone: '13912345678',
    },
    ticketCreatedSchema,
  );

it('follows a ticket from the request through the transaction to those who act on its events', async () => {
  const { id } = (await file('积水')).ticket;
  const isTold = (what: RegExp) => spans().some(({ name }) => what.test(name));
  // Each goes when it has ended, and those who act may be done before the answer is out.
  await expect
    .poll(() => [/^POST \/api\/tickets$/, /^transaction$/, / ticket\.changed$/].every(isTold), {
      timeout: 20_000,
    })
    .toBe(true);
  const all = spans();
  const request = all.find(({ name }) => name === 'POST /api/tickets');
  const same = all.filter(({ traceId }) => traceId === request?.traceId);
  expect(same.find(({ name }) => name === 'transaction')?.parentSpanId).toBe(request?.spanId);
  const acted = same.filter(({ name }) => name.endsWith(' ticket.changed'));
  expect(acted.length).toBeGreaterThan(0);
  for (const { attributes } of acted) {
    expect(attributes).toContainEqual({ key: 'onecall.ticket.id', value: { stringValue: id } });
  }
});

it('tells the collector nothing about the citizen', () => {
  const sent = bodies.join('');
  for (const secret of ['13912345678', '欧阳', '积水', api.cookie]) expect(sent).not.toContain(secret);
});

it('goes on without a collector', async () => {
  collector.close();
  collector.closeAllConnections();
  await file('再次积水');
  await app.stop();
  expect(app.exitCode()).toBe(0);
  expect(app.log()).not.toContain('triggerUncaughtException');
}, 60_000);
