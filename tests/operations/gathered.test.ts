import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gathered } from '../../server/platform/gathered.ts';

/** A read that waits until it is let go, and what it was asked. */
function heldRead() {
  const asked: (readonly number[])[] = [];
  const held: ((ends: Error | undefined) => void)[] = [];
  const read = async (keys: readonly number[]) => {
    asked.push(keys);
    const failure = await new Promise<Error | undefined>((resolve) => held.push(resolve));
    if (failure) throw failure;
    return new Map(keys.filter((key) => key > 0).map((key) => [key, `value ${key}`]));
  };
  return { read, asked, end: (failure?: Error) => held.shift()?.(failure) };
}

const turn = () => pause(5);

describe('what is gathered', () => {
  it('is read together when asked together, each key once, and what is not found is undefined', async () => {
    const { read, asked, end } = heldRead();
    const load = gathered(read);
    const all = Promise.all([load(1), load(2), load(1), load(-1)]);
    await turn();
    end();
    expect(await all).toEqual(['value 1', 'value 2', 'value 1', undefined]);
    expect(asked).toEqual([[1, 2, -1]]);
  });

  it('waits while a read is under way, and goes into the next', async () => {
    const { read, asked, end } = heldRead();
    const load = gathered(read);
    const first = load(1);
    await turn();
    const later = [load(2), load(3)];
    await turn();
    expect(asked).toEqual([[1]]);
    end();
    await first;
    await turn();
    expect(asked).toEqual([[1], [2, 3]]);
    end();
    expect(await Promise.all(later)).toEqual(['value 2', 'value 3']);
  });

  it('is read side by side, as many at a time as allowed, the rest after them in order', async () => {
    const { read, asked, end } = heldRead();
    const load = gathered(read, { most: 2, atOnce: 2 });
    const all = Promise.all([1, 2, 3, 4, 5].map(load));
    await turn();
    expect(asked).toEqual([
      [1, 2],
      [3, 4],
    ]);
    end();
    await turn();
    expect(asked).toEqual([[1, 2], [3, 4], [5]]);
    end();
    end();
    expect(await all).toEqual([1, 2, 3, 4, 5].map((key) => `value ${key}`));
  });

  it('fails for whoever asked, and goes on for the others', async () => {
    const { read, end } = heldRead();
    const load = gathered(read);
    const failing = expect(load(1)).rejects.toThrow('away');
    await turn();
    const next = load(2);
    end(new Error('away'));
    await failing;
    await turn();
    end();
    expect(await next).toBe('value 2');
  });
});
