// Builds the room out of its parts.
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import { gathered } from '../platform/gathered.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { webhookEventSchema } from './contract.ts';
import { Deliverer } from './deliverer.ts';
import { Sender } from './send.ts';
import { Webhooks } from './service.ts';
import { noteLine } from './store.ts';

/** @param deps.networks private networks (CIDR) that may be reached */
export function createWebhooks(deps: {
  database: Database;
  secrets: Secrets;
  jobs: Jobs;
  log: Log;
  networks: readonly string[];
}) {
  const { database, jobs } = deps;
  const sender = new Sender(deps.networks);
  const deliverer = new Deliverer({ ...deps, sender });
  let isDelivering = false;

  /** Most cities have none: then the lines of a moment cost this one question. */
  const isAnyActive = gathered<'webhooks', true>(async () =>
    (await database.sql.run(anyActive)) > 0 ? new Map([['webhooks', true]]) : new Map(),
  );

  async function noteLines(lines: readonly { ticketId: string; seq: number | null }[]): Promise<void> {
    if (!(await isAnyActive('webhooks'))) return;
    let noted = 0;
    for (const { ticketId, seq } of lines) {
      noted += await database.change(({ sql }) => noteLine(sql, ticketId, seq, webhookEventSchema.options));
    }
    if (noted > 0 && isDelivering) await deliverer.deliverDue();
  }

  jobs.perform(
    database,
    'webhooks',
    {
      'ticket.changed': ({ ticketId, seq }) => noteLines([{ ticketId, seq }]),
      'clocks.fired': ({ clocks }) =>
        noteLines(
          [...new Set(clocks.map(({ ticketId }) => ticketId))].map((ticketId) => ({ ticketId, seq: null })),
        ),
    },
    { isQuick: true },
  );
  return {
    service: new Webhooks({ ...deps, sender }),
    /** Delivers (role `worker`). */
    start() {
      isDelivering = true;
      deliverer.start();
    },
    async stop() {
      isDelivering = false;
      await deliverer.stop();
      sender.close();
    },
  };
}

const anyActive = `SELECT 1 FROM "Webhook" WHERE "isActive" LIMIT 1`;

export type WebhookRoom = ReturnType<typeof createWebhooks>;
