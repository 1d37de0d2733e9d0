// Builds the room out of its parts.
import type { Texts } from '../admin/index.ts';
import type { Intake } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Routing } from '../routing/index.ts';
import { Broadcasts } from './service.ts';
import { Subscriptions } from './subscriptions.ts';

/** Builds the room. */
export function createBroadcasts(deps: {
  database: Database;
  texts: Texts;
  intake: Intake;
  routing: Routing;
  jobs: Jobs;
  log: Log;
  config: { publicUrl: string };
}) {
  const { intake, routing, config } = deps;
  const broadcasts = new Broadcasts({
    ...deps,
    publicUrl: config.publicUrl,
    nextCallingTime: () => routing.nextCallingTime(),
  });
  const subscriptions = new Subscriptions({
    ...deps,
    codes: intake.phoneCodes,
    queueNotice: intake.queueNotice,
  });
  return {
    broadcasts,
    subscriptions,
    /** What callers are told before they wait; see `Broadcasts.spoken`. */
    spoken: () => broadcasts.spoken(new Date()),
    start: () => subscriptions.start(),
    stop: () => subscriptions.stop(),
  };
}

export type BroadcastRoom = ReturnType<typeof createBroadcasts>;
