import type { Tone } from '../../design/index.ts';
import type { ConsultationPhase } from '../../server/participation/contract.ts';

export const phaseTones = {
  draft: 'neutral',
  announced: 'accent',
  open: 'ok',
  closed: 'warn',
  published: 'neutral',
} as const satisfies Record<ConsultationPhase, Tone>;
