// Whatever an editor does to a flow, one edit after another: it stays a flow that can be kept as a draft, and where the
// checker finds nothing, no call in it is left alone.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkFlow, type FaultCode } from '../../../ivr/flow/check.ts';
import {
  endOf,
  type WayAt,
  withKey,
  withOpenWay,
  withoutKey,
  withoutNode,
  withoutWay,
  withStep,
  withWay,
} from '../../../ivr/flow/edit.ts';
import { nodeOf } from '../../../ivr/flow/graph.ts';
import { keysOf } from '../../../ivr/flow/keys.ts';
import { type Flow, flowSchema } from '../../../ivr/flow/schema.ts';
import { stepKinds } from '../../../ivr/flow/steps.ts';
import { openWaysOf, waysOf } from '../../../ivr/flow/ways.ts';
import { eventSchema, languages, newSession, shippedFlows, step } from '../../../ivr/index.ts';

const queues = ['general', 'english'];
const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** One edit: what is done, and where, by numbers that are counted round in what there is. */
type Edit = readonly [
  deed: 'lead' | 'put' | 'key' | 'unkey' | 'drop' | 'open' | 'remove',
  where: number,
  what: number,
];
const edit = fc.tuple(
  fc.constantFrom('lead', 'put', 'put', 'key', 'unkey', 'drop', 'open', 'remove'),
  fc.nat(9_999),
  fc.nat(9_999),
);

function edited(flow: Flow, [deed, where, what]: Edit): Flow {
  const at = <T>(all: readonly T[], number: number): T | undefined => all[number % all.length];
  const ids = Object.keys(flow.nodes);
  const ways = Object.entries(flow.nodes).flatMap(([from, node]) =>
    waysOf(node).map((way) => ({ from, ...way })),
  );
  const places: WayAt[] = [{ from: null, on: 'start' }, ...ways];
  const keyed = Object.entries(flow.nodes).flatMap(([id, node]) => {
    const keys = keysOf(node);
    return keys ? [{ id, keys }] : [];
  });
  switch (deed) {
    case 'lead':
    case 'put': {
      const [place, kind, to] = [at(places, where), at(stepKinds, what), at(ids, what)];
      if (!place || !kind || to === undefined) return flow;
      if (deed === 'lead') {
        const after = withWay(flow, place, to);
        expect(endOf(after, place)).toBe(to);
        return after;
      }
      const insertion = withStep(flow, place, kind, queues);
      return 'fault' in insertion ? flow : insertion.flow;
    }
    case 'key': {
      const [node, to] = [
        at(
          keyed.filter(({ keys }) => keys.choose === 'way'),
          where,
        ),
        at(ids, what),
      ];
      const free = digits.find((digit) => !node?.keys.keys.some(({ key }) => key === digit));
      return node && to !== undefined && free !== undefined ? withKey(flow, node.id, free, to) : flow;
    }
    case 'unkey': {
      const node = at(keyed, where);
      const key = node && at(node.keys.keys, what);
      return node && key ? withoutKey(flow, node.id, key.key) : flow;
    }
    case 'drop': {
      const way = at(
        ways.filter(({ drop }) => drop),
        where,
      );
      return way ? withoutWay(flow, way) : flow;
    }
    case 'open': {
      const open = Object.entries(flow.nodes).flatMap(([from, node]) =>
        openWaysOf(node).map(({ on }) => ({ from, on })),
      );
      const [way, to] = [at(open, where), at(ids, what)];
      return way && to !== undefined ? withOpenWay(flow, way, to) : flow;
    }
    case 'remove': {
      const removal = withoutNode(flow, at(ids, where) ?? flow.start);
      return 'flow' in removal ? removal.flow : flow;
    }
  }
}

/** Each text in each language: words that name every key. */
function worded(flow: Flow): Flow {
  const words = digits.join(' ');
  const texts = Object.entries(flow.texts).map(([key, text]) => [
    key,
    Object.fromEntries(languages.map((language) => [language, text[language] ?? words])),
  ]);
  return { ...flow, texts: Object.fromEntries(texts) };
}

/** What no edit may bring, however unwise. */
const never: readonly FaultCode[] = [
  'dead_end',
  'unknown_text',
  'unused_text',
  'mixed_gather',
  'impossible_length',
  'unannounced_digit',
  'uneven_placeholders',
  'recorded_placeholder',
  'outdated_recording',
  'unknown_queue',
];

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('digits'), digits: fc.constantFrom(...digits, '123456') }),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'timeout' }) },
  { weight: 2, arbitrary: fc.constant({ type: 'recording_done', recordingRef: 'RE1' }) },
  {
    weight: 1,
    arbitrary: fc.constant({
      type: 'agent_ready',
      agentId: 'a',
      target: { kind: 'client', identity: 'a' },
      parameters: {},
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('dial_ended'), outcome: fc.constantFrom('answered', 'failed') }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...['closed', 'full'].map((reason) => ({ type: 'queue_refused', reason }))),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('lookup_done'),
      outcome: fc.constantFrom('found', 'due', 'working', 'x'),
    }),
  },
);

it('edits one after another leave a draft, and what the checker lets through leaves no caller alone', () => {
  let passed = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(shippedFlows)),
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      fc.array(event, { maxLength: 30 }),
      fc.constantFrom('+8613800000000', null),
      (shipped, edits, events, callerNumber) => {
        const flow = worded(edits.reduce(edited, shipped));
        expect(flowSchema.parse(flow)).toEqual(flow);
        const faults = checkFlow(flow, queues);
        const known = new Set(faults.map(({ code }) => code));
        expect(never.filter((code) => known.has(code))).toEqual([]);
        if (faults.length > 0) return;
        passed += 1;
        const facts = { afterHours: false, surge: false, emergency: false };
        const call = { callRef: 'CA1', callerNumber, calledNumber: '12345', facts };
        let session = newSession(flow, call);
        for (const [index, loose] of [{ type: 'call_started' }, ...events].entries()) {
          session = step(flow, session, eventSchema.parse({ ...loose, id: String(index) })).session;
          expect(nodeOf(flow, session.node)).toBeDefined();
        }
        expect(session.outcome).not.toBe('fault');
      },
    ),
    { numRuns: 150 },
  );
  expect(passed).toBeGreaterThan(10);
});
