// What Twilio's webhooks say, as our events. Form fields are strings; fields that we do not know pass unread.
import { z } from 'zod';
import type { CallEvent, DialOutcome } from '../event.ts';

const callStatusSchema = z.enum([
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
]);
type CallStatus = z.infer<typeof callStatusSchema>;

const wholeNumber = z.string().regex(/^\d+$/).transform(Number);

/** Twilio's stand-ins for a number that the caller withheld (twilio.com/docs/voice: anonymous caller ids). */
const withheldNumbers = new Set(['+266696687', '+7378742833', '+2562533', '+8656696']);

function callerNumberOf(from: string | undefined): string | null {
  if (from === undefined || withheldNumbers.has(from)) return null;
  return /^\+?\d{3,15}$/.test(from) ? from : null;
}

const twilioVoiceSchema = z.object({
  CallSid: z.string().min(1),
  From: z.string().optional(),
  To: z.string().optional(),
  CallStatus: callStatusSchema.optional(),
  Direction: z.string().optional(),
  Digits: z.string().optional(),
  SpeechResult: z.string().optional(),
  DialCallStatus: z.string().optional(),
  DialCallSid: z.string().optional(),
  RecordingSid: z.string().optional(),
  RecordingUrl: z.string().optional(),
  RecordingDuration: wholeNumber.optional(),
});

const twilioStatusSchema = z.union([
  z.object({
    MessageSid: z.string().min(1),
    MessageStatus: z.enum([
      'accepted',
      'scheduled',
      'queued',
      'sending',
      'sent',
      'delivered',
      'undelivered',
      'failed',
      'read',
      'canceled',
    ]),
    ErrorCode: z.string().optional(),
  }),
  z.object({
    CallSid: z.string().min(1),
    CallStatus: callStatusSchema,
    ParentCallSid: z.string().optional(),
    SequenceNumber: wholeNumber.optional(),
    CallDuration: wholeNumber.optional(),
  }),
]);

const truth = z.enum(['true', 'false']).transform((word) => word === 'true');

const twilioConferenceSchema = z.object({
  ConferenceSid: z.string().min(1),
  FriendlyName: z.string().min(1),
  StatusCallbackEvent: z.string().min(1),
  SequenceNumber: wholeNumber,
  CallSid: z.string().optional(),
  ParticipantLabel: z.string().optional(),
  Hold: truth.optional(),
});

const twilioPartySchema = z.object({
  CallSid: z.string().min(1),
  CallStatus: callStatusSchema,
});

const twilioRecordingSchema = z.object({
  CallSid: z.string().min(1),
  RecordingSid: z.string().min(1),
  RecordingStatus: z.enum(['in-progress', 'completed', 'absent', 'failed']),
  RecordingUrl: z.string().optional(),
  RecordingDuration: wholeNumber.optional(),
  RecordingSource: z.string().optional(),
});

const twilioSmsSchema = z
  .object({
    MessageSid: z.string().min(1),
    From: z.string().min(1),
    To: z.string().min(1),
    Body: z.string().default(''),
    NumMedia: wholeNumber.default(0),
  })
  .loose();

/** What the voice webhook reports: the call and the event for the engine. */
export interface VoiceReport {
  callRef: string;
  /** Null when withheld. */
  callerNumber: string | null;
  calledNumber: string;
  event: CallEvent;
}

/**
 * Reads the voice webhook: the first request for a call (no `turn`), or the request of an answer of ours, whose
 * `turn` stands in its address and makes the event's id, so that a retry is known as one.
 * @throws {z.ZodError} when the body is no voice webhook.
 */
export function readVoiceWebhook(body: unknown, turn: number | undefined): VoiceReport {
  const form = twilioVoiceSchema.parse(body);
  return {
    callRef: form.CallSid,
    callerNumber: callerNumberOf(form.From),
    calledNumber: form.To ?? '',
    event: voiceEvent(form, turn),
  };
}

