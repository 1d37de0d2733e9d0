import './table.css';
import type { ReactNode } from 'react';
import { type ListProps, useListKeys } from './list-keys.ts';

export interface ShortListProps<T> extends ListProps<T> {
  /** The row's content; words and marks only, no buttons (the row itself is the target). */
  render: (item: T) => ReactNode;
  empty?: ReactNode;
}

/** A list of some dozens with one selected row, without what a VirtualList has to carry for thousands. */
export function List<T>({ render, empty, ...list }: ShortListProps<T>) {
  const { frame, onKeyDown, rowOf } = useListKeys(list);
  if (list.items.length === 0) return <>{empty}</>;
  return (
    <div ref={frame} className="oc-list">
      <div role="listbox" tabIndex={-1} aria-label={list.label} onKeyDown={onKeyDown}>
        {list.items.map((item, index) => {
          const key = list.itemKey(item);
          return (
            <div key={key} {...rowOf(index, key)}>
              {render(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
