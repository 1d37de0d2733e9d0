import type { Tone } from '../../design/index.ts';
import type { BroadcastLevel } from '../../server/broadcasts/contract.ts';

/** The look of a level; its word always stands beside it. */
export const levelTones = {
  red: 'danger',
  orange: 'danger',
  yellow: 'warn',
  blue: 'accent',
} as const satisfies Record<BroadcastLevel, Tone>;