function voiceEvent(form: z.infer<typeof twilioVoiceSchema>, turn: number | undefined): CallEvent {
  if (turn === undefined) return { type: 'call_started', id: 'call_started' };
  const id = `turn-${turn}`;
  if (form.DialCallStatus !== undefined) {
    return { type: 'dial_ended', id, outcome: dialOutcome(form.DialCallStatus) };
  }
  // Before digits: a recording that a key ended carries that key as digits, a hang-up the word `hangup`.
  if (form.RecordingUrl) {
    const recordingRef = form.RecordingSid ?? form.RecordingUrl.replace(/^.*\//, '');
    return { type: 'recording_done', id, recordingRef: recordingRef || form.RecordingUrl };
  }
  if (form.Digits && /^[0-9*#]{1,64}$/.test(form.Digits)) return { type: 'digits', id, digits: form.Digits };
  if (form.SpeechResult) return { type: 'said', id, text: form.SpeechResult.slice(0, 1_000) };
  return { type: 'timeout', id };
}

function dialOutcome(status: string): DialOutcome {
  return status === 'completed' || status === 'answered' ? 'answered' : missedOutcome(status);
}

function missedOutcome(status: string): Exclude<DialOutcome, 'answered'> {
  switch (status) {
    case 'busy':
      return 'busy';
    case 'no-answer':
      return 'no_answer';
    case 'canceled':
      return 'canceled';
    default:
      return 'failed';
  }
}

const endedStatuses: ReadonlySet<CallStatus> = new Set([
  'completed',
  'busy',
  'failed',
  'no-answer',
  'canceled',
]);

export type StatusReport =
  /** The caller's own call. `event` is the hang-up when it is over. */
  | { kind: 'call'; callRef: string; status: CallStatus; event: CallEvent | null }
  /** The agent's leg of a caller's call. `event` tells that the agent picked up. */
  | { kind: 'leg'; callRef: string; legRef: string; status: CallStatus; event: CallEvent | null }
  | {
      kind: 'sms';
      messageRef: string;
      delivery: 'queued' | 'sent' | 'delivered' | 'failed';
      errorCode: string | null;
    };

/**
 * Reads a status callback of a call, of an agent's leg or of a text message.
 * The end of a leg is no event: the caller's `<Dial>` reports it.
 * @throws {z.ZodError} when it is none of them.
 */
export function readStatusWebhook(body: unknown): StatusReport {
  const form = twilioStatusSchema.parse(body);
  if ('MessageSid' in form) {
    return {
      kind: 'sms',
      messageRef: form.MessageSid,
      delivery: deliveryOf(form.MessageStatus),
      errorCode: form.ErrorCode ?? null,
    };
  }
  const status = form.CallStatus;
  if (form.ParentCallSid) {
    const event: CallEvent | null =
      status === 'in-progress' ? { type: 'dial_answered', id: `${form.CallSid}-answered` } : null;
    return { kind: 'leg', callRef: form.ParentCallSid, legRef: form.CallSid, status, event };
  }
  const event: CallEvent | null = endedStatuses.has(status) ? { type: 'hangup', id: 'hangup' } : null;
  return { kind: 'call', callRef: form.CallSid, status, event };
}

function deliveryOf(status: string): 'queued' | 'sent' | 'delivered' | 'failed' {
  switch (status) {
    case 'sent':
      return 'sent';
    case 'delivered':
    case 'read':
      return 'delivered';
    case 'undelivered':
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'queued';
  }
}

/** What happened in a conference. `seq` orders the news of one conference. */
export interface ConferenceReport {
  room: string;
  conferenceRef: string;
  seq: number;
  news: 'joined' | 'left' | 'changed' | 'ended' | 'other';
  /** Whom it is about: the call, and the label that it joined under. */
  legRef: string | null;
  label: string | null;
  isHeld: boolean | null;
}

const conferenceNews: Readonly<Record<string, ConferenceReport['news']>> = {
  'participant-join': 'joined',
  'participant-leave': 'left',
  'participant-hold': 'changed',
  'participant-unhold': 'changed',
  'participant-mute': 'changed',
  'participant-unmute': 'changed',
  'participant-modify': 'changed',
  'conference-end': 'ended',
};

/**
 * Reads a conference's status callback.
 * @throws {z.ZodError} when it is none.
 */
export function readConferenceWebhook(body: unknown): ConferenceReport {
  const form = twilioConferenceSchema.parse(body);
  return {
    room: form.FriendlyName,
    conferenceRef: form.ConferenceSid,
    seq: form.SequenceNumber,
    news: conferenceNews[form.StatusCallbackEvent] ?? 'other',
    legRef: form.CallSid || null,
    label: form.ParticipantLabel || null,
    isHeld: form.Hold ?? null,
  };
}

/** How a call that we made into a conference stands. `missed`: nobody answered it. */
export type PartyReport = { legRef: string } & (
  | { state: 'ringing' | 'answered' | 'over' }
  | { state: 'missed'; outcome: Exclude<DialOutcome, 'answered'> }
);

/**
 * Reads the status callback of a call that we made into a conference.
 * @throws {z.ZodError} when it is none.
 */
export function readPartyWebhook(body: unknown): PartyReport {
  const { CallSid: legRef, CallStatus: status } = twilioPartySchema.parse(body);
  switch (status) {
    case 'in-progress':
      return { legRef, state: 'answered' };
    case 'completed':
      return { legRef, state: 'over' };
    case 'busy':
    case 'failed':
    case 'no-answer':
    case 'canceled':
      return { legRef, state: 'missed', outcome: missedOutcome(status) };
    default:
      return { legRef, state: 'ringing' };
  }
}

export interface RecordingReport {
  callRef: string;
  recordingRef: string;
  url: string;
  durationS: number | null;
  /** Voicemail, or the talk with an agent. */
  purpose: 'voicemail' | 'talk';
}

/**
 * Reads the recording callback; null while there is nothing to keep (in progress, absent, failed).
 * @throws {z.ZodError} when it is no recording callback.
 */
export function readRecordingWebhook(body: unknown): RecordingReport | null {
  const form = twilioRecordingSchema.parse(body);
  if (form.RecordingStatus !== 'completed' || !form.RecordingUrl) return null;
  return {
    callRef: form.CallSid,
    recordingRef: form.RecordingSid,
    url: form.RecordingUrl,
    durationS: form.RecordingDuration ?? null,
    purpose: form.RecordingSource === 'RecordVerb' ? 'voicemail' : 'talk',
  };
}

export interface SmsReport {
  messageRef: string;
  from: string;
  to: string;
  text: string;
  media: { url: string; mime: string }[];
}

/**
 * Reads an incoming text message with its pictures.
 * @throws {z.ZodError} when it is none.
 */
export function readSmsWebhook(body: unknown): SmsReport {
  const form = twilioSmsSchema.parse(body);
  const media = Array.from({ length: Math.min(form.NumMedia, 10) }, (_none, index) => ({
    url: form[`MediaUrl${index}`],
    mime: form[`MediaContentType${index}`],
  })).flatMap(({ url, mime }) =>
    typeof url === 'string' && typeof mime === 'string' ? [{ url, mime }] : [],
  );
  return { messageRef: form.MessageSid, from: form.From, to: form.To, text: form.Body, media };
}
