import { describe, expect, it } from 'vitest';
import { checkFlow } from '../../../ivr/flow/check.ts';
import {
  asksAfter,
  endOf,
  stepsOn,
  stepsOnKey,
  type WayAt,
  withKey,
  withLanguageKey,
  withOpenWay,
  withoutKey,
  withoutNode,
  withoutWay,
  withStep,
  withWay,
} from '../../../ivr/flow/edit.ts';
import { type Flow, type FlowNode, flowSchema, type NodeOf } from '../../../ivr/flow/schema.ts';
import type { StepKind } from '../../../ivr/flow/steps.ts';
import { edgesOf, openWaysOf, outcomesOf } from '../../../ivr/flow/ways.ts';
import { shippedFlows } from '../../../ivr/index.ts';
import { heard, key, waitingCall } from '../calls.ts';

const { hotline, emergency } = shippedFlows;

function language(): NodeOf<'language'> {
  const { language } = hotline.nodes;
  if (language?.type !== 'language') throw new Error('no menu of languages');
  return language;
}

function without(flow: Flow, id: string): Flow {
  const removal = withoutNode(flow, id);
  if (!('flow' in removal)) throw new Error(`${id} stays: ${removal.refusal}`);
  return removal.flow;
}

/** The flow with a step of this kind on the way, and the step's id. */
function put(flow: Flow, at: WayAt, kind: StepKind): { flow: Flow; id: string } {
  const insertion = withStep(flow, at, kind, queues);
  if ('fault' in insertion) throw new Error(`no ${kind} there: ${insertion.fault.code}`);
  return insertion;
}

const queues = ['general', 'english'];
const faultCodesOf = (flow: Flow): string[] => checkFlow(flow, queues).map(({ code }) => code);

function queueOf(flow: Flow): NodeOf<'enqueue'> {
  const { queue } = flow.nodes;
  if (queue?.type !== 'enqueue') throw new Error('no queue');
  return queue;
}

describe('a node that is taken out', () => {
  it('lets what led to it lead to what it led to, and takes its words with it', () => {
    const silent = without(hotline, 'rate');
    expect(queueOf(silent).next).toBe('goodbye');
    expect(Object.keys(hotline.texts).filter((key) => !(key in silent.texts))).toEqual([
      'rate.ask',
      'rate.thanks',
    ]);
    expect(checkFlow(silent)).toEqual([]);
    expect(asksAfter(hotline, queueOf(hotline))).toBe(true);
    expect(asksAfter(silent, queueOf(silent))).toBe(false);
  });

  it('takes its recordings with it, and leaves those of others and words that others speak', () => {
    const recording = { sound: 'a'.repeat(64), durationMs: 900, words: '' };
    const recorded: Flow = {
      ...hotline,
      recordings: { 'rate.ask': { cmn: recording }, goodbye: { cmn: recording } },
    };
    expect(Object.keys(without(recorded, 'rate').recordings)).toEqual(['goodbye']);
    const again = without(hotline, 'wrongAnswer');
    expect(again.texts['status.again']).toEqual(hotline.texts['status.again']);
  });

  it('may be the first one', () => {
    const begun = without(hotline, 'greet');
    expect(begun.start).toBe('language');
    expect(checkFlow(begun)).toEqual([]);
  });

  it('stays where the call ends, where ways part, and where a fault would come of it', () => {
    expect(withoutNode(hotline, 'goodbye')).toEqual({ refusal: 'ends_here' });
    expect(withoutNode(hotline, 'queue')).toEqual({ refusal: 'ways_part' });
    // Without the menu, which waits for the caller, the greeting would lead back to itself.
    const nodes = { ...hotline.nodes, language: { ...language(), next: 'greet' } };
    const removal = withoutNode({ ...hotline, nodes }, 'language');
    expect(removal).toMatchObject({ refusal: 'faulty', fault: { code: 'busy_loop', at: 'greet' } });
  });

  it('is no reason to refuse for a fault that was there before', () => {
    const faulty: Flow = { ...hotline, nodes: { ...hotline.nodes, alone: { type: 'hangup' } } };
    expect(checkFlow(faulty)).toHaveLength(1);
    expect(queueOf(without(faulty, 'rate')).next).toBe('goodbye');
  });

  it('is led around by every kind of way', () => {
    const to = 'messageThanks';
    const led: Flow['nodes'] = {
      passOn: {
        type: 'transfer',
        number: '110',
        text: 'goodbye',
        timeoutS: 9,
        next: to,
        failed: { next: to },
      },
      whether: { type: 'condition', when: 'surge', holds: to, otherwise: to },
      send: { type: 'sms', text: 'goodbye', next: to },
      choose: { ...language(), next: to },
      ask: { type: 'rate', text: 'rate.ask', thanks: 'rate.thanks', timeoutS: 6, next: to },
    };
    const flow: Flow = { ...hotline, nodes: { ...hotline.nodes, ...led } };
    const kinds = new Set<string>();
    for (const id of ['greet', 'rate', 'noAnswers', 'noteHelped', 'callbackSms', to]) {
      const removal = withoutNode(flow, id);
      if (!('flow' in removal)) throw new Error(`${id} stays`);
      for (const [other, node] of Object.entries(removal.flow.nodes)) {
        const before = edgesOf(flow.nodes[other] ?? { type: 'hangup' });
        if (before.some((edge) => edge.to === id)) kinds.add(node.type);
        const expected = before.map((edge) => (edge.to === id ? { ...edge, to: removal.to } : edge));
        expect(edgesOf(node), `${other} without ${id}`).toEqual(expected);
      }
    }
    expect([...kinds].sort()).toEqual([
      'callback',
      'condition',
      'enqueue',
      'gather',
      'language',
      'lookup',
      'rate',
      'sms',
      'transfer',
      'voicemail',
    ]);
  });
});

