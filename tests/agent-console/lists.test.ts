import { describe, expect, it } from 'vitest';
import { departmentOptions } from '../../agent-console/desk/department-options.ts';
import { listsFor } from '../../agent-console/desk/lists.ts';
import type { Lists } from '../../server/admin/contract.ts';

const department = (code: string, zh: string, en: string): Lists['departments'][number] => ({
  code,
  name: { zh, en },
  letters: '',
  parentCode: null,
  kind: 'bureau',
  areaCode: null,
  takesTickets: true,
  isFallback: false,
});
const lists: Lists = {
  departments: [
    department('audit', '深圳市审计局', 'Audit Bureau'),
    department('civil', '深圳市民政局', 'Civil Affairs Bureau'),
    department('construction', '深圳市建筑工务署', 'Public Works Bureau'),
    department('customs', '深圳海关', 'Shenzhen Customs'),
    department('gsd', '深圳市政务服务和数据管理局', 'Government Services and Data Bureau'),
  ],
  categories: [],
  areas: [],
  queues: [],
  skills: [],
  reasons: [],
};

describe('departments to choose from', () => {
  it('stand in the order of their names in the reader’s language', () => {
    const named = (lang: 'zh' | 'en') => listsFor(lang)(lists).departments.map(({ name }) => name[lang]);
    expect(named('en')).toEqual([
      'Audit Bureau',
      'Civil Affairs Bureau',
      'Government Services and Data Bureau',
      'Public Works Bureau',
      'Shenzhen Customs',
    ]);
    expect(named('zh')).toEqual([
      '深圳海关',
      '深圳市建筑工务署',
      '深圳市民政局',
      '深圳市审计局',
      '深圳市政务服务和数据管理局',
    ]);
  });
});

it('a department is found by pinyin, by first letters, by code and in the other language', () => {
  const water = { ...department('water', '市水务局', 'Water Bureau'), letters: 'shishuiwuju sswj' };
  const [option] = departmentOptions([water], 'zh');
  for (const typed of ['shuiwu', 'swj', 'water', '水务', 'Water Bureau'])
    expect(option?.search).toContain(typed);
});
