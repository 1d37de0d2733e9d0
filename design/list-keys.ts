// The keyboard of a list with one selected row: arrows, Home and End move the focus, Enter and space select.
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';

export interface ListProps<T> {
  label: string;
  items: readonly T[];
  itemKey: (item: T) => string;
  selected: string | null;
  onSelect: (key: string) => void;
}

/** Where the focus is, and what a row and its list carry for it. `show` brings a row into sight before it is focused. */
export interface ListKeys {
  frame: RefObject<HTMLDivElement | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  /** The attributes of the row of an item. */
  rowOf: (index: number, key: string) => object;
}

export function useListKeys<T>(
  { items, itemKey, selected, onSelect }: ListProps<T>,
  show: (index: number) => void = () => undefined,
): ListKeys {
  const frame = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const wanted = focused ?? selected;
  const current = Math.max(0, wanted === null ? 0 : items.findIndex((item) => itemKey(item) === wanted));
  const moveTo = (index: number): void => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    const item = items[next];
    setFocused(item === undefined ? null : itemKey(item));
    show(next);
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
    });
  };
  return {
    frame,
    onKeyDown: (event) => {
      // A chord is the page's: whoever has clicked a row finishes its contact by key.
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const moves: Record<string, number> = {
        ArrowDown: current + 1,
        ArrowUp: current - 1,
        Home: 0,
        End: items.length - 1,
      };
      const item = items[current];
      if (event.key === 'Enter' || event.key === ' ') {
        if (item !== undefined) onSelect(itemKey(item));
      } else {
        const index = moves[event.key];
        if (index === undefined) return;
        moveTo(index);
      }
      event.preventDefault();
    },
    rowOf: (index, key) => ({
      'data-index': index,
      role: 'option',
      className: 'oc-list-item',
      tabIndex: index === current ? 0 : -1,
      'aria-selected': key === selected,
      'aria-setsize': items.length,
      'aria-posinset': index + 1,
      onFocus: () => setFocused(key),
      onClick: () => onSelect(key),
    }),
  };
}
