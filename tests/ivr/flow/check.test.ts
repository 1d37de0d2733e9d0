import { describe, expect, test } from 'vitest';
import {
  changesBetween,
  checkFlow,
  chooseFlow,
  edgesOf,
  type FaultCode,
  type Flow,
  FlowFaultsError,
  faultCodes,
  flowSchema,
  loadFlow,
  queuesOf,
  shippedFlows,
} from '../../../ivr/index.ts';
import { key, TestCall } from '../calls.ts';

type Json = Record<string, unknown>;

const text = (cmn: string, en = cmn) => ({ cmn, yue: cmn, en });

/** A flow without a fault: greet, language, queue with one option, goodbye. */
function soundFlow(): { nodes: Record<string, Json>; texts: Record<string, Json>; start: string } & Json {
  return {
    code: 'sound',
    version: 1,
    defaultLanguage: 'cmn',
    start: 'greet',
    nodes: {
      greet: { type: 'say', text: 'hello', next: 'language' },
      language: {
        type: 'language',
        choices: { '1': { say: 'one', language: 'cmn' }, '3': { say: 'three', language: 'en' } },
        timeoutS: 4,
        tries: 2,
        otherwise: 'cmn',
        next: 'queue',
      },
      queue: {
        type: 'enqueue',
        queue: 'general',
        priority: 0,
        entering: 'hello',
        waiting: {
          position: 'place',
          placeOnly: 'place',
          unknown: 'hello',
          music: 'waiting',
          roundS: 8,
          optionsEvery: 3,
          choices: { '1': { say: 'one', next: 'ask' } },
        },
        connecting: 'hello',
        agentLost: 'hello',
        refused: { closed: { next: 'bye' }, full: { next: 'bye' } },
        dialTimeoutS: 20,
        next: 'bye',
      },
      ask: {
        type: 'gather',
        text: 'hello',
        collect: { into: 'ticket', min: 6, max: 8, next: 'look' },
        timeoutS: 5,
        tries: 2,
        timeout: { next: 'queue' },
        invalid: { next: 'queue' },
      },
      look: {
        type: 'lookup',
        what: 'ticket_status',
        inputs: { number: 'ticket' },
        outcomes: { closed: 'queue' },
        otherwise: 'queue',
      },
      bye: { type: 'hangup', text: 'hello' },
    },
    texts: {
      hello: text('你好', 'Hello'),
      one: text('请按1', 'press 1'),
      three: text('请按3', 'press 3'),
      place: text('第{{position}}位', 'number {{position}}'),
    },
  };
}

function faultsOf(change: (flow: ReturnType<typeof soundFlow>) => void): { code: FaultCode; at: string }[] {
  const flow = soundFlow();
  change(flow);
  return checkFlow(flowSchema.parse(flow), ['general'], [lostSound]).map(({ code, at }) => ({ code, at }));
}

const inNode = (flow: ReturnType<typeof soundFlow>, id: string, change: Json): void => {
  flow.nodes[id] = { ...flow.nodes[id], ...change };
};
const lostSound = 'f'.repeat(64);
const record = (flow: Json, key: string, words: string, sound = 'a'.repeat(64)): void => {
  flow.recordings = { [key]: { cmn: { sound, durationMs: 900, words } } };
};
const say = (next: string): Json => ({ type: 'say', text: 'hello', next });

const rate: Json = { type: 'rate', text: 'grades', thanks: 'hello', timeoutS: 6, next: 'bye' };

