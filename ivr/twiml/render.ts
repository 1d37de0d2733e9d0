// Verbs → TwiML. The caller waits in a loop of short answers and redirects, never in Twilio's own queue: who
// talks to whom is decided here. Verbs for the host (`enqueue`, `lookup` …) leave no trace in TwiML.
import twilio from 'twilio';
import type { Language, Prompt, Verb } from '../verbs.ts';

type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>;
type Gather = ReturnType<VoiceResponse['gather']>;
type Say = Required<Pick<Exclude<Parameters<VoiceResponse['say']>[0], string>, 'language' | 'voice'>>;
type GatherLanguage = NonNullable<NonNullable<Parameters<VoiceResponse['gather']>[0]>['language']>;

/** Absolute addresses that Twilio calls. */
export interface UrlBuilder {
  /** The voice webhook; `turn` comes back with the next event and tells a retry from a new event. */
  voice(turn: number): string;
  /** What happens in conferences. */
  conference(): string;
  recording(): string;
  /** Where a sound lies and how long it is; undefined when there is none: then the line is silent. */
  media(name: string): { url: string; seconds: number } | undefined;
  /** Where a recorded prompt lies; undefined when it is gone: then its words are spoken. */
  prompt(sound: string): string | undefined;
  /** What is heard while somebody is rung. */
  ringing(): string;
}

/** What the caller is known by in a conference; everybody else bears an id of ours. */
export const callerLabel = 'caller';

interface Place {
  turn: number;
  urls: UrlBuilder;
  /** The conference that a `dial` of this answer leads into. */
  room: string;
  /** Whether Twilio listens for words too: what callers say then leaves the house. */
  hearsSpeech: boolean;
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

/** What is told of a conference, as TwiML and the REST API name it. */
export const conferenceEvents = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify'] as const;

const recordingEvents: ('completed' | 'absent')[] = ['completed', 'absent'];

/**
 * The answer to Twilio's voice webhook. `turn` is that of the step that gave the verbs.
 * No verbs mean that the call is over. What comes to its end without an event asks again by a redirect.
 */
export function toTwiml(verbs: readonly Verb[], place: Place): string {
  const response = new twilio.twiml.VoiceResponse();
  const { turn, urls } = place;
  for (const verb of verbs) render(response, verb, place);
  const last = verbs.at(-1);
  if (!last) response.hangup();
  else if (last.verb !== 'hangup') response.redirect({ method: 'POST' }, urls.voice(turn));
  return response.toString();
}

/** The recorded prompts that an answer plays. */
export function recordingsIn(verbs: readonly Verb[]): string[] {
  const prompts = verbs.flatMap((verb) => (verb.verb === 'gather' ? verb.prompts : [verb]));
  return prompts.flatMap((one) => (one.verb === 'say' && one.recording !== undefined ? [one.recording] : []));
}

function render(response: VoiceResponse, verb: Verb, { turn, urls, room, hearsSpeech }: Place): void {
  const action = { action: urls.voice(turn), method: 'POST' };
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
      const listens = hearsSpeech && verb.hear.length > 0;
      const gather = response.gather({
        ...action,
        input: listens ? ['dtmf', 'speech'] : ['dtmf'],
        numDigits: verb.maxDigits,
        finishOnKey: verb.finishOn ?? '',
        timeout: music ? leastTimeoutS : verb.timeoutS,
        ...(listens
          ? { language: speechLanguages[verb.language], hints: verb.hear.join(','), speechTimeout: 'auto' }
          : {}),
      });
      for (const each of music ? verb.prompts.slice(0, -1) : verb.prompts) prompt(gather, each, urls);
      if (music) gather.play({ loop: Math.max(1, Math.round(verb.timeoutS / music.seconds)) }, music.url);
      return;
    }
    case 'dial':
      // Whom it leads to is rung by us, into the same conference: what can be done with a talk is done there.
      response.dial(action).conference(
        {
          participantLabel: callerLabel,
          beep: 'false',
          startConferenceOnEnter: true,
          endConferenceOnExit: true,
          waitUrl: urls.ringing(),
          waitMethod: 'GET',
          statusCallback: urls.conference(),
          statusCallbackMethod: 'POST',
          statusCallbackEvent: [...conferenceEvents],
        },
        room,
      );
      return;
    case 'conference':
      response.dial(action).conference(
        {
          endConferenceOnExit: verb.endOnExit,
          record: verb.record ? 'record-from-start' : 'do-not-record',
          recordingStatusCallback: urls.recording(),
          recordingStatusCallbackEvent: recordingEvents,
          statusCallback: urls.conference(),
          statusCallbackEvent: [...conferenceEvents],
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
    case 'rate':
    case 'sms':
      return;
  }
}

function prompt(where: VoiceResponse | Gather, verb: Prompt, urls: UrlBuilder): void {
  switch (verb.verb) {
    case 'say': {
      const recorded = verb.recording === undefined ? undefined : urls.prompt(verb.recording);
      if (recorded === undefined) where.say(voices[verb.language], verb.text);
      else where.play(recorded);
      return;
    }
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
