import { describe, expect, it } from 'vitest';
import {
  after,
  chooseQueue,
  demandOf,
  hasRoom,
  loadOf,
  nextChangeAt,
  priorityOf,
  type QueueRule,
  refusalOf,
  requiredSkills,
  ringsReached,
  waitingScore,
  widen,
} from '../../server/routing/core.ts';

const queue = (code: string, options: Partial<QueueRule> = {}): QueueRule => ({
  code,
  channels: ['voice', 'chat', 'sms'],
  requiredSkills: {},
  priority: 0,
  offerTimeoutS: 20,
  wrapUpS: 60,
  maxWaiting: 500,
  stickyS: 0,
  calendarCode: 'always',
  departmentCode: null,
  ...options,
});
const queues = [
  queue('emergency'),
  queue('english', { channels: ['voice', 'chat'], requiredSkills: { en: 2 } }),
  queue('general'),
];

describe('the queue of a contact', () => {
  it.each([
    [{ queueCode: 'emergency', lang: 'en', channel: 'chat' }, 'emergency', 'asked'],
    [{ lang: 'en', channel: 'chat' }, 'english', 'language'],
    [{ lang: 'en', channel: 'sms' }, 'general', 'general'],
    [{ lang: 'zh', channel: 'voice' }, 'general', 'general'],
    [{ queueCode: 'closed-down', lang: 'zh', channel: 'chat' }, 'general', 'general'],
  ] as const)('for %o is %s: %s', (wish, code, choice) => {
    expect(chooseQueue(queues, wish)).toMatchObject({ queue: { code }, choice });
  });

  it('is any that serves the channel when there is no general one, and none when there is none', () => {
    const calls = queue('calls', { channels: ['voice'] });
    const found = chooseQueue([calls], { lang: 'zh', channel: 'voice' });
    expect(found).toMatchObject({ queue: { code: 'calls' }, choice: 'only' });
    expect(chooseQueue([calls], { lang: 'zh', channel: 'chat' })).toBeUndefined();
  });
});

it('a contact in English demands English, at the level of the queue where it names one', () => {
  expect(requiredSkills(queue('general', { requiredSkills: { tax: 1 } }), 'en')).toEqual({ tax: 1, en: 1 });
  expect(requiredSkills(queue('english', { requiredSkills: { en: 2 } }), 'en')).toEqual({ en: 2 });
  expect(requiredSkills(queue('general'), 'zh')).toEqual({});
});

it('a line has one name however its skills are written', () => {
  const contact = { queues: ['general'], channel: 'chat' } as const;
  expect(demandOf({ ...contact, requiredSkills: { tax: 2, en: 1 } })).toBe('general|chat|en:1,tax:2');
  expect(demandOf({ ...contact, requiredSkills: { en: 1, tax: 2 } })).toBe('general|chat|en:1,tax:2');
});

describe('bullseye rings', () => {
  const rings = [
    { afterS: 60, dropSkills: [], addQueues: ['business'] },
    { afterS: 20, dropSkills: ['tax'], addQueues: [] },
  ];
  const demand = { queues: ['general'], channel: 'chat', requiredSkills: { en: 1, tax: 2 } } as const;
  const asked = (seconds: number) => demandOf(widen(demand, ringsReached(rings, seconds * 1_000)));

  it('widen whom a wait asks for, one after the other', () => {
    expect(asked(0)).toBe('general|chat|en:1,tax:2');
    expect(asked(19.999)).toBe('general|chat|en:1,tax:2');
    expect(asked(20)).toBe('general|chat|en:1');
    expect(asked(60)).toBe('general+business|chat|en:1');
  });

  it('name the next one, and none after the last', () => {
    const arrivedAt = new Date('2026-03-02T09:00:00Z');
    const wait = { arrivedAt, notBefore: null };
    const later = (seconds: number) => new Date(arrivedAt.getTime() + seconds * 1_000);
    expect(nextChangeAt(wait, rings, arrivedAt)).toEqual(later(20));
    expect(nextChangeAt(wait, rings, later(20))).toEqual(later(60));
    expect(nextChangeAt(wait, rings, later(60))).toBeNull();
    expect(nextChangeAt({ arrivedAt, notBefore: later(90) }, rings, later(60))).toEqual(later(90));
  });
});

