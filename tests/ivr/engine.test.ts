import { describe, expect, test } from 'vitest';
import { type CallEvent, type Flow, flowSchema, shippedFlows, step } from '../../ivr/index.ts';
import { spelled, spokenSigns } from '../../ivr/spelling.ts';
import {
  agentReady,
  heard,
  key,
  type LooseEvent,
  placeIs,
  silence,
  TestCall,
  verbNames,
  waitingCall,
} from './calls.ts';

const { hotline, surge, emergency } = shippedFlows;
const afterHours = shippedFlows['after-hours'];
const start: LooseEvent = { type: 'call_started' };
const number = key('20260301000123');
const code = key('482913');
const found = (outcome: string): LooseEvent => ({ type: 'lookup_done', outcome });
const dialEnded = (outcome: 'answered' | 'no_answer'): LooseEvent => ({ type: 'dial_ended', outcome });
const recorded: LooseEvent = { type: 'recording_done', recordingRef: 'RE1' };
const toQueue = ['greet', 'language', 'queue'];

describe('the paths of a call', () => {
  const cases: { rule: string; flow: Flow; events: LooseEvent[]; path: string[]; outcome: string | null }[] =
    [
      {
        rule: 'after the language the caller stands in the queue, with no other menu',
        flow: hotline,
        events: [start, key('2')],
        path: toQueue,
        outcome: null,
      },
      {
        rule: 'silence at the language is 普通话 and goes straight to the queue',
        flow: hotline,
        events: [start, silence],
        path: toQueue,
        outcome: null,
      },
      {
        rule: 'a talk with an agent ends the call as answered, with nobody asked whom the house does not ask',
        flow: hotline,
        events: [
          start,
          key('1'),
          agentReady,
          { type: 'dial_answered' },
          dialEnded('answered'),
          found('not_due'),
        ],
        path: [...toQueue, 'rate', 'goodbye'],
        outcome: 'answered',
      },
      {
        rule: 'a ticket looked up while waiting leads back to the queue',
        flow: hotline,
        events: [start, key('1'), key('1'), number, code, found('working')],
        path: [...toQueue, 'askNumber', 'askCode', 'lookUp', 'isWorking', 'queue'],
        outcome: null,
      },
      {
        rule: 'an answer the flow does not know is said to be unavailable',
        flow: hotline,
        events: [start, key('1'), key('1'), number, code, found('constructor')],
        path: [...toQueue, 'askNumber', 'askCode', 'lookUp', 'isUnavailable', 'queue'],
        outcome: null,
      },
      {
        rule: 'two entries that are no ticket number lead back to the queue',
        flow: hotline,
        events: [start, key('1'), key('1'), key('12'), key('*')],
        path: [...toQueue, 'askNumber', 'queue'],
        outcome: null,
      },
      {
        rule: 'a callback ends the call and is no abandoned call',
        flow: hotline,
        events: [start, key('1'), key('2'), { type: 'hangup' }],
        path: [...toQueue, 'callBack', 'callbackSms', 'goodbye'],
        outcome: 'callback',
      },
      {
        rule: 'an agent who comes while a ticket is looked up comes first',
        flow: hotline,
        events: [start, key('1'), key('1'), number, agentReady],
        path: [...toQueue, 'askNumber', 'askCode', 'queue'],
        outcome: null,
      },
      {
        rule: 'a message left while waiting ends the call',
        flow: hotline,
        events: [start, key('1'), key('3'), recorded],
        path: [...toQueue, 'leaveMessage', 'messageThanks', 'goodbye'],
        outcome: 'voicemail',
      },
      {
        rule: 'a caller who hangs up while recording has left a message',
        flow: hotline,
        events: [start, key('1'), key('3'), { type: 'hangup' }, recorded],
        path: [...toQueue, 'leaveMessage'],
        outcome: 'voicemail',
      },
      {
        rule: 'an empty message leads back to the queue',
        flow: hotline,
        events: [start, key('1'), key('3'), silence],
        path: [...toQueue, 'leaveMessage', 'queue'],
        outcome: null,
      },
      {
        rule: 'a caller who gives up waiting is abandoned',
        flow: hotline,
        events: [start, key('1'), silence, { type: 'hangup' }],
        path: toQueue,
        outcome: 'abandoned',
      },
      {
        rule: 'in a surge the callback is the first choice',
        flow: surge,
        events: [start, key('3'), key('1')],
        path: ['greet', 'language', 'crowded', 'queue', 'callBack', 'callbackSms', 'goodbye'],
        outcome: 'callback',
      },
      {
        rule: 'in a surge a caller still hears where a ticket stands, and has not lost the place',
        flow: surge,
        events: [start, silence, key('4'), number, code, found('working')],
        path: [
          'greet',
          'language',
          'crowded',
          'queue',
          'askNumber',
          'askCode',
          'lookUp',
          'isWorking',
          'queue',
        ],
        outcome: null,
      },
      {
        rule: 'in an emergency one key reaches 119',
        flow: emergency,
        events: [start, silence, key('2'), dialEnded('answered')],
        path: ['greet', 'language', 'warning', 'queue', 'fire', 'goodbye'],
        outcome: 'transferred',
      },
      {
        rule: 'when 110 does not answer the caller is back with the city',
        flow: emergency,
        events: [start, silence, key('1'), dialEnded('no_answer')],
        path: ['greet', 'language', 'warning', 'queue', 'police', 'queue'],
        outcome: null,
      },
      {
        rule: 'after hours a silent caller is not kept on the line',
        flow: afterHours,
        events: [start, silence, silence, silence],
        path: ['greet', 'language', 'closed', 'goodbye'],
        outcome: 'ended',
      },
    ];
  test.each(cases)('$rule', ({ flow, events, path, outcome }) => {
    const call = new TestCall(flow);
    call.take(...events);
    expect(call.session.path).toEqual(path);
    expect(call.session.outcome).toBe(outcome);
  });
});

