import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Structured logs on standard output. Secrets and texts of citizens never go in: log ids. */
export function createLog(level: string): Log {
  return pino({
    level,
    redact: {
      paths: ['req.headers.cookie', 'req.headers.authorization', '*.password', '*.token', '*.secret'],
      censor: '[redacted]',
    },
  });
}
