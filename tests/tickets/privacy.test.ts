// Who may look behind the stars at a citizen's numbers, and what stars are left. Pure.
import { describe, expect, it } from 'vitest';
import type { Role } from '../../server/platform/contract.ts';
import { hiddenIn, veilAll, veilName, veilNumber, veilOf, veilText } from '../../server/platform/privacy.ts';
import { revealGround, veilPayload } from '../../server/tickets/privacy.ts';
import { isOpenTo, watchesFor } from '../../server/tickets/sight.ts';

const ticket = { sealed: false, state: 'accepted', leadDepartmentCode: 'water' };

describe('the ground of a look at a citizen’s numbers', () => {
  it.each<[Role, string | null, object, string | undefined]>([
    ['officer', 'water', {}, 'lead_department'],
    ['lead', 'water', {}, 'lead_department'],
    // Beside the lead department nobody has to call.
    ['officer', 'police', {}, undefined],
    ['officer', null, { leadDepartmentCode: null }, undefined],
    ['officer', 'water', { state: 'closed' }, undefined],
    ['dispatcher', null, { state: 'received' }, 'dispatch_desk'],
    ['dispatcher', null, { state: 'returned' }, 'dispatch_desk'],
    ['dispatcher', null, {}, undefined],
    ['agent', null, { state: 'follow_up' }, 'follow_up'],
    ['agent', null, {}, undefined],
    ['supervisor', null, { state: 'closed' }, 'supervision'],
    ['supervisor', null, { sealed: true }, undefined],
    ['observer', null, {}, undefined],
    ['editor', null, {}, undefined],
    ['admin', null, {}, undefined],
  ])('%s of %s, %j: %s', (role, departmentCode, facts, ground) => {
    expect(revealGround({ roles: [role], departmentCode }, { ...ticket, ...facts })).toBe(ground);
  });
});

describe('a proposal of a body', () => {
  const proposal = { bodyCode: 'congress', isShared: false };
  const seenBy = (roles: Role[], departmentCode: string | null, ticket = proposal): boolean =>
    isOpenTo(watchesFor({ roles, departmentCode }), ticket);

  it('is seen by its own people and by whoever works on tickets', () => {
    expect(seenBy(['observer'], 'congress')).toBe(true);
    expect(seenBy(['dispatcher'], null)).toBe(true);
    expect(seenBy(['observer', 'supervisor'], null)).toBe(true);
  });

  it('is not seen by the other bodies, until it is shared', () => {
    expect(seenBy(['observer'], 'cppcc')).toBe(false);
    expect(seenBy(['observer'], null)).toBe(false);
    // Editing articles is no work on tickets.
    expect(seenBy(['observer', 'editor'], 'cppcc')).toBe(false);
    expect(seenBy(['observer'], 'cppcc', { ...proposal, isShared: true })).toBe(true);
  });
});

describe('the veil', () => {
  it('hides names from those alone who look from outside', () => {
    expect(veilOf(['observer'])).toBe('all');
    expect(veilOf(['observer', 'agent'])).toBe('numbers');
    const words = '王小明先生，13800138000，住3栋2单元501室';
    expect(veilText(words, 'numbers')).toBe('王小明先生，138****8000，住3栋2单元501室');
    expect(veilText(words, 'all')).toBe('王**先生，138****8000，住*********');
    expect([veilName('王小明', 'numbers'), veilName('王小明', 'all')]).toEqual(['王小明', '王**']);
  });

  it('keeps a department’s internal record from those who look from outside, also in the timeline', () => {
    const payload = { publicReply: '已修好', internalRecord: '承包方罚款' };
    expect(veilPayload(payload, 'all')).toEqual({ publicReply: '已修好' });
    expect(veilPayload(payload, 'numbers')).toEqual(payload);
  });

  it('keeps the last four digits of a number that stands alone', () => {
    expect(
      ['+8613800138000', '13800138000', '+8675588123456', '+442071838750', '12345'].map(veilNumber),
    ).toEqual(['+86138****8000', '138****8000', '+86*******3456', '+********8750', '*2345']);
  });

  it('reaches every text of a value, but no id and no moment', () => {
    const at = '2026-11-27T08:00:00.000Z';
    const id = '00000000-0000-4000-8000-013800138000';
    expect(
      veilAll({ id, at, note: ['电话13800138000', { deep: 'a.b@example.com' }], n: 7 }, 'numbers'),
    ).toEqual({
      id,
      at,
      note: ['电话138****8000', { deep: 'a**************' }],
      n: 7,
    });
  });

  it('says what it hides, each once', () => {
    expect(hiddenIn(['电话13800138000', null, '再打13800138000或a@b.cn'])).toEqual([
      { kind: 'mobile', masked: '138****8000', value: '13800138000' },
      { kind: 'email', masked: 'a*****', value: 'a@b.cn' },
    ]);
  });
});
