import { expect, it } from 'vitest';
import { standingReason } from '../../agent-console/knowledge/standing-reason.ts';

const line = (action: string | null, reason: string | null = null) => ({
  version: 1,
  at: '2026-11-30T01:00:00.000Z',
  by: null,
  action,
  reason,
  files: [],
});
const [back, gone] = [line('reject', '电话写错了'), line('withdraw', '已停办')];

it.each([
  ['a draft that was sent back', 'draft', [back, line('submit'), line('create')], back],
  ['one that is being mended', 'draft', [line('edit'), line('edit'), back], back],
  ['one that was handed in again and is written anew', 'draft', [line('submit'), back], undefined],
  ['a draft that nobody has read yet', 'draft', [line('edit'), line('create')], undefined],
  ['what waits for its review', 'review', [line('submit'), back], undefined],
  ['what was withdrawn', 'withdrawn', [gone, line('publish')], gone],
  ['a draft of what was withdrawn', 'draft', [line('edit'), gone], undefined],
] as const)('the reason that stands with %s', (_, status, lines, expected) => {
  expect(standingReason(status, lines)).toBe(expected);
});
