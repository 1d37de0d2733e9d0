// Twilio's part in a test: a REST API that keeps calls, conferences, participants and recordings, and tells of them by
// signed callbacks. Every request of ours, and every answer of its own, is checked against the public description.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';
import { wavHeader } from '../../../ivr/media/index.ts';
import { tone } from '../../../ivr/media/tone.ts';
import { DoubleCall } from './call.ts';
import { Conference, type Participant } from './conference.ts';
import { type Exchange, openTwilioApi } from './openapi.ts';

export interface Asked {
  path: string;
  body: URLSearchParams;
  at: number;
}

interface DoubleRecording {
  sid: string;
  callSid: string;
  channels: 1 | 2;
  status: 'in-progress' | 'paused' | 'stopped' | 'completed';
  source: 'StartCallRecordingAPI' | 'RecordVerb';
  callback: string | null;
  /** What was asked for while it ran. */
  history: string[];
}

/** A request that Twilio refuses, in its own words. */
class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const notFound = () => new Refusal(404, 20404, 'The requested resource was not found');

interface Request {
  method: string;
  /** Behind the account. */
  parts: string[];
  query: URLSearchParams;
  form: URLSearchParams;
}

/** The tones of a recording: what the citizen said, and what the citizen heard. */
export const recordedHz = { citizen: 440, ours: 660 } as const;

