import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasGap, mergeMessages, wholeUpTo } from '../../citizen-web/chat/order.ts';

const message = (seq: number, conversationId = 'first') => ({
  id: `${conversationId}-${seq}`,
  conversationId,
  seq,
  createdAt: new Date(Date.UTC(2026, 10, 24, conversationId === 'first' ? 8 : 9, 0, seq)).toISOString(),
});
const seqs = (messages: readonly { seq: number }[]): number[] => messages.map(({ seq }) => seq);

describe('the messages that a citizen sees', () => {
  it('stand in the order of their numbers, each once, however they arrive', () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (numbers) => {
        const seen = numbers.reduce<ReturnType<typeof message>[]>(
          (known, seq) => mergeMessages(known, [message(seq)]),
          [],
        );
        expect(seqs(seen)).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }),
    );
  });

  it('are whole up to the first number that is missing', () => {
    const cases: [number[], number][] = [
      [[], 0],
      [[1, 2, 3], 3],
      [[1, 2, 4, 5], 2],
      [[2, 3], 0],
    ];
    for (const [numbers, upTo] of cases) {
      const messages = numbers.map((seq) => message(seq));
      expect(wholeUpTo(messages), numbers.join()).toBe(upTo);
      expect(hasGap(messages), numbers.join()).toBe(upTo < numbers.length);
    }
  });

  it('are those of the latest conversation, which starts at 1 again', () => {
    const earlier = [message(1), message(2)];
    expect(mergeMessages(earlier, [message(1, 'second')])).toEqual([message(1, 'second')]);
  });

  it('are not replaced by a late message of an earlier conversation', () => {
    const current = [message(1, 'second')];
    expect(mergeMessages(current, [message(3)])).toEqual(current);
  });
});
