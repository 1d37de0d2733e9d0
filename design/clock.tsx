// Times that live: what is left of a deadline, and how long ago something was.
import './mark.css';
import type { TFunction } from 'i18next';
import { Ban, CircleCheck, CirclePause, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type ClockFace, clockLevel, shareUsed, splitSpan } from './clock-level.ts';
import { type Time, useFormat } from './i18n/format.ts';
import { useNow } from './now.ts';

function spanText(t: TFunction<'design'>, ms: number): string {
  const { days, hours, minutes, seconds } = splitSpan(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (days > 0) return t('clock.days', { days, hours });
  if (hours > 0) return t('clock.hours', { hours, minutes: two(minutes) });
  return t('clock.minutes', { minutes, seconds: two(seconds) });
}

/** A disc that fills as time is used. */
function Pie({ share }: { share: number }) {
  const round = 2 * Math.PI * 3;
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden>
      <circle cx="8" cy="8" r="6.75" strokeWidth="1.5" />
      <circle
        cx="8"
        cy="8"
        r="3"
        strokeWidth="6"
        strokeDasharray={`${share * round} ${round}`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  );
}

export interface CountdownProps {
  clock: ClockFace;
  /** Which clock, for screen readers: "dispatch", "reply". */
  label?: string;
}

/**
 * The live time left of a clock. Calm green ring, amber past half, red near the end with a triangle, filled when over:
 * the shape changes with the colour.
 */
export function Countdown({ clock, label }: CountdownProps) {
  const { t } = useTranslation('design');
  const format = useFormat();
  const nowMs = useNow(1_000);
  const level = clockLevel(clock, nowMs);
  const span = spanText(t, Date.parse(clock.dueAt) - nowMs);
  const words = {
    calm: t('clock.left', { span }),
    watch: t('clock.left', { span }),
    urgent: t('clock.left', { span }),
    over: t('clock.over', { span }),
    paused: t('clock.paused'),
    met: t('clock.met'),
    breached: t('clock.breached'),
    cancelled: t('clock.cancelled'),
  }[level];
  const icon = {
    calm: <Pie share={shareUsed(clock, nowMs)} />,
    watch: <Pie share={shareUsed(clock, nowMs)} />,
    urgent: <TriangleAlert aria-hidden />,
    over: <TriangleAlert aria-hidden />,
    paused: <CirclePause aria-hidden />,
    met: <CircleCheck aria-hidden />,
    breached: <CircleX aria-hidden />,
    cancelled: <Ban aria-hidden />,
  }[level];
  return (
    <span className="oc-clock" data-level={level} title={t('clock.due', { time: format.exact(clock.dueAt) })}>
      {icon}
      {label && <span className="oc-hidden">{label}</span>}
      <time dateTime={clock.dueAt}>{words}</time>
    </span>
  );
}

/** "5 min ago", with the exact time as a tooltip. */
export function RelativeTime({ time }: { time: Time }) {
  const format = useFormat();
  const nowMs = useNow(30_000);
  return (
    <time dateTime={new Date(time).toISOString()} title={format.exact(time)}>
      {format.relative(time, nowMs)}
    </time>
  );
}
