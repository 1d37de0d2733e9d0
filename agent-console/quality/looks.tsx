// How states, scores and reasons look and read.
import { useTranslation } from 'react-i18next';
import { Badge, elapsedText, type Tone } from '../../design/index.ts';
import type { DrawReason, ReviewState } from '../../server/quality/contract.ts';

export const stateTones: Record<ReviewState, Tone> = {
  assigned: 'accent',
  finished: 'neutral',
  acknowledged: 'ok',
  disputed: 'warn',
  decided: 'neutral',
};

/** From which score on work is good, and below which it needs help. */
const [good, poor] = [85, 60];
export const scoreTone = (score: number | null): Tone =>
  score === null ? 'neutral' : score >= good ? 'ok' : score < poor ? 'danger' : 'warn';

export function Score({ score, hasFailed }: { score: number | null; hasFailed: boolean }) {
  const { t } = useTranslation('quality');
  if (score === null) return <span className="oc-quiet">—</span>;
  return <Badge tone={scoreTone(score)}>{hasFailed ? t('failedScore', { score }) : String(score)}</Badge>;
}

/** Why a contact was drawn, in words. */
export function useReasonText(): (reason: DrawReason) => string {
  const { t } = useTranslation('quality');
  return (reason) => {
    switch (reason.why) {
      case 'random':
        return t('reason.random', reason);
      case 'low_rating':
        return t('reason.low_rating', { score: reason.score });
      case 'hold':
        return t('reason.hold', { time: elapsedText(reason.seconds * 1_000) });
      case 'danger':
      case 'passed_on':
      case 'chosen':
        return t(`reason.${reason.why}`);
    }
  };
}
