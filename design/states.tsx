// What a place shows instead of its content: nothing yet, trouble, still loading. And Notice, for a line above content.
import './layout.css';
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tone } from './badge.tsx';

/** Nothing here; says why, and what to do. */
export function EmptyState({
  icon: Icon,
  title,
  description,
  action,
}: {
  icon?: LucideIcon;
  title: string;
  description?: string;
  action?: ReactNode;
}) {
  return (
    <div className="oc-state">
      {Icon && <Icon aria-hidden />}
      <p className="oc-state-title">{title}</p>
      {description && <p>{description}</p>}
      {action}
    </div>
  );
}

/** Something failed; says what in the reader's words, with the number that the log has. */
export function ErrorState({
  title,
  description,
  requestId,
  action,
}: {
  title?: string;
  description?: string;
  requestId?: string | undefined;
  /** Usually a Button that tries again. */
  action?: ReactNode;
}) {
  const { t } = useTranslation('design');
  return (
    <div className="oc-state" data-tone="danger" role="alert">
      <CircleAlert aria-hidden />
      <p className="oc-state-title">{title ?? t('error.title')}</p>
      {description && <p>{description}</p>}
      {requestId && <p className="oc-micro oc-faint">{t('error.reference', { id: requestId })}</p>}
      {action}
    </div>
  );
}

const widths = ['92%', '78%', '85%', '64%', '88%', '70%'];

/** Grey lines where text will be. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation('design');
  return (
    <div className="oc-skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change places
        <span key={line} style={{ width: widths[line % widths.length] }} />
      ))}
    </div>
  );
}

const noticeIcons: Record<Tone, LucideIcon> = {
  neutral: Info,
  accent: Info,
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleAlert,
};

/** A line above what it concerns. `isLive` reads it out when it appears. */
export function Notice({
  tone = 'neutral',
  isLive,
  children,
}: {
  tone?: Tone;
  isLive?: boolean;
  children: ReactNode;
}) {
  const Icon = noticeIcons[tone];
  return (
    <div className="oc-notice" data-tone={tone} role={isLive ? 'status' : undefined}>
      <Icon aria-hidden />
      <div>{children}</div>
    </div>
  );
}
