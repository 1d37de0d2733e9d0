// Reads one file in a thread of its own, batch after batch as it is asked for: calls and searches do not wait for it.
import { parentPort, workerData } from 'node:worker_threads';
import {
  type Fault,
  type ImportTarget,
  type Mapping,
  mappingByName,
  type Row,
} from '../../knowledge/catalogue/index.ts';
import { type FirstSight, firstSight } from './first-sight.ts';
import { type ImportRecord, recordReader } from './records.ts';
import { readTable, type Table } from './table.ts';

export interface ReaderOrder {
  bytes: ArrayBuffer;
  /** All rows as they stand, instead of records; `exact_rows`: to the last space. */
  isWanted?: 'rows' | 'exact_rows';
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
  | ({ is: 'rows' } & Table)
  /** `unread` of the rows could not even be cut into cells: they are in no batch. */
  | { is: 'begin'; rows: number; unread: number; faults: Fault[] }
  | { is: 'batch'; batch: ReaderBatch }
  | { is: 'end' };

async function* answers({ bytes, isWanted, read }: ReaderOrder): AsyncGenerator<ReaderAnswer> {
  const table = await readTable(Buffer.from(bytes), isWanted === 'exact_rows');
  if (isWanted) {
    yield { is: 'rows', ...table };
    return;
  }
  if (!read) {
    yield { is: 'sight', sight: firstSight(table) };
    return;
  }
  const unread = new Set(table.faults.filter(({ row }) => row > 0).map(({ row }) => row)).size;
  yield { is: 'begin', rows: table.rows.length + unread, unread, faults: table.faults };
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
  const readOne = recordReader(target, fieldOf, new Map(departments));
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
