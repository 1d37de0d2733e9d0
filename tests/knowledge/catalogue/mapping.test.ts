// Another city's columns find our fields, and catalogues are read by their rules.
import { describe, expect, it } from 'vitest';
import {
  entryCells,
  entryReader,
  guessMapping,
  itemCells,
  itemReader,
  mappingByName,
} from '../../../knowledge/index.ts';
import { code, row } from './item.ts';

const column = (name: string, ...samples: string[]) => ({ name, samples });

describe('the guess', () => {
  it.each([
    ['names nearly the same', column('事项名称（全称）', '居住证补领'), 'name'],
    ['another spelling of the same name', column('task-name', '居住证补领'), 'name'],
    ['cells that look like codes', column('列1', code), 'code'],
  ])('knows a column by %s', (_why, known, field) => {
    expect(guessMapping('service_item', [known])).toEqual({ [known.name]: field });
  });

  it('gives each field once, to the column that fits best', () => {
    const mapping = guessMapping('service_item', [
      column('实施主体名称', '示范局'),
      column('实施主体', '示范局'),
      column('承诺办结时限', '3(工作日)'),
      column('法定办结时限', '20(工作日)'),
      column('监督投诉电话', '0755-12345678'),
      column('咨询电话', '0755-87654321'),
      column('备注', '随便写的'),
    ]);
    expect(mapping).toMatchObject({
      承诺办结时限: 'promisedLimit',
      法定办结时限: 'statutoryLimit',
      监督投诉电话: 'complaintPhone',
      咨询电话: 'consultPhone',
    });
    expect(Object.values(mapping).filter((field) => field === 'departmentName')).toHaveLength(1);
    expect(mapping).not.toHaveProperty('备注');
  });

  it('tells columns whose cells look alike by the little that their names have in common', () => {
    expect(
      guessMapping('service_item', [column('多久办好', '3(工作日)'), column('法定多少天', '20(工作日)')]),
    ).toEqual({ 多久办好: 'promisedLimit', 法定多少天: 'statutoryLimit' });
  });

  it('knows the headings of whoever has not read the standard, in both languages', () => {
    const zh = [
      '叫什么名字',
      '哪个部门办',
      '要带什么材料',
      '在哪里办',
      '能不能网上办',
      '要跑几趟',
      '属于哪一类',
    ];
    const named = (names: readonly string[]) =>
      Object.values(
        guessMapping(
          'service_item',
          names.map((name) => column(name)),
        ),
      );
    const fields = ['departmentName', 'isOnline', 'materials', 'name', 'place', 'themes', 'visits'];
    expect(named(zh).toSorted()).toEqual(fields);
    const en = ['Service name', 'Agency', 'What to bring', 'Where', 'Online', 'Visits', 'Category'];
    expect(named(en).toSorted()).toEqual(fields);
    const resource = ['有什么数据', '哪个部门的', '能不能共享', '有哪些字段', '多久更新一次', '最近更新'];
    expect(
      guessMapping(
        'resource',
        resource.map((name) => column(name)),
      ),
    ).toEqual({
      有什么数据: 'nameZh',
      哪个部门的: 'department',
      能不能共享: 'sharing',
      有哪些字段: 'fields',
      多久更新一次: 'updateDays',
      最近更新: 'dataAt',
    });
  });

  it('knows a heading of two rows, the group before the column', () => {
    expect(
      guessMapping('service_item', [column('时限 法定'), column('时限 承诺'), column('咨询 电话')]),
    ).toEqual({
      '时限 法定': 'statutoryLimit',
      '时限 承诺': 'promisedLimit',
      '咨询 电话': 'consultPhone',
    });
  });

  it('knows the handling body by a name of its own kind, when the cells are offices', () => {
    const bodies = column('业务主管处室', '示范局', '示范区人民政府');
    expect(guessMapping('service_item', [bodies])).toEqual({ 业务主管处室: 'departmentName' });
    expect(guessMapping('service_item', [column('业务主管处室', '三楼', '李四')])).toEqual({});
  });

  it('takes no date for a telephone, and no number for one under a name that says nothing of it', () => {
    expect(guessMapping('service_item', [column('更新日期', '2026-03-05')])).toEqual({});
    expect(guessMapping('service_item', [column('流水', '20260001')])).toEqual({});
  });

  it('does not take a column for codes whose cells are none', () => {
    expect(guessMapping('service_item', [column('事项编码说明', '见附件')])).toEqual({});
  });
});

