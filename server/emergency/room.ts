// Builds the room out of its parts.
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Tickets } from '../tickets/index.ts';
import { Sender } from '../webhooks/index.ts';
import { Centre } from './centre.ts';
import { Deliverer } from './deliverer.ts';
import { Double } from './double.ts';
import { HandOffs } from './hand-offs.ts';

const isExampleName = (url: string): boolean => new URL(url).hostname.endsWith('.example');

/**
 * @param deps.networks private networks (CIDR) that may be reached
 * @param deps.isDemo addresses under `.example` are answered by a double of ours
 */
export function createEmergency(deps: {
  database: Database;
  secrets: Secrets;
  jobs: Jobs;
  log: Log;
  tickets: Tickets;
  networks: readonly string[];
  publicUrl: string;
  isDemo: boolean;
}) {
  const { database, jobs, isDemo } = deps;
  const isExample = (url: string): boolean => isDemo && isExampleName(url);
  const centre = new Centre({ ...deps, isExample });
  const handOffs = new HandOffs({ ...deps, centre });
  const double = isDemo
    ? new Double({
        answer: (headers, body) => handOffs.takeCallback(headers, body, new Date()),
        key: async () => {
          const row = await centre.row();
          return row && centre.key(row, 'theirs');
        },
      })
    : undefined;
  const sender = new Sender([...deps.networks, ...(isDemo ? ['127.0.0.1/32'] : [])]);
  const addressOf = (url: string): string =>
    isExample(url) ? `http://127.0.0.1:${double?.port ?? 0}/` : url;
  const deliverer = new Deliverer({ ...deps, sender, centre, handOffs, addressOf });
  let isDelivering = false;

  jobs.perform(
    database,
    'emergency',
    {
      'hand_off.asked': async ({ ticketId, commandId }) => {
        await handOffs.take(ticketId, commandId);
        if (isDelivering) deliverer.wake();
      },
    },
    { isQuick: true },
  );
  return {
    centre,
    handOffs,
    /** The double of a demonstration, where this is one. */
    open: async (): Promise<void> => double?.start(),
    /** Delivers, and calls out what nobody confirms (role `worker`). */
    start(): void {
      isDelivering = true;
      deliverer.start();
    },
    async stop(): Promise<void> {
      isDelivering = false;
      await deliverer.stop();
      sender.close();
      await double?.stop();
    },
  };
}

export type EmergencyRoom = ReturnType<typeof createEmergency>;
