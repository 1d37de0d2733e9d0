import { describe, expect, it } from 'vitest';
import { byState, byWait, waitText } from '../../agent-console/supervision/board.ts';

const agent = (agentId: string, state: 'available' | 'break' | 'offline', load = 0) => ({
  agentId,
  name: { zh: agentId, en: agentId },
  state,
  reason: null,
  since: '2026-11-24T02:00:00.000Z',
  load,
  capacity: 3,
  autoAnswer: false,
});
const queue = (code: string, waiting: number, longestWaitMs: number) => ({
  code,
  name: { zh: code, en: code },
  waiting,
  longestWaitMs,
  offered: 0,
  active: 0,
  callbacks: 0,
  isOpen: true,
});

describe('the wallboard', () => {
  it('shows who works before who is away, the busiest first, then by name, and no empty group', () => {
    const agents = [
      agent('agent10', 'available', 1),
      agent('a', 'offline'),
      agent('agent2', 'available', 1),
      agent('c', 'available', 3),
    ];
    const groups = byState(agents, 'zh');
    expect(groups.map(({ state }) => state)).toEqual(['available', 'offline']);
    expect(groups[0]?.agents.map(({ agentId }) => agentId)).toEqual(['c', 'agent2', 'agent10']);
  });

  it('puts the queue with the longest wait on top and leaves quiet ones in their order', () => {
    const order = byWait([queue('x', 0, 0), queue('y', 1, 4_000), queue('z', 0, 0), queue('w', 3, 9_000)]);
    expect(order.map(({ code }) => code)).toEqual(['w', 'y', 'x', 'z']);
  });

  it.each([
    [0, '0:00'],
    [9_999, '0:09'],
    [65_000, '1:05'],
    [3_600_000, '60:00'],
  ])('writes a wait of %d ms as %s', (ms, text) => {
    expect(waitText(ms)).toBe(text);
  });
});
