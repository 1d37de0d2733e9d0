import './table.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { type ListKeys, type ListProps, useListKeys } from './list-keys.ts';

export interface VirtualListProps<T> extends ListProps<T> {
  /** The row's content; words and marks only, no buttons (the row itself is the target). */
  render: (item: T, isSelected: boolean) => ReactNode;
  /** Guess of a row's height in px; the real one is measured. */
  rowHeight?: number;
  /** Called when the end is near: load the next page. */
  onNearEnd?: () => void;
  empty?: ReactNode;
}

/** A list of any length with one selected row: arrows, Home, End, Enter. Only what is seen is in the page. */
export function VirtualList<T>({ render, rowHeight = 64, onNearEnd, empty, ...list }: VirtualListProps<T>) {
  const { items, itemKey, selected } = list;
  const keys: ListKeys = useListKeys(list, (index) => virtual.scrollToIndex(index));
  const { frame, onKeyDown, rowOf } = keys;
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : itemKey(item);
    },
    overscan: 8,
    onChange: (shown) => {
      const last = shown.range?.endIndex ?? 0;
      if (onNearEnd && items.length > 0 && last >= items.length - 10) onNearEnd();
    },
  });
  if (items.length === 0) return <>{empty}</>;
  return (
    <div ref={frame} className="oc-list">
      <div
        className="oc-list-room"
        role="listbox"
        tabIndex={-1}
        aria-label={list.label}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          const itemId = itemKey(item);
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              style={{ transform: `translateY(${start}px)` }}
              {...rowOf(index, itemId)}
            >
              {render(item, itemId === selected)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
