// Twilio's proof that a webhook is theirs. Without it: 403, a log line, and nothing else.
import type { FastifyRequest } from 'fastify';
import twilio from 'twilio';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';

/** What a carrier calls: few addresses, each call signed. */
export const carrierRoute = { access: 'public', csrf: 'not_needed', rateLimit: false } as const;

const parametersSchema = z.record(z.string(), z.string());

/**
 * Checks `X-Twilio-Signature` over the public URL and the form fields.
 * @throws AppError `bad_signature`, also when no auth token is configured.
 */
export function demandTwilioSignature(
  request: FastifyRequest,
  settings: { authToken: string | undefined; publicUrl: string },
): Record<string, string> {
  const signature = request.headers['x-twilio-signature'];
  const parameters = parametersSchema.safeParse(request.body ?? {});
  const url = new URL(request.raw.url ?? '/', settings.publicUrl).href;
  const isTheirs =
    settings.authToken !== undefined &&
    typeof signature === 'string' &&
    parameters.success &&
    twilio.validateRequest(settings.authToken, signature, url, parameters.data);
  if (!isTheirs) {
    request.log.warn({ path: request.raw.url, ip: request.ip }, 'webhook with a wrong signature refused');
    throw new AppError('bad_signature');
  }
  return parameters.data;
}
