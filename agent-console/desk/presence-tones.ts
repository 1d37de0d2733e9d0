import type { Tone } from '../../design/index.ts';
import type { PresenceState } from '../../server/routing/contract.ts';

/** The colour of each state, wherever agents are shown. */
export const presenceTones: Readonly<Record<PresenceState, Tone>> = {
  available: 'ok',
  away: 'warn',
  break: 'warn',
  training: 'accent',
  offline: 'neutral',
  not_responding: 'danger',
};