describe('languages', () => {
  test.each([
    { digit: '1', language: 'cmn', queue: 'general', says: '正在为您接通' },
    { digit: '2', language: 'yue', queue: 'general', says: '幫你接駁' },
    { digit: '3', language: 'en', queue: 'english', says: 'We are connecting you' },
  ])('key $digit speaks $language and joins $queue', ({ digit, language, queue, says }) => {
    const call = new TestCall(hotline);
    const verbs = call.take(start, key(digit));
    expect(verbs[0]).toEqual({ verb: 'enqueue', queue, place: 'new', priority: 0, language });
    expect(heard(verbs)).toContain(says);
  });

  test('each option is spoken in its own language, and a key counts from the greeting on', () => {
    const [menu, ...others] = new TestCall(hotline).take(start);
    const prompts = menu?.verb === 'gather' ? menu.prompts : [];
    expect(others).toEqual([]);
    expect(prompts.map((prompt) => (prompt.verb === 'say' ? prompt.language : ''))).toEqual([
      'cmn',
      'cmn',
      'yue',
      'en',
    ]);
  });

  test('a wrong key is asked again once and then is 普通话', () => {
    const call = new TestCall(hotline);
    call.take(start, key('9'));
    expect(call.session.node).toBe('language');
    call.take(key('9'));
    expect(call.session).toMatchObject({ node: 'queue', language: 'cmn' });
  });
});

