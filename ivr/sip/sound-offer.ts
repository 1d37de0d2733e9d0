// What two ends agree on about sound (RFC 3264, RFC 8866, RFC 4733): G.711 in 20 ms packets, keys as events.
import { type MediaDescription, parse, type SessionDescription, write } from 'sdp-transform';
import type { Law } from '../media/g711.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Where and how the far end takes sound. */
export interface FarSound {
  address: string;
  port: number;
  law: Law;
  payloadType: number;
  /** Keys as events; null: the far end does not know them. */
  eventType: number | null;
  /** As the far end sees it. */
  direction: Direction;
}

/** Where we take it. */
export interface OwnSound {
  address: string;
  port: number;
  sessionId: number;
  version: number;
}

const lawByCodec: Readonly<Record<string, Law>> = { PCMU: 'mulaw', PCMA: 'alaw' };
const staticCodecs: Readonly<Record<number, string>> = { 0: 'PCMU', 8: 'PCMA' };
const defaultEventType = 101;
const opposite: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

function isDirection(text: unknown): text is Direction {
  return typeof text === 'string' && text in opposite;
}

function payloadTypes({ payloads }: MediaDescription): number[] {
  // A single one is parsed as a number, whatever its type says.
  return String(payloads ?? '')
    .split(/\s+/)
    .filter((text) => /^\d{1,3}$/.test(text))
    .map(Number);
}

function codecOf(media: MediaDescription, payloadType: number): { codec: string; rate: number } {
  const told = media.rtp.find(({ payload }) => payload === payloadType);
  return { codec: (told?.codec ?? staticCodecs[payloadType] ?? '').toUpperCase(), rate: told?.rate ?? 8_000 };
}

function isAudio({ type, port, protocol }: MediaDescription): boolean {
  return type === 'audio' && port > 0 && port <= 65_535 && protocol === 'RTP/AVP';
}

/** The sound that a description offers, in the law that it names first. Undefined when there is none for us. */
function farSound(session: SessionDescription, media: MediaDescription): FarSound | undefined {
  const connection = media.connection ?? session.connection;
  if (connection?.version !== 4 || !/^\d{1,3}(\.\d{1,3}){3}$/.test(connection.ip)) return undefined;
  const types = payloadTypes(media);
  const payloadType = types.find((type) => {
    const { codec, rate } = codecOf(media, type);
    return lawByCodec[codec] !== undefined && rate === 8_000;
  });
  const law = payloadType === undefined ? undefined : lawByCodec[codecOf(media, payloadType).codec];
  if (payloadType === undefined || law === undefined) return undefined;
  const eventType = types.find((type) => {
    const { codec, rate } = codecOf(media, type);
    return codec === 'TELEPHONE-EVENT' && rate === 8_000;
  });
  const told = media.direction ?? session.direction;
  // Hold as RFC 2543 had it: an address that is none.
  const isNowhere = connection.ip === '0.0.0.0';
  const direction = isDirection(told) ? told : 'sendrecv';
  return {
    address: connection.ip,
    port: media.port,
    law,
    payloadType,
    eventType: eventType ?? null,
    direction: isNowhere ? 'inactive' : direction,
  };
}

function parsed(sdp: string): SessionDescription | undefined {
  try {
    const session = parse(sdp);
    return session.origin && Array.isArray(session.media) ? session : undefined;
  } catch {
    return undefined;
  }
}

/** A description of the far end: its sound, and the streams that an answer has to name in the same order. */
export interface FarDescription {
  sound: FarSound;
  streams: readonly MediaDescription[];
  index: number;
}

/** Undefined when it is no description, or offers no sound that we speak. */
export function readDescription(sdp: string): FarDescription | undefined {
  const session = parsed(sdp);
  if (!session) return undefined;
  for (const [index, media] of session.media.entries()) {
    const sound = isAudio(media) ? farSound(session, media) : undefined;
    if (sound) return { sound, streams: session.media, index };
  }
  return undefined;
}

function audio(own: OwnSound, codecs: readonly (readonly [number, string])[], direction: Direction) {
  const events = codecs.find(([, codec]) => codec === 'telephone-event');
  return {
    type: 'audio',
    port: own.port,
    protocol: 'RTP/AVP',
    payloads: codecs.map(([type]) => type).join(' '),
    rtp: codecs.map(([payload, codec]) => ({ payload, codec, rate: 8_000 })),
    fmtp: events ? [{ payload: events[0], config: '0-15' }] : [],
    ptime: 20,
    direction,
  };
}

function description({ address, sessionId, version }: OwnSound, media: MediaDescription[]): string {
  return write({
    version: 0,
    origin: { username: '-', sessionId, sessionVersion: version, netType: 'IN', ipVer: 4, address },
    name: '-',
    connection: { version: 4, ip: address },
    timing: { start: 0, stop: 0 },
    media,
  });
}

const codecNames: Readonly<Record<Law, string>> = { mulaw: 'PCMU', alaw: 'PCMA' };

/** What we offer: A-law first, as the networks of most of the world have it; in a call that stands, what it speaks. */
export function writeOffer(own: OwnSound, agreed: FarSound | undefined): string {
  const events = [agreed?.eventType ?? defaultEventType, 'telephone-event'] as const;
  const codecs = agreed
    ? ([[agreed.payloadType, codecNames[agreed.law]], events] as const)
    : ([[8, 'PCMA'], [0, 'PCMU'], events] as const);
  return description(own, [audio(own, codecs, agreed ? opposite[agreed.direction] : 'sendrecv')]);
}

export function writeAnswer(own: OwnSound, { sound, streams, index }: FarDescription): string {
  const codecs: [number, string][] = [[sound.payloadType, codecNames[sound.law]]];
  if (sound.eventType !== null) codecs.push([sound.eventType, 'telephone-event']);
  return description(
    own,
    streams.map((stream, at) =>
      at === index
        ? audio(own, codecs, opposite[sound.direction])
        : {
            type: stream.type,
            port: 0,
            protocol: stream.protocol,
            payloads: String(stream.payloads ?? '0'),
            rtp: [],
            fmtp: [],
          },
    ),
  );
}
