import { trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Structured logs on standard output. Secrets and texts of citizens never go in: log ids. */
export function createLog(level: string): Log {
  return pino({
    level,
    // Where traces are on, a line is found from its trace and the other way round.
    mixin: () => {
      const span = trace.getActiveSpan();
      return span ? { traceId: span.spanContext().traceId } : {};
    },
    redact: {
      paths: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token', '*.secret'],
      censor: '[redacted]',
    },
  });
}
