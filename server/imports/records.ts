// A row of a file as a record of its target: in the reader's thread, and for the first rows that an editor sees.
import {
  type Entry,
  entryReader,
  type Fault,
  type ImportTarget,
  itemReader,
  type Row,
  type ServiceItem,
} from '../../knowledge/catalogue/index.ts';

export type ImportRecord = { is: 'item'; item: ServiceItem } | { is: 'entry'; entry: Entry };

interface ReadRow {
  /** Undefined: the row is left out. */
  record: ImportRecord | undefined;
  /** What the row names, also of a row that is left out. */
  key: string | undefined;
  faults: Fault[];
}

/**
 * @param fieldOf column → field
 * @param departments code or name → code
 */
export function recordReader(
  target: ImportTarget,
  fieldOf: ReadonlyMap<string, string>,
  departments: ReadonlyMap<string, string>,
): (row: Row) => ReadRow {
  if (target === 'service_item') {
    const read = itemReader(fieldOf, departments);
    return (row) => {
      const { record, ...rest } = read(row);
      return { ...rest, record: record && { is: 'item', item: record } };
    };
  }
  const read = entryReader(fieldOf, target, departments);
  return (row) => {
    const { record, ...rest } = read(row);
    return { ...rest, record: record && { is: 'entry', entry: record } };
  };
}
