import { describe, expect, it } from 'vitest';
import {
  after,
  chooseQueue,
  demandOf,
  hasRoom,
  loadOf,
  type QueueRule,
  requiredSkills,
  waitingScore,
} from '../../server/routing/core.ts';

const queue = (code: string, options: Partial<QueueRule> = {}): QueueRule => ({
  code,
  channels: ['voice', 'chat', 'sms'],
  requiredSkills: {},
  priority: 0,
  offerTimeoutS: 20,
  wrapUpS: 60,
  maxWaiting: 500,
  ...options,
});
const queues = [
  queue('emergency'),
  queue('english', { channels: ['voice', 'chat'], requiredSkills: { en: 2 } }),
  queue('general'),
];

describe('the queue of a contact', () => {
  it.each([
    [{ queueCode: 'emergency', lang: 'en', channel: 'chat' }, 'emergency'],
    [{ lang: 'en', channel: 'chat' }, 'english'],
    [{ lang: 'en', channel: 'sms' }, 'general'],
    [{ lang: 'zh', channel: 'voice' }, 'general'],
    [{ queueCode: 'closed-down', lang: 'zh', channel: 'chat' }, 'general'],
  ] as const)('for %o is %s', (wish, code) => {
    expect(chooseQueue(queues, wish)?.code).toBe(code);
  });

  it('is any that serves the channel when there is no general one, and none when there is none', () => {
    const calls = queue('calls', { channels: ['voice'] });
    expect(chooseQueue([calls], { lang: 'zh', channel: 'voice' })?.code).toBe('calls');
    expect(chooseQueue([calls], { lang: 'zh', channel: 'chat' })).toBeUndefined();
  });
});

it('a contact in English demands English, at the level of the queue where it names one', () => {
  expect(requiredSkills(queue('general', { requiredSkills: { tax: 1 } }), 'en')).toEqual({ tax: 1, en: 1 });
  expect(requiredSkills(queue('english', { requiredSkills: { en: 2 } }), 'en')).toEqual({ en: 2 });
  expect(requiredSkills(queue('general'), 'zh')).toEqual({});
});

it('a line has one name however its skills are written', () => {
  const contact = { queueCode: 'general', channel: 'chat' } as const;
  expect(demandOf({ ...contact, requiredSkills: { tax: 2, en: 1 } })).toBe('general|chat|en:1,tax:2');
  expect(demandOf({ ...contact, requiredSkills: { en: 1, tax: 2 } })).toBe('general|chat|en:1,tax:2');
});

describe('the place in a line', () => {
  const nine = new Date('2026-03-02T09:00:00+08:00');
  const noon = new Date('2026-03-02T12:00:00+08:00');

  it('is by priority class first, then by arrival', () => {
    expect(waitingScore(1, noon)).toBeLessThan(waitingScore(0, nine));
    expect(waitingScore(0, nine)).toBeLessThan(waitingScore(0, noon));
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
  expect(hasRoom(held, capacity, channel)).toBe(room);
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
