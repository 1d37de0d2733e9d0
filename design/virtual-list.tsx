import './table.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';

export interface VirtualListProps<T> {
  label: string;
  items: readonly T[];
  itemKey: (item: T) => string;
  /** The row's content; words and marks only, no buttons (the row itself is the target). */
  render: (item: T, isSelected: boolean) => ReactNode;
  selected: string | null;
  onSelect: (key: string) => void;
  /** Guess of a row's height in px; the real one is measured. */
  rowHeight?: number;
  /** Called when the end is near: load the next page. */
  onNearEnd?: () => void;
  empty?: ReactNode;
}

/** A list of any length with one selected row: arrows, Home, End, Enter. Only what is seen is in the page. */
export function VirtualList<T>({
  label,
  items,
  itemKey,
  render,
  selected,
  onSelect,
  rowHeight = 64,
  onNearEnd,
  empty,
}: VirtualListProps<T>) {
  const frame = useRef<HTMLDivElement>(null);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : itemKey(item);
    },
    overscan: 8,
    onChange: (list) => {
      const last = list.range?.endIndex ?? 0;
      if (onNearEnd && items.length > 0 && last >= items.length - 10) onNearEnd();
    },
  });
  if (items.length === 0) return <>{empty}</>;
  const keys = items.map(itemKey);
  const current = Math.max(0, keys.indexOf(focusedKey ?? selected ?? ''));
  const moveTo = (index: number): void => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    setFocusedKey(keys[next] ?? null);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: items.length - 1,
    };
    const key = keys[current];
    if (event.key === 'Enter' || event.key === ' ') {
      if (key !== undefined) onSelect(key);
    } else {
      const index = moves[event.key];
      if (index === undefined) return;
      moveTo(index);
    }
    event.preventDefault();
  };
  return (
    <div ref={frame} className="oc-list">
      <div
        className="oc-list-room"
        role="listbox"
        tabIndex={-1}
        aria-label={label}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const itemId = itemKey(item);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the list
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              role="option"
              className="oc-list-item"
              tabIndex={index === current ? 0 : -1}
              aria-selected={itemId === selected}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
              onFocus={() => setFocusedKey(itemId)}
              onClick={() => onSelect(itemId)}
            >
              {render(item, itemId === selected)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