describe('waiting', () => {
  test('each round says the place and the wait, rounded up to minutes', () => {
    const call = waitingCall(hotline, '3');
    expect(heard(call.take(placeIs(3, 61), silence))).toContain(
      'Your place in the queue is number 3. Estimated wait in minutes: 2.',
    );
    expect(heard(call.take(placeIs(1, 0), silence))).toContain('number 1. Estimated wait in minutes: 1.');
  });

  test.each([
    { position: 2, estimatedWaitS: null, says: 'number 2. Please stay', never: 'minutes' },
    { position: null, estimatedWaitS: null, says: 'still connecting', never: 'number' },
    { position: null, estimatedWaitS: 60, says: 'still connecting', never: 'minutes' },
  ])('place $position and wait $estimatedWaitS: what is unknown is not made up', (news) => {
    const call = waitingCall(hotline, '3');
    const { position, estimatedWaitS } = news;
    const said = heard(call.take({ type: 'queue_update', position, estimatedWaitS }, silence));
    expect(said).toContain(news.says);
    expect(said).not.toContain(news.never);
  });

  test('0 is for the person who is on the way and says the place; a wrong key says the options', () => {
    const call = waitingCall(hotline, '3');
    const place = heard(call.take(placeIs(2, 60), key('0')));
    expect(place).toContain('number 2. Estimated wait in minutes: 1.');
    expect(place).not.toContain('press 1');
    expect(heard(call.take(key('9')))).toContain('press 1');
  });

  test('who left the queue for a message and comes back has kept the place', () => {
    const verbs = waitingCall(hotline).take(key('3'), silence);
    expect(verbs.find((verb) => verb.verb === 'enqueue')).toMatchObject({ place: 'kept' });
  });

  test('the options are spoken first and then in every fourth round', () => {
    const call = waitingCall(hotline, '3');
    const rounds = [0, 1, 2, 3, 4].map(() => heard(call.take(silence)).includes('press 1'));
    expect(rounds).toEqual([false, false, false, true, false]);
  });

  test('news of the place does not cut what runs, an agent does', () => {
    const call = waitingCall(hotline);
    call.take(placeIs(2, 30));
    expect(call.last?.interrupts).toBe(false);
    call.take(agentReady);
    expect(call.last?.interrupts).toBe(true);
  });

  test('looking up a ticket does not join the queue a second time', () => {
    const call = waitingCall(hotline);
    const verbs = call.take(key('1'), number, code, found('closed'));
    expect(verbNames(verbs)).toEqual(['say', 'gather']);
  });

  test('the look-up carries what the caller keyed', () => {
    const call = waitingCall(hotline);
    expect(call.take(key('1'), number, code)).toEqual([
      { verb: 'lookup', what: 'ticket_status', inputs: { number: '20260301000123', code: '482913' } },
    ]);
  });
});

describe('the agent', () => {
  test('is dialled with the recording and the parameters of the interaction', () => {
    const verbs = waitingCall(hotline).take(agentReady);
    expect(verbNames(verbs)).toEqual(['say', 'dial']);
    expect(verbs.at(-1)).toMatchObject({
      target: { kind: 'client', identity: 'agent-7' },
      parameters: { interactionId: 'i-1' },
      record: true,
    });
  });

  test.each<{ how: string; event: LooseEvent }>([
    { how: 'does not answer', event: dialEnded('no_answer') },
    { how: 'is lost', event: { type: 'agent_gone', agentId: 'agent-7' } },
  ])('who $how leaves the caller at the kept place', ({ event }) => {
    const call = waitingCall(hotline);
    const verbs = call.take(agentReady, event);
    expect(verbs[0]).toMatchObject({ verb: 'enqueue', place: 'kept' });
    expect(call.session).toMatchObject({ status: 'running', agent: null, node: 'queue' });
  });

  test('is lost only once: the end of the dial behind it joins no second time', () => {
    const call = waitingCall(hotline);
    const verbs = call.take(agentReady, { type: 'agent_gone', agentId: 'agent-7' }, dialEnded('no_answer'));
    expect(verbNames(verbs)).toEqual(['gather']);
  });

  test('of another call going away changes nothing', () => {
    const call = waitingCall(hotline);
    call.take(agentReady, { type: 'agent_gone', agentId: 'agent-8' });
    expect(call.session.status).toBe('dialling');
  });

  test('who was found first keeps the call', () => {
    const call = waitingCall(hotline);
    call.take(agentReady, { ...agentReady, agentId: 'agent-8' } as LooseEvent);
    expect(call.session.agent?.agentId).toBe('agent-7');
  });

  test('who comes when the caller leaves a message is not connected', () => {
    const call = waitingCall(hotline);
    expect(verbNames(call.take(key('3')))).toEqual(['dequeue', 'say', 'record']);
    call.take(agentReady);
    expect(call.session).toMatchObject({ status: 'running', agent: null });
    expect(call.last?.interrupts).toBe(false);
  });

  test('had answered, though that news comes behind the hang-up', () => {
    const call = waitingCall(hotline);
    call.take(agentReady, { type: 'hangup' });
    expect(call.session.outcome).toBe('abandoned');
    call.take(dialEnded('answered'));
    expect(call.session.outcome).toBe('answered');
  });
});

