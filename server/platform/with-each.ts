// Several keys that may have sealed something: the ring of an installation whose secret changes.
/** What the first key that fits makes of it. @throws what the last one says when none does */
export function withEach<T>(keys: readonly Buffer[], open: (key: Buffer) => T): T {
  let fault: unknown = new RangeError('a ring has a key');
  for (const key of keys) {
    try {
      return open(key);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}
