// Reads one file in a thread of its own, batch after batch as it is asked for: calls and searches do not wait for it.
import { parentPort, workerData } from 'node:worker_threads';
import {
  type Entry,
  entryReader,
  type Fault,
  type ImportTarget,
  itemReader,
  type Mapping,
  mappingByName,
  type Row,
  type ServiceItem,
} from '../../knowledge/catalogue/index.ts';
import { type FirstSight, firstSight } from './first-sight.ts';
import { readTable } from './table.ts';

export interface ReaderOrder {
  bytes: ArrayBuffer;
  /** Absent: only what the file holds at first sight. */
  read?: {
    target: ImportTarget;
    /** Null: columns are known by their names. */
    mapping: Mapping | null;
    /** Code or name → code. */
    departments: [string, string][];
    batchRows: number;
  };
}

export type ImportRecord = { is: 'item'; item: ServiceItem } | { is: 'entry'; entry: Entry };

/** What one asking brings. Every row of the file is in one batch; `records` are those that can be used. */
export interface ReaderBatch {
  rows: number;
  records: ImportRecord[];
  /** Keys that the rows name, also of rows that were left out. */
  keys: string[];
  faults: Fault[];
}

export type ReaderAnswer =
  | { is: 'sight'; sight: FirstSight }
  | { is: 'begin'; rows: number; faults: Fault[] }
  | { is: 'batch'; batch: ReaderBatch }
  | { is: 'end' };

async function* answers({ bytes, read }: ReaderOrder): AsyncGenerator<ReaderAnswer> {
  const table = await readTable(Buffer.from(bytes));
  if (!read) {
    yield { is: 'sight', sight: firstSight(table) };
    return;
  }
  const unread = new Set(table.faults.filter(({ row }) => row > 0).map(({ row }) => row));
  yield { is: 'begin', rows: table.rows.length + unread.size, faults: table.faults };
  const take = taker(read, table.rows);
  for (let at = 0; at < table.rows.length; at += read.batchRows) {
    yield { is: 'batch', batch: take(table.rows.slice(at, at + read.batchRows)) };
  }
}

function taker(
  { target, mapping, departments }: NonNullable<ReaderOrder['read']>,
  rows: readonly Row[],
): (rows: readonly Row[]) => ReaderBatch {
  const columns = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const fieldOf = new Map(Object.entries(mapping ?? mappingByName(target, [...columns])));
  const [items, entries] = [
    itemReader(fieldOf),
    entryReader(fieldOf, target === 'resource' ? 'resource' : 'disclosure', new Map(departments)),
  ];
  const readOne = (row: Row) => {
    if (target === 'service_item') {
      const { record, ...rest } = items(row);
      return { ...rest, record: record && { is: 'item' as const, item: record } };
    }
    const { record, ...rest } = entries(row);
    return { ...rest, record: record && { is: 'entry' as const, entry: record } };
  };
  return (batch) => {
    const read = batch.map(readOne);
    return {
      rows: batch.length,
      records: read.flatMap(({ record }) => record ?? []),
      keys: read.flatMap(({ key }) => key ?? []),
      faults: read.flatMap(({ faults }) => faults),
    };
  };
}

const port = parentPort;
if (port) {
  // The order comes from our own side of the thread.
  const order: ReaderOrder = workerData;
  const stream = answers(order);
  port.on('message', () => {
    void stream.next().then(
      ({ value, done }) => port.postMessage(done ? ({ is: 'end' } satisfies ReaderAnswer) : value),
      (error: unknown) => {
        throw error;
      },
    );
  });
}
