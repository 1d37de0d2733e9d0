// Where things stand: Stack, Row, Pane, SplitPane, Facts.
import './layout.css';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { storedNumber } from './stored.ts';

/** Steps of the 4 px grid. */
export type Gap = 0 | 1 | 2 | 3 | 4 | 6 | 8;

export interface FlowProps {
  gap?: Gap;
  align?: 'start' | 'center' | 'end' | 'baseline';
  justify?: 'between' | 'end' | 'center';
  /** Goes on in a new line when it is narrow. */
  wraps?: boolean;
  /** Takes the room that is left. */
  grows?: boolean;
  as?: 'div' | 'section' | 'header' | 'footer' | 'ul' | 'li' | 'nav' | 'p' | 'span';
  className?: string;
  children: ReactNode;
}

function flow(
  kind: 'oc-stack' | 'oc-row',
  { gap = 2, align, justify, wraps, grows, as = 'div', ...rest }: FlowProps,
) {
  const Element = as;
  return (
    <Element
      className={classes(kind, rest.className)}
      data-gap={gap}
      data-align={align}
      data-justify={justify}
      data-wrap={wraps || undefined}
      data-grow={grows || undefined}
    >
      {rest.children}
    </Element>
  );
}

/** Things below one another. */
export function Stack(props: FlowProps) {
  return flow('oc-stack', props);
}

/** Things beside one another, centred on their line. */
export function Row(props: FlowProps) {
  return flow('oc-row', props);
}

export interface PaneProps {
  title?: string;
  /** Right end of the head. */
  actions?: ReactNode;
  footer?: ReactNode;
  isPadded?: boolean;
  tone?: 'surface' | 'canvas';
  className?: string;
  children: ReactNode;
}

/** A region of the screen with its own head and its own scrolling. */
export function Pane({ title, actions, footer, isPadded, tone = 'surface', className, children }: PaneProps) {
  const titleId = useId();
  return (
    <section
      className={classes('oc-pane', className)}
      data-tone={tone}
      aria-labelledby={title ? titleId : undefined}
    >
      {(title || actions) && (
        <header className="oc-pane-head">
          {title && (
            <h2 id={titleId} className="oc-truncate">
              {title}
            </h2>
          )}
          {actions && <Row gap={1}>{actions}</Row>}
        </header>
      )}
      <div className="oc-pane-body" data-padded={isPadded || undefined}>
        {children}
      </div>
      {footer && <footer className="oc-pane-foot">{footer}</footer>}
    </section>
  );
}

export interface SplitPaneProps {
  side: ReactNode;
  main: ReactNode;
  /** Where the side stands. */
  sideAt?: 'start' | 'end';
  /** Widths in px. */
  initial?: number;
  min?: number;
  max?: number;
  /** Keeps the width in this browser under this name. */
  storageKey?: string;
  /** Which of the two a narrow screen shows. */
  narrowShows?: 'side' | 'main';
}

/** Two panes with a border that mouse, finger and arrow keys move. */
export function SplitPane({
  side,
  main,
  sideAt = 'start',
  initial = 320,
  min = 240,
  max = 560,
  storageKey,
  narrowShows = 'main',
}: SplitPaneProps) {
  const { t } = useTranslation('design');
  const [width, setWidth] = useState(() => {
    const stored = storageKey ? storedNumber(`onecall.split.${storageKey}`, min, max) : undefined;
    return stored ?? initial;
  });
  const [isDragging, setDragging] = useState(false);
  const outward = sideAt === 'start' ? 1 : -1;
  const resize = (wanted: number): void => {
    const next = Math.round(Math.min(max, Math.max(min, wanted)));
    setWidth(next);
    if (storageKey) localStorage.setItem(`onecall.split.${storageKey}`, String(next));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowLeft: -16 * outward, ArrowRight: 16 * outward };
    const step = steps[event.key];
    if (step !== undefined) resize(width + step);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max);
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (isDragging) resize(width + event.movementX * outward);
  };
  const sidePane = (
    <div className="oc-split-side" style={{ width }}>
      {side}
    </div>
  );
  return (
    <div className="oc-split" data-narrow={narrowShows}>
      {sideAt === 'start' && sidePane}
      {sideAt === 'end' && <div className="oc-split-main">{main}</div>}
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no HTML element */}
      <div
        className="oc-splitter"
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label={t('resize')}
        aria-valuenow={width}
        aria-valuemin={min}
        aria-valuemax={max}
        data-dragging={isDragging || undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
      />
      {sideAt === 'start' ? <div className="oc-split-main">{main}</div> : sidePane}
    </div>
  );
}

export interface Fact {
  id: string;
  term: string;
  value: ReactNode;
}

/** Terms with their values, for details panes. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="oc-facts">
      {items.map((item) => [
        <dt key={`${item.id}-term`}>{item.term}</dt>,
        <dd key={item.id}>{item.value}</dd>,
      ])}
    </dl>
  );
}
