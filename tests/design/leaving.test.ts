import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestFailure } from '../../citizen-web/api/client.ts';
import { Leaving, type Outgoing } from '../../design/leaving.ts';

/** What the server says to one try; `taken` is yes. */
type Says = 'taken' | 'offline' | 'rate_limited' | 'unavailable' | 'took_too_long' | 'no_room' | 'conflict';

function leaving(...says: Says[]) {
  const tried: string[] = [];
  const refused: string[] = [];
  let shown: readonly Outgoing[] = [];
  const all = new Leaving({
    post: async ({ text }) => {
      tried.push(text);
      const code = says.shift() ?? 'taken';
      if (code !== 'taken') throw new RequestFailure(code, '');
    },
    onChange: (now) => {
      shown = now;
    },
    onRefused: (failure) => refused.push(failure instanceof RequestFailure ? failure.code : 'unknown'),
  });
  const write = (text: string): void => all.add({ id: text, text, at: '' });
  return { all, write, tried, refused, states: () => shown.map(({ text, state }) => `${text} ${state}`) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('what somebody wrote', () => {
  it('goes out in the order in which it was written, one after the other', async () => {
    const { write, tried, states } = leaving('unavailable');
    for (const text of ['路灯坏了', '在科苑路', '三天了']) write(text);
    expect(states()).toEqual(['路灯坏了 sending', '在科苑路 sending', '三天了 sending']);
    await passed(2_000);
    expect(tried).toEqual(['路灯坏了', '路灯坏了', '在科苑路', '三天了']);
    expect(states()).toEqual([]);
  });

  it.each(['offline', 'rate_limited', 'unavailable', 'took_too_long', 'no_room'] as const)(
    'is being sent while it cannot be taken (%s), ever more seldom, and is never said as not sent',
    async (code) => {
      const { write, tried, refused, states } = leaving(code, code, code, code, code, code);
      write('路灯坏了');
      for (const [afterMs, tries] of [
        [1_999, 1],
        [1, 2],
        [4_000, 3],
        [8_000, 4],
        [16_000, 5],
        [30_000, 6],
      ] as const) {
        await passed(afterMs);
        expect(tried).toHaveLength(tries);
        expect(states()).toEqual(['路灯坏了 sending']);
      }
      await passed(30_000);
      expect(states()).toEqual([]);
      expect(refused).toEqual([]);
    },
  );

  it('goes out as soon as the line is back', async () => {
    const { all, write, tried } = leaving('offline', 'offline', 'offline');
    write('路灯坏了');
    await passed(7_000);
    expect(tried).toHaveLength(3);
    all.goOn();
    await passed(0);
    expect(tried).toHaveLength(4);
    await passed(60_000);
    expect(tried).toHaveLength(4);
  });

  it('is said as not sent when it can never be as it is; what comes after it goes out', async () => {
    const { all, write, tried, refused, states } = leaving('conflict');
    write('路灯坏了');
    write('在科苑路');
    await passed(0);
    expect(states()).toEqual(['路灯坏了 refused']);
    expect(refused).toEqual(['conflict']);
    all.goOn();
    await passed(60_000);
    expect(tried).toEqual(['路灯坏了', '在科苑路']);
    all.retry('路灯坏了');
    await passed(0);
    expect(states()).toEqual([]);
  });

  it('is not sent again when the conversation shows that it arrived', async () => {
    const { all, write, tried, states } = leaving('offline');
    write('路灯坏了');
    await passed(0);
    all.arrived(new Set(['路灯坏了']));
    expect(states()).toEqual([]);
    await passed(60_000);
    expect(tried).toHaveLength(1);
  });

  it('waits while the chat is closed', async () => {
    const { all, write, tried } = leaving('offline', 'offline');
    write('路灯坏了');
    all.stop();
    await passed(60_000);
    expect(tried).toHaveLength(1);
    all.goOn();
    await passed(2_000);
    expect(tried).toHaveLength(3);
  });
});
