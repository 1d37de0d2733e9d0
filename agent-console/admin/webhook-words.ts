import type { TFunction } from 'i18next';
import { webhookEventSchema } from '../../server/webhooks/contract.ts';

/** What a kind of news is called: as the line of the timeline is. */
export function eventLabel(t: TFunction<['admin', 'tickets']>, type: string): string {
  const known = webhookEventSchema.safeParse(type.replace(/^ticket\./, ''));
  return known.success ? t(`tickets:command.${known.data}`) : type;
}
