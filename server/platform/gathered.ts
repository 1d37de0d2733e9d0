// Reads that many ask for at the same moment, made in one statement.
import DataLoader from 'dataloader';

/**
 * Gathers what is asked while a read is under way into the next one: alone it is read at once, under load with all
 * others, `most` at a time. Nothing is kept. @param read what it does not find is undefined for who asked
 */
export function gathered<K, V>(
  read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { most = Number.POSITIVE_INFINITY }: { most?: number } = {},
): (key: K) => Promise<V | undefined> {
  let underWay: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<K, V | undefined>(
    (keys) => {
      const found = read([...new Set(keys)]);
      underWay = found.catch(() => undefined);
      return found.then((values) => keys.map((key) => values.get(key)));
    },
    { cache: false, maxBatchSize: most, batchScheduleFn: (run) => void underWay.then(run) },
  );
  return (key) => loader.load(key);
}