const departments = new Map([
  ['finance', 'finance'],
  ['财政局', 'finance'],
]);
const number = 'SZ0075FINA2026ZY0003';
const readEntry = (kind: 'disclosure' | 'resource', values: Record<string, unknown>) => {
  const fieldOf = new Map(Object.entries(mappingByName(kind, Object.keys(values))));
  return entryReader(fieldOf, kind, departments)({ number: 1, values });
};
const resource = {
  信息资源代码: number,
  信息资源名称: '预算执行数据',
  信息资源摘要: '按月的预算执行情况。',
  信息资源提供方: '财政局',
  共享类型: '有条件共享',
  共享条件: '限于审计',
  更新周期: '每月',
  数据更新日期: '2026年1月5日',
  信息项: 'amount|金额|number|18|政府; month|月份|text|7|公开',
};

describe('an entry of a catalogue', () => {
  it('is read from the headings and words of 政务信息资源目录编制指南', () => {
    const { record, faults } = readEntry('resource', resource);
    expect(faults).toEqual([]);
    expect(record).toMatchObject({
      code: number,
      departmentCode: 'finance',
      sharing: 'conditional',
      updateDays: 31,
      dataAt: '2026-01-05',
      fields: [
        { name: 'amount', length: 18, scope: 'government' },
        { name: 'month', scope: 'public' },
      ],
    });
  });

  it.each([
    ['信息资源代码', 'SZ0075', 'code: index_length'],
    ['信息资源代码', 'SZ0075FINA2026ZY-003', 'code: index_characters'],
    ['信息资源提供方', '外星事务局', 'department: department_unknown'],
    ['共享类型', '随便', 'sharing: sharing_unknown'],
  ])('is left out with %s %s', (field, value, fault) => {
    const { record, faults } = readEntry('resource', { ...resource, [field]: value });
    expect(record).toBeUndefined();
    expect(faults.map((one) => `${one.field}: ${one.rule}`)).toEqual([fault]);
    expect(faults.every(({ isKept }) => !isKept)).toBe(true);
  });

  it.each([
    ['更新周期', '想起来就更新', 'updateDays: interval_unknown'],
    ['数据更新日期', '去年', 'dataAt: date_unreadable'],
    ['信息项', 'amount|金额', 'fields: fields_unreadable'],
  ])('stays in without what cannot be read of %s', (field, value, fault) => {
    const { record, faults } = readEntry('resource', { ...resource, [field]: value });
    expect(record?.code).toBe(number);
    expect(faults.map((one) => `${one.field}: ${one.rule}`)).toEqual([fault]);
  });

  it.each(['46086', '46086.5', '2026-03-05', '2026/3/5 8:00'])('reads the day %s', (written) => {
    expect(readEntry('resource', { ...resource, 数据更新日期: written }).record?.dataAt).toBe('2026-03-05');
  });

  it('is the same again when it has been written out', () => {
    const awkward = [{ name: 'a|b', label: '甲;乙', type: 'text', length: 3, scope: 'public' }];
    for (const fields of [resource.信息项, awkward]) {
      const { record } = readEntry('resource', { ...resource, 信息项: fields, 备注: 'x' });
      if (!record) throw new Error('the entry was left out');
      expect(readEntry('resource', entryCells(record)).record).toEqual(record);
    }
  });
});

it('a service item is the same again when it has been written out', () => {
  const values = row({ material_intro: ['身份证、户口本', '照片'], matter_code: 'A1' });
  const read = (cells: Record<string, unknown>) =>
    itemReader(new Map(Object.entries(mappingByName('service_item', Object.keys(cells)))))({
      number: 1,
      values: cells,
    }).record;
  const item = read(values);
  if (!item) throw new Error('the item was left out');
  expect(read(itemCells(item))).toEqual(item);
});
