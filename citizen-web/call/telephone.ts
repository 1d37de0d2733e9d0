// The citizen's telephone: one call at a time over the socket and one sound line. What it knows is one plain value.
import type { Socket } from 'socket.io-client';
import { openLine } from '../../design/line.ts';
import { chooseDevice, chosenDevice, type DeviceKind } from '../../ivr/media/browser/devices.ts';
import {
  changeMicrophone,
  MicrophoneError,
  openMicrophone,
  openSoundLine,
  type SoundLine,
} from '../../ivr/media/browser/sound-line.ts';
import { chatSessionSchema, resumedSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  type CallNews,
  type ExpectedCall,
  expectedCallSchema,
  phoneSettingsSchema,
  resumedCallSchema,
  runningSchema,
} from '../../server/intake/hotline/contract.ts';
import { langOf, type TongueCode } from '../../server/platform/tongue.ts';
import { citizenNews } from '../../server/protocol.ts';
import { ask, RequestFailure } from '../api/client.ts';
import { callSocket } from '../api/socket-call.ts';
import { browserId } from '../chat/browser-id.ts';
import { type KeptCall, keepCall, keptCall } from './kept-call.ts';

/** Failures of a request that say what a caller can do. */
const knownFaults = ['not_configured', 'lines_full', 'offline'] as const;

/** What stopped a call from coming about or going on. */
export type CallFault =
  | `microphone_${MicrophoneError['fault']}`
  | NonNullable<CallNews['failure']>
  | (typeof knownFaults)[number]
  | 'lost';

export interface TelephoneState {
  /**
   * `idle`: nothing yet; `asking`: for the microphone; `ringing`: on the way to us; `reconnecting`: the network was
   * gone; else as the server says.
   */
  phase: 'idle' | 'asking' | 'ringing' | 'reconnecting' | CallNews['state'];
  fault: CallFault | null;
  /** What the menu says, a line each, to read along. */
  said: string | null;
  isMuted: boolean;
  /** Keys pressed in this call. */
  keys: string;
  since: number | null;
  /** A call of ours that the citizen waits for, or that rings now. */
  expected: ExpectedCall['expected'];
  /** A chat of this browser waits or goes on. */
  isChatting: boolean;
}

const answerWithinMs = 10_000;
/** A network that changes is silent for a moment; this long is a loss. */
const lostAfterMs = 2_500;
/** The server keeps the call for half of this; what it takes to learn that a server died is the rest. */
const reconnectWithinMs = 30_000;
const reconnectEveryMs = 1_500;

/** The call has ended while the connection was away. */
class CallIsOver extends Error {}
const idle: TelephoneState = {
  phase: 'idle',
  fault: null,
  said: null,
  isMuted: false,
  keys: '',
  since: null,
  expected: null,
  isChatting: false,
};
const chatting: readonly string[] = ['waiting', 'offered', 'active'];
/** Past every message: only where the chat stands is asked. */
const pastAll = 1_000_000;

const menu = { phase: 'menu', said: null } as const;

/** Whether a call is under way. */
export function isOnCall({ phase }: TelephoneState): boolean {
  return phase !== 'idle' && phase !== 'ended';
}

export class Telephone {
  readonly #listeners = new Set<() => void>();
  #state: TelephoneState = idle;
  #socket: Socket | undefined;
  #line: SoundLine | undefined;
  #callId: string | undefined;
  /** Open while we are to call back. */
  #waiting: Socket | undefined;
  #tongue: TongueCode = 'zh';
  #iceServers: readonly RTCIceServer[] = [];
  /** What the server told last of the call: shown again when the line is back. */
  #told: Pick<TelephoneState, 'phase' | 'said'> = menu;

