// Gives the pages the line of the signed-in person.
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTongueCode } from '../../server/platform/tongue.ts';
import type { News, staffNews } from '../../server/protocol.ts';
import { ApiFailure } from '../api/failure.ts';
import { queryClient } from '../api/queries.ts';
import { whenShown } from '../shell/when-idle.ts';
import { isDown, readConnection, setConnection, subscribeConnection, useConnection } from './connection.ts';
import type { StaffNews, StaffSocket } from './staff-socket.ts';

const LineContext = createContext<StaffSocket | null>(null);

/** The first page is worth more than the first news: it waits for nothing but its own. */
const openWithinMs = 3_000;
const againAfterMs = 2_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function loadedSocket(): Promise<typeof import('./staff-socket.ts')> {
  try {
    return await import('./staff-socket.ts');
  } catch {
    setConnection('reconnecting');
    await pause(againAfterMs);
    return loadedSocket();
  }
}

/** A line at once, whose code comes after the page: what is asked of it meanwhile waits, and so does who listens. */
function openLine(hear: { signedOut: () => void; closed: () => void }): StaffSocket {
  let isClosed = false;
  setConnection('connecting');
  const opening = Promise.race([whenShown(), pause(openWithinMs)])
    .then(loadedSocket)
    .then(({ openStaffSocket }) => (isClosed ? undefined : openStaffSocket(hear)));
  return {
    call: async (name, request) => {
      const socket = await opening;
      if (!socket) throw new ApiFailure('offline');
      return socket.call(name, request);
    },
    on: (name, listener) => {
      let stop: (() => void) | undefined;
      let isOver = false;
      void opening.then((socket) => {
        if (!isOver) stop = socket?.on(name, listener);
      });
      return () => {
        isOver = true;
        stop?.();
      };
    },
    close: () => {
      isClosed = true;
      void opening.then((socket) => socket?.close());
    },
  };
}

/**
 * Opens the line for a signed-in person. What was answered before it stood may be older than news that nobody heard:
 * it is asked for again, as after every interruption.
 * @param userId whose line; null closes it and leaves the pages standing
 */
export function LineProvider({
  userId,
  onSignedOut,
  onClosed,
  children,
}: {
  userId: string | null;
  onSignedOut: () => void;
  /** The server closed the line by name: what its user may do can be another now. */
  onClosed: () => void;
  children: ReactNode;
}) {
  const [line, setLine] = useState<StaffSocket | null>(null);
  const signedOut = useEffectEvent(onSignedOut);
  const closed = useEffectEvent(onClosed);
  useEffect(() => {
    if (userId === null) return;
    const opened = openLine({ signedOut, closed });
    setLine(opened);
    let wasDown = true;
    const stop = subscribeConnection(() => {
      const state = readConnection();
      if (isDown(state)) wasDown = true;
      if (state !== 'online' || !wasDown) return;
      wasDown = false;
      void queryClient.invalidateQueries();
    });
    return () => {
      stop();
      opened.close();
      setConnection('idle');
      setLine(null);
    };
  }, [userId]);
  useTongueTold(line);
  return <LineContext value={line}>{children}</LineContext>;
}

/** The line is answered in the language of the page, from each moment it stands and when another is chosen. */
function useTongueTold(line: StaffSocket | null): void {
  const { language } = useTranslation().i18n;
  const connection = useConnection();
  useEffect(() => {
    if (connection !== 'online' || !isTongueCode(language)) return;
    // Who is not heard says it again when the line is back.
    line?.call('tongue:choose', { tongue: language }).catch(() => undefined);
  }, [line, connection, language]);
}

/** The line, or null until it is open. `line.call('offer:accept', {…})`. */
export function useLine(): StaffSocket | null {
  return useContext(LineContext);
}

/** Hears one kind of news while mounted. */
export function useNews<K extends StaffNews>(
  name: K,
  listener: (news: News<typeof staffNews, K>) => void,
): void {
  const line = useLine();
  const heard = useEffectEvent(listener);
  useEffect(() => line?.on(name, (news) => heard(news)), [line, name]);
}
