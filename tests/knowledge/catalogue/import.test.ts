import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import texts from '../../../knowledge/catalogue/fault-texts.json' with { type: 'json' };
import {
  creditCheckCharacter,
  faultTexts,
  formatOf,
  importServiceItems,
  isAboveCity,
  readItemCode,
} from '../../../knowledge/index.ts';
import { catalogueCode, code, creditCode, row } from './item.ts';

const importRows = (...rows: unknown[]) => importServiceItems(JSON.stringify(rows));
const rulesOf = (changes: Record<string, unknown>): string[] =>
  importRows(row(changes)).faults.map((fault) => `${fault.field}: ${fault.rule}`);

describe('codes', () => {
  it.each([
    ['91350100M000100Y4', '3'],
    ['91110000802100433', 'B'],
  ])('the check character of %s is %s (GB 32100)', (first17, expected) => {
    expect(creditCheckCharacter(first17)).toBe(expected);
  });

  it('has no check character for letters that are not allowed', () => {
    expect(creditCheckCharacter('11440000006939O56')).toBeUndefined();
  });

  it('takes codes of 31 and 33 characters apart (GB/T 39554.1)', () => {
    expect(readItemCode(code)).toEqual({
      creditCode,
      organisationCode: 'MB2C12345',
      level: '3',
      catalogueCode,
      typeCode: '01',
      businessSuffix: undefined,
    });
    expect(readItemCode(`${code}07`)?.businessSuffix).toBe('07');
    expect(readItemCode(`${code}7`)).toBeUndefined();
  });

  it.each([
    ['1', true],
    ['2', true],
    ['3', false],
    ['4', false],
  ])('level %s is above the city: %s', (level, isAbove) => {
    expect(isAboveCity(`${creditCode}${level}${catalogueCode}`)).toBe(isAbove);
  });

  it('takes nothing else of that length for a code', () => {
    expect(isAboveCity('how to replace a lost ID card 22')).toBe(false);
    expect(isAboveCity('o'.repeat(18) + '2'.repeat(13))).toBe(false);
  });
});

describe('a sound row', () => {
  it('becomes an item of our own shape without a fault', () => {
    const { items, faults } = importRows(row({ matter_code: 'A1' }));
    expect(faults).toEqual([]);
    expect(items).toMatchObject([
      {
        code,
        name: '居住证补领',
        everydayNames: ['补居住证', '居住证丢了'],
        audiences: ['person', 'business'],
        materials: ['身份证', '照片'],
        statutoryLimit: { days: 20, unit: 'working' },
        promisedLimit: { days: 3, unit: 'working' },
        isOnline: true,
        level: '3',
        extra: { matter_code: 'A1' },
        row: 1,
      },
    ]);
  });

  it.each(['无', '', null])('takes %j for nothing', (nothing) => {
    const { items, faults } = importRows(row({ accept_standard: nothing, material_intro: nothing }));
    expect(faults).toEqual([]);
    expect(items[0]).toMatchObject({ conditions: undefined, materials: [] });
  });

  it.each([
    ['90(自然日)', { days: 90, unit: 'calendar' }],
    ['5个工作日', { days: 5, unit: 'working' }],
    ['即办', { days: 0, unit: 'working' }],
  ])('reads the limit %s', (written, expected) => {
    expect(importRows(row({ handle_time: '', handle_time_limit: written })).items[0]?.promisedLimit).toEqual(
      expected,
    );
  });
});

