import { describe, expect, it } from 'vitest';
import { SearchIndex } from '../../../knowledge/index.ts';

function index(): SearchIndex {
  const made = new SearchIndex({ synonyms: [] });
  made.add({
    id: 'noise',
    title: '施工噪声投诉',
    text: '夜间施工噪声由生态环境部门处理。',
    facets: { audience: 'public' },
  });
  made.add({
    id: 'permit',
    title: '夜间施工许可',
    text: '夜间施工须取得许可。',
    facets: { audience: 'public' },
  });
  made.add({ id: 'note', title: '内部说明', text: '只给坐席。', facets: { audience: 'agent' } });
  made.add({ id: 'water', title: '停水查询', text: '停水通知和恢复时间。', facets: { audience: 'public' } });
  return made;
}
const first = (made: SearchIndex, query: string) => made.search(query, { limit: 4 }).map(({ id }) => id)[0];

describe('what helped before', () => {
  it('comes first when the same or nearly the same is asked, and is not moved by another question', () => {
    const made = index();
    expect(first(made, '夜间施工')).toBe('permit');
    made.learn('夜间施工', 'noise', 3);
    expect(first(made, '夜间施工')).toBe('noise');
    expect(first(made, '夜间施工吗')).toBe('noise');
    expect(first(made, '施工许可怎么办理')).toBe('permit');
    expect(first(made, '停水')).toBe('water');
  });

  it('is found even where it shares no word with the question, within the filters only', () => {
    const made = index();
    expect(made.search('隔壁打桩睡不着', { limit: 4 })).toEqual([]);
    made.learn('隔壁打桩睡不着', 'noise', 2);
    made.learn('隔壁打桩睡不着', 'note', 2);
    made.learn('隔壁打桩睡不着', 'gone', 2);
    const found = made.search('隔壁打桩睡不着', { limit: 4, facets: { audience: ['public'] } });
    expect(found.map(({ id }) => id)).toEqual(['noise']);
  });

  it('weighs one deed little, takes back what did not help, and replaces what was said before', () => {
    const made = index();
    made.learn('夜间施工', 'noise', 0.2);
    expect(first(made, '夜间施工')).toBe('permit');
    made.learn('夜间施工', 'permit', -3);
    expect(first(made, '夜间施工')).toBe('noise');
    made.learn('夜间施工', 'permit', 0);
    expect(first(made, '夜间施工')).toBe('permit');
  });
});

it('words that mean the same can be others from one question to the next', () => {
  const made = index();
  expect(made.search('断供', { limit: 2 })).toEqual([]);
  made.setSynonyms([['断供', '停水']]);
  expect(first(made, '断供')).toBe('water');
  made.setSynonyms([]);
  expect(made.search('断供', { limit: 2 })).toEqual([]);
});
