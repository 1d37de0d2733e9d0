// The carrier's voice webhooks: Twilio's with their signature, the simulator's in demo mode without.
import type { FastifyRequest } from 'fastify';
import twilio from 'twilio';
import { z } from 'zod';
import {
  type RecordingReport,
  readRecordingWebhook,
  readStatusWebhook,
  readVoiceWebhook,
  recordingsIn,
  soundNameSchema,
  toTwiml,
  type UrlBuilder,
} from '../../../ivr/index.ts';
import type { Config } from '../../platform/config.ts';
import { idSchema } from '../../platform/contract.ts';
import { actorOf, type Http } from '../../platform/http.ts';
import type { Routing } from '../../routing/index.ts';
import { phoneTokenSchema } from '../hotline/contract.ts';
import type { Receipt } from '../sms/outgoing.ts';
import type { TwilioLine } from '../twilio/index.ts';
import { carrierRoute, demandTwilioSignature } from '../twilio/signature.ts';
import { talkRoomOf } from '../twilio/talk/talks.ts';
import { readOrRefuse } from '../twilio/webhook.ts';
import type { CallAnswer, CallReport, Calls } from './calls.ts';
import { soundPath } from './contract.ts';
import type { Music, Sounds } from './sounds.ts';

const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const turnSchema = z.object({
  turn: z.coerce.number().int().min(0).optional(),
  /** A call that we made: the contact that we call back. */
  callback: idSchema.optional(),
  /** The line was told to go on with the answer given last: nothing has happened on it. */
  moved: z.literal('1').optional(),
});
/** Which of our text messages a receipt is about. */
const ofSmsSchema = z.object({ sms: idSchema });
const attemptSchema = z.object({ callback: idSchema, attempt: z.coerce.number().int().positive() });

/** How a call that nobody took ended, in our words. */
const missed = { busy: 'busy', 'no-answer': 'no_answer', failed: 'failed', canceled: 'no_answer' } as const;
const missedSchema = z.object({ CallStatus: z.enum(['busy', 'no-answer', 'failed', 'canceled']) });
const phoneTokenS = 3_600;

/** Addresses under a prefix: `/twilio` for the carrier, `/api/simulator` for simulated callers. */
export function voiceUrls(
  publicUrl: string,
  prefix: string,
  music: Music,
): Omit<UrlBuilder, 'prompt'> & { status(): string; prompt(sound: string): string } {
  const sound = (name: string): string => `${publicUrl}${soundPath}/${name}.wav`;
  return {
    voice: (turn) => `${publicUrl}${prefix}/voice?turn=${turn}`,
    status: () => `${publicUrl}${prefix}/status`,
    conference: () => `${publicUrl}${prefix}/conference`,
    ringing: () => `${publicUrl}${prefix}/sound/ringing`,
    recording: () => `${publicUrl}${prefix}/recording`,
    // Every music that a flow may name is the one that there is.
    media: () => ({ url: sound(music.name), seconds: music.seconds }),
    prompt: sound,
  };
}

/** What a carrier that makes conferences has to do beside the flow. */
interface LineBehind {
  /** What the line reports, as far as the carrier's word for it is not enough. */
  judge(report: CallReport): Promise<CallReport>;
  /** Before the line hears what to do. */
  prepare(answer: CallAnswer): Promise<void>;
  /** The caller's call is over. */
  end(callRef: string): Promise<void>;
  keep(recording: RecordingReport): Promise<void>;
}

/** Simulated callers need nothing of it: their agents answer by a word of theirs. */
const simulatedLine: LineBehind = {
  judge: async (report) => report,
  prepare: async () => undefined,
  end: async () => undefined,
  keep: async () => undefined,
};

