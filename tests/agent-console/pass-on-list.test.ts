// Whom a call can be passed to, as the dialog lists it.
import { describe, expect, it } from 'vitest';
import { passOnTargets, typedNumber } from '../../agent-console/desk/phone/pass-on-list.ts';

const name = (zh: string) => ({ zh, en: zh });
const targets = {
  onTheLine: [{ userId: 'li', name: name('李静') }],
  colleagues: [
    { userId: 'wang', name: name('王芳'), takesCalls: true },
    { userId: 'zhao', name: name('赵敏'), takesCalls: false },
  ],
  queues: [
    {
      code: 'general',
      name: name('综合'),
      waiting: 2,
      isOpen: true,
      takesCalls: true,
      isStaffed: true,
      departmentCode: null,
    },
    {
      code: 'mail',
      name: name('电子邮件'),
      waiting: 0,
      isOpen: true,
      takesCalls: false,
      isStaffed: true,
      departmentCode: null,
    },
    {
      code: 'hrss-desk',
      name: name('人社专席'),
      waiting: 0,
      isOpen: true,
      takesCalls: true,
      isStaffed: false,
      departmentCode: 'hrss',
    },
  ],
  book: {
    entries: [{ code: 'police', number: '110', name: name('公安报警'), kind: 'emergency' as const }],
    departments: [
      { code: 'hrss', number: '075500001004', name: name('人社局') },
      { code: 'water', number: '075500001005', name: name('水务局') },
    ],
  },
};
const words = {
  lang: 'zh',
  waiting: (count: number) => `${count} 人`,
  closed: '未开放',
  nobodyThere: '无人值守',
  inContacts: '手头有来访',
} as const;
const ids = (typed: string) => passOnTargets(targets, typed, words).map(({ id }) => id);

describe('the list of those a call can be passed to', () => {
  it('offers a department its own queue, where it has one, and its number', () => {
    const deeds = new Map(
      passOnTargets(targets, '', words).map(({ id, deeds: its }) => [id, its.map(({ deed }) => deed)]),
    );
    expect(deeds.get('department hrss')).toEqual(['to_queue', 'add_number', 'to_number']);
    expect(deeds.get('department water')).toEqual(['add_number', 'to_number']);
    expect(deeds.get('on-line li')).toEqual(['hand_over']);
    expect(deeds.get('colleague wang')).toEqual(['invite', 'to_agent']);
  });

  it('says of a queue how many wait, and when nobody is there to take them', () => {
    expect(passOnTargets(targets, '', words).find(({ id }) => id === 'queue general')?.note).toBe('2 人');
    expect(passOnTargets(targets, '', words).find(({ id }) => id === 'department hrss')?.note).toContain(
      '无人值守 · 0 人',
    );
  });

  it('lets a colleague in chats join, and sends no call straight to them', () => {
    const zhao = passOnTargets(targets, '赵敏', words)[0];
    expect(zhao?.deeds.map(({ deed }) => deed)).toEqual(['invite']);
    expect(zhao?.note).toBe('手头有来访');
  });

  it('lists no queue for letters: nobody there takes calls', () => {
    expect(ids('')).not.toContain('queue mail');
  });

  it('does not list the queue of a department twice', () => {
    expect(ids('')).not.toContain('queue hrss-desk');
    expect(ids('')).toContain('queue general');
  });

  it('puts a typed number first, unless the book knows it', () => {
    expect(ids('0755 8888-1234')[0]).toBe('typed');
    expect(ids('110')).toEqual(['number police']);
    expect(ids('水务')).toEqual(['department water']);
  });

  it.each([
    ['110', '110'],
    ['+86 755 8888 1234', '+8675588881234'],
    ['(0755) 8888-1234', '075588881234'],
    ['11', undefined],
    ['1234567890123456', undefined],
    ['110a', undefined],
  ])('takes %s for the number %s', (typed, number) => expect(typedNumber(typed)).toBe(number));
});
