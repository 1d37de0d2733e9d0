// What can be done with a call on the line, asked of the server: the same for every telephone that carries it.
import type { PhoneCommand } from '../../../server/intake/hotline/contract.ts';
import type { StaffSocket } from '../../realtime/staff-socket.ts';
import type { LineDeeds } from './telephone.ts';

/**
 * @param onLine the call that the telephone is on, and the server; undefined while it is on none
 * @param onFailure told why a wish was not done
 */
export function lineDeeds(
  onLine: () => { server: StaffSocket; interactionId: string } | undefined,
  onFailure: (error: unknown) => void,
): LineDeeds {
  const command = (wish: PhoneCommand): void => {
    const line = onLine();
    const { interactionId = '' } = line ?? {};
    line?.server.call('phone:command', { interactionId, command: wish }).catch(onFailure);
  };
  return {
    hold: (on) => command({ do: 'hold', on }),
    pauseRecording: (on) => command({ do: 'pause_recording', on }),
    digit: (key) => command({ do: 'digit', key }),
    handOver: (agentId, note) => command({ do: 'hand_over', agentId, note }),
    toAgent: (agentId, note) => command({ do: 'to_agent', agentId, note }),
    toQueue: (queueCode, note) => command({ do: 'to_queue', queueCode, note }),
    changeRole: (role) => command({ do: 'role', role }),
    invite: (agentId) => command({ do: 'invite', agentId }),
    withdraw: (agentId) => command({ do: 'withdraw', agentId }),
    addNumber: (number) => command({ do: 'add_number', number }),
    drop: (partyId) => command({ do: 'drop', partyId }),
    toNumber: (number) => command({ do: 'to_number', number }),
    leave: () => command({ do: 'leave' }),
  };
}
