import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isBankCard,
  isIdentityNumber,
  maskPersonal,
  NUMBER_KINDS,
  spotPersonal,
} from '../../../knowledge/personal/index.ts';

const found = (text: string) => spotPersonal(text).map(({ kind, from, to }) => [kind, text.slice(from, to)]);

describe('personal data', () => {
  it.each([
    ['身份证11010519491231002X，请核实', [['identity_number', '11010519491231002X']]],
    ['编号110105194912310021不是证件', []],
    ['卡号6222 0212 3456 7890 128退款', [['bank_card', '6222 0212 3456 7890 128']]],
    ['请打我电话13800138000。', [['mobile', '13800138000']]],
    ['电话１３８００１３８０００', [['mobile', '１３８００１３８０００']]],
    ['座机0755-88123456转12', [['telephone', '0755-88123456转12']]],
    ['写信到 li.lei@example.com 谢谢', [['email', 'li.lei@example.com']]],
    [
      '粤B12345和粤BD12345停在路边',
      [
        ['plate', '粤B12345'],
        ['plate', '粤BD12345'],
      ],
    ],
    ['住在阳光花园3栋2单元501室', [['address', '3栋2单元501室']]],
    [
      '我是李雷，联系人：韩梅梅 电话',
      [
        ['name', '李雷'],
        ['name', '韩梅梅'],
      ],
    ],
    ['王小明先生说', [['name', '王小明']]],
    ['My name is Li Lei, call me', [['name', 'Li Lei']]],
    ['请拨打12345，地铁1号线，2019年8月23日', []],
    [
      '打138 0013 8000或138-001-38000，1 3 8 0 0 1 3 8 0 0 0也行',
      [
        ['mobile', '138 0013 8000'],
        ['mobile', '138-001-38000'],
        ['mobile', '1 3 8 0 0 1 3 8 0 0 0'],
      ],
    ],
    [
      '+86 13800138000、0086-13800138000',
      [
        ['mobile', '13800138000'],
        ['mobile', '13800138000'],
      ],
    ],
    ['微信同号幺三八〇〇一三八零零零', [['mobile', '幺三八〇〇一三八零零零']]],
    [
      '身份证　１１０１０５　１９４９１２３１　００２Ｘ',
      [['identity_number', '１１０１０５　１９４９１２３１　００２Ｘ']],
    ],
    ['办了2张 6222 0212 3456 7890 128 12月到期', [['bank_card', '6222 0212 3456 7890 128']]],
    [
      '电话：88123456，座机(0755)88123456',
      [
        ['telephone', '88123456'],
        ['telephone', '(0755)88123456'],
      ],
    ],
    // Where a word names the number, a slip of the finger is somebody's number all the same.
    ['身份证号：440305199003071234填错了', [['identity_number', '440305199003071234']]],
    ['旧身份证130503670401001', [['identity_number', '130503670401001']]],
    ['银行卡号 6222 0212 3456 7890 129', [['bank_card', '6222 0212 3456 7890 129']]],
    [
      '护照E12345678，港澳通行证号码C12345679，passport no. G12345678',
      [
        ['identity_number', 'E12345678'],
        ['identity_number', 'C12345679'],
        ['identity_number', 'G12345678'],
      ],
    ],
    [
      '(0755) 8812-3456 ext. 12、+852 9123 4567、电话88123456-802、座机0755-2345 6789',
      [
        ['telephone', '(0755) 8812-3456 ext. 12'],
        ['telephone', '9123 4567'],
        ['telephone', '88123456-802'],
        ['telephone', '0755-2345 6789'],
      ],
    ],
    ['车牌粤 B 12345', [['plate', '粤 B 12345']]],
    // Long, but nobody's.
    ['工单SZ20261127000123，受理号202611271380013', []],
    ['合同价13800138000元，补贴15912345678.50，占地88123456平方米', []],
    ['2026-11-27 15:30至2026-11-28 18:00，15 2026-11-27 8:00', []],
    ['400-830-1234、95588、114、12345、110、0755-12345', []],
    ['坐标114.13912345678，编号110105194912310021', []],
    ['http://x.cn/p/6222021234567890129', []],
    ['护照过期3个月，通行证2本，身份证1张，银行卡尾号1234，公交卡里剩88.5元', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('masks in place, keeping what tells one from another', () => {
    expect(maskPersonal('我是李雷，电话13800138000，车牌粤B12345')).toBe(
      '我是李*，电话138****8000，车牌粤B****5',
    );
    expect(maskPersonal('我是李雷，+86 13800138000，3栋2单元501室', NUMBER_KINDS)).toBe(
      '我是李雷，+86 138****8000，3栋2单元501室',
    );
  });

  it('knows numbers by their check digits', () => {
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('110105194913310021')).toBe(false);
    expect(isBankCard('4111111111111111')).toBe(true);
    expect(isBankCard('4111111111111112')).toBe(false);
  });

  it('keeps the length of any text and gives spots in order that do not overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(maskPersonal(text).length).toBe(text.length);
        spotPersonal(text).reduce((end, { from, to }) => {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          return to;
        }, 0);
      }),
      { numRuns: 200 },
    );
  });
});
