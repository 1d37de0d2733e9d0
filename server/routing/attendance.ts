// Which agents are there: what they say of themselves, and what their connections say.
import { staffNames } from '../admin/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Timer } from '../platform/jobs.ts';
import type { Connections } from './connections.ts';
import type { PresenceState, PresenceView } from './contract.ts';
import type { Present } from './present.ts';
import type { RoutingService } from './service.ts';
import { readAgent, writeAutoAnswer } from './store.ts';
import { neverPresent, presenceView } from './views.ts';

export interface Attendance {
  /** Staff who are no agents are offline and can take nothing. @throws AppError `not_found` for somebody unknown */
  presence(agentId: string): Promise<PresenceView>;
  /** Going away takes back what rings. @throws AppError `forbidden` for somebody who is no agent */
  setPresence(agentId: string, state: PresenceState, reason?: string): Promise<PresenceView>;
  /** Whether the agent's console accepts offers by itself. @throws AppError `forbidden` for somebody who is no agent */
  setAutoAnswer(agentId: string, isOn: boolean): Promise<PresenceView>;
  /** A socket of an agent opened. Others than agents are ignored. */
  arrived(agentId: string, socketId: string): Promise<void>;
  left(agentId: string, socketId: string): Promise<void>;
  /** Since when an agent has had no page open, in ms; null for one who has, and where it is not known. */
  leftAt(agentId: string): Promise<number | null>;
}

/** What happens by itself to agents without a connection. */
interface Absence {
  /** From now on an agent has this long to come back. */
  awaitReturn(agentId: string): Promise<void>;
  /** The time is over: who has not come back is offline. */
  endAbsence(agentId: string): Promise<void>;
}

export function createAttendance({
  database,
  service,
  connections,
  present,
  absence,
  graceMs,
}: {
  database: Database;
  service: RoutingService;
  connections: Connections;
  present: Present;
  absence: Timer<{ agentId: string }>;
  /** How long an agent without a connection is still taken for present. */
  graceMs: number;
}): { attendance: Attendance } & Absence {
  async function presence(agentId: string): Promise<PresenceView> {
    const [row, names] = await Promise.all([
      readAgent(database.sql, agentId),
      staffNames(database, [agentId]),
    ]);
    const name = names.get(agentId);
    if (!row && !name) throw new AppError('not_found');
    return row ? presenceView(row, name) : neverPresent(agentId, name);
  }

  const awaitReturn = (agentId: string) => absence.set(agentId, new Date(Date.now() + graceMs), { agentId });

  return {
    attendance: {
      presence,
      async setPresence(agentId, state, reason) {
        await service.setPresence(agentId, state, reason);
        return presence(agentId);
      },
      async setAutoAnswer(agentId, isOn) {
        if (!(await writeAutoAnswer(database.sql, agentId, isOn))) throw new AppError('forbidden');
        return presence(agentId);
      },
      async arrived(agentId, socketId) {
        const agent = await readAgent(database.sql, agentId);
        if (!agent) return;
        await connections.add(agentId, socketId);
        // Nobody is given contacts by merely opening a page.
        if (agent.presence === 'offline') await service.comeIn(agentId);
        else await present.followAgent(agentId);
      },
      async left(agentId, socketId) {
        if (await connections.remove(agentId, socketId)) await awaitReturn(agentId);
      },
      leftAt: async (agentId) =>
        (await connections.isConnected(agentId)) ? null : connections.leftAt(agentId),
    },
    awaitReturn,
    async endAbsence(agentId) {
      if (await connections.isConnected(agentId)) return;
      const leftAt = await connections.leftAt(agentId);
      // Came and left again meanwhile: the later departure has its own alarm.
      if (leftAt !== null && Date.now() - leftAt < graceMs - 50) return;
      await service.goOffline(agentId);
    },
  };
}
