// Gives the pages the line of the signed-in person.
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useState } from 'react';
import type { News, staffNews } from '../../server/protocol.ts';
import { queryClient } from '../api/queries.ts';
import { readConnection, setConnection, subscribeConnection } from './connection.ts';
import { openStaffSocket, type StaffNews, type StaffSocket } from './staff-socket.ts';

const LineContext = createContext<StaffSocket | null>(null);

/**
 * Opens the line for a signed-in person; after every interruption the whole cache is asked for again.
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
    const opened = openStaffSocket({ signedOut, closed });
    setLine(opened);
    let wasDown = false;
    const stop = subscribeConnection(() => {
      const state = readConnection();
      if (state === 'reconnecting' || state === 'offline') wasDown = true;
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
  return <LineContext value={line}>{children}</LineContext>;
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
