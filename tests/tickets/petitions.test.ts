// The rules of petitions (信访工作条例), as decisions over plain data.
import { describe, expect, it } from 'vitest';
import type { Giver, TicketFacts } from '../../server/tickets/decision.ts';
import { clocksAtFiling, effectOf } from '../../server/tickets/effects.ts';
import { allowedCommands } from '../../server/tickets/lifecycle.ts';
import { nextReview } from '../../server/tickets/petitions/core.ts';

const now = new Date('2026-11-24T02:00:00Z');
const officer: Giver = { kind: 'staff', id: 'o', roles: ['officer'], departmentCode: 'urban' };
const petition = (part: Partial<TicketFacts> = {}): TicketFacts => ({
  kind: 'petition',
  state: 'dispatched',
  version: 1,
  leadDepartmentCode: 'urban',
  firstDepartmentCode: 'urban',
  bounces: 0,
  extensions: 0,
  reworks: 0,
  contactedAt: null,
  ratingScore: null,
  isForced: false,
  stateBeforeMerge: null,
  handlers: [],
  main: null,
  clocks: [{ clock: 'resolve', state: 'running', dueAt: new Date('2027-01-20T00:00:00Z') }],
  ...part,
});
const base = { commandId: '00000000-0000-4000-8000-000000000001', version: 1 };
const effect = (ticket: TicketFacts, command: Parameters<typeof effectOf>[1]) =>
  effectOf({ ticket, giver: officer, now, fallbackDepartmentCode: null }, command, ticket.state);

describe('the clocks of a petition', () => {
  it('tell within 15 days of filing whether it is taken, whoever it is sent to and however often', () => {
    expect(clocksAtFiling('petition')).toContainEqual({ op: 'start', clock: 'accept' });
    const sent = effect(petition({ state: 'received' }), {
      ...base,
      command: 'dispatch',
      departmentCode: 'urban',
    });
    expect(sent.clocks).not.toContainEqual(expect.objectContaining({ op: 'cancel', clock: 'accept' }));
    expect(sent.clocks).toContainEqual({ op: 'start', clock: 'accept', onlyIfNone: true });
    const back = effect(petition(), {
      ...base,
      command: 'return',
      ground: 'not_our_duty',
      legalBasis: '三定方案',
      proposedDepartmentCode: 'water',
    });
    expect(back.clocks).not.toContainEqual({ op: 'cancel', clock: 'accept' });
  });
  it('count its answer from when it is taken, and meet the first when it is declined', () => {
    const taken = effect(petition(), { ...base, command: 'accept' });
    expect(taken.clocks).toContainEqual({ op: 'start', clock: 'resolve', onlyIfNone: true });
    const declined = effect(petition({ state: 'received' }), {
      ...base,
      command: 'decline',
      ground: 'court',
      legalBasis: '信访工作条例',
    });
    expect(declined.clocks[0]).toEqual({ op: 'stop', clock: 'accept' });
  });
  it('of a review run from its request and are not extended', () => {
    expect(clocksAtFiling('petition_review')).toContainEqual({ op: 'start', clock: 'resolve' });
    const asked = (kind: TicketFacts['kind']) =>
      allowedCommands(petition({ kind, state: 'accepted' }), officer);
    expect(asked('petition')).toContain('extend');
    expect(asked('petition_review')).not.toContain('extend');
  });
});

it('whom an opinion does not satisfy is not sent to the same department again', () => {
  const { patch } = effect(petition({ state: 'approved' }), {
    ...base,
    command: 'follow_up',
    how: 'link',
    score: 1,
    reasons: [],
  });
  expect(patch).toMatchObject({ ratingScore: 1, closedAt: now });
});

describe('the next authority', () => {
  const opinionAt = new Date('2026-11-01T00:00:00Z');
  const next = (
    kind: TicketFacts['kind'],
    at: string,
    isAsked = false,
    state: TicketFacts['state'] = 'closed',
  ) => nextReview({ kind, state }, opinionAt, isAsked, new Date(at))?.kind;
  it.each([
    ['petition', '2026-12-01T00:00:00Z', 'petition_review'],
    ['petition', '2026-12-01T00:00:01Z', undefined],
    ['petition_review', '2026-11-10T00:00:00Z', 'petition_recheck'],
    ['petition_recheck', '2026-11-10T00:00:00Z', undefined],
    ['complaint', '2026-11-10T00:00:00Z', undefined],
  ] as const)('after the opinion on a %s, at %s, is asked as %s', (kind, at, expected) => {
    expect(next(kind, at)).toBe(expected);
  });
  it('is asked once, and not before there is an opinion', () => {
    expect(next('petition', '2026-11-10T00:00:00Z', true)).toBeUndefined();
    expect(next('petition', '2026-11-10T00:00:00Z', false, 'accepted')).toBeUndefined();
  });
});
