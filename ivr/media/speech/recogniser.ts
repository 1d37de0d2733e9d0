// Speech as words, by whatever can hear here. Off unless an address is set: nothing of a call leaves the house before.
// The protocol is docs/speech.md: a socket for each listening, JSON about it, sound as it comes.
import WebSocket from 'ws';
import { z } from 'zod';
import type { Language } from '../../verbs.ts';
import { type Samples, sampleRate } from '../sound.ts';

/** What is listened for. `hints`: words that are expected. */
export interface Listen {
  purpose: 'menu' | 'talk' | 'voicemail';
  language: Language;
  hints: readonly string[];
}

/** What was said, in milliseconds since the listening began. A partial text may still become another. */
export interface Heard {
  isFinal: boolean;
  text: string;
  fromMs: number;
}

/** One listening. It fails silently: a call goes on without words. */
export interface Listening {
  hear(samples: Samples): void;
  /** No more sound: resolves when the last words have come, or too late. */
  end(): Promise<void>;
}

/** Something that understands speech. */
export interface Recogniser {
  listen(what: Listen, onHeard: (heard: Heard) => void): Listening;
}

const heardSchema = z.object({
  type: z.enum(['partial', 'final']),
  text: z.string().max(4_000),
  fromMs: z.number().nonnegative().default(0),
});
const end = JSON.stringify({ type: 'end' });
const lastWordsWithinMs = 10_000;
/** Sound that waits for a slow adapter: 30 s of it. Older sound is of no use to anybody. */
const mostWaitingBytes = sampleRate * 2 * 30;

/** The adapter at a WebSocket address. `onFailure` is told why words are missing. */
export function recogniserAt(url: string, onFailure: (error: Error) => void): Recogniser {
  return {
    listen({ purpose, language, hints }, onHeard) {
      const socket = new WebSocket(url, { handshakeTimeout: 5_000, maxPayload: 65_536 });
      const early: Buffer[] = [];
      let isEnded = false;
      const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()));
      socket.on('error', onFailure);
      socket.on('open', () => {
        socket.send(JSON.stringify({ type: 'start', purpose, language, hints, sampleRate }));
        for (const sound of early.splice(0)) socket.send(sound);
        if (isEnded) socket.send(end);
      });
      socket.on('message', (message) => {
        const heard = heardSchema.safeParse(jsonOf(message.toString()));
        if (!heard.success) return onFailure(new Error('a speech adapter said what is no result'));
        const { type, text, fromMs } = heard.data;
        if (text.trim() !== '') onHeard({ isFinal: type === 'final', text: text.trim(), fromMs });
      });
      return {
        hear(samples) {
          const sound = Buffer.from(new Int16Array(samples).buffer);
          if (socket.readyState === WebSocket.CONNECTING) early.push(sound);
          else if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < mostWaitingBytes)
            socket.send(sound);
        },
        async end() {
          isEnded = true;
          if (socket.readyState === WebSocket.OPEN) socket.send(end);
          const late = setTimeout(() => socket.terminate(), lastWordsWithinMs);
          await gone;
          clearTimeout(late);
        },
      };
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
