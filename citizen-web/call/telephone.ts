// The citizen's telephone: one call at a time over the socket and one sound line. What it knows is one plain value.
import { io, type Socket } from 'socket.io-client';
import {
  MicrophoneError,
  openMicrophone,
  openSoundLine,
  type SoundLine,
} from '../../ivr/media/browser/sound-line.ts';
import { chatSessionSchema } from '../../server/intake/contract.ts';
import {
  answeredSchema,
  type CallNews,
  type ExpectedCall,
  expectedCallSchema,
  phoneSettingsSchema,
  runningSchema,
} from '../../server/intake/hotline/contract.ts';
import { citizenNews } from '../../server/protocol.ts';
import { ask, RequestFailure } from '../api/client.ts';
import { callSocket } from '../api/socket-call.ts';
import { browserId } from '../chat/browser-id.ts';

/** What stopped a call from coming about or going on. */
export type CallFault =
  | `microphone_${MicrophoneError['fault']}`
  | NonNullable<CallNews['failure']>
  | 'not_configured'
  | 'offline'
  | 'lost';

export interface TelephoneState {
  /** `idle`: nothing yet; `asking`: for the microphone; `ringing`: on the way to us; then as the server says. */
  phase: 'idle' | 'asking' | 'ringing' | CallNews['state'];
  fault: CallFault | null;
  /** What is being said by the menu, to read along. */
  said: string | null;
  isMuted: boolean;
  /** Keys pressed in this call. */
  keys: string;
  since: number | null;
  /** A call of ours that the citizen waits for, or that rings now. */
  expected: ExpectedCall['expected'];
}

const answerWithinMs = 10_000;
const idle: TelephoneState = {
  phase: 'idle',
  fault: null,
  said: null,
  isMuted: false,
  keys: '',
  since: null,
  expected: null,
};

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
  #lang: 'zh' | 'en' = 'zh';

  readonly read = (): TelephoneState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(change: Partial<TelephoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Looks whether we are to call this browser, and stays on the line for that while so. */
  async expect(lang: 'zh' | 'en'): Promise<void> {
    try {
      const socket = this.#waiting ?? (await this.#connect(lang));
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
  async ring(lang: 'zh' | 'en', callback?: string): Promise<void> {
    if (isOnCall(this.#state)) return;
    const callId = crypto.randomUUID();
    this.#callId = callId;
    this.#lang = lang;
    this.#stopWaiting();
    this.#set({ ...idle, phase: 'asking' });
    const isStill = (): boolean => this.#callId === callId;
    try {
      const microphone = await openMicrophone();
      if (!isStill()) return release(microphone);
      this.#set({ phase: 'ringing' });
      const [settings, socket] = await Promise.all([
        ask('/api/phone', async () => phoneSettingsSchema),
        this.#connect(lang),
      ]);
      if (!isStill()) return release(microphone);
      this.#socket = socket;
      this.#hear(socket, callId);
      const line = await openSoundLine({
        microphone,
        iceServers: settings.iceServers,
        exchange: async (sdp) =>
          answeredSchema.parse(await call(socket, 'phone:start', { callId, sdp, callback })).sdp,
        onLost: () => this.#end('lost'),
      });
      if (!isStill()) return line.close();
      this.#line = line;
      this.#set({ since: Date.now(), ...(this.#state.phase === 'ringing' ? { phase: 'menu' } : {}) });
    } catch (error) {
      if (isStill()) this.#end(faultOf(error));
    }
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
  }

  key(key: string): void {
    if (!this.#line?.key(key)) return;
    this.#set({ keys: `${this.#state.keys}${key}`.slice(-20) });
  }

  async #connect(lang: 'zh' | 'en'): Promise<Socket> {
    const body = { browserId: browserId(), lang };
    const { token } = await ask('/api/chat/session', async () => chatSessionSchema, { body });
    const socket = io('/citizen', { auth: { token }, transports: ['websocket', 'polling'], forceNew: true });
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
      this.#set({ phase: news.state, said: news.said });
    });
    // The signalling was away: the call may have gone on without it, or gone with the server.
    socket.on('connect', () => {
      call(socket, 'phone:check', { callId }).then(
        (answer) => {
          if (!runningSchema.parse(answer).isRunning && this.#callId === callId) this.#end('lost');
        },
        () => undefined,
      );
    });
  }

  #end(fault: CallFault | null): void {
    this.#callId = undefined;
    this.#line?.close();
    this.#line = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    // What was just sent gets out first.
    setTimeout(() => socket?.disconnect(), 500);
    this.#set({ phase: 'ended', fault, said: null, isMuted: false });
    // The caller may have asked to be called back.
    void this.expect(this.#lang);
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
  return error.code === 'offline' || error.code === 'not_configured' ? error.code : 'unavailable';
}
