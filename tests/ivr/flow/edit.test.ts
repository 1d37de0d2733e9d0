import { describe, expect, it } from 'vitest';
import { checkFlow } from '../../../ivr/flow/check.ts';
import { asksAfter, withoutNode, withRate } from '../../../ivr/flow/edit.ts';
import { edgesOf } from '../../../ivr/flow/graph.ts';
import type { Flow, NodeOf } from '../../../ivr/flow/schema.ts';
import { shippedFlows } from '../../../ivr/index.ts';

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
  it('comes back as it was shipped, between the talk and what followed it', () => {
    const { flow, id } = withRate(without(hotline, 'rate'), 'queue');
    expect(id).toBe('rate');
    expect(flow.nodes).toEqual(hotline.nodes);
    expect(flow.texts).toEqual(hotline.texts);
    expect(checkFlow(flow)).toEqual([]);
  });

  it('comes into a flow that never had it, and keeps the name of a node that is there', () => {
    const named: Flow = { ...emergency, nodes: { ...emergency.nodes, rate: { type: 'hangup' } } };
    const { flow, id } = withRate(named, 'queue');
    expect(id).toBe('rate2');
    expect(queueOf(flow).next).toBe('rate2');
    expect(flow.nodes.rate).toEqual({ type: 'hangup' });
    expect(flow.nodes.rate2).toMatchObject({ type: 'rate', next: queueOf(emergency).next });
    expect(checkFlow(withRate(emergency, 'queue').flow)).toEqual([]);
  });
});