describe('how the talk was', () => {
  /** The agent has hung up, and the house has said that the caller is asked. */
  function askedCall(digit = '1') {
    const call = waitingCall(hotline, digit);
    call.take(agentReady, { type: 'dial_answered' });
    expect(call.take(dialEnded('answered'))).toEqual([{ verb: 'lookup', what: 'rating_due', inputs: {} }]);
    return { call, verbs: call.take(found('due')) };
  }
  const scoresIn = (verbs: readonly { verb: string }[]) => verbs.filter(({ verb }) => verb === 'rate');

  test('is asked of a caller who is still there, for one key, in the language that they chose', () => {
    const { verbs } = askedCall('3');
    expect(verbNames(verbs)).toEqual(['gather']);
    expect(verbs[0]).toMatchObject({ maxDigits: 1, language: 'en', hear: [] });
    expect(heard(verbs)).toContain('very satisfied, press 5');
  });

  test.each([1, 2, 3, 4, 5])(
    'a key from 1 to 5 is kept as it is, thanked for, and ends the call: %i',
    (score) => {
      const { call } = askedCall();
      const verbs = call.take(key(String(score)));
      expect(verbs[0]).toEqual({ verb: 'rate', score });
      expect(heard(verbs)).toBe('感谢您的评价。 感谢来电，再见。');
      expect(verbNames(verbs).at(-1)).toBe('hangup');
      expect(call.session).toMatchObject({ status: 'ended', outcome: 'answered' });
    },
  );

  test('silence is no rating, and is not asked again', () => {
    const { call } = askedCall();
    const verbs = call.take(silence);
    expect(verbNames(verbs)).toEqual(['say', 'hangup']);
    expect(call.session.outcome).toBe('answered');
  });

  test('a hang-up is no rating', () => {
    const { call } = askedCall();
    expect(call.take({ type: 'hangup' })).toEqual([]);
    expect(call.session).toMatchObject({ status: 'ended', outcome: 'answered' });
  });

  test('a wrong key hears the question once more, and no third time', () => {
    const { call } = askedCall();
    expect(verbNames(call.take(key('9')))).toEqual(['gather']);
    const verbs = call.take(key('0'));
    expect(scoresIn(verbs)).toEqual([]);
    expect(verbNames(verbs)).toEqual(['say', 'hangup']);
  });

  test('a key told twice is one rating, and the second telling gets the same answer', () => {
    const { call } = askedCall();
    const first = call.take({ type: 'digits', digits: '4', id: 'turn-9' });
    const again = call.take({ type: 'digits', digits: '4', id: 'turn-9' });
    expect(call.last?.isRepeated).toBe(true);
    expect(again).toEqual(first);
    expect(scoresIn(call.take(key('1')))).toEqual([]);
  });

  test.each<{ who: string; events: LooseEvent[] }>([
    { who: 'waited for nobody: a message', events: [key('3'), recorded] },
    { who: 'is called back', events: [key('2')] },
    { who: 'was turned away', events: [{ type: 'queue_refused', reason: 'closed' }, silence, silence] },
  ])('is not asked of a caller who $who', ({ events }) => {
    const call = waitingCall(hotline);
    call.take(...events);
    expect(call.session.path).not.toContain('rate');
  });

  test('is passed by where a city has drawn it so that no talk came before', () => {
    const queue = hotline.nodes.queue;
    if (queue?.type !== 'enqueue') throw new Error('no queue');
    const refused = { closed: { next: 'rate' }, full: { next: 'rate' } };
    const call = waitingCall({ ...hotline, nodes: { ...hotline.nodes, queue: { ...queue, refused } } });
    const verbs = call.take({ type: 'queue_refused', reason: 'closed' });
    expect(verbNames(verbs)).toEqual(['say', 'hangup']);
  });
});

describe('a callback', () => {
  test('goes to the number that called, with a text message', () => {
    const verbs = waitingCall(hotline).take(key('2'));
    expect(verbs).toContainEqual({
      verb: 'callback',
      queue: 'general',
      number: '+8613800000000',
      language: 'cmn',
    });
    expect(verbNames(verbs)).toEqual(['callback', 'say', 'sms', 'say', 'hangup']);
  });

  test('asks for a number when the caller withheld it', () => {
    const call = waitingCall(hotline, '1', { callerNumber: null });
    call.take(key('2'));
    expect(call.session.node).toBe('askPhone');
    const verbs = call.take(key('13900001111'));
    expect(verbs[0]).toMatchObject({ verb: 'callback', number: '13900001111' });
    expect(verbNames(verbs)).not.toContain('sms');
  });
});

