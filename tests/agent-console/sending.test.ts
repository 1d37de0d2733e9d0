import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../agent-console/api/failure.ts';
import { Sending } from '../../agent-console/desk/sending.ts';
import { setConnection } from '../../agent-console/realtime/connection.ts';

vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('navigator', { onLine: true });
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => vi.unstubAllGlobals());
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function desk() {
  const sending = new Sending();
  const tried: unknown[] = [];
  let refusal: string | null = 'offline';
  sending.ways = {
    line: {
      call: async (_name, request) => {
        tried.push(request);
        if (refusal !== null) throw new ApiFailure(refusal);
        return { message: request } as never;
      },
    },
    take: () => undefined,
  };
  const shown = (conversationId: string) =>
    sending.of(conversationId).map(({ text, state }) => [text, state]);
  return {
    sending,
    tried,
    shown,
    answer: (code: string | null) => {
      refusal = code;
    },
  };
}

it('what an agent sends while the line is broken goes out by itself when it is back, in both contacts', async () => {
  const { sending, tried, shown, answer } = desk();
  setConnection('reconnecting');
  sending.send('one', '您好');
  sending.send('two', '请稍等');
  sending.send('one', '马上派人');
  await passed(1_000);
  expect(shown('one')).toEqual([
    ['您好', 'sending'],
    ['马上派人', 'sending'],
  ]);
  expect(shown('two')).toEqual([['请稍等', 'sending']]);
  answer(null);
  tried.length = 0;
  setConnection('online');
  await passed(0);
  expect([...shown('one'), ...shown('two')]).toEqual([]);
  expect(tried).toMatchObject([
    { conversationId: 'one', text: '您好' },
    { conversationId: 'two', text: '请稍等' },
    { conversationId: 'one', text: '马上派人' },
  ]);
});

it('what the server refuses for good stands as not sent, and is sent again when the agent says so', async () => {
  const { sending, tried, shown, answer } = desk();
  answer('forbidden');
  sending.send('one', '您好');
  await passed(60_000);
  expect(shown('one')).toEqual([['您好', 'refused']]);
  expect(tried).toHaveLength(1);
  const [refused] = sending.of('one');
  answer(null);
  sending.resend('one', refused?.id ?? '');
  await passed(0);
  expect(shown('one')).toEqual([]);
});

it('what somebody had on its way goes out no more when another agent sits at the screen', async () => {
  const { sending, tried, answer } = desk();
  setConnection('reconnecting');
  sending.send('one', '您好');
  await passed(0);
  tried.length = 0;
  sending.stop();
  answer(null);
  setConnection('online');
  await passed(120_000);
  expect(tried).toEqual([]);
});
