// Whom the centre asks, by the city's sampling rules.
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../server/calendar/index.ts';
import type { FollowUpRule } from '../../server/tickets/oversight/contract.ts';
import { nextFollowUp } from '../../server/tickets/oversight/follow-ups.ts';

const rules: FollowUpRule[] = [
  { match: { urgency: 'urgent' }, share: 100, how: 'phone', afterHours: 2, attempts: 3 },
  { match: { kind: 'inquiry' }, share: 30, how: 'sms', afterHours: 2, attempts: 1 },
  { match: { kind: 'praise' }, share: 0, how: 'sms', afterHours: 24, attempts: 1 },
  { match: {}, share: 100, how: 'sms', afterHours: 24, attempts: 2 },
];
const answeredAt = new Date('2026-11-24T02:00:00Z');
/** A ticket whose id ends in `draw`, which puts it in samples larger than that. */
const ticket = (part: { kind?: string; urgency?: string; attempts?: number; draw?: number } = {}) => {
  const { kind = 'help', urgency = 'ordinary', attempts = 0, draw = 0 } = part;
  const id = `00000000-0000-4000-8000-0000${draw.toString(16).padStart(8, '0')}`;
  return { id, kind, urgency, attempts, answeredAt };
};

/** From eight in the morning to nine in the evening, Shenzhen's time. */
const awake = new Calendar({
  timezone: 'Asia/Shanghai',
  hours: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['08:00', '21:00']]]),
  ),
});
const next = (ruled: readonly FollowUpRule[], asked: ReturnType<typeof ticket>) =>
  nextFollowUp(ruled, asked, (at) => awake.nextOpen(at));

describe('a follow-up', () => {
  it.each([
    [{}, 'sms', '2026-11-25T02:00:00.000Z'],
    [{ urgency: 'urgent' }, 'phone', '2026-11-24T04:00:00.000Z'],
    // Who was not reached is tried again the next day.
    [{ urgency: 'urgent', attempts: 1 }, 'phone', '2026-11-25T04:00:00.000Z'],
    // The first rule that fits counts, not the most special.
    [{ kind: 'praise', urgency: 'urgent' }, 'phone', '2026-11-24T04:00:00.000Z'],
  ])('of %j is by %s from %s on', (part, how, at) => {
    const due = next(rules, ticket(part));
    expect([due?.how, due?.at.toISOString()]).toEqual([how, at]);
  });

  it('of what was answered in the evening waits until citizens are awake', () => {
    const late = { ...ticket({ urgency: 'urgent' }), answeredAt: new Date('2026-11-24T15:23:00Z') };
    expect(next(rules, late)?.at.toISOString()).toBe('2026-11-25T00:00:00.000Z');
    expect(next(rules, { ...late, attempts: 1 })?.at.toISOString()).toBe('2026-11-26T00:00:00.000Z');
  });

  it('is not made for whom the sample leaves out, nor after the last attempt', () => {
    expect(next(rules, ticket({ kind: 'inquiry', draw: 29 }))).toBeDefined();
    expect(next(rules, ticket({ kind: 'inquiry', draw: 30 }))).toBeUndefined();
    expect(next(rules, ticket({ kind: 'praise' }))).toBeUndefined();
    expect(next(rules, ticket({ attempts: 2 }))).toBeUndefined();
    expect(next([], ticket())).toBeUndefined();
  });

  it('asks the same ticket each time, and about as many as the share says', () => {
    const draws = Array.from({ length: 10_000 }, (_one, index) => index * 7_919);
    const asked = draws.filter((draw) => next(rules, ticket({ kind: 'inquiry', draw })));
    expect(asked.length / draws.length).toBeCloseTo(0.3, 1);
    expect(draws.filter((draw) => next(rules, ticket({ kind: 'inquiry', draw })))).toEqual(asked);
  });
});
