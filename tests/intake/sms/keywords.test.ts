import { describe, expect, it } from 'vitest';
import { type Keyword, keywordOf } from '../../../server/intake/sms/keywords.ts';

const status: Keyword = { kind: 'status', number: 'SZ20261125000001', code: '012345' };
const unclear: Keyword = { kind: 'status_unclear' };

const cases: [string, Keyword | null][] = [
  ['查询 SZ20261125000001 012345', status],
  ['查询SZ20261125000001 012345', status],
  ['查詢，sz20261125000001，012345。', status],
  ['查询：ＳＺ２０２６１１２５０００００１　０１２３４５', status],
  ['status sz20261125000001 012345', status],
  ['STATUS: SZ20261125000001, 012345', status],
  ['ＳＴＡＴＵＳ　SZ20261125000001　012345', status],
  ['  Status\nSZ20261125000001\n012345  ', status],
  ['查询 GZ20261125000001 012345', { ...status, number: 'GZ20261125000001' }],
  ['查询 20261125000001 012345', { ...status, number: '20261125000001' }],
  ['查询', unclear],
  ['STATUS', unclear],
  ['查询 SZ20261125000001', unclear],
  ['status SZ20261125000001 12345', unclear],
  ['查询怎么办居住证', null],
  ['Statusquo is bad', null],
  ['status of my residence permit?', null],
  ['5', { kind: 'digit', digit: 5 }],
  ['３', { kind: 'digit', digit: 3 }],
  [' 0 ', { kind: 'digit', digit: 0 }],
  ['10', null],
  ['5 非常满意', null],
  ['退订', { kind: 'stop' }],
  ['退訂', { kind: 'stop' }],
  ['“退订”', { kind: 'stop' }],
  ['stop', { kind: 'stop' }],
  ['Stop.', { kind: 'stop' }],
  ['ＳＴＯＰ', { kind: 'stop' }],
  ['stop the noise at night', null],
  ['恢复', { kind: 'start' }],
  ['恢復', { kind: 'start' }],
  ['开始', { kind: 'start' }],
  ['start!', { kind: 'start' }],
  ['帮助', { kind: 'help' }],
  ['幫助', { kind: 'help' }],
  ['help', { kind: 'help' }],
  ['ｈｅｌｐ', { kind: 'help' }],
  ['help, somebody is in the water', null],
  ['帮助我', null],
  ['路灯坏了', null],
  ['', null],
];

describe('an order by text message', () => {
  it.each(cases)('%j', (text, keyword) => {
    expect(keywordOf(text)).toEqual(keyword);
  });
});
