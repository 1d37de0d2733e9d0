// Optional traces (OpenTelemetry): one contact followed from the request through the transaction to whoever acts on its
// events, also in other processes. Without a collector every call here is a no-op of the API. Spans carry names, ids and
// codes, never what a citizen wrote or is called.
import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { subjectOf } from './subject.ts';

const tracer = trace.getTracer('onecall');

/**
 * Runs work as a span of the trace around it, or of one that it begins. A refusal is no error of ours.
 * @param payload says whom it is about, where it says so
 */
export async function traced<T>(name: string, work: () => Promise<T>, payload?: unknown): Promise<T> {
  return tracer.startActiveSpan(name, async (span) => {
    if (payload !== undefined && span.isRecording()) span.setAttributes(attributesOf(payload));
    try {
      return await work();
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function markFailed(span: Span, error: unknown): void {
  if (error instanceof AppError) span.setAttribute('onecall.refusal', error.code);
  // The message may hold a value out of a row.
  else span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : '' });
}

/** A request that is being answered. */
export interface RequestSpan {
  /** Goes on inside the span: what a stream calls back has lost it. */
  within(goOn: () => void): void;
  /** @param route the path with its parameters' names, not their values: some are secrets */
  end(method: string, route: string, status: number): void;
}

/** Begins the span of a request, in the caller's trace if there is one. */
export function traceRequest(headers: Readonly<Record<string, unknown>>, requestId: string): RequestSpan {
  const from = propagation.extract(ROOT_CONTEXT, headers);
  const attributes = { 'onecall.request.id': requestId };
  const span = tracer.startSpan('request', { kind: SpanKind.SERVER, attributes }, from);
  const inside = trace.setSpan(from, span);
  return {
    within: (goOn) => context.with(inside, goOn),
    end(method, route, status) {
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
      });
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Where we are in a trace, to be sent along (W3C Trace Context); undefined outside of one. */
export function traceParent(): string | undefined {
  const carrier: Record<string, unknown> = {};
  propagation.inject(context.active(), carrier);
  return typeof carrier.traceparent === 'string' ? carrier.traceparent : undefined;
}

/** Work that goes on in the trace of this moment, whoever calls it. */
export function inThisTrace<W extends (...values: never[]) => unknown>(work: W): W {
  return context.bind(context.active(), work);
}

/** Runs work in the trace that it was sent along with. */
export function inTrace<T>(traceparent: string | undefined, work: () => T): T {
  return traceparent ? context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), work) : work();
}

/** The ids by which the spans of a ticket or a conversation are found. */
function attributesOf(payload: unknown): Attributes {
  const { ticketId, conversationId } = subjectOf(payload);
  return {
    ...(ticketId && { 'onecall.ticket.id': ticketId }),
    ...(conversationId && { 'onecall.conversation.id': conversationId }),
  };
}

/**
 * Sends spans to a collector over OTLP/HTTP. A collector that is away costs nothing but the spans. The standard variables
 * of OpenTelemetry (OTEL_TRACES_SAMPLER, OTEL_BSP_…, OTEL_EXPORTER_OTLP_HEADERS) are read by the library.
 * @param traceEndpoint of the collector, without the path
 * @returns ends it, when the last spans are sent or cannot be
 */
export async function startTraces(
  { traceEndpoint: endpoint, roles }: { traceEndpoint: string; roles: ReadonlySet<string> },
  log: Log,
): Promise<() => Promise<void>> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'onecall', 'onecall.roles': [...roles] }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return () =>
    provider.shutdown().catch((error: unknown) => log.warn({ err: error }, 'the last traces are not sent'));
}
