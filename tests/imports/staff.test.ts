// What a row of a staff list says, and what is wrong with it.
import { describe, expect, it } from 'vitest';
import { readStaff } from '../../server/imports/staff/core.ts';

const names = {
  departments: new Map([
    ['水务局', 'water'],
    ['water', 'water'],
  ]),
  queues: new Map([['综合', 'general']]),
  skills: new Map([['英语', 'en']]),
};
const read = (...rows: Record<string, unknown>[]) =>
  readStaff(
    rows.map((values, index) => ({ number: index + 1, values })),
    names,
  );

describe('a staff list', () => {
  it('is read under Chinese headings, with several values in a cell', () => {
    const { staff, faults } = read({
      用户名: 'li.lei',
      姓名: '李雷',
      角色: '坐席、部门经办',
      部门: '水务局',
      队列: '综合',
      技能: '英语：2',
      并发: 4,
      在用: '是',
    });
    expect(faults).toEqual([]);
    expect(staff).toEqual([
      {
        row: 1,
        username: 'li.lei',
        nameZh: '李雷',
        roles: ['agent', 'officer'],
        departmentCode: 'water',
        queues: ['general'],
        skills: { en: 2 },
        capacity: 4,
        isActive: true,
      },
    ]);
  });

  it('says nothing with an empty cell, and empties a field with a dash', () => {
    const { staff } = read({ username: 'li.lei', name: '', department: '-', queue: '-' });
    expect(staff).toEqual([{ row: 1, username: 'li.lei', departmentCode: null, queues: [] }]);
  });

  it.each([
    [{ username: '' }, ['username_missing']],
    [{ username: 'Li Lei' }, ['username_invalid']],
    [{ username: 'li', role: '坐席、国王' }, ['role_unknown']],
    [{ username: 'li', department: '海事局' }, ['department_unknown']],
    [{ username: 'li', queue: '夜班' }, ['queue_unknown']],
    [{ username: 'li', skill: '法语, 英语:11' }, ['skill_unknown', 'level_invalid']],
    [{ username: 'li', capacity: '21', active: 'maybe' }, ['capacity_invalid', 'active_invalid']],
    [{ username: 'li', name: '长'.repeat(61) }, ['name_long']],
  ])('leaves %j out', (row, rules) => {
    const { staff, faults } = read(row);
    expect(staff).toEqual([]);
    expect(faults.map(({ row: number, rule, isKept }) => [number, rule, isKept])).toEqual(
      rules.map((rule) => [1, rule, false]),
    );
    for (const { message, howToMend } of faults)
      expect(`${message.zh}${message.en}${howToMend.zh}${howToMend.en}`).not.toContain('{');
  });

  it('keeps the first of two rows for one name, and names a column that it does not know', () => {
    const { staff, faults } = read({ username: 'li', 工号: '7' }, { username: 'li' });
    expect(staff).toEqual([{ row: 1, username: 'li' }]);
    expect(faults.map(({ row, rule }) => [row, rule])).toEqual([
      [0, 'column_unknown'],
      [2, 'username_twice'],
    ]);
    expect(read({ 姓名: '李雷' }).faults.map(({ rule }) => rule)).toEqual(['column_missing']);
  });
});
