import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isBankCard,
  isIdentityNumber,
  maskPersonal,
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
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('masks in place, keeping what tells one from another', () => {
    expect(maskPersonal('我是李雷，电话13800138000，车牌粤B12345')).toBe(
      '我是李*，电话138****8000，车牌粤B****5',
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
