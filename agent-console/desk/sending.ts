// What the agent has sent and the server does not have yet: it goes on its way whichever contact or page is looked at.
import { useEffect, useSyncExternalStore } from 'react';
import { Leaving, type Outgoing } from '../../design/leaving.ts';
import type { MessageView } from '../../server/intake/contract.ts';
import { orderedId } from '../../server/platform/ordered-id.ts';
import { ApiFailure } from '../api/failure.ts';
import { readConnection, subscribeConnection } from '../realtime/connection.ts';
import { useLine } from '../realtime/line.tsx';
import type { StaffSocket } from '../realtime/staff-socket.ts';
import { useUser } from '../session/session.ts';
import { useTakeMessage } from './desk-data.ts';

interface Ways {
  line: Pick<StaffSocket, 'call'> | null;
  take: (message: MessageView) => void;
}

const nothing: readonly Outgoing[] = [];

export class Sending {
  readonly #leaving = new Map<string, Leaving>();
  readonly #shown = new Map<string, readonly Outgoing[]>();
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  /** The line can be another after the agent has signed in again. */
  ways: Ways = { line: null, take: () => undefined };

  constructor() {
    this.#unsubscribe = subscribeConnection(() => {
      if (readConnection() !== 'online') return;
      for (const leaving of this.#leaving.values()) leaving.goOn();
    });
  }

  /** Nothing goes out any more. */
  stop(): void {
    this.#unsubscribe();
    for (const leaving of this.#leaving.values()) leaving.stop();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(conversationId: string): readonly Outgoing[] {
    return this.#shown.get(conversationId) ?? nothing;
  }

  send(conversationId: string, text: string): void {
    this.#leavingOf(conversationId).add({ id: orderedId(), text, at: new Date().toISOString() });
  }

  resend(conversationId: string, id: string): void {
    this.#leavingOf(conversationId).retry(id);
  }

  #leavingOf(conversationId: string): Leaving {
    const known = this.#leaving.get(conversationId);
    if (known) return known;
    const leaving = new Leaving({
      post: async ({ id, text }) => {
        const { line, take } = this.ways;
        if (!line) throw new ApiFailure('offline');
        const request = { id, text, conversationId, attachmentIds: [] };
        take((await line.call('message:send', request)).message);
      },
      onChange: (all) => {
        this.#shown.set(conversationId, all);
        for (const listener of this.#listeners) listener();
      },
    });
    this.#leaving.set(conversationId, leaving);
    return leaving;
  }
}

let present: { userId: string; sending: Sending } | undefined;

/** Nobody sends what another wrote at the same screen. */
function sendingOf(userId: string): Sending {
  if (present?.userId !== userId) {
    present?.sending.stop();
    present = { userId, sending: new Sending() };
  }
  return present.sending;
}

/** What is on its way in a conversation, and what sends more. */
export function useSending(conversationId: string) {
  const sending = sendingOf(useUser().id);
  const line = useLine();
  const take = useTakeMessage();
  useEffect(() => {
    sending.ways = { line, take };
  });
  return {
    outgoing: useSyncExternalStore(sending.subscribe, () => sending.of(conversationId)),
    send: (text: string) => sending.send(conversationId, text),
    resend: (id: string) => sending.resend(conversationId, id),
  };
}