it.each([
  [{ isOpen: true, waiting: 9, isEmergency: false }, null],
  [{ isOpen: true, waiting: 10, isEmergency: false }, 'full'],
  [{ isOpen: false, waiting: 10, isEmergency: false }, 'closed'],
  [{ isOpen: false, waiting: 10, isEmergency: true }, null],
])('a queue for ten with %o refuses: %s', (now, refusal) => {
  expect(refusalOf({ maxWaiting: 10 }, now)).toBe(refusal);
});

it.each([
  [0, { isHardship: false, isEmergency: false, extra: 0 }, 0],
  [2, { isHardship: true, isEmergency: false, extra: 1 }, 4],
  [8, { isHardship: true, isEmergency: false, extra: 3 }, 8],
  [0, { isHardship: false, isEmergency: true, extra: 0 }, 9],
])('in a queue of class %i, %o makes class %i', (queuePriority, claim, priority) => {
  expect(priorityOf(queuePriority, claim)).toBe(priority);
});

describe('the place in a line', () => {
  const nine = new Date('2026-03-02T09:00:00+08:00');
  const noon = new Date('2026-03-02T12:00:00+08:00');

  it('is by arrival within a class', () => {
    expect(waitingScore(0, nine)).toBeLessThan(waitingScore(0, noon));
    expect(waitingScore(9, nine)).toBeLessThan(waitingScore(9, noon));
  });

  it('is ten minutes ahead of the class below, so that a longer wait still wins', () => {
    const later = (minutes: number) => new Date(nine.getTime() + minutes * 60_000);
    expect(waitingScore(1, later(9))).toBeLessThan(waitingScore(0, nine));
    expect(waitingScore(1, later(11))).toBeGreaterThan(waitingScore(0, nine));
    expect(waitingScore(3, later(19))).toBeLessThan(waitingScore(1, nine));
  });

  it('of danger to life is before everybody', () => {
    const lastYear = new Date('2025-03-02T09:00:00+08:00');
    expect(waitingScore(9, noon)).toBeLessThan(waitingScore(8, lastYear));
    expect(waitingScore(40, noon)).toBe(waitingScore(9, noon));
  });

  it('is exact to the millisecond in every class', () => {
    for (const priority of [-500, 0, 7, 500, 9_999]) {
      const next = new Date(nine.getTime() + 1);
      expect(waitingScore(priority, next) - waitingScore(priority, nine)).toBe(1);
    }
  });
});

it.each([
  [[], 3, 'voice', true],
  [[], 3, 'chat', true],
  [['chat'], 3, 'voice', false],
  [['chat', 'sms'], 3, 'chat', true],
  [['chat', 'sms', 'chat'], 3, 'sms', false],
  [['voice'], 3, 'chat', false],
  [[], 0, 'voice', false],
] as const)('an agent with %j of %i shares and one more %s: %s', (held, capacity, channel, room) => {
  expect(hasRoom(held, { capacity, limits: {} }, channel)).toBe(room);
});

it('a channel has no room beyond its limit, though shares are left', () => {
  const room = { capacity: 4, limits: { chat: 2 } };
  expect(hasRoom(['chat', 'sms'], room, 'chat')).toBe(true);
  expect(hasRoom(['chat', 'chat'], room, 'chat')).toBe(false);
  expect(hasRoom(['chat', 'chat'], room, 'sms')).toBe(true);
});

it('a call uses all shares', () => {
  expect(loadOf(['voice'], 3)).toBe(3);
  expect(loadOf(['chat', 'sms'], 3)).toBe(2);
});

it('what is over stays over, and only an offered contact can be accepted', () => {
  const commands = ['offer', 'accept', 'return', 'end', 'leave', 'close'] as const;
  for (const state of ['closed', 'abandoned', 'refused'] as const) {
    expect(commands.map((command) => after(state, command))).toEqual(commands.map(() => null));
  }
  expect(after('offered', 'accept')).toBe('active');
  for (const state of ['waiting', 'active', 'wrap_up'] as const) expect(after(state, 'accept')).toBeNull();
  expect(after('active', 'return')).toBe('waiting');
});
