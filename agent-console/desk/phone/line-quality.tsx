import { useTranslation } from 'react-i18next';
import { StatusDot } from '../../../design/index.ts';
import type { Quality } from '../../../ivr/media/browser/quality.ts';

const tones = { good: 'ok', fair: 'warn', poor: 'danger' } as const;

/** How the line sounds, with the figures behind it. */
export function LineQuality({ quality }: { quality: Quality }) {
  const { t } = useTranslation('phone');
  const { level, lossShare, jitterMs, roundTripMs } = quality;
  const figures = t('quality.figures', {
    loss: (lossShare * 100).toFixed(1),
    jitter: Math.round(jitterMs),
    roundTrip: roundTripMs === null ? '—' : Math.round(roundTripMs),
  });
  return (
    <span title={figures}>
      <StatusDot tone={tones[level]} label={t(`quality.${level}`)} />
    </span>
  );
}
