// Builds the room out of its parts.
import { z } from 'zod';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
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

  async function noteLines(lines: readonly { ticketId: string; seq: number | null }[]): Promise<void> {
    // Most cities have none: then a ticket's line costs this one question.
    if (!(await database.sql.first(oneSchema, anyActive))) return;
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

const oneSchema = z.object({ one: z.number() });
const anyActive = `SELECT 1 AS one FROM "Webhook" WHERE "isActive" LIMIT 1`;

export type WebhookRoom = ReturnType<typeof createWebhooks>;
