import { describe, expect, it } from 'vitest';
import {
  budgetSchema,
  type Policy,
  policySchema,
  selectPolicy,
  type TicketTraits,
} from '../../../server/tickets/clock/index.ts';

const policy = (code: string, match: Policy['match'], clock: Policy['clock'] = 'resolve'): Policy =>
  policySchema.parse({
    code,
    clock,
    match,
    budget: { amount: 10, unit: 'working_days' },
    calendarCode: 'cn-workdays',
    warnAt: [0.5, 0.8],
  });

const policies = [
  policy('default', {}),
  policy('complaint', { kind: 'complaint' }),
  policy('urgent', { urgency: 'urgent' }),
  policy('urgent-complaint', { urgency: 'urgent', kind: 'complaint' }),
  policy('utilities', { categoryCode: 'utilities' }),
  policy('water', { categoryCode: 'utilities.water' }),
  policy('proposal', { kind: 'proposal' }),
  policy('of-conference', { kind: 'proposal', bodyCode: 'cppcc' }),
  policy('dispatch', {}, 'dispatch'),
];
const ticket = (change: Partial<TicketTraits> = {}): TicketTraits => ({
  kind: 'inquiry',
  urgency: 'ordinary',
  categoryCodes: ['housing.rent', 'housing'],
  bodyCode: null,
  ...change,
});

describe('the policy of a clock', () => {
  it.each<[string, Partial<TicketTraits>, string]>([
    ['without conditions holds for all', {}, 'default'],
    ['for a kind beats the one for all', { kind: 'complaint' }, 'complaint'],
    ['for an urgency beats the one for a kind', { urgency: 'urgent' }, 'urgent'],
    ['with two conditions beats each alone', { kind: 'complaint', urgency: 'urgent' }, 'urgent-complaint'],
    [
      'of a category beats urgency and kind',
      { kind: 'complaint', urgency: 'urgent', categoryCodes: ['utilities.gas', 'utilities'] },
      'utilities',
    ],
    [
      'of the nearer category beats its parent’s',
      { categoryCodes: ['utilities.water.leak', 'utilities.water', 'utilities'] },
      'water',
    ],
    ['for a kind holds for every body', { kind: 'proposal', bodyCode: 'congress' }, 'proposal'],
    ['of a body beats the one of its kind', { kind: 'proposal', bodyCode: 'cppcc' }, 'of-conference'],
  ])('%s', (_rule, traits, code) => {
    expect(selectPolicy(policies, 'resolve', ticket(traits))?.code).toBe(code);
  });

  it('is none when no policy names the clock', () => {
    expect(selectPolicy(policies, 'dispatch', ticket())?.code).toBe('dispatch');
    expect(selectPolicy(policies, 'accept', ticket())).toBeUndefined();
  });

  it('counts working days whole, and nothing is no budget', () => {
    const isBudget = (amount: number, unit: string) => budgetSchema.safeParse({ amount, unit }).success;
    expect(isBudget(1.5, 'working_days')).toBe(false);
    expect(isBudget(1.5, 'working_hours')).toBe(true);
    expect(isBudget(0, 'minutes')).toBe(false);
  });
});