describe('the question how it was', () => {
  const afterTalk = { from: 'queue', on: 'answered' };

  it('comes back as it was shipped, between the talk and what followed it', () => {
    const { flow, id } = put(without(hotline, 'rate'), afterTalk, 'rate');
    expect(id).toBe('rate');
    expect(flow.nodes).toEqual(hotline.nodes);
    expect(flow.texts).toEqual(hotline.texts);
    expect(checkFlow(flow)).toEqual([]);
  });

  it('comes into a flow that never had it, and keeps the name of a node that is there', () => {
    const named: Flow = { ...emergency, nodes: { ...emergency.nodes, rate: { type: 'hangup' } } };
    const { flow, id } = put(named, afterTalk, 'rate');
    expect(id).toBe('rate2');
    expect(queueOf(flow).next).toBe('rate2');
    expect(flow.nodes.rate).toEqual({ type: 'hangup' });
    expect(flow.nodes.rate2).toMatchObject({ type: 'rate', next: queueOf(emergency).next });
    expect(checkFlow(put(emergency, afterTalk, 'rate').flow)).toEqual([]);
  });
});

describe('where nobody comes to', () => {
  it('a node goes with all that hangs together with it, and with their words', () => {
    const led = withWay(hotline, { from: 'queue', on: 'digit 3' }, 'callBack');
    const alone = withWay(led, { from: 'noPlace', on: 'digit 2' }, 'callBack');
    expect(faultCodesOf(alone)).toEqual(['unreachable', 'unreachable']);
    const removal = withoutNode(alone, 'messageThanks');
    if (!('flow' in removal)) throw new Error('it stays');
    expect(removal.to).toBeNull();
    expect([...removal.gone].sort()).toEqual(['leaveMessage', 'messageThanks']);
    expect(faultCodesOf(removal.flow)).toEqual([]);
    expect(Object.keys(removal.flow.texts).filter((name) => name.startsWith('voicemail'))).toEqual([]);
  });
});

