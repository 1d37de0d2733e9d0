import { describe, expect, it } from 'vitest';
import { alertsSchema, isLeftInPeace } from '../../agent-console/desk/alerts/rules.ts';

describe('how an agent is called', () => {
  const working = { presence: 'available', isInWrapUp: false, isOnCall: false } as const;

  it.each([
    ['an offer, always', 'chat', { ...working, presence: 'away', isInWrapUp: true }, false],
    ['a message, while available', 'message', working, false],
    ['no message while away', 'message', { ...working, presence: 'away' }, true],
    ['no message in wrap-up', 'message', { ...working, isInWrapUp: true }, true],
    ['no message into a call', 'message', { ...working, isOnCall: true }, true],
  ] as const)('%s', (_rule, kind, agent, isQuiet) => {
    expect(isLeftInPeace(kind, agent)).toBe(isQuiet);
  });

  it('each channel sounds its own way, and what is kept but no longer known is as at first', () => {
    const usual = alertsSchema.parse({});
    expect(new Set(Object.values(usual).map(({ tone }) => tone)).size).toBe(Object.keys(usual).length);
    const chosen = { tone: 'none', volume: 30, isOnDesktop: false };
    expect(alertsSchema.parse({ sms: chosen, voice: { tone: 'trumpet' }, fax: chosen })).toEqual({
      ...usual,
      sms: chosen,
    });
  });
});