function twilioLineBehind({ talks, recordings }: TwilioLine, calls: Calls): LineBehind {
  return {
    judge: async (report) => {
      const { event, callRef } = report;
      if (event.type !== 'dial_ended' || event.outcome !== 'answered') return report;
      // Twilio calls every conference answered, also one that only the caller has been in.
      const isConference = (await calls.sessionOf(callRef))?.status === 'dialling';
      if (!isConference || (await talks.wasAnswered(callRef))) return report;
      return { ...report, event: { ...event, outcome: 'failed' } };
    },
    prepare: (answer) => talks.open(answer),
    end: (callRef) => talks.endCall(callRef),
    keep: (recording) => recordings.note(recording),
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
    sounds: Sounds;
    hearsSpeech: boolean;
    noteReceipt: (receipt: Receipt) => Promise<void>;
    verify: (request: FastifyRequest) => unknown;
    line: LineBehind;
  },
): void {
  const { prefix, calls, routing, sounds, verify, line } = options;
  const urls = voiceUrls(options.publicUrl, prefix, sounds.music);

  http.post(`${prefix}/voice`, { config: carrierRoute }, async (request, reply) => {
    const form = verify(request);
    const { turn, callback, moved } = readOrRefuse(() => turnSchema.parse(request.query));
    const report = readOrRefuse(() => readVoiceWebhook(form, turn));
    // Of a call that we made, the other end is the citizen.
    const { callerNumber, calledNumber } = report;
    const outgoing = { callbackOf: callback, callerNumber: calledNumber, calledNumber: callerNumber ?? '' };
    const answer =
      (moved && (await calls.lastAnswer(report.callRef))) ??
      (await calls.take(await line.judge(callback === undefined ? report : { ...report, ...outgoing })));
    await line.prepare(answer);
    const { session, verbs } = answer;
    const room = talkRoomOf(session.callRef, session.agentsLost);
    const gone = new Set(await sounds.missing(recordingsIn(verbs)));
    const prompt = (sound: string) => (gone.has(sound) ? undefined : urls.prompt(sound));
    const place = { turn: answer.turn, urls: { ...urls, prompt }, room, hearsSpeech: options.hearsSpeech };
    return reply.type('text/xml').send(toTwiml(verbs, place));
  });

  http.post(`${prefix}/status`, { config: carrierRoute }, async (request, reply) => {
    const form = verify(request);
    const report = readOrRefuse(() => readStatusWebhook(form));
    if (report.kind === 'sms') {
      const { messageRef, delivery, errorCode } = report;
      const { sms: smsId } = ofSmsSchema.safeParse(request.query).data ?? {};
      await options.noteReceipt({
        providerRef: messageRef,
        ...(smsId !== undefined && { smsId }),
        delivery,
        ...(errorCode ? { error: errorCode } : {}),
      });
    } else if (report.event) {
      await calls.takeIfKnown(report.callRef, report.event);
      if (report.kind === 'call') await line.end(report.callRef);
    }
    const attempt = attemptSchema.safeParse(request.query);
    const end = missedSchema.safeParse(form);
    if (attempt.success && end.success)
      await routing.missCall(attempt.data.callback, attempt.data.attempt, missed[end.data.CallStatus]);
    return reply.type('text/xml').send(emptyResponse);
  });

  http.post(`${prefix}/recording`, { config: carrierRoute }, async (request, reply) => {
    const form = verify(request);
    const recording = readOrRefuse(() => readRecordingWebhook(form));
    if (recording) await line.keep(recording);
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
    twilio: TwilioLine | undefined;
  },
): void {
  const { calls, routing, sounds, config, noteReceipt, twilio: twilioLine } = deps;
  const { publicUrl } = config;
  const authToken = config.twilio?.authToken;
  carrierRoutes(http, {
    prefix: '/twilio',
    publicUrl,
    calls,
    routing,
    sounds,
    hearsSpeech: config.twilio?.hearsSpeech ?? false,
    noteReceipt,
    verify: (request) => demandTwilioSignature(request, { authToken, publicUrl }),
    line: twilioLine ? twilioLineBehind(twilioLine, calls) : simulatedLine,
  });
  if (config.demo && !config.twilio) {
    const verify = (request: FastifyRequest): unknown => request.body;
    carrierRoutes(http, {
      prefix: '/api/simulator',
      publicUrl,
      calls,
      routing,
      sounds,
      hearsSpeech: false,
      noteReceipt,
      verify,
      line: simulatedLine,
    });
  }

  http.get(
    `${soundPath}/:name.wav`,
    {
      config: { access: 'public', rateLimit: false },
      schema: { params: z.object({ name: soundNameSchema }) },
    },
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
    { config: { access: 'desk.work' }, schema: { response: { 200: phoneTokenSchema.nullable() } } },
    async (request) => {
      const client = config.twilio?.client;
      if (!config.twilio || !client) return null;
      const identity = actorOf(request).id;
      const { AccessToken } = twilio.jwt;
      const token = new AccessToken(config.twilio.accountSid, client.apiKey, client.apiSecret, {
        identity,
        ttl: phoneTokenS,
      });
      token.addGrant(
        new AccessToken.VoiceGrant({ outgoingApplicationSid: client.twimlAppSid, incomingAllow: true }),
      );
      const { edges, codecs } = client;
      return { token: token.toJwt(), identity, expiresInS: phoneTokenS, edges, codecs };
    },
  );
}
