// Rows and columns. For long single-column lists (inbox, queue) use VirtualList.
import './ends.css';
import './table.css';
import './field.css';
import { Check, ChevronDown, ChevronUp, Minus } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import {
  Table as AriaTable,
  Cell,
  Checkbox,
  Column,
  Row,
  type SortDescriptor,
  TableBody,
  TableHeader,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';

export interface TableColumn<T> {
  id: string;
  title: string;
  /** What names the row for screen readers; at least one column. */
  isRowHeader?: boolean;
  align?: 'start' | 'end';
  /** CSS width, for example `8rem`. */
  width?: string;
  isSortable?: boolean;
  render: (row: T) => ReactNode;
}

export interface TableProps<T> {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** Enter or a click on a row. */
  onOpen?: (key: string) => void;
  /** Ids of ticked rows; with `onSelect`, each row has a checkbox. */
  selected?: ReadonlySet<string>;
  onSelect?: (keys: ReadonlySet<string>) => void;
  sort?: { column: string; direction: 'ascending' | 'descending' };
  onSort?: (sort: { column: string; direction: 'ascending' | 'descending' }) => void;
  /** Shown when there are no rows. */
  empty?: ReactNode;
}

function Tick({ label }: { label: string }) {
  return (
    <Checkbox slot="selection" className="oc-tick" aria-label={label}>
      {({ isIndeterminate }) => (
        <span className="oc-box">{isIndeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}</span>
      )}
    </Checkbox>
  );
}

/** So many rows are drawn at first, and so many more when the last of them comes near: a press is answered at once. */
const step = 60;

/** Tells once that it is on the screen, or less than a screen below. */
function NearEnd({ onSeen }: { onSeen: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!mark.current) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && onSeen(),
      { rootMargin: '0px 0px 100% 0px' },
    );
    watch.observe(mark.current);
    return () => watch.disconnect();
  }, [onSeen]);
  return <div ref={mark} />;
}

/** Rows and columns share their keys: one whose row is called as a column is, as a field named `name`, had no columns. */
const columnKey = (id: string): string => `column ${id}`;

/** A table with keyboard cells, sorting and ticking. Up to a few thousand rows; page beyond that. */
export function Table<T extends object>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  selected,
  onSelect,
  sort,
  onSort,
  empty,
}: TableProps<T>) {
  const { t } = useTranslation('design');
  const [drawn, setDrawn] = useState(step);
  const sorted = (next: SortDescriptor): void =>
    onSort?.({ column: String(next.column).slice(columnKey('').length), direction: next.direction });
  return (
    <div className="oc-table-frame oc-ends">
      <AriaTable
        className="oc-table"
        aria-label={label}
        selectionMode={onSelect ? 'multiple' : 'none'}
        {...(selected && { selectedKeys: selected })}
        {...(onSelect && {
          onSelectionChange: (keys) =>
            onSelect(new Set(keys === 'all' ? rows.map(rowKey) : [...keys].map(String))),
        })}
        {...(sort && { sortDescriptor: { ...sort, column: columnKey(sort.column) } })}
        onSortChange={sorted}
        {...(onOpen && { onRowAction: (key) => onOpen(String(key)) })}
      >
        <TableHeader>
          {onSelect && (
            <Column className="oc-th" style={{ width: '2.5rem' }}>
              <Tick label={t('selectAll')} />
            </Column>
          )}
          {columns.map((column) => (
            <Column
              key={column.id}
              id={columnKey(column.id)}
              className="oc-th"
              data-align={column.align}
              isRowHeader={column.isRowHeader === true}
              allowsSorting={column.isSortable === true}
              {...(column.width && { style: { width: column.width } })}
            >
              {({ sortDirection }) => (
                <>
                  {column.title}
                  {sortDirection === 'ascending' && <ChevronUp aria-hidden />}
                  {sortDirection === 'descending' && <ChevronDown aria-hidden />}
                </>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody
          {...(empty !== undefined && {
            renderEmptyState: () => <div className="oc-table-none">{empty}</div>,
          })}
        >
          {rows.slice(0, drawn).map((row) => (
            <Row key={rowKey(row)} id={rowKey(row)} className="oc-tr" data-acts={onOpen ? '' : undefined}>
              {onSelect && (
                <Cell className="oc-td">
                  <Tick label={t('selectRow')} />
                </Cell>
              )}
              {columns.map((column) => (
                <Cell key={column.id} className="oc-td" data-align={column.align}>
                  {column.render(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
      {drawn < rows.length && <NearEnd key={drawn} onSeen={() => setDrawn(drawn + step)} />}
    </div>
  );
}
