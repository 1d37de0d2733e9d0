import type { Tone } from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import type { Verdict } from '../../server/routing/explanation/contract.ts';

export const stateTones: Record<InteractionView['state'], Tone> = {
  waiting: 'warn',
  offered: 'accent',
  active: 'ok',
  wrap_up: 'neutral',
  closed: 'neutral',
  abandoned: 'danger',
  refused: 'danger',
};

export const verdictTones: Record<Verdict, Tone> = {
  chosen: 'ok',
  later: 'accent',
  declined_just_now: 'warn',
  during_call: 'neutral',
  at_capacity: 'neutral',
  channel_limit: 'neutral',
  not_responding: 'danger',
  away: 'warn',
  break: 'warn',
  training: 'warn',
  skill_missing: 'neutral',
  skill_too_low: 'neutral',
  offline: 'neutral',
};