describe('faults that leave the row in', () => {
  const wrongCheck = `${creditCode.slice(0, 17)}${creditCode.endsWith('A') ? 'B' : 'A'}`;
  it.each([
    [
      'credit code with a wrong check character',
      { TASK_CODE: wrongCheck + code.slice(18) },
      'code: credit_check',
    ],
    [
      'credit code with a V',
      { TASK_CODE: `${creditCode.slice(0, 17)}V${code.slice(18)}` },
      'code: credit_characters',
    ],
    ['level 9', { TASK_CODE: `${creditCode}9${catalogueCode}` }, 'code: level_unknown'],
    ['another level', { matter_level: '省级' }, 'levelName: level_mismatch'],
    ['another body', { ORGCODE: '123456789' }, 'organisationCode: organisation_mismatch'],
    ['another catalogue code', { CATAID: '440106029009' }, 'catalogueCode: catalogue_mismatch'],
    ['a suffix of letters', { TASK_CODE: `${code}AB` }, 'code: suffix_characters'],
    [
      'a catalogue code in small letters',
      { TASK_CODE: `${creditCode}34401060290y8`, CATAID: '' },
      'code: catalogue_characters',
    ],
    ['another type', { TASK_TYPE: '21', TASK_TYPE_TEXT: '公共服务' }, 'typeCode: type_mismatch'],
    ['another name of the type', { TASK_TYPE_TEXT: '公共服务' }, 'typeName: type_name_mismatch'],
    ['a limit in words', { handle_time: '视情况' }, 'statutoryLimit: limit_unreadable'],
    ['a promise beyond the law', { handle_time_limit: '30(工作日)' }, 'promisedLimit: limit_promise_longer'],
    ['no web address', { URL: 'example' }, 'url: url_invalid'],
    ['online without an address', { URL: null }, 'url: url_missing'],
    ['no telephone number', { consult_phone: '详见网站' }, 'consultPhone: phone_invalid'],
    ['a strange area', { AREACODE: '44' }, 'areaCode: area_invalid'],
    ['a strange audience', { service_object_name: ['机器人'] }, 'audiences: audience_unknown'],
    ['neither yes nor no', { ONLINECHECK: '也许' }, 'isOnline: field_not_yes_no'],
    ['an object for a text', { handle_location: { a: 1 } }, 'place: field_not_text'],
    ['a number for a list', { material_intro: 5 }, 'materials: field_not_list'],
    ['a word for a number', { visit_number: '一次' }, 'visits: field_not_number'],
  ])('%s', (_what, changes, expected) => {
    const { items, faults } = importRows(row(changes));
    expect(faults.map((fault) => `${fault.field}: ${fault.rule}`)).toEqual([expected]);
    expect(faults[0]?.isKept).toBe(true);
    expect(items).toHaveLength(1);
  });

  it('keeps a cell of the wrong type beside the item', () => {
    expect(importRows(row({ handle_location: { a: 1 } })).items[0]?.extra).toMatchObject({
      place: '{"a":1}',
    });
  });

  it('names every fault of a row, not the first alone', () => {
    expect(rulesOf({ URL: 'x', AREACODE: 'y', ORGCODE: 'z' })).toHaveLength(3);
  });

  it('knows a type that is not in the list', () => {
    expect(
      rulesOf({
        TASK_CODE: `${creditCode}3440906029008`,
        CATAID: '440906029008',
        TASK_TYPE: '',
        TASK_TYPE_TEXT: '',
      }),
    ).toEqual([]);
    expect(
      rulesOf({
        TASK_CODE: `${creditCode}3449906029008`,
        CATAID: '449906029008',
        TASK_TYPE: '',
        TASK_TYPE_TEXT: '',
      }),
    ).toEqual(['typeCode: type_unknown']);
  });
});