const planted: {
  rule: string;
  code: FaultCode;
  at: string;
  change: (flow: ReturnType<typeof soundFlow>) => void;
}[] = [
  {
    rule: 'a node that leads to no node',
    code: 'dead_end',
    at: 'look',
    change: (flow) => inNode(flow, 'look', { otherwise: 'constructor' }),
  },
  {
    rule: 'a start that is no node',
    code: 'dead_end',
    at: 'start',
    change: (flow) => (flow.start = 'nowhere'),
  },
  {
    rule: 'asking how a talk was where none can have been',
    code: 'rates_no_talk',
    at: 'rate',
    change: (flow) => {
      flow.texts.grades = text('按5、4、3、2、1');
      flow.nodes.rate = rate;
      inNode(flow, 'queue', { refused: { closed: { next: 'rate' }, full: { next: 'bye' } } });
    },
  },
  {
    rule: 'a question for a rating that does not name every grade',
    code: 'unannounced_digit',
    at: 'rate',
    change: (flow) => {
      flow.texts.grades = text('满意按5，不满意按1');
      flow.nodes.rate = rate;
      inNode(flow, 'queue', { next: 'rate' });
    },
  },
  {
    rule: 'a node that no way leads to',
    code: 'unreachable',
    at: 'lonely',
    change: (flow) => (flow.nodes.lonely = say('bye')),
  },
  {
    rule: 'a question that a silent caller hears for ever',
    code: 'loop_without_exit',
    at: 'ask',
    change: (flow) => inNode(flow, 'ask', { timeout: { next: 'ask' } }),
  },
  {
    rule: 'a circle of announcements',
    code: 'busy_loop',
    at: 'again',
    change: (flow) => {
      inNode(flow, 'look', { otherwise: 'again' });
      flow.nodes.again = say('andAgain');
      flow.nodes.andAgain = say('again');
    },
  },
  {
    rule: 'a question without answers',
    code: 'no_choices',
    at: 'ask',
    change: (flow) => {
      inNode(flow, 'ask', { collect: undefined });
      inNode(flow, 'look', { inputs: {} });
      inNode(flow, 'queue', { next: 'look' });
    },
  },
  {
    rule: 'a question without a way for silence',
    code: 'unhandled_timeout',
    at: 'ask',
    change: (flow) => inNode(flow, 'ask', { timeout: undefined }),
  },
  {
    rule: 'a question without a way for a wrong key',
    code: 'unhandled_invalid',
    at: 'ask',
    change: (flow) => inNode(flow, 'ask', { invalid: undefined }),
  },
  {
    rule: 'a question that wants a key and a number at once',
    code: 'mixed_gather',
    at: 'ask',
    change: (flow) => inNode(flow, 'ask', { choices: { '1': { say: 'one', next: 'queue' } } }),
  },
  {
    rule: 'a number that no caller can key',
    code: 'impossible_length',
    at: 'ask',
    change: (flow) => inNode(flow, 'ask', { collect: { into: 'ticket', min: 9, max: 8, next: 'look' } }),
  },
  {
    rule: 'a key that its text does not name',
    code: 'unannounced_digit',
    at: 'queue',
    change: (flow) =>
      inNode(flow, 'queue', {
        waiting: { ...(flow.nodes.queue?.waiting ?? {}), choices: { '2': { say: 'one', next: 'ask' } } },
      }),
  },
  {
    rule: 'a text that does not exist',
    code: 'unknown_text',
    at: 'bye',
    change: (flow) => inNode(flow, 'bye', { text: 'farewell' }),
  },
  {
    rule: 'a text without Cantonese',
    code: 'missing_language',
    at: 'hello',
    change: (flow) => (flow.texts.hello = { cmn: '你好', en: 'Hello' }),
  },
  {
    rule: 'a text that is empty in English',
    code: 'missing_language',
    at: 'hello',
    change: (flow) => (flow.texts.hello = { cmn: '你好', yue: '你好', en: ' ' }),
  },
  {
    rule: 'a text that nobody speaks',
    code: 'unused_text',
    at: 'spare',
    change: (flow) => (flow.texts.spare = text('备用')),
  },
  {
    rule: 'a value that one language leaves out',
    code: 'uneven_placeholders',
    at: 'place',
    change: (flow) => (flow.texts.place = text('第{{position}}位', 'you are in the queue')),
  },
  {
    rule: 'a value that is never known',
    code: 'unknown_placeholder',
    at: 'hello',
    change: (flow) => (flow.texts.hello = text('{{name}}你好')),
  },
  {
    rule: 'a look-up of what nobody asked',
    code: 'unknown_variable',
    at: 'look',
    change: (flow) => inNode(flow, 'look', { inputs: { number: 'ticket', code: 'secret' } }),
  },
  {
    rule: 'a recording of words with figures to fill in',
    code: 'recorded_placeholder',
    at: 'place',
    change: (flow) => record(flow, 'place', '第{{position}}位'),
  },
  {
    rule: 'a recording whose text was changed since',
    code: 'outdated_recording',
    at: 'hello',
    change: (flow) => record(flow, 'hello', '您好'),
  },
  {
    rule: 'a recording whose sound is gone',
    code: 'missing_recording',
    at: 'hello',
    change: (flow) => record(flow, 'hello', '你好', lostSound),
  },
  {
    rule: 'a queue that the city does not have',
    code: 'unknown_queue',
    at: 'queue',
    change: (flow) => inNode(flow, 'queue', { queueByLanguage: { en: 'nowhere' } }),
  },
  {
    rule: 'a menu before the queue',
    code: 'menu_before_person',
    at: 'menu',
    change: (flow) => {
      inNode(flow, 'language', { next: 'menu' });
      flow.nodes.menu = {
        type: 'gather',
        text: 'hello',
        choices: { '1': { say: 'one', next: 'queue' } },
        timeoutS: 5,
        tries: 1,
        timeout: { next: 'queue' },
        invalid: { next: 'queue' },
      };
    },
  },
];