describe('a way', () => {
  it('leads elsewhere, the beginning of calls too, and nothing else changes', () => {
    const elsewhere = withWay(hotline, { from: 'queue', on: 'closed' }, 'goodbye');
    expect(queueOf(elsewhere).refused.closed).toEqual({ say: 'refused.closed', next: 'goodbye' });
    expect(withWay(elsewhere, { from: 'queue', on: 'closed' }, 'noPlace')).toEqual(hotline);
    expect(withWay(hotline, { from: null, on: 'start' }, 'queue').start).toBe('queue');
    expect(() => withWay(hotline, { from: 'queue', on: 'digit 9' }, 'goodbye')).toThrow('no way digit 9');
  });

  it('of every kind of node and every name is led alone', () => {
    for (const flow of Object.values(shippedFlows)) {
      for (const [from, node] of Object.entries(flow.nodes)) {
        for (const { on } of edgesOf(node)) {
          const after = withWay(flow, { from, on }, 'elsewhere').nodes[from];
          const expected = edgesOf(node).map((edge) =>
            edge.on === on ? { ...edge, to: 'elsewhere' } : edge,
          );
          expect(after && edgesOf(after), `${from} ${on}`).toEqual(expected);
        }
      }
    }
  });

  it('that can be left out is left out and opened again: silence and a wrong key of a question, answers of the host', () => {
    const drop = (flow: Flow, from: string, on: string): Flow => withoutWay(flow, { from, on });
    const deaf = drop(drop(hotline, 'askPhone', 'timeout'), 'askPhone', 'invalid');
    expect(faultCodesOf(deaf)).toEqual(['unhandled_timeout', 'unhandled_invalid']);
    expect(Object.keys(hotline.texts)).toEqual(Object.keys(deaf.texts));
    const heeding = withOpenWay(deaf, { from: 'askPhone', on: 'timeout' }, 'queue');
    expect(faultCodesOf(withOpenWay(heeding, { from: 'askPhone', on: 'invalid' }, 'queue'))).toEqual([]);
    const brief = drop(hotline, 'takeSystemAnswer', 'outcome too_slow');
    expect(faultCodesOf(brief)).toEqual(['unreachable']);
    const again = withOpenWay(brief, { from: 'takeSystemAnswer', on: 'outcome too_slow' }, 'systemTooSlow');
    expect(checkFlow(again)).toEqual([]);
    expect(() => drop(hotline, 'queue', 'answered')).toThrow('stays');
  });

  it('of a look-up is known by every name that our flows use', () => {
    for (const { nodes } of Object.values(shippedFlows)) {
      for (const node of Object.values(nodes)) {
        if (node.type !== 'lookup') continue;
        expect(outcomesOf[node.what]).toEqual(expect.arrayContaining(Object.keys(node.outcomes)));
        expect(openWaysOf({ ...node, outcomes: {} })).toHaveLength(outcomesOf[node.what].length);
      }
    }
  });
});

/** What keeps a kind from some ways: nobody talked yet, people come first, nothing leads on, nothing was asked. */
const excused: { readonly [K in StepKind]?: readonly string[] } = {
  rate: ['rates_no_talk'],
  menu: ['menu_before_person'],
  number: ['menu_before_person'],
  enqueue: ['menu_before_person'],
  hangup: ['unreachable'],
  ticket_status: ['unknown_variable'],
  common_answer: ['unknown_variable'],
  status_question: ['unknown_variable'],
};

describe('a new node', () => {
  it('of every kind on every way leaves a flow that lacks words at most, or is not put in for a reason', () => {
    const ways = new Set<string>();
    const tried = new Set<string>();
    for (const flow of [hotline, emergency, shippedFlows.callback]) {
      const all: [FlowNode | undefined, WayAt][] = Object.entries(flow.nodes).flatMap(([from, node]) =>
        edgesOf(node).map(({ on }): [FlowNode, WayAt] => [node, { from, on }]),
      );
      for (const [node, at] of [[undefined, { from: null, on: 'start' }] as const, ...all]) {
        const way = `${node?.type ?? 'calls'} ${at.on.split(' ')[0]}`;
        if (tried.has(`${flow.code} ${way}`)) continue;
        tried.add(`${flow.code} ${way}`);
        ways.add(way);
        for (const { kind, insertion } of stepsOn(flow, at, queues)) {
          if ('fault' in insertion) {
            expect(excused[kind], `${kind} on ${at.on} of ${at.from}`).toContain(insertion.fault.code);
            continue;
          }
          const { flow: after, id } = insertion;
          expect(flowSchema.parse(after)).toEqual(after);
          expect(endOf(after, at)).toBe(id);
          expect(faultCodesOf(after).filter((code) => code !== 'missing_language')).toEqual([]);
          const kept = { ...after.nodes, ...(at.from !== null && { [at.from]: node }) };
          expect(Object.entries(kept).filter(([other]) => other !== id)).toEqual(Object.entries(flow.nodes));
        }
      }
    }
    expect(ways.size).toBe(21);
  });

  it('begins with the words of its kind and leads a caller who is done to the farewell', () => {
    const { flow, id } = put(emergency, { from: 'queue', on: 'full' }, 'voicemail');
    expect(flow.nodes[id]).toMatchObject({
      text: 'voicemail.prompt',
      next: 'goodbye',
      empty: { next: 'noPlace' },
    });
    expect(flow.texts['voicemail.prompt']).toEqual(hotline.texts['voicemail.prompt']);
    expect(faultCodesOf(flow)).toEqual([]);
    const thanks = put(flow, { from: id, on: 'recorded' }, 'say');
    expect(thanks.flow.nodes[thanks.id]).toEqual({ type: 'say', text: 'voicemail.thanks', next: 'goodbye' });
  });

  it('has words of its own: the second of a kind begins as the city says it, recorded, and changes nothing there', () => {
    const words = { cmn: '请留言。', yue: '請留言。', en: 'Leave a message.' };
    const recording = { sound: 'a'.repeat(64), durationMs: 900, words: words.cmn };
    const city: Flow = {
      ...hotline,
      texts: { ...hotline.texts, 'voicemail.prompt': words },
      recordings: { 'voicemail.prompt': { cmn: recording } },
    };
    const { flow, id } = put(city, { from: 'noPlace', on: 'timeout' }, 'voicemail');
    expect(flow.nodes[id]).toMatchObject({ text: 'voicemail.text' });
    expect(flow.texts['voicemail.text']).toEqual(words);
    expect(flow.recordings['voicemail.text']).toEqual({ cmn: recording });
  });

  it('names a queue that the city has, and reads what the flow asks for', () => {
    const elsewhere = withStep(hotline, { from: 'queue', on: 'digit 3' }, 'enqueue', ['water']);
    if ('fault' in elsewhere) throw new Error(elsewhere.fault.code);
    expect(elsewhere.flow.nodes[elsewhere.id]).toMatchObject({ queue: 'water' });
    expect(elsewhere.flow.nodes[elsewhere.id]).not.toHaveProperty('queueByLanguage');
    const asked = put(emergency, { from: 'noPlace', on: 'timeout' }, 'number');
    const known = put(asked.flow, { from: asked.id, on: 'collected' }, 'ticket_status');
    expect(known.flow.nodes[known.id]).toMatchObject({ inputs: { number: 'entry', code: 'entry' } });
  });
});