  readonly read = (): TelephoneState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(change: Partial<TelephoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** The page is there: it goes on with the call that a reload cut off, or waits for one of ours. */
  open(tongue: TongueCode): void {
    const call = keptCall();
    if (!isOnCall(this.#state) && call) void this.#comeBack(tongue, call);
    else void this.expect(tongue);
  }

  /** The page was loaded anew in the middle of a call. */
  async #comeBack(tongue: TongueCode, { callId, since, isMuted }: KeptCall): Promise<void> {
    this.#callId = callId;
    this.#tongue = tongue;
    this.#told = menu;
    this.#set({ since, isMuted, phase: 'ringing' });
    try {
      const [settings, socket] = await Promise.all([
        ask('/api/phone', async () => phoneSettingsSchema),
        this.#connect(tongue),
      ]);
      this.#iceServers = settings.iceServers;
      this.#socket = socket;
      this.#hear(socket, callId);
      void this.#lookForChat(socket);
      await this.#reconnect(callId);
    } catch (error) {
      if (this.#callId === callId) this.#end(faultOf(error));
    }
  }

  /** Whether the chat stands open under the telephone. No call depends on it: without an answer it stays as it is. */
  async #lookForChat(socket: Socket): Promise<void> {
    try {
      const { contact } = resumedSchema.parse(
        await call(socket, 'conversation:resume', { lastSeq: pastAll }),
      );
      this.#set({ isChatting: contact !== null && chatting.includes(contact.state) });
    } catch {
      // The chat can be opened by hand.
    }
  }

  /** Looks whether we are to call this browser, and stays on the line for that while so. */
  async expect(tongue: TongueCode): Promise<void> {
    try {
      const socket = this.#waiting ?? (await this.#connect(tongue));
      this.#waiting = socket;
      const take = (raw: unknown): void => {
        const { expected } = expectedCallSchema.parse(raw);
        this.#set({ expected });
        if (!expected) this.#stopWaiting();
      };
      socket.off('callback').on('callback', take);
      // News may have passed while the line was away.
      const ask = (): void => void call(socket, 'callback:expected', {}).then(take, () => undefined);
      socket.off('connect').on('connect', ask);
      ask();
      void this.#lookForChat(socket);
    } catch {
      this.#stopWaiting();
    }
  }

  /** Not now: we try again later. */
  decline(): void {
    this.#about('callback:decline');
  }

  /** No need to call any more. */
  cancel(): void {
    this.#about('callback:cancel');
  }

  #about(name: 'callback:decline' | 'callback:cancel'): void {
    const socket = this.#waiting;
    if (!socket) return;
    call(socket, name, {}).then(
      (raw) => {
        const { expected } = expectedCallSchema.parse(raw);
        this.#set({ expected });
        if (!expected) this.#stopWaiting();
      },
      () => undefined,
    );
  }

  #stopWaiting(): void {
    this.#waiting?.disconnect();
    this.#waiting = undefined;
  }

  /** Rings the hotline, or answers its call (`callback`). What goes wrong is told by the state. */
  async ring(tongue: TongueCode, callback?: string): Promise<void> {
    if (isOnCall(this.#state)) return;
    const callId = crypto.randomUUID();
    this.#callId = callId;
    this.#told = menu;
    this.#tongue = tongue;
    this.#stopWaiting();
    const { isChatting } = this.#state;
    this.#set({ ...idle, isChatting, phase: 'asking' });
    const isStill = (): boolean => this.#callId === callId;
    try {
      const microphone = await openMicrophone(chosenDevice('microphone'));
      if (!isStill()) return release(microphone);
      this.#set({ phase: 'ringing' });
      const [settings, socket] = await Promise.all([
        ask('/api/phone', async () => phoneSettingsSchema),
        this.#connect(tongue),
      ]);
      if (!isStill()) return release(microphone);
      this.#socket = socket;
      this.#hear(socket, callId);
      this.#iceServers = settings.iceServers;
      void this.#lookForChat(socket);
      const line = await this.#openLine(
        callId,
        microphone,
        async (sdp) => answeredSchema.parse(await call(socket, 'phone:start', { callId, sdp, callback })).sdp,
      );
      if (!isStill()) return line.close();
      this.#line = line;
      const since = Date.now();
      keepCall({ callId, since, isMuted: false });
      this.#set({ since, ...(this.#state.phase === 'ringing' ? { phase: 'menu' } : {}) });
    } catch (error) {
      if (isStill()) this.#end(faultOf(error));
    }
  }

  #openLine(
    callId: string,
    microphone: MediaStream,
    exchange: (sdp: string) => Promise<string>,
  ): Promise<SoundLine> {
    return openSoundLine({
      microphone,
      exchange,
      loudspeakerId: chosenDevice('loudspeaker'),
      iceServers: this.#iceServers,
      lostAfterMs,
      onLost: () => void this.#reconnect(callId),
    });
  }

