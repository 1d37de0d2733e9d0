import { expect, it } from 'vitest';
import { begun, changed, type History, redone, undone } from '../../agent-console/flows/history.ts';
import { withKey } from '../../ivr/flow/edit.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import { shippedFlows } from '../../ivr/index.ts';

const { hotline } = shippedFlows;
const saying = (flow: Flow, words: string): Flow => ({
  ...flow,
  texts: { ...flow.texts, greeting: { ...flow.texts.greeting, cmn: words } },
});
const type = (history: History, words: string, typed = 'greeting cmn'): History =>
  changed(history, saying(history.flow, words), 'greet', typed);

it('changes are undone one by one, the last first, and done again, each at the node where it was made', () => {
  const keyed = changed(begun(hotline), withKey(hotline, 'queue', '6', 'queue'), 'queue', null);
  const both = changed(keyed, withKey(keyed.flow, 'noPlace', '6', 'queue'), 'noPlace', null);
  const once = undone(both);
  expect(once).toMatchObject({ at: 'noPlace', history: { flow: keyed.flow } });
  const twice = once && undone(once.history);
  expect(twice).toMatchObject({ at: 'queue', history: { flow: hotline, past: [] } });
  expect(twice && undone(twice.history)).toBeNull();
  const again = twice && redone(twice.history);
  expect(again).toMatchObject({ at: 'queue', history: { flow: keyed.flow } });
  expect(again && redone(again.history)).toMatchObject({ at: 'noPlace', history: { flow: both.flow } });
  expect(redone(both)).toBeNull();
});

it('what is typed into one field in a row is undone at once, and into another by itself', () => {
  const typed = ['您', '您好', '您好。'].reduce((history, words) => type(history, words), begun(hotline));
  expect(typed.past).toHaveLength(1);
  expect(undone(typed)?.history.flow).toBe(hotline);
  expect(type(typed, '你好', 'greeting yue').past).toHaveLength(2);
});

it('a change after something was undone takes the place of what could have been done again', () => {
  const first = type(begun(hotline), '一');
  const back = undone(first);
  const other = back && type(back.history, '二');
  expect(other?.future).toEqual([]);
  expect(other && undone(other)?.history.flow).toBe(hotline);
});