describe('a number with letters', () => {
  test.each([
    ['*2120261128', 'A20261128'],
    ['*74*91*94', 'SWZ'],
    ['20261128', '20261128'],
    ['*24', null],
    ['*2', null],
    ['*', null],
  ])('%s is %s', (keys, signs) => expect(spelled(keys)).toBe(signs));

  test.each([
    ['受理号是 A 二零二六幺幺', 'cmn', 'A202611'],
    ['A 2026', 'yue', 'A2026'],
    ['it is a, two oh two six', 'en', 'A2026'],
    ['number a123', 'en', 'A123'],
  ] as const)('“%s” in %s is %s', (words, language, signs) =>
    expect(spokenSigns(words, language)).toBe(signs),
  );
});

describe('spoken answers', () => {
  test('mean the choice whose word they contain', () => {
    const flow: Flow = structuredClone(hotline);
    const menu = flow.nodes.language;
    if (menu?.type !== 'language') throw new Error('the hotline has a language node');
    menu.choices['3'] = { say: 'language.en', language: 'en', hear: ['English'] };
    const call = new TestCall(flow);
    expect(call.take(start).at(-1)).toMatchObject({
      hear: expect.arrayContaining(['English']),
    });
    call.take({ type: 'said', text: 'uh, ENGLISH please' });
    expect(call.session.language).toBe('en');
  });
});

describe('events that come twice', () => {
  test('get the answer of the first time and change nothing', () => {
    const call = waitingCall(hotline);
    const first = call.take({ ...agentReady, id: 'ready' });
    const { session } = call;
    const again = step(hotline, session, { ...agentReady, id: 'ready' } as CallEvent);
    expect(again).toMatchObject({ isRepeated: true, verbs: first, turn: session.turn });
    expect(again.session).toBe(session);
  });

  test('may come behind later events', () => {
    const call = waitingCall(hotline);
    const joined = call.session.answers.at(-1);
    call.take(placeIs(1, 10), silence);
    const again = step(hotline, call.session, { type: 'digits', digits: '1', id: 'e2' });
    expect(again.verbs).toEqual(joined?.verbs);
    expect(again.session.path).toEqual(toQueue);
  });
});

test('a session of another version is refused: a call ends in the flow it began in', () => {
  const call = waitingCall(hotline);
  expect(() => step({ ...hotline, version: 99 }, call.session, { type: 'timeout', id: 'x' })).toThrow(
    /met hotline 99/,
  );
});

test('a flow that runs in circles ends the call', () => {
  const flow = flowSchema.parse({
    code: 'circle',
    version: 1,
    defaultLanguage: 'cmn',
    start: 'a',
    nodes: { a: { type: 'say', text: 't', next: 'b' }, b: { type: 'say', text: 't', next: 'a' } },
    texts: {},
  });
  const call = new TestCall(flow);
  expect(verbNames(call.take(start))).toEqual(['hangup']);
  expect(call.session.outcome).toBe('fault');
});

describe('a warning of the city', () => {
  const notice = { cmn: '台风预警', en: 'Typhoon warning' };
  test.each([
    ['1', '台风预警'],
    ['2', '台风预警'],
    ['3', 'Typhoon warning'],
  ])('is heard once, after the language (key %s), before the queue: %s', (digit, words) => {
    const call = new TestCall(hotline, { notice });
    expect(heard(call.take(start))).not.toContain(words);
    const said = heard(call.take(key(digit)));
    expect(said.startsWith(words)).toBe(true);
    expect(heard(call.take(silence))).not.toContain(words);
    expect(call.session.path).toEqual(toQueue);
  });

  test('is said in every flow', () => {
    for (const flow of [surge, emergency, afterHours]) {
      const call = new TestCall(flow, { notice });
      expect(heard([...call.take(start), ...call.take(silence)])).toContain('台风预警');
    }
  });
});
