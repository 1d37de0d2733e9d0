import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { changeKept } from '../../agent-console/api/queries.ts';

const key = ['desk'];
const client = new QueryClient();
afterEach(() => client.clear());

/** A desk whose answers come when the test says so. */
function openDesk() {
  const answers: ((offers: string[]) => void)[] = [];
  const queryFn = () => new Promise<string[]>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(client, { queryKey: key, queryFn });
  const stop = observer.subscribe(() => undefined);
  return { answers, stop };
}

it.each([
  ['the first answer', false],
  ['an answer after the line broke', true],
])('keeps news that are younger than %s', async (_, isKnown) => {
  const { answers, stop } = openDesk();
  if (isKnown) {
    answers[0]?.([]);
    await expect.poll(() => client.getQueryData(key)).toEqual([]);
    void client.invalidateQueries({ queryKey: key });
  }
  const asked = answers.length;
  changeKept<string[]>(client, key, (offers) => [...offers, 'of now']);
  // The server read this one before the offer was made.
  answers[asked - 1]?.([]);
  await expect.poll(() => answers.length).toBe(asked + 1);
  answers[asked]?.(['of now']);
  await expect.poll(() => client.isFetching({ queryKey: key })).toBe(0);
  expect(client.getQueryData(key)).toEqual(['of now']);
  stop();
});

it('lets whoever waits for an answer under way wait for the younger one', async () => {
  const { answers, stop } = openDesk();
  answers[0]?.([]);
  await expect.poll(() => client.getQueryData(key)).toEqual([]);
  let seen: unknown;
  const waited = client.invalidateQueries({ queryKey: key }).then(() => {
    seen = client.getQueryData(key);
  });
  changeKept<string[]>(client, key, (offers) => offers);
  answers[1]?.(['older']);
  answers[2]?.(['accepted']);
  await waited;
  expect(seen).toEqual(['accepted']);
  stop();
});

it('asks for nothing when nothing is under way', async () => {
  const { answers, stop } = openDesk();
  answers[0]?.([]);
  await expect.poll(() => client.getQueryData(key)).toEqual([]);
  changeKept<string[]>(client, key, (offers) => [...offers, 'of now']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answers).toHaveLength(1);
  expect(client.getQueryData(key)).toEqual(['of now']);
  stop();
});