describe('a key', () => {
  it('while waiting leads to a new notice and back to the queue, as the caller hears it', () => {
    const [said] = stepsOnKey(hotline, 'queue', '6', queues);
    if (said?.kind !== 'say' || 'fault' in said.insertion) throw new Error('no notice behind a key');
    const { flow, id } = said.insertion;
    expect(flow.texts['queue.key6'], 'no words that say something else').toEqual({});
    expect(checkFlow(flow, queues).every(({ code }) => code === 'missing_language')).toBe(true);
    const notice = { cmn: '明日停水。', yue: '聽日停水。', en: 'No water tomorrow.' };
    const option = { cmn: '停水通知请按6。', yue: '停水通知請撳6。', en: 'For water notices, press 6.' };
    const worded: Flow = {
      ...flow,
      texts: { ...flow.texts, [`${id}.text`]: notice, 'queue.key6': option },
    };
    expect(checkFlow(worded, queues)).toEqual([]);
    const call = waitingCall(worded);
    expect(heard(call.last?.verbs ?? [])).toContain('停水通知请按6。');
    expect(heard(call.take(key('6')))).toContain('明日停水。');
    expect(call.session.path.slice(-2)).toEqual([id, 'queue']);
  });

  it('begins with the words that such a key has elsewhere, naming the key in figures', () => {
    const back = withKey(hotline, 'noPlace', '9', 'callBack');
    expect(back.texts['noPlace.key9']).toMatchObject({
      cmn: '由我们回拨请按9。',
      en: 'To be called back, press 9.',
    });
    const behind = stepsOnKey(emergency, 'queue', '*').find(({ kind }) => kind === 'voicemail');
    if (!behind || 'fault' in behind.insertion) throw new Error('no voicemail behind a key');
    expect(behind.insertion.flow.texts['queue.keyStar']).toMatchObject({ cmn: '留言请按*。' });
    expect(faultCodesOf(behind.insertion.flow)).toEqual([]);
  });

  it('goes with its words, where nothing else speaks them', () => {
    const silent = withoutKey(hotline, 'queue', '3');
    expect(Object.keys(silent.texts)).not.toContain('option.voicemail');
    expect(faultCodesOf(silent)).toEqual([]);
    const { flow } = { flow: withoutKey(hotline, 'afterSystem', '0') };
    expect(flow.texts['systems.person']).toEqual(hotline.texts['systems.person']);
    expect(faultCodesOf(withoutKey(without(hotline, 'greet'), 'waitSystem', '0'))).toEqual(['no_choices']);
  });

  it('of the choice of languages goes and comes back', () => {
    const fewer = withoutKey(hotline, 'language', '2');
    expect(language().choices['2']?.language).toBe('yue');
    expect(faultCodesOf(fewer)).toEqual([]);
    const again = withLanguageKey(fewer, 'language', '4', 'yue');
    expect(again.texts['language.key4']).toEqual({
      cmn: '粤语请按4。',
      yue: '廣東話請撳4。',
      en: 'For Cantonese, press 4.',
    });
    expect(faultCodesOf(again)).toEqual([]);
    expect(() => withKey(hotline, 'language', '4', 'queue')).toThrow('leads anywhere');
  });
});