export class TwilioDouble {
  readonly accountSid = `AC${'0'.repeat(32)}`;
  readonly authToken: string;
  readonly asked: Asked[] = [];
  /** What was not as Twilio describes it, and what failed in a call. */
  readonly faults: string[] = [];
  readonly calls = new Map<string, DoubleCall>();
  readonly conferences: Conference[] = [];
  readonly recordings = new Map<string, DoubleRecording>();
  readonly deletedRecordings: string[] = [];
  /** While true requests are taken and never answered. */
  isSilent = false;
  /** While true callbacks come twice, late, and in any order. */
  isMessy = false;
  /** What an outside number or a client does when it is called. Rings on, if it does nothing. */
  onRing: (call: DoubleCall) => void = () => undefined;
  /** Told when a call is over, whoever ended it. */
  onEnd: (call: DoubleCall) => void = () => undefined;
  /** How many of the next requests fail as an overloaded service does. */
  failNext = 0;
  appBase = '';
  readonly #api = openTwilioApi();
  readonly #server = createServer((request, response) => {
    this.#take(request, response).catch((error: unknown) => {
      this.faults.push(String(error));
      response.writeHead(500).end();
    });
  });
  readonly #callbacks = new Set<Promise<void>>();
  #made = 0;

  constructor(authToken: string) {
    this.authToken = authToken;
  }

  /** Whether the public description was there to check against. */
  get isChecked(): boolean {
    return this.#api !== undefined;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close(): void {
    for (const call of this.calls.values()) call.end('closed');
    this.#server.closeAllConnections();
    this.#server.close();
  }

  // ── what a test does ──

  /** A citizen calls our number. */
  dial(from: string): DoubleCall {
    const call = new DoubleCall(this, {
      sid: this.#sid('CA'),
      from,
      to: '+8675512345',
      direction: 'inbound',
      statusTo: { url: `${this.appBase}/twilio/status`, events: new Set(['completed']) },
    });
    this.calls.set(call.sid, call);
    call.status = 'in-progress';
    call.run(`${this.appBase}/twilio/voice`);
    return call;
  }

  /** Somebody else of the account rings a client; nothing of ours has asked for it. */
  ringClient(to: string): DoubleCall {
    return this.#ring(new URLSearchParams({ To: to, From: 'client:somebody' }), () => undefined);
  }

  /** Calls to a client or a number that ring now. */
  ringing(to: string): DoubleCall[] {
    return [...this.calls.values()].filter((call) => call.to === to && call.status === 'ringing');
  }

  /** The conference that runs, of one call. */
  conferenceOf(call: DoubleCall): Conference {
    if (!call.conference) throw new Error('the call is in no conference');
    return call.conference;
  }

  /** Resolves when every callback so far has been answered. */
  async quiet(): Promise<void> {
    while (this.#callbacks.size > 0) await Promise.all(this.#callbacks);
  }

  // ── what the parts of the double need ──

  #sid(kind: string): string {
    this.#made += 1;
    return `${kind}${this.#made.toString(16).padStart(32, '0')}`;
  }

  conferenceNamed(name: string): Conference {
    const open = this.conferences.find((one) => one.friendlyName === name && one.status !== 'completed');
    if (open) return open;
    const conference = new Conference(this, this.#sid('CF'), name);
    this.conferences.push(conference);
    return conference;
  }

  sign(url: string, form: Record<string, string>): string {
    return twilio.getExpectedTwilioSignature(this.authToken, url, form);
  }

  post(url: string, form: Record<string, string>, signature = this.sign(url, form)): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature },
      body: new URLSearchParams(form),
    });
  }

  /** Sends a callback. One that is not taken is a fault: Twilio would tell its customer so. */
  callBack(url: string, form: Record<string, string>): void {
    const send = async (delayMs: number): Promise<void> => {
      await pause(delayMs);
      const answer = await this.post(url, form).catch(() => undefined);
      if (answer && !answer.ok) this.faults.push(`callback ${url} answers ${answer.status}`);
    };
    const delays = this.isMessy ? [Math.random() * 120, Math.random() * 250] : [0];
    for (const delayMs of delays) {
      const sending = send(delayMs).finally(() => this.#callbacks.delete(sending));
      this.#callbacks.add(sending);
    }
  }

  /** A sound of ours must be there, as sound. */
  async playable(url: string): Promise<void> {
    const answer = await fetch(url).catch(() => undefined);
    const type = answer?.headers.get('content-type') ?? '';
    if (!answer?.ok || !type.startsWith('audio/'))
      this.faults.push(`no sound at ${url}: ${answer?.status} ${type}`);
  }

  recordMessage(call: DoubleCall, callback: string | null): Record<string, string> {
    const recording = this.#newRecording(call.sid, { channels: 1, source: 'RecordVerb', callback });
    this.#completeRecording(recording);
    return {
      RecordingSid: recording.sid,
      RecordingUrl: this.#urlOf(recording),
      RecordingDuration: '3',
      Digits: '#',
    };
  }

  endRecordingsOf(callSid: string): void {
    for (const recording of this.recordings.values()) {
      const runs = recording.status === 'in-progress' || recording.status === 'paused';
      if (recording.callSid === callSid && runs) this.#completeRecording(recording);
    }
  }

  #newRecording(
    callSid: string,
    options: Pick<DoubleRecording, 'channels' | 'source' | 'callback'>,
  ): DoubleRecording {
    const recording: DoubleRecording = {
      ...options,
      callSid,
      sid: this.#sid('RE'),
      status: 'in-progress',
      history: [],
    };
    this.recordings.set(recording.sid, recording);
    return recording;
  }

  #urlOf({ sid }: DoubleRecording): string {
    return `https://api.twilio.com/2010-04-01/Accounts/${this.accountSid}/Recordings/${sid}`;
  }

  #completeRecording(recording: DoubleRecording): void {
    recording.status = 'completed';
    if (recording.callback === null) return;
    this.callBack(recording.callback, {
      AccountSid: this.accountSid,
      CallSid: recording.callSid,
      RecordingSid: recording.sid,
      RecordingUrl: this.#urlOf(recording),
      RecordingStatus: 'completed',
      RecordingDuration: '3',
      RecordingChannels: String(recording.channels),
      RecordingSource: recording.source,
    });
  }

  // ── the REST API ──

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://twilio');
    const method = incoming.method ?? 'GET';
    this.asked.push({ path: incoming.url ?? '', body: form, at: Date.now() });
    if (this.isSilent) return;
    const reply = (status: number, answer: unknown): void => {
      this.#check({ method, path: pathname, query, form, status, answer });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 204 ? undefined : JSON.stringify(answer));
    };
    const isOurs =
      incoming.headers.authorization ===
      `Basic ${Buffer.from(`${this.accountSid}:${this.authToken}`).toString('base64')}`;
    if (!isOurs) return reply(401, { code: 20003, message: 'Authenticate', status: 401 });
    if (this.failNext > 0) {
      this.failNext -= 1;
      return reply(503, { code: 20503, message: 'Service unavailable', status: 503 });
    }
    const prefix = `/2010-04-01/Accounts/${this.accountSid}/`;
    const sound = pathname.match(/\/Recordings\/(\w+)\.wav$/)?.[1];
    if (sound !== undefined) return this.#sendSound(response, sound);
    try {
      if (!pathname.startsWith(prefix)) throw notFound();
      const parts = pathname
        .slice(prefix.length)
        .replace(/\.json$/, '')
        .split('/')
        .map(decodeURIComponent);
      const { status, answer } = this.#answer({ method, parts, query, form });
      reply(status, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, status } = error;
      reply(status, { code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` });
    }
  }

  #check(exchange: Exchange): void {
    this.faults.push(...(this.#api?.faultsOf(exchange) ?? []));
  }

  #sendSound(response: ServerResponse, sid: string): void {
    const recording = this.recordings.get(sid);
    if (!recording) {
      response.writeHead(404).end();
      return;
    }
    const [citizen, ours] = [tone([recordedHz.citizen], 3), tone([recordedHz.ours], 3)];
    const { channels } = recording;
    const samples = Int16Array.from({ length: citizen.length * channels }, (_none, at) =>
      channels === 1 ? (citizen[at] ?? 0) : ((at % 2 === 0 ? citizen : ours)[at >> 1] ?? 0),
    );
    const octets = Buffer.from(samples.buffer);
    response.writeHead(200, { 'content-type': 'audio/x-wav' });
    response.end(
      Buffer.concat([wavHeader({ channels, sampleRate: 8_000, dataBytes: octets.length }), octets]),
    );
  }

  #answer({ method, parts, query, form }: Request): { status: number; answer: unknown } {
    const [kind = '', id = '', under = '', name = ''] = parts;
    const route = `${method} ${[kind, id && '*', under, name && '*'].filter(Boolean).join('/')}`;
    switch (route) {
      case 'POST Calls':
        return created(this.#callResource(this.#placeCall(form)));
      case 'POST Calls/*':
        return fine(this.#callResource(this.#moveCall(this.#call(id), form)));
      case 'GET Calls/*/Recordings':
        return fine(this.#recordingsPage(id));
      case 'POST Calls/*/Recordings':
        return created(this.#recordingResource(this.#startRecording(this.#call(id), form)));
      case 'POST Calls/*/Recordings/*':
        return fine(this.#recordingResource(this.#changeRecording(id, name, form)));
      case 'DELETE Recordings/*':
        if (!this.recordings.delete(id)) throw notFound();
        this.deletedRecordings.push(id);
        return { status: 204, answer: null };
      case 'GET Conferences':
        return fine(this.#conferencesPage(query));
      case 'POST Conferences/*':
        return fine(this.#conferenceResource(this.#changeConference(this.#conference(id), form)));
      case 'POST Conferences/*/Participants':
        return created(this.#ringInto(id, form));
      case 'GET Conferences/*/Participants/*':
        return fine(this.#participantResource(this.#conference(id), this.#participant(id, name)));
      case 'POST Conferences/*/Participants/*': {
        const participant = this.#participant(id, name);
        this.#conference(id).change(participant, form);
        return fine(this.#participantResource(this.#conference(id), participant));
      }
      case 'POST Messages':
        return created(this.#messageResource(form));
      default:
        throw notFound();
    }
  }

  #call(sid: string): DoubleCall {
    const call = this.calls.get(sid);
    if (!call) throw notFound();
    return call;
  }

  #conference(name: string): Conference {
    const conference = this.conferences.find(
      (one) => one.sid === name || (one.friendlyName === name && one.status !== 'completed'),
    );
    if (!conference || conference.status === 'completed') throw notFound();
    return conference;
  }

  #participant(conference: string, name: string): Participant {
    const participant = this.#conference(conference).find(name);
    if (!participant) throw notFound();
    return participant;
  }

  #placeCall(form: URLSearchParams): DoubleCall {
    const url = form.get('Url');
    if (url === null) throw new Refusal(400, 21205, 'Url parameter is required');
    return this.#ring(form, (call) => call.run(url));
  }

  #ring(form: URLSearchParams, onAnswer: (call: DoubleCall) => void): DoubleCall {
    const to = form.get('To') ?? '';
    const isReachable = /^(\+\d{5,15}|\d{3,5}|client:.+)$/.test(to);
    if (!isReachable) throw new Refusal(400, 21211, `The 'To' number ${to} is not a valid phone number`);
    const call = new DoubleCall(this, {
      sid: this.#sid('CA'),
      from: form.get('From') ?? '',
      to,
      direction: 'outbound-api',
      statusTo: {
        url: form.get('StatusCallback'),
        events: new Set(
          form.getAll('StatusCallbackEvent').length ? form.getAll('StatusCallbackEvent') : ['completed'],
        ),
      },
      onAnswer,
    });
    this.calls.set(call.sid, call);
    call.ring();
    setTimeout(() => this.onRing(call), 10);
    return call;
  }

  #moveCall(call: DoubleCall, form: URLSearchParams): DoubleCall {
    if (call.isOver) throw new Refusal(400, 21220, 'Call is not in-progress. Cannot redirect.');
    const url = form.get('Url');
    if (form.get('Status') === 'completed') call.end('ended_via_api');
    else if (url !== null) call.run(url);
    return call;
  }

  #ringInto(name: string, form: URLSearchParams): unknown {
    const label = form.get('Label') ?? '';
    const conference = this.conferenceNamed(name);
    const isTaken = [...this.calls.values()].some((call) => !call.isOver && call.label === label);
    if (isTaken || conference.find(label)) throw new Refusal(400, 16025, 'Participant label already in use');
    conference.noteCallback(
      form.get('ConferenceStatusCallback'),
      form.getAll('ConferenceStatusCallbackEvent'),
    );
    const membership = {
      label,
      muted: form.get('Muted') === 'true',
      startConferenceOnEnter: form.get('StartConferenceOnEnter') !== 'false',
      endConferenceOnExit: form.get('EndConferenceOnExit') === 'true',
      coaching: form.get('Coaching') === 'true',
      callSidToCoach: form.get('CallSidToCoach'),
    };
    const call = this.#ring(form, (answered) => {
      // A conference that has ended meanwhile begins anew under its name.
      const now = this.conferenceNamed(name);
      now.noteCallback(form.get('ConferenceStatusCallback'), form.getAll('ConferenceStatusCallbackEvent'));
      now.join(answered, membership);
    });
    call.label = label;
    return this.#participantResource(conference, { ...membership, hold: false, call });
  }

  #changeConference(conference: Conference, form: URLSearchParams): Conference {
    if (form.get('Status') === 'completed') conference.end('conference-ended-via-api');
    const announced = form.get('AnnounceUrl');
    if (announced !== null) {
      conference.played.push(announced);
      void this.playable(announced);
    }
    return conference;
  }

  #startRecording(call: DoubleCall, form: URLSearchParams): DoubleRecording {
    if (call.isOver) throw new Refusal(400, 21220, 'Call is not in-progress');
    return this.#newRecording(call.sid, {
      channels: form.get('RecordingChannels') === 'dual' ? 2 : 1,
      source: 'StartCallRecordingAPI',
      callback: form.get('RecordingStatusCallback'),
    });
  }

  #changeRecording(callSid: string, name: string, form: URLSearchParams): DoubleRecording {
    const recording = [...this.recordings.values()].find(
      ({ sid, callSid: of, status }) =>
        of === callSid &&
        (name === 'Twilio.CURRENT' ? status === 'in-progress' || status === 'paused' : sid === name),
    );
    if (!recording) throw notFound();
    const wanted = form.get('Status');
    recording.history.push([wanted, form.get('PauseBehavior')].filter(Boolean).join(' '));
    if (wanted === 'stopped') this.#completeRecording(recording);
    else if (wanted === 'paused' || wanted === 'in-progress') recording.status = wanted;
    return recording;
  }

  // ── resources as Twilio shows them ──

  #callResource(call: DoubleCall) {
    const { sid, from, to, direction, status } = call;
    return {
      sid,
      account_sid: this.accountSid,
      api_version: '2010-04-01',
      from,
      to,
      direction,
      status,
      uri: `/2010-04-01/Accounts/${this.accountSid}/Calls/${sid}.json`,
    };
  }

  #conferenceResource({ sid, friendlyName, status }: Conference) {
    return {
      sid,
      account_sid: this.accountSid,
      api_version: '2010-04-01',
      friendly_name: friendlyName,
      region: 'us1',
      status,
      uri: `/2010-04-01/Accounts/${this.accountSid}/Conferences/${sid}.json`,
    };
  }

  #participantResource({ sid }: Conference, participant: Participant) {
    const { call, label, muted, hold, coaching, callSidToCoach } = participant;
    return {
      account_sid: this.accountSid,
      call_sid: call.sid,
      conference_sid: sid,
      label,
      muted,
      hold,
      coaching,
      call_sid_to_coach: callSidToCoach,
      start_conference_on_enter: participant.startConferenceOnEnter,
      end_conference_on_exit: participant.endConferenceOnExit,
      status: call.status === 'in-progress' ? 'connected' : 'ringing',
      uri: `/2010-04-01/Accounts/${this.accountSid}/Conferences/${sid}/Participants/${call.sid}.json`,
    };
  }

  #recordingResource({ sid, callSid, channels, status, source }: DoubleRecording) {
    return {
      sid,
      account_sid: this.accountSid,
      api_version: '2010-04-01',
      call_sid: callSid,
      channels,
      status,
      source,
      uri: `/2010-04-01/Accounts/${this.accountSid}/Calls/${callSid}/Recordings/${sid}.json`,
    };
  }

  #messageResource(form: URLSearchParams) {
    return {
      sid: this.#sid('SM'),
      account_sid: this.accountSid,
      api_version: '2010-04-01',
      from: form.get('From') ?? '',
      to: form.get('To') ?? '',
      body: form.get('Body') ?? '',
      direction: 'outbound-api',
      num_segments: '1',
      num_media: '0',
      status: 'queued',
    };
  }

  #conferencesPage(query: URLSearchParams) {
    const name = query.get('FriendlyName');
    const found = this.conferences.filter((one) => name === null || one.friendlyName === name);
    return { ...page, conferences: found.map((one) => this.#conferenceResource(one)) };
  }

  #recordingsPage(callSid: string) {
    const found = [...this.recordings.values()].filter((one) => one.callSid === callSid);
    return { ...page, recordings: found.map((one) => this.#recordingResource(one)) };
  }
}

const page = { page: 0, page_size: 50, start: 0, end: 0, next_page_uri: null, previous_page_uri: null };
const fine = (answer: unknown) => ({ status: 200, answer });
const created = (answer: unknown) => ({ status: 201, answer });