  /** The network changed or was gone: into the same call on a new connection. */
  async #reconnect(callId: string): Promise<void> {
    const isStill = (): boolean => this.#callId === callId;
    if (!isStill() || this.#state.phase === 'reconnecting') return;
    this.#line?.close();
    this.#line = undefined;
    this.#set({ phase: 'reconnecting', said: null });
    for (const until = Date.now() + reconnectWithinMs; isStill() && Date.now() < until; ) {
      try {
        const line = await this.#resume(callId);
        if (!isStill()) return line.close();
        this.#line = line;
        line.mute(this.#state.isMuted);
        this.#set(this.#told);
        return;
      } catch (error) {
        if (error instanceof MicrophoneError) return this.#end(faultOf(error));
        if (error instanceof CallIsOver) return this.#goOn(callId);
        await new Promise((resolve) => setTimeout(resolve, reconnectEveryMs));
      }
    }
    if (isStill()) this.#end('lost');
  }

  async #resume(callId: string): Promise<SoundLine> {
    const socket = this.#socket;
    if (!socket?.connected) throw new RequestFailure('offline', '');
    const microphone = await openMicrophone(chosenDevice('microphone'));
    return this.#openLine(callId, microphone, async (sdp) => {
      const answer = resumedCallSchema.parse(await call(socket, 'phone:resume', { callId, sdp }));
      if (answer.sdp === null) throw new CallIsOver();
      return answer.sdp;
    });
  }

  /** The call broke down on the server's side: with a new one to the place that is kept, if one is. */
  async #goOn(callId: string): Promise<void> {
    const socket = this.#socket;
    const { expected } = socket
      ? await call(socket, 'callback:expected', {}).then(
          (raw) => expectedCallSchema.parse(raw),
          () => ({ expected: null }),
        )
      : { expected: null };
    if (this.#callId !== callId) return;
    this.#end('lost');
    if (expected) await this.ring(this.#tongue, expected.interactionId);
  }

  /** Another microphone or loudspeaker, from now on and next time. What goes wrong leaves the one before. */
  async switchTo(kind: DeviceKind, id: string | null): Promise<void> {
    chooseDevice(kind, id);
    const line = this.#line;
    if (!line) return;
    if (kind === 'loudspeaker') await line.hearThrough(id);
    else await changeMicrophone(line, id);
  }

  hangUp(): void {
    if (this.#callId && this.#socket?.connected) {
      call(this.#socket, 'phone:end', { callId: this.#callId }).catch(() => undefined);
    }
    this.#end(null);
  }

  mute(on: boolean): void {
    this.#line?.mute(on);
    this.#set({ isMuted: on });
    const { since } = this.#state;
    if (this.#callId !== undefined && since !== null) keepCall({ callId: this.#callId, since, isMuted: on });
  }

  key(key: string): void {
    if (!this.#line?.key(key)) return;
    this.#set({ keys: `${this.#state.keys}${key}`.slice(-20) });
  }

  async #connect(tongue: TongueCode): Promise<Socket> {
    const body = { browserId: browserId(), lang: langOf(tongue) };
    const { token } = await ask('/api/chat/session', async () => chatSessionSchema, { body });
    const socket = openLine('/citizen', { auth: { token, tongue }, forceNew: true });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new RequestFailure('offline', '')), answerWithinMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve();
      });
    }).catch((error: unknown) => {
      socket.disconnect();
      throw error;
    });
    return socket;
  }

  #hear(socket: Socket, callId: string): void {
    socket.on('phone', (raw: unknown) => {
      const news = citizenNews.phone.parse(raw);
      if (news.callId !== callId || this.#callId !== callId) return;
      if (news.state === 'ended') return this.#end(news.failure);
      this.#told = { phase: news.state, said: news.said };
      if (this.#line || this.#state.phase !== 'reconnecting') this.#set(this.#told);
    });
    // The signalling was away: the call may have gone on without it, or gone with the server.
    socket.on('connect', () => {
      call(socket, 'phone:check', { callId }).then(
        (answer) => {
          if (!runningSchema.parse(answer).isRunning) void this.#reconnect(callId);
        },
        () => undefined,
      );
    });
  }

  #end(fault: CallFault | null): void {
    this.#callId = undefined;
    keepCall(undefined);
    this.#line?.close();
    this.#line = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    // What was just sent gets out first.
    setTimeout(() => socket?.disconnect(), 500);
    this.#set({ phase: 'ended', fault, said: null, isMuted: false });
    // The caller may have asked to be called back.
    void this.expect(this.#tongue);
  }
}

function release(microphone: MediaStream): void {
  for (const track of microphone.getTracks()) track.stop();
}

const call = (socket: Socket, name: string, request: object): Promise<unknown> =>
  callSocket(socket, name, request, answerWithinMs);

function faultOf(error: unknown): CallFault {
  if (error instanceof MicrophoneError) return `microphone_${error.fault}`;
  if (!(error instanceof RequestFailure)) return 'unavailable';
  return knownFaults.find((fault) => fault === error.code) ?? 'unavailable';
}
