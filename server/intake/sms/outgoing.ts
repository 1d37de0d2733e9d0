// Text messages from commit to receipt: queued with their cause, handed over by a job, moved on by receipts.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Change, Database } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { type Delivery, laterDelivery } from '../core.ts';
import type { SmsGateway } from './gateway.ts';

/** Stores a text message to be sent once the change commits. `id` of the message it belongs to, if there is one. */
export async function queueSms(
  { tx, emit }: Change,
  sms: { id?: string; to: string; text: string },
): Promise<void> {
  const id = sms.id ?? randomUUID();
  await tx.smsOut.create({ data: { id, to: sms.to, text: sms.text } });
  emit('sms.queued', { smsId: id });
}

/**
 * Hands queued messages to the gateway. A message that has a reference is not sent again; only a crash in the
 * moment between the carrier's "yes" and our commit can repeat one, since carriers take no key of ours.
 */
export function sendQueuedSms(jobs: Jobs, database: Database, gateway: SmsGateway): void {
  jobs.perform(database, 'sms', {
    'sms.queued': async ({ smsId }) => {
      const sms = await database.read.smsOut.findUnique({ where: { id: smsId } });
      if (!sms || sms.providerRef !== null) return;
      const { providerRef, delivery } = await gateway.send({ id: sms.id, to: sms.to, text: sms.text });
      await database.change(async (change) => {
        await change.tx.smsOut.update({ where: { id: smsId }, data: { providerRef, sentAt: new Date() } });
        await moveDelivery(change, smsId, delivery);
      });
    },
  });
}

const receiptSchema = z.object({
  providerRef: z.string(),
  delivery: z.enum(['queued', 'sent', 'delivered', 'failed']),
  error: z.string().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Notes carriers' receipts. A receipt may overtake our own commit of the reference: the job then fails and is tried
 * again with growing pauses.
 */
export function noteReceipts(jobs: Jobs, database: Database): (receipt: Receipt) => Promise<void> {
  const timer = jobs.timer({
    name: 'sms-receipt',
    schema: receiptSchema,
    run: async ({ providerRef, delivery, error }) => {
      await database.change(async (change) => {
        const sms = await change.tx.smsOut.findUnique({ where: { providerRef } });
        if (!sms) throw new Error('receipt for a text message that is not (yet) ours');
        if (error) await change.tx.smsOut.update({ where: { id: sms.id }, data: { error } });
        await moveDelivery(change, sms.id, delivery);
      });
    },
  });
  return (receipt) => timer.set(`${receipt.providerRef}-${receipt.delivery}`, new Date(), receipt);
}

async function moveDelivery({ tx, emit }: Change, smsId: string, reported: Delivery): Promise<void> {
  const [sms] = await tx.$queryRaw<
    { delivery: Delivery }[]
  >`SELECT delivery::text FROM "SmsOut" WHERE id = ${smsId}::uuid FOR UPDATE`;
  if (!sms) return;
  const delivery = laterDelivery(sms.delivery, reported);
  if (delivery === sms.delivery) return;
  await tx.smsOut.update({ where: { id: smsId }, data: { delivery } });
  await tx.message.updateMany({ where: { id: smsId }, data: { delivery } });
  emit('sms.delivery', { smsId });
}
