// The typed line to the server's /staff namespace: calls with answers, news, and the state of the line.
import type { Socket } from 'socket.io-client';
import { openLine } from '../../design/line.ts';
import {
  type Answer,
  ackSchema,
  type Call,
  type News,
  staffCalls,
  staffNews,
} from '../../server/protocol.ts';
import { ApiFailure } from '../api/failure.ts';
import { setConnection } from './connection.ts';
import { gather } from './gather.ts';

type Calls = typeof staffCalls;
type NewsOf = typeof staffNews;
export type StaffCall = keyof Calls & string;
export type StaffNews = keyof NewsOf & string;

const answerWithinMs = 10_000;
const newsNames: StaffNews[] = Object.keys(staffNews).filter((name): name is StaffNews => name in staffNews);

/** One line per signed-in browser tab. */
export interface StaffSocket {
  /** Asks the server; rejects with ApiFailure (`offline` when there was no answer in 10 s). */
  call: <K extends StaffCall>(name: K, request: Call<Calls, K>) => Promise<Answer<Calls, K>>;
  /** Listens; returns what stops it. News that do not fit their schema are dropped and logged. */
  on: <K extends StaffNews>(name: K, listener: (news: News<NewsOf, K>) => void) => () => void;
  close: () => void;
}

type Listener = (news: unknown) => void;

function listenersOf(socket: Socket, told: (tell: () => void) => void): Map<string, Set<Listener>> {
  const all = new Map<string, Set<Listener>>();
  for (const name of newsNames) {
    const listeners = new Set<Listener>();
    all.set(name, listeners);
    socket.on(name, (raw: unknown) => {
      if (listeners.size === 0) return;
      const parsed = staffNews[name].safeParse(raw);
      if (!parsed.success) return console.error('news does not fit its schema', name, parsed.error.issues);
      told(() => {
        for (const listener of listeners) listener(parsed.data);
      });
    });
  }
  return all;
}

/**
 * Opens the line and keeps it: reconnects by itself until closed.
 * @param hear.signedOut the server does not know the session any more
 * @param hear.closed the server closed the line by name: what its user may do can be another now
 */
export function openStaffSocket(hear: { signedOut: () => void; closed: () => void }): StaffSocket {
  const socket = openLine('/staff', { withCredentials: true });
  socket.on('connect', () => setConnection('online'));
  socket.on('disconnect', (reason) => {
    setConnection('reconnecting');
    // The server closed this line by name (sign-out elsewhere, expiry): asking again tells which.
    if (reason !== 'io server disconnect') return;
    socket.connect();
    hear.closed();
  });
  socket.on('connect_error', (error) => {
    if (error.message !== 'not_signed_in') return setConnection('reconnecting');
    socket.disconnect();
    hear.signedOut();
  });
  const { add, deliver } = gather();
  const listeners = listenersOf(socket, add);
  return {
    call: async (name, request) => {
      let raw: unknown;
      try {
        raw = await socket.timeout(answerWithinMs).emitWithAck(name, request);
      } catch (cause) {
        throw new ApiFailure('offline', { cause });
      }
      // What was told before the answer is heard before it.
      deliver();
      const ack = ackSchema.safeParse(raw);
      if (!ack.success) throw new ApiFailure('bad_answer', { status: 200, cause: ack.error });
      if (ack.data.ok) {
        const answer = staffCalls[name].answer.safeParse(ack.data.value);
        if (!answer.success) throw new ApiFailure('bad_answer', { status: 200, cause: answer.error });
        // The schema named `name` has parsed the answer.
        return answer.data as Awaited<ReturnType<StaffSocket['call']>> as never;
      }
      const { code, message, details } = ack.data.error;
      throw new ApiFailure(code, { status: 400, message, details });
    },
    on: (name, listener) => {
      // The schema named `name` has parsed the news before it gets here.
      const heard: Listener = (news) => listener(news as Parameters<typeof listener>[0]);
      listeners.get(name)?.add(heard);
      return () => listeners.get(name)?.delete(heard);
    },
    close: () => socket.disconnect(),
  };
}
