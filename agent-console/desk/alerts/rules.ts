// What calls an agent to the desk, and how each person wants to be called. Pure.
import { z } from 'zod';
import type { OfferView, PresenceState } from '../../../server/routing/contract.ts';
import { toneNames } from './tones.ts';

/** An offer by its channel, a call back to a citizen, and the next words in a contact in hand. */
export const alertKinds = ['voice', 'callback', 'chat', 'sms', 'email', 'web', 'message'] as const;
export type AlertKind = (typeof alertKinds)[number];

const alertSchema = z.object({
  tone: z.enum([...toneNames, 'none']),
  /** 0 to 100. */
  volume: z.number().int().min(0).max(100),
  /** Beside the sound, a notice of the desktop while the console is not looked at. */
  isOnDesktop: z.boolean(),
});
export type Alert = z.infer<typeof alertSchema>;

const usual = (tone: Alert['tone'], volume = 60) =>
  alertSchema.default({ tone, volume, isOnDesktop: true }).catch({ tone, volume, isOnDesktop: true });

/** What is kept in the browser; whatever is missing or no longer known is as it was at first. */
export const alertsSchema = z.object({
  voice: usual('ring', 80),
  callback: usual('rise', 80),
  chat: usual('chime'),
  sms: usual('knock'),
  email: usual('fall'),
  web: usual('drop'),
  message: usual('tick', 40),
});
export type Alerts = z.infer<typeof alertsSchema>;

export const kindOfOffer = ({ interaction }: OfferView): AlertKind =>
  interaction.isCallback ? 'callback' : interaction.channel;

/**
 * Whether somebody is left in peace. An offer was dealt to this person and runs out: it always calls. Further words
 * wait while the person is away, writes up the last contact, or has somebody on the telephone who would hear it too.
 */
export function isLeftInPeace(
  kind: AlertKind,
  agent: { presence: PresenceState; isInWrapUp: boolean; isOnCall: boolean },
): boolean {
  return kind === 'message' && (agent.presence !== 'available' || agent.isInWrapUp || agent.isOnCall);
}
