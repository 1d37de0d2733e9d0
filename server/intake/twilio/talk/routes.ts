// What Twilio tells of conferences and of the calls we made into them, and the sounds that it plays there.
import { z } from 'zod';
import { readConferenceWebhook, readPartyWebhook } from '../../../../ivr/index.ts';
import { keyTone, ringTone, type Samples, sampleRate, wavHeader } from '../../../../ivr/media/index.ts';
import { idSchema } from '../../../platform/contract.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Http } from '../../../platform/http.ts';
import { carrierRoute, demandTwilioSignature } from '../signature.ts';
import { readOrRefuse } from '../webhook.ts';
import type { TalkUrls } from './lines.ts';
import type { Talks } from './talks.ts';

const partySchema = z.object({ id: idSchema });
const soundSchema = z.object({ name: z.string().regex(/^[a-z0-9-]{1,20}$/) });
const emptyResponse = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export function talkUrls(publicUrl: string, musicUrl: string): TalkUrls {
  return {
    conference: () => `${publicUrl}/twilio/conference`,
    party: (id) => `${publicUrl}/twilio/party?id=${id}`,
    recording: () => `${publicUrl}/twilio/recording`,
    music: () => musicUrl,
    sound: (name) => `${publicUrl}/twilio/sound/${name}`,
  };
}

const keySound = /^key-(?:([0-9])|(star)|(hash))$/;

/** The sounds by name, made when they are first asked for. */
function soundOf(name: string): Samples | undefined {
  const key = keySound.exec(name);
  if (key) return keyTone(key[1] ?? (key[2] ? '*' : '#'));
  return name === 'ringing' ? ringTone : undefined;
}

/** Registers POST /twilio/conference, POST /twilio/party and GET /twilio/sound/:name. */
export function talkRoutes(http: Http, deps: { talks: Talks; authToken: string; publicUrl: string }): void {
  const { talks } = deps;

  http.post('/twilio/conference', { config: carrierRoute }, async (request, reply) => {
    const form = demandTwilioSignature(request, deps);
    await talks.hearConference(readOrRefuse(() => readConferenceWebhook(form)));
    return reply.type('text/xml').send(emptyResponse);
  });

  http.post('/twilio/party', { config: carrierRoute }, async (request, reply) => {
    const form = demandTwilioSignature(request, deps);
    const { id } = readOrRefuse(() => partySchema.parse(request.query));
    await talks.hearParty(
      id,
      readOrRefuse(() => readPartyWebhook(form)),
    );
    return reply.type('text/xml').send(emptyResponse);
  });

  const made = new Map<string, Buffer>();
  http.get(
    '/twilio/sound/:name',
    { config: { access: 'public', rateLimit: false }, schema: { params: soundSchema } },
    async (request, reply) => {
      const { name } = request.params;
      const file = made.get(name) ?? wavOf(soundOf(name));
      made.set(name, file);
      return reply.type('audio/wav').header('cache-control', 'public, max-age=86400').send(file);
    },
  );
}

function wavOf(samples: Samples | undefined): Buffer {
  if (!samples) throw new AppError('not_found');
  const octets = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return Buffer.concat([wavHeader({ channels: 1, sampleRate, dataBytes: octets.length }), octets]);
}
