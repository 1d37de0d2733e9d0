// Calls whose process died: they end, and a citizen who was on the line is owed a call back.
import { roomOf, type StaffDoor } from '../../doors.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Calls } from '../voice/calls.ts';
import { lineKinds } from './hotline.ts';
import { noteLookInOver } from './look-ins.ts';
import { type MediaLink, processOf } from './media-link.ts';

const watchEveryMs = 3_000;

interface Deps {
  database: Database;
  link: Pick<MediaLink, 'processes'>;
  calls: Pick<Calls, 'loseLine'>;
  staff: StaffDoor;
  log: Log;
}

export class LostLines {
  readonly #deps: Deps;
  #watch: NodeJS.Timeout | undefined;
  /** Processes with calls that were not there at the last look. */
  #missing: ReadonlySet<string> = new Set();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Looks now and from now on. Any number of processes may: a call is lost once. */
  async start(): Promise<void> {
    await this.look();
    this.#watch = setInterval(() => {
      this.look().catch((error: unknown) =>
        this.#deps.log.warn({ err: error }, 'the watch over lost calls failed'),
      );
    }, watchEveryMs);
    this.#watch.unref();
  }

  stop(): void {
    clearInterval(this.#watch);
  }

  /** Ends the calls of processes that are missing for the second time: a Redis that was emptied kills nobody. */
  async look(): Promise<void> {
    const { database, link } = this.#deps;
    const open = await database.read.callSession.findMany({
      where: {
        endedAt: null,
        OR: Object.values(lineKinds).map((kind) => ({ callRef: { startsWith: `${kind}-` } })),
      },
      select: { callRef: true },
    });
    const alive = new Set(open.length > 0 ? await link.processes() : []);
    const before = this.#missing;
    this.#missing = new Set(open.map(({ callRef }) => processOf(callRef)).filter((id) => !alive.has(id)));
    for (const { callRef } of open) {
      const processId = processOf(callRef);
      if (before.has(processId) && this.#missing.has(processId)) await this.end(callRef);
    }
  }

  /** The process that carried the call is known to be gone. */
  async end(callRef: string): Promise<void> {
    const { database, calls, staff, log } = this.#deps;
    const owed = await calls.loseLine(callRef);
    if (owed) await noteLookInOver(database, owed.interactionId);
    log.warn({ callRef, interactionId: owed?.interactionId }, 'the process of a call is gone');
    if (owed?.agentId)
      staff.tell(roomOf.user(owed.agentId), 'phone', {
        what: 'over',
        interactionId: owed.interactionId,
        reason: 'line_lost',
      });
  }
}