describe('faults that leave the row out', () => {
  it.each([
    ['no code', { TASK_CODE: '无' }, 'code: field_missing'],
    ['no name', { TASK_NAME: null }, 'name: field_missing'],
    ['no department', { DEPT_NAME: '' }, 'departmentName: field_missing'],
    ['a code of 30 characters', { TASK_CODE: code.slice(1) }, 'code: code_length'],
  ])('%s', (_what, changes, expected) => {
    const { items, faults } = importRows(row(changes));
    expect(faults.map((fault) => `${fault.field}: ${fault.rule}`)).toEqual([expected]);
    expect(faults[0]?.isKept).toBe(false);
    expect(items).toEqual([]);
  });

  it('has all of them named in one go, whichever of them keeps it out', () => {
    const { faults } = importRows(row({ TASK_NAME: null, handle_time: '视情况' }));
    expect(faults.map((fault) => `${fault.field}: ${fault.rule}`)).toEqual([
      'name: field_missing',
      'statutoryLimit: limit_unreadable',
    ]);
  });

  it('takes the first of two rows with one code and says where it stands', () => {
    const { items, faults } = importRows(row(), row({ TASK_NAME: '另一个' }));
    expect(items.map((item) => item.name)).toEqual(['居住证补领']);
    expect(faults).toMatchObject([{ row: 2, rule: 'code_duplicate', params: { first: '1' }, isKept: false }]);
  });
});

describe('files', () => {
  const second = row({ TASK_CODE: `${code}01` });

  it('reads JSON lines around a broken one', () => {
    const content = `\uFEFF{"broken\n${JSON.stringify(row())}\n\n${JSON.stringify(second)}\n`;
    const { items, faults } = importServiceItems(content);
    expect(items.map((item) => item.row)).toEqual([2, 4]);
    expect(faults).toMatchObject([{ row: 1, rule: 'row_unreadable', isKept: false }]);
  });

  it('reads rows wrapped in an object', () => {
    expect(importServiceItems(JSON.stringify({ data: [row(), second] })).items).toHaveLength(2);
  });

  it('reads CSV with Chinese headings, quotes and lists', () => {
    const content = `实施编码,事项名称,实施主体,申请材料\r\n${code},"补领, 换领",市公安局,身份证；照片\r\n${code}01,少一格\r\n`;
    const { items, faults } = importServiceItems(content);
    expect(formatOf(content)).toBe('csv');
    expect(items).toMatchObject([{ name: '补领, 换领', materials: ['身份证', '照片'] }]);
    expect(faults).toMatchObject([{ row: 3, rule: 'row_width' }]);
  });

  it.each([
    ['[1', 'file_unreadable'],
    ['', 'file_empty'],
    ['[]', 'file_empty'],
    ['a,"b', 'file_quotes'],
    ['[5]', 'row_unreadable'],
  ])('says of %j: %s', (content, rule) => {
    expect(importServiceItems(content)).toMatchObject({ items: [], faults: [{ rule, isKept: false }] });
  });

  it('never throws and loses no row: each is an item or has a fault', () => {
    const cell = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.boolean());
    const anyRow = fc.oneof(
      fc.dictionary(fc.constantFrom(...Object.keys(row())), cell).map((changes) => row(changes)),
      cell,
    );
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 6 }), (rows) => {
        const { items, faults } = importRows(...rows);
        const seen = new Set([...items.map((item) => item.row), ...faults.map((fault) => fault.row)]);
        expect(seen.size).toBe(rows.length);
        for (const fault of faults) expect(fault.isKept).toBe(items.some((item) => item.row === fault.row));
      }),
    );
    fc.assert(fc.property(fc.string(), (content) => void importServiceItems(content)));
  });
});

describe('texts of faults', () => {
  it('stand in both languages for every rule, with the same variables', () => {
    expect(Object.keys(texts.en)).toEqual(Object.keys(texts.zh));
    for (const language of [texts.zh, texts.en]) {
      for (const { message, howToMend } of Object.values(language)) {
        expect(message).not.toBe('');
        expect(howToMend).not.toBe('');
      }
    }
  });

  it('name what was found', () => {
    const [fault] = importRows(row({ URL: 'nowhere' })).faults;
    if (!fault) throw new Error('a fault was expected');
    expect(faultTexts(fault).message.zh).toContain('nowhere');
    expect(faultTexts(fault).message.en).toContain('nowhere');
    expect(faultTexts(fault).howToMend.en).not.toContain('{');
  });
});
