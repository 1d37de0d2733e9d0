// The line to the city's mail server, for whoever sends letters.
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { isThisMachine, type MailConfig } from './mail-settings.ts';

/** What the mail server answered, where it refused for good (RFC 5321: 5yz). */
export const refusalSchema = z.object({
  responseCode: z.number().int().min(500).max(599),
  message: z.string(),
});

/**
 * Two connections at most, opened when there is something to send; `close` ends them. A server that is silent over a whole
 * letter is waited for as long as the library does, ten minutes (RFC 5321, 4.5.3.2.6): it may have taken it.
 */
export function transportTo({ smtp }: MailConfig) {
  return createTransport({
    pool: true,
    maxConnections: 2,
    host: smtp.host,
    port: smtp.port,
    secure: smtp.isSecure,
    requireTLS: !smtp.isSecure && !isThisMachine(smtp.host),
    auth: { user: smtp.user, pass: smtp.password },
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
  });
}