describe('the checker', () => {
  test('finds nothing in a sound flow', () => {
    expect(faultsOf(() => undefined)).toEqual([]);
  });

  test.each(planted)('finds $rule', ({ code, at, change }) => {
    expect(faultsOf(change)).toContainEqual({ code, at });
  });

  test('has a planted example of every fault it knows', () => {
    expect(new Set(planted.map(({ code }) => code))).toEqual(new Set(faultCodes));
  });

  test('keeps a faulty flow out of use and says every reason', () => {
    const flow = soundFlow();
    inNode(flow, 'ask', { timeout: undefined, invalid: undefined });
    expect(() => loadFlow(flow)).toThrow(FlowFaultsError);
    expect(() => loadFlow(flow)).toThrow(/unhandled_timeout ask .*unhandled_invalid ask/);
  });
});

describe('a recorded text', () => {
  const sound = 'a'.repeat(64);
  const recorded = flowSchema.parse({
    ...soundFlow(),
    recordings: { hello: { cmn: { sound, durationMs: 900, words: '你好' } } },
  });

  test('is no fault while its words are those of the text, and a change to whoever compares versions', () => {
    expect(checkFlow(recorded, ['general'])).toEqual([]);
    expect(changesBetween(flowSchema.parse(soundFlow()), recorded)).toEqual([
      { in: 'recording', id: 'hello', field: 'cmn', before: null, after: '0.9 s · aaaaaaaa' },
    ]);
  });

  test('is named with its words in the language that was recorded, and only there', () => {
    const call = new TestCall(recorded);
    const [menu] = call.take({ type: 'call_started' });
    expect(menu?.verb === 'gather' && menu.prompts[0]).toEqual({
      verb: 'say',
      text: '你好',
      language: 'cmn',
      recording: sound,
    });
    const waiting = call.take(key('3')).find((verb) => verb.verb === 'gather');
    expect(waiting?.prompts).toContainEqual({ verb: 'say', text: 'Hello', language: 'en' });
  });
});

describe('the shipped flows', () => {
  test.each(Object.values(shippedFlows))('$code has no fault', (flow: Flow) => {
    expect(checkFlow(flow)).toEqual([]);
  });

  test('the hotline offers nothing but the language before the queue', () => {
    const { nodes, start } = shippedFlows.hotline;
    const onTheWay: string[] = [];
    let id: string | undefined = start;
    for (let node = nodes[id]; id !== undefined && node; node = id === undefined ? undefined : nodes[id]) {
      onTheWay.push(node.type);
      id = node.type === 'enqueue' ? undefined : edgesOf(node)[0]?.to;
    }
    expect(onTheWay).toEqual(['say', 'language', 'enqueue']);
  });

  test('name the queues that the city must have', () => {
    expect(queuesOf(shippedFlows.hotline)).toEqual(['english', 'general']);
  });

  test.each([
    { afterHours: false, surge: false, emergency: false, code: 'hotline' },
    { afterHours: false, surge: true, emergency: false, code: 'surge' },
    { afterHours: true, surge: true, emergency: false, code: 'after-hours' },
    { afterHours: true, surge: true, emergency: true, code: 'emergency' },
  ])('$code is for after hours $afterHours, surge $surge, emergency $emergency', ({ code, ...facts }) => {
    expect(chooseFlow(facts)).toBe(code);
  });
});
