import { describe, expect, test } from 'vitest';
import {
  readRecordingWebhook,
  readSmsWebhook,
  readStatusWebhook,
  readVoiceWebhook,
} from '../../../ivr/index.ts';

const voice = {
  CallSid: 'CA1',
  From: '+8613800000000',
  To: '+8675512345',
  CallStatus: 'in-progress',
  ApiVersion: 'x',
};

describe('the voice webhook', () => {
  test('without a turn is the start of the call', () => {
    expect(readVoiceWebhook({ ...voice, CallStatus: 'ringing' }, undefined)).toEqual({
      callRef: 'CA1',
      callerNumber: '+8613800000000',
      calledNumber: '+8675512345',
      event: { type: 'call_started', id: 'call_started' },
    });
  });

  test.each([
    { of: 'keys', form: { Digits: '1' }, event: { type: 'digits', digits: '1' } },
    { of: 'nothing', form: {}, event: { type: 'timeout' } },
    { of: 'an empty entry', form: { Digits: '' }, event: { type: 'timeout' } },
    { of: 'speech', form: { SpeechResult: 'English' }, event: { type: 'said', text: 'English' } },
    {
      of: 'a message that the caller ended by hanging up',
      form: { RecordingUrl: 'https://api.twilio.com/Recordings/RE1', Digits: 'hangup' },
      event: { type: 'recording_done', recordingRef: 'RE1' },
    },
    {
      of: 'a talk that was recorded',
      form: { DialCallStatus: 'completed', RecordingUrl: 'https://x/RE1', RecordingSid: 'RE1' },
      event: { type: 'dial_ended', outcome: 'answered' },
    },
    {
      of: 'an agent who let it ring',
      form: { DialCallStatus: 'no-answer' },
      event: { type: 'dial_ended', outcome: 'no_answer' },
    },
    {
      of: 'a state that Twilio may add',
      form: { DialCallStatus: 'teleported' },
      event: { type: 'dial_ended', outcome: 'failed' },
    },
  ])('of $of is an event named by its turn', ({ form, event }) => {
    expect(readVoiceWebhook({ ...voice, ...form }, 6).event).toEqual({ id: 'turn-6', ...event });
  });

  test.each(['anonymous', '+266696687', 'client:agent-7', ''])('takes %j for a withheld number', (From) => {
    expect(readVoiceWebhook({ ...voice, From }, undefined).callerNumber).toBeNull();
  });

  test('of no call is refused', () => {
    expect(() => readVoiceWebhook({ From: '+1' }, undefined)).toThrow();
    expect(() => readVoiceWebhook('CallSid=CA1', undefined)).toThrow();
  });
});

describe('the status webhook', () => {
  test('of the caller’s own call hangs up when it is over', () => {
    expect(readStatusWebhook({ CallSid: 'CA1', CallStatus: 'completed', CallDuration: '61' })).toEqual({
      kind: 'call',
      callRef: 'CA1',
      status: 'completed',
      event: { type: 'hangup', id: 'hangup' },
    });
    expect(readStatusWebhook({ CallSid: 'CA1', CallStatus: 'in-progress' })).toMatchObject({ event: null });
  });

  test('of an agent’s leg never hangs up the caller', () => {
    const leg = { CallSid: 'CA2', ParentCallSid: 'CA1' };
    expect(readStatusWebhook({ ...leg, CallStatus: 'in-progress' })).toEqual({
      kind: 'leg',
      callRef: 'CA1',
      legRef: 'CA2',
      status: 'in-progress',
      event: { type: 'dial_answered', id: 'CA2-answered' },
    });
    expect(readStatusWebhook({ ...leg, CallStatus: 'completed' })).toMatchObject({
      kind: 'leg',
      event: null,
    });
  });

  test.each([
    ['queued', 'queued'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
  ])('of a text message that is %s', (MessageStatus, delivery) => {
    expect(readStatusWebhook({ MessageSid: 'SM1', MessageStatus, ErrorCode: '30003' })).toEqual({
      kind: 'sms',
      messageRef: 'SM1',
      delivery,
      errorCode: '30003',
    });
  });
});

test('a recording is kept when it is complete, and known as a message or a talk', () => {
  const body = {
    CallSid: 'CA1',
    RecordingSid: 'RE1',
    RecordingUrl: 'https://api.twilio.com/RE1',
    RecordingDuration: '12',
    RecordingStatus: 'completed',
    RecordingSource: 'RecordVerb',
  };
  expect(readRecordingWebhook(body)).toEqual({
    callRef: 'CA1',
    recordingRef: 'RE1',
    url: 'https://api.twilio.com/RE1',
    durationS: 12,
    purpose: 'voicemail',
  });
  expect(readRecordingWebhook({ ...body, RecordingSource: 'DialVerb' })?.purpose).toBe('talk');
  expect(readRecordingWebhook({ ...body, RecordingStatus: 'absent' })).toBeNull();
});

test('a text message brings its text and its pictures', () => {
  const body = {
    MessageSid: 'SM1',
    From: '+8613800000000',
    To: '+8675512345',
    Body: '路灯不亮',
    NumMedia: '2',
    MediaUrl0: 'https://api.twilio.com/ME0',
    MediaContentType0: 'image/jpeg',
    MediaUrl1: 'https://api.twilio.com/ME1',
  };
  expect(readSmsWebhook(body)).toEqual({
    messageRef: 'SM1',
    from: '+8613800000000',
    to: '+8675512345',
    text: '路灯不亮',
    media: [{ url: 'https://api.twilio.com/ME0', mime: 'image/jpeg' }],
  });
});
