// Verbs → TwiML. The caller waits in a loop of short answers and redirects, never in Twilio's own queue: who
// talks to whom is decided here. Verbs for the host (`enqueue`, `lookup` …) leave no trace in TwiML.
import twilio from 'twilio';
import type { Language, Prompt, Verb, VerbOf } from '../verbs.ts';

type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>;
type Gather = ReturnType<VoiceResponse['gather']>;
type Dial = ReturnType<VoiceResponse['dial']>;
type Say = Required<Pick<Exclude<Parameters<VoiceResponse['say']>[0], string>, 'language' | 'voice'>>;
type GatherLanguage = NonNullable<NonNullable<Parameters<VoiceResponse['gather']>[0]>['language']>;

/** Absolute addresses that Twilio calls. */
export interface UrlBuilder {
  /** The voice webhook; `turn` comes back with the next event and tells a retry from a new event. */
  voice(turn: number): string;
  /** States of a call leg. */
  status(): string;
  recording(): string;
  /** Where a sound lies and how long it is; undefined when there is none: then the line is silent. */
  media(name: string): { url: string; seconds: number } | undefined;
  /** Where a recorded prompt lies. */
  prompt(sound: string): string;
}

const voices: Record<Language, Say> = {
  cmn: { language: 'cmn-CN', voice: 'Polly.Zhiyu-Neural' },
  yue: { language: 'yue-HK', voice: 'Google.yue-HK-Standard-A' },
  en: { language: 'en-US', voice: 'Polly.Joanna-Neural' },
};

const speechLanguages: Record<Language, GatherLanguage> = {
  cmn: 'cmn-Hans-CN',
  yue: 'yue-Hant-HK',
  en: 'en-US',
};

/** Twilio takes no less. */
const leastTimeoutS = 1;

const recordingEvents: ('completed' | 'absent')[] = ['completed', 'absent'];

/**
 * The answer to Twilio's voice webhook. `turn` is that of the step that gave the verbs.
 * No verbs mean that the call is over. What comes to its end without an event asks again by a redirect.
 */
export function toTwiml(verbs: readonly Verb[], options: { turn: number; urls: UrlBuilder }): string {
  const response = new twilio.twiml.VoiceResponse();
  const { turn, urls } = options;
  for (const verb of verbs) render(response, verb, { turn, urls });
  const last = verbs.at(-1);
  if (!last) response.hangup();
  else if (last.verb !== 'hangup') response.redirect({ method: 'POST' }, urls.voice(turn));
  return response.toString();
}

function render(response: VoiceResponse, verb: Verb, to: { turn: number; urls: UrlBuilder }): void {
  const { urls } = to;
  const action = { action: urls.voice(to.turn), method: 'POST' };
  switch (verb.verb) {
    case 'say':
    case 'play':
    case 'pause':
      prompt(response, verb, urls);
      return;
    case 'gather': {
      // Music at the end fills the waiting for a key: Twilio counts the silence behind it, so there is hardly any.
      const last = verb.prompts.at(-1);
      const music = last?.verb === 'play' ? urls.media(last.media) : undefined;
      const gather = response.gather({
        ...action,
        input: verb.hear.length > 0 ? ['dtmf', 'speech'] : ['dtmf'],
        numDigits: verb.maxDigits,
        finishOnKey: verb.finishOn ?? '',
        timeout: music ? leastTimeoutS : verb.timeoutS,
        ...(verb.hear.length > 0
          ? { language: speechLanguages[verb.language], hints: verb.hear.join(','), speechTimeout: 'auto' }
          : {}),
      });
      for (const each of music ? verb.prompts.slice(0, -1) : verb.prompts) prompt(gather, each, urls);
      if (music) gather.play({ loop: Math.max(1, Math.round(verb.timeoutS / music.seconds)) }, music.url);
      return;
    }
    case 'dial':
      dial(response, verb, action, urls);
      return;
    case 'conference':
      response.dial(action).conference(
        {
          endConferenceOnExit: verb.endOnExit,
          record: verb.record ? 'record-from-start' : 'do-not-record',
          recordingStatusCallback: urls.recording(),
          recordingStatusCallbackEvent: recordingEvents,
          statusCallback: urls.status(),
          statusCallbackEvent: ['join', 'leave', 'end'],
        },
        verb.room,
      );
      return;
    case 'record':
      response.record({
        ...action,
        maxLength: verb.maxS,
        finishOnKey: verb.finishOn,
        playBeep: true,
        recordingStatusCallback: urls.recording(),
        recordingStatusCallbackEvent: recordingEvents,
      });
      return;
    case 'transfer':
      response.dial({ ...action, answerOnBridge: true, timeout: verb.timeoutS }).number(verb.number);
      return;
    case 'hangup':
      response.hangup();
      return;
    case 'enqueue':
    case 'dequeue':
    case 'callback':
    case 'lookup':
    case 'sms':
      return;
  }
}

function prompt(where: VoiceResponse | Gather, verb: Prompt, urls: UrlBuilder): void {
  switch (verb.verb) {
    case 'say':
      if (verb.recording === undefined) where.say(voices[verb.language], verb.text);
      else where.play(urls.prompt(verb.recording));
      return;
    case 'play': {
      const sound = urls.media(verb.media);
      if (sound) where.play(sound.url);
      return;
    }
    case 'pause':
      where.pause({ length: verb.seconds });
      return;
  }
}

function dial(
  response: VoiceResponse,
  verb: VerbOf<'dial'>,
  action: { action: string; method: string },
  urls: UrlBuilder,
): void {
  const line: Dial = response.dial({
    ...action,
    answerOnBridge: true,
    timeout: verb.timeoutS,
    ...(verb.record
      ? {
          record: 'record-from-answer-dual',
          recordingStatusCallback: urls.recording(),
          recordingStatusCallbackEvent: recordingEvents,
        }
      : {}),
  });
  const { target } = verb;
  const states = {
    statusCallback: urls.status(),
    statusCallbackMethod: 'POST',
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] as const,
  };
  switch (target.kind) {
    case 'client': {
      const client = line.client({ ...states, statusCallbackEvent: [...states.statusCallbackEvent] });
      client.identity(target.identity);
      for (const [name, value] of Object.entries(verb.parameters)) client.parameter({ name, value });
      return;
    }
    case 'number':
      line.number({ ...states, statusCallbackEvent: [...states.statusCallbackEvent] }, target.number);
      return;
    case 'sip':
      line.sip({ ...states, statusCallbackEvent: [...states.statusCallbackEvent] }, target.uri);
      return;
  }
}
