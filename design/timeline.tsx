import './thread.css';
import { Dot, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';
import { RelativeTime } from './clock.tsx';

export interface TimelineItem {
  id: string;
  at: string;
  icon?: LucideIcon;
  tone?: Tone;
  title: ReactNode;
  /** Who did it. */
  by?: string;
  body?: ReactNode;
}

/** What happened, in order. */
export function Timeline({ label, items }: { label: string; items: readonly TimelineItem[] }) {
  return (
    <ol className="oc-timeline" aria-label={label}>
      {items.map(({ id, at, icon: Icon = Dot, tone = 'neutral', title, by, body }) => (
        <li key={id}>
          <span className="oc-timeline-mark" data-tone={tone} aria-hidden>
            <Icon />
          </span>
          <div>
            <div className="oc-timeline-head">
              <span className="oc-strong">{title}</span>
              {by && <span className="oc-quiet">{by}</span>}
              <span className="oc-micro oc-faint">
                <RelativeTime time={at} />
              </span>
            </div>
            {body && <div className="oc-timeline-body">{body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
