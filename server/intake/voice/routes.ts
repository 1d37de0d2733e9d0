// The carrier's voice webhooks: Twilio's with their signature, the simulator's in demo mode without.
import type { FastifyRequest } from 'fastify';
import twilio from 'twilio';
import { z } from 'zod';
import {
  readRecordingWebhook,
  readStatusWebhook,
  readVoiceWebhook,
  soundNameSchema,
  toTwiml,
  type UrlBuilder,
} from '../../../ivr/index.ts';
import type { Config } from '../../platform/config.ts';
import { idSchema } from '../../platform/contract.ts';
import { AppError } from '../../platform/errors.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import type { Routing } from '../../routing/index.ts';
import type { Receipt } from '../sms/outgoing.ts';
import { demandTwilioSignature } from '../twilio/signature.ts';
import { readOrRefuse } from '../twilio/webhook.ts';
import type { Calls } from './calls.ts';
import { soundPath } from './contract.ts';
import type { Music, Sounds } from './sounds.ts';

const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const turnSchema = z.object({
  turn: z.coerce.number().int().min(0).optional(),
  /** A call that we made: the contact that we call back. */
  callback: idSchema.optional(),
});
const attemptSchema = z.object({ callback: idSchema, attempt: z.coerce.number().int().positive() });

/** How a call that nobody took ended, in our words. */
const missed = { busy: 'busy', 'no-answer': 'no_answer', failed: 'failed', canceled: 'no_answer' } as const;
const missedSchema = z.object({ CallStatus: z.enum(['busy', 'no-answer', 'failed', 'canceled']) });
const phoneTokenSchema = z.object({ token: z.string(), identity: z.string(), expiresInS: z.number().int() });
const phoneTokenS = 3_600;

/** Addresses under a prefix: `/twilio` for the carrier, `/api/simulator` for simulated callers. */
export function voiceUrls(publicUrl: string, prefix: string, music: Music): UrlBuilder {
  const sound = (name: string): string => `${publicUrl}${soundPath}/${name}.wav`;
  return {
    voice: (turn) => `${publicUrl}${prefix}/voice?turn=${turn}`,
    status: () => `${publicUrl}${prefix}/status`,
    recording: () => `${publicUrl}${prefix}/recording`,
    // Every music that a flow may name is the one that there is.
    media: () => ({ url: sound(music.name), seconds: music.seconds }),
    prompt: sound,
  };
}

/** Registers /voice, /status and /recording under a prefix. `verify` gives the form fields or refuses. */
function carrierRoutes(
  http: Http,
  options: {
    prefix: string;
    publicUrl: string;
    calls: Calls;
    routing: Routing;
    music: Music;
    noteReceipt: (receipt: Receipt) => Promise<void>;
    verify: (request: FastifyRequest) => unknown;
  },
): void {
  const { prefix, calls, routing, verify } = options;
  const urls = voiceUrls(options.publicUrl, prefix, options.music);
  const config = { access: 'public', csrf: 'not_needed' } as const;

  http.post(`${prefix}/voice`, { config }, async (request, reply) => {
    const form = verify(request);
    const { turn, callback } = readOrRefuse(() => turnSchema.parse(request.query));
    const report = readOrRefuse(() => readVoiceWebhook(form, turn));
    // Of a call that we made, the other end is the citizen.
    const { callerNumber, calledNumber } = report;
    const outgoing = { callbackOf: callback, callerNumber: calledNumber, calledNumber: callerNumber ?? '' };
    const answer = await calls.take(callback === undefined ? report : { ...report, ...outgoing });
    return reply.type('text/xml').send(toTwiml(answer.verbs, { turn: answer.turn, urls }));
  });

  http.post(`${prefix}/status`, { config }, async (request, reply) => {
    const form = verify(request);
    const report = readOrRefuse(() => readStatusWebhook(form));
    if (report.kind === 'sms') {
      const { messageRef, delivery, errorCode } = report;
      await options.noteReceipt({
        providerRef: messageRef,
        delivery,
        ...(errorCode ? { error: errorCode } : {}),
      });
    } else if (report.event) {
      await calls.takeIfKnown(report.callRef, report.event);
    }
    const attempt = attemptSchema.safeParse(request.query);
    const end = missedSchema.safeParse(form);
    if (attempt.success && end.success)
      await routing.missCall(attempt.data.callback, attempt.data.attempt, missed[end.data.CallStatus]);
    return reply.type('text/xml').send(emptyResponse);
  });

  http.post(`${prefix}/recording`, { config }, async (request, reply) => {
    const form = verify(request);
    const recording = readOrRefuse(() => readRecordingWebhook(form));
    if (recording) await calls.keepRecording(recording);
    return reply.type('text/xml').send(emptyResponse);
  });
}

/** Registers the voice routes: Twilio's always (403 without its signature), simulated callers in demo mode. */
export function voiceRoutes(
  http: Http,
  deps: {
    calls: Calls;
    routing: Routing;
    sounds: Sounds;
    config: Config;
    noteReceipt: (receipt: Receipt) => Promise<void>;
  },
): void {
  const { calls, routing, sounds, config, noteReceipt } = deps;
  const { music } = sounds;
  const { publicUrl } = config;
  const authToken = config.twilio?.authToken;
  carrierRoutes(http, {
    prefix: '/twilio',
    publicUrl,
    calls,
    routing,
    music,
    noteReceipt,
    verify: (request) => demandTwilioSignature(request, { authToken, publicUrl }),
  });
  if (config.demo && !config.twilio) {
    const verify = (request: FastifyRequest): unknown => request.body;
    carrierRoutes(http, { prefix: '/api/simulator', publicUrl, calls, routing, music, noteReceipt, verify });
  }

  http.get(
    `${soundPath}/:name.wav`,
    { config: { access: 'public' }, schema: { params: z.object({ name: soundNameSchema }) } },
    async (request, reply) => {
      const { bytes, stream } = await sounds.open(request.params.name);
      return reply
        .type('audio/wav')
        .header('content-length', bytes)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(stream);
    },
  );

  http.get(
    '/api/desk/phone-token',
    { config: { access: 'desk.work' }, schema: { response: { 200: phoneTokenSchema } } },
    async (request) => {
      const client = config.twilio?.client;
      if (!config.twilio || !client) throw new AppError('not_configured');
      const identity = actorOf(request).id;
      const { AccessToken } = twilio.jwt;
      const token = new AccessToken(config.twilio.accountSid, client.apiKey, client.apiSecret, {
        identity,
        ttl: phoneTokenS,
      });
      token.addGrant(
        new AccessToken.VoiceGrant({ outgoingApplicationSid: client.twimlAppSid, incomingAllow: true }),
      );
      return { token: token.toJwt(), identity, expiresInS: phoneTokenS };
    },
  );
}
