// Reads that many ask for at the same moment, made in one statement.
import DataLoader from 'dataloader';

/**
 * Gathers what is asked while a read is under way into the next one: alone it is read at once, under load with all
 * others, `most` at a time. With `atOnce` reads side by side one is taken apart while another is fetched. Nothing is
 * kept. @param read what it does not find is undefined for who asked
 */
export function gathered<K, V>(
  read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { most = Number.POSITIVE_INFINITY, atOnce = 1 }: { most?: number; atOnce?: number } = {},
): (key: K) => Promise<V | undefined> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const next = (): void => {
    const run = underWay < atOnce ? waiting.shift() : undefined;
    if (!run) return;
    underWay += 1;
    run();
  };
  const loader = new DataLoader<K, V | undefined>(
    async (keys) => {
      try {
        const values = await read([...new Set(keys)]);
        return keys.map((key) => values.get(key));
      } finally {
        underWay -= 1;
        next();
      }
    },
    {
      cache: false,
      maxBatchSize: most,
      batchScheduleFn: (run) => {
        waiting.push(run);
        // Whatever else has come in this turn of the loop goes along.
        setImmediate(next);
      },
    },
  );
  return (key) => loader.load(key);
}
