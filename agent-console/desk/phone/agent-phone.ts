// The agent's telephone: one interface, whatever carries the sound. A page sees this and nothing below it.
import { useEffect, useSyncExternalStore } from 'react';
import { useLine } from '../../realtime/line.tsx';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import { useActingWhile } from '../../session/idle.ts';
import { embeddedPhone } from './embedded.ts';
import { openFollowing } from './following.ts';
import type { AgentPhone, Telephone } from './telephone.ts';
import { voiceSdkPhone } from './voice-sdk.ts';
import { askBy, joinCall } from './way-in.ts';

const telephones: readonly Telephone[] = [embeddedPhone, voiceSdkPhone];

function subscribe(listener: () => void): () => void {
  const stops = telephones.map((telephone) => telephone.subscribe(listener));
  return () => {
    for (const stop of stops) stop();
  };
}

/** The telephone that has the call; with no call, the one that a call would come to. */
function current(): AgentPhone {
  const [embedded, carrier] = [embeddedPhone.read(), voiceSdkPhone.read()];
  if (embedded.interactionId !== null || embedded.invitation !== null) return embedded;
  return carrier.state === 'absent' ? embedded : carrier;
}

/** Opens the telephones, if they are not open, and follows the one in use. */
export function useAgentPhone(): AgentPhone {
  const line: StaffSocket | null = useLine();
  useEffect(() => {
    if (!line) return;
    askBy(line);
    for (const telephone of telephones) telephone.open(line);
    openFollowing(line, {
      isBusy: () => current().interactionId !== null,
      listen: (interactionId) => joinCall(interactionId, 'monitor'),
    });
  }, [line]);
  const phone = useSyncExternalStore(subscribe, current);
  useActingWhile(phone.interactionId !== null);
  return phone;
}
