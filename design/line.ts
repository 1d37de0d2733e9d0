// The live line of every page to the server: over WebSocket, and over HTTP where something between refuses that.
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/**
 * Opens a line that comes back by itself until it is closed: after half a second, then ever later, up to four.
 * @param options who speaks, and whether the page's other line is shared
 */
export function openLine(
  namespace: '/staff' | '/citizen',
  options: Pick<Partial<ManagerOptions & SocketOptions>, 'auth' | 'forceNew' | 'withCredentials'>,
): Socket {
  return io(namespace, {
    ...options,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 4_000,
  });
}
