// What we ask of Twilio while a talk is on: each request bears repetition, and a line that is gone already is no fault.
import twilio from 'twilio';
import { callerLabel, conferenceEvents } from '../../../../ivr/index.ts';
import type { PhoneRole } from '../../hotline/contract.ts';
import { unlessGone } from '../gone.ts';
import type { Party, Talk } from './core.ts';

type Client = ReturnType<typeof twilio>;

/** Absolute addresses that Twilio calls. */
export interface TalkUrls {
  conference(): string;
  party(id: string): string;
  recording(): string;
  /** What a citizen on hold hears. */
  music(): string;
  sound(name: string): string;
}

/** How a role is told to a conference. @param coached the call that a whisper is for */
function memberOf(
  role: PhoneRole,
  coached: string | null,
): {
  muted: boolean;
  coaching: boolean;
  callSidToCoach?: string;
} {
  if (role === 'whisper' && coached !== null)
    return { muted: false, coaching: true, callSidToCoach: coached };
  // A whisper with nobody to hear it is not let out to the citizen.
  return { muted: role !== 'party', coaching: false };
}

export class TalkLines {
  readonly #client: Client;
  readonly #ownNumber: string;
  readonly #urls: TalkUrls;

  constructor(options: { client: Client; ownNumber: string; urls: TalkUrls }) {
    this.#client = options.client;
    this.#ownNumber = options.ownNumber;
    this.#urls = options.urls;
  }

  /** Rings somebody into a talk. @returns the carrier's name of the call. @throws LineRefused */
  async ring(talk: Talk, party: Party, coached: string | null): Promise<string> {
    const { coaching, muted, callSidToCoach } = memberOf(party.role, coached);
    try {
      const { callSid } = await this.#client.conferences(talk.room).participants.create({
        from: this.#ownNumber,
        to: addressOf(talk, party),
        label: party.id,
        timeout: party.ringS,
        beep: 'false',
        startConferenceOnEnter: true,
        endConferenceOnExit: false,
        waitUrl: this.#urls.sound('ringing'),
        waitMethod: 'GET',
        muted,
        ...(coaching && callSidToCoach !== undefined ? { coaching, callSidToCoach } : {}),
        statusCallback: this.#urls.party(party.id),
        statusCallbackMethod: 'POST',
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
        // Whoever comes first into a conference says where its news go.
        conferenceStatusCallback: this.#urls.conference(),
        conferenceStatusCallbackMethod: 'POST',
        conferenceStatusCallbackEvent: [...conferenceEvents],
      });
      return callSid;
    } catch (error) {
      if (isRefused(error)) throw new LineRefused(error.message, { cause: error });
      throw error;
    }
  }

  /** The call of a party that was rung before, if the carrier knows one. */
  async findParty(talk: Talk, partyId: string): Promise<string | null> {
    const ref =
      talk.ref ?? (await this.#client.conferences.list({ friendlyName: talk.room, limit: 1 }))[0]?.sid;
    if (ref === undefined) return null;
    const found = await unlessGone(this.#client.conferences(ref).participants(partyId).fetch());
    return found?.callSid ?? null;
  }

  async hangUp(legRef: string): Promise<void> {
    await unlessGone(this.#client.calls(legRef).update({ status: 'completed' }));
  }

  /** Makes a call go on with the TwiML at an address. */
  async move(callRef: string, url: string): Promise<void> {
    await unlessGone(this.#client.calls(callRef).update({ url, method: 'POST' }));
  }

  /** Ends a conference: the flow goes on behind it. */
  async end(ref: string): Promise<void> {
    await unlessGone(this.#client.conferences(ref).update({ status: 'completed' }));
  }

  /** @returns whether the citizen is on hold now; undefined when they are gone */
  async hold(ref: string, on: boolean): Promise<boolean | undefined> {
    const music = on ? { holdUrl: this.#urls.music(), holdMethod: 'GET' } : {};
    const caller = this.#client.conferences(ref).participants(callerLabel);
    return (await unlessGone(caller.update({ hold: on, ...music })))?.hold;
  }

  async changeRole(ref: string, legRef: string, role: PhoneRole, coached: string | null): Promise<void> {
    await unlessGone(this.#client.conferences(ref).participants(legRef).update(memberOf(role, coached)));
  }

  /** A key as its tones, heard by all. */
  async key(ref: string, key: string): Promise<void> {
    const name = { '*': 'key-star', '#': 'key-hash' }[key] ?? `key-${key}`;
    const announceUrl = this.#urls.sound(name);
    await unlessGone(this.#client.conferences(ref).update({ announceUrl, announceMethod: 'GET' }));
  }

  /** Records the citizen's call in two channels: the citizen, and all that the citizen hears. */
  async record(callRef: string): Promise<string | null> {
    const recording = await unlessGone(
      this.#client.calls(callRef).recordings.create({
        recordingChannels: 'dual',
        trim: 'do-not-trim',
        recordingStatusCallback: this.#urls.recording(),
        recordingStatusCallbackMethod: 'POST',
        recordingStatusCallbackEvent: ['completed', 'absent'],
      }),
    );
    return recording?.sid ?? null;
  }

  /** A recording of the call that runs already. */
  async findRecording(callRef: string): Promise<string | null> {
    const recordings = await unlessGone(this.#client.calls(callRef).recordings.list({ limit: 20 }));
    const running = recordings?.find(({ status }) => status === 'in-progress' || status === 'paused');
    return running?.sid ?? null;
  }

  /** While paused the recording holds silence. @returns whether it is paused now; undefined when it is over */
  async pauseRecording(callRef: string, on: boolean): Promise<boolean | undefined> {
    const recording = await unlessGone(
      this.#client
        .calls(callRef)
        .recordings('Twilio.CURRENT')
        .update(on ? { status: 'paused', pauseBehavior: 'silence' } : { status: 'in-progress' }),
    );
    return recording && recording.status === 'paused';
  }

  async stopRecording(callRef: string, recordingRef: string): Promise<void> {
    await unlessGone(this.#client.calls(callRef).recordings(recordingRef).update({ status: 'stopped' }));
  }
}

/** Twilio will not make this call, however often it is asked: a number that it does not reach, an account's limit. */
export class LineRefused extends Error {}

function isRefused(error: unknown): error is InstanceType<typeof twilio.RestException> {
  return (
    error instanceof twilio.RestException && error.status >= 400 && error.status < 500 && error.status !== 429
  );
}

/** Where a party is called. A telephone in the console gets what it needs to show whose call it is. */
function addressOf(talk: Talk, { id, userId, number, role }: Party): string {
  if (userId === null) return number ?? '';
  const parameters = new URLSearchParams({ interactionId: talk.interactionId, partyId: id, role });
  return `client:${userId}?${parameters}`;
}
