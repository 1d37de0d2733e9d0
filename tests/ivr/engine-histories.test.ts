// Random histories of a call: whatever comes, the engine goes on, and a caller is in at most one queue.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventSchema, newSession, sessionSchema, shippedFlows, step } from '../../ivr/index.ts';
import { TestCall } from './calls.ts';

const { hotline } = shippedFlows;

describe('whatever comes in whatever order', () => {
  const id = fc.integer({ min: 0, max: 40 }).map(String);
  const looseEvent = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ type: fc.constant('digits'), id, digits: fc.stringMatching(/^[0-9*#]{1,20}$/) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ type: fc.constant('digits'), id, digits: fc.constantFrom('1', '2', '3') }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('timeout'), id }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constantFrom('call_started', 'dial_answered', 'hangup'), id }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('said'), id, text: fc.string() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('queue_update'),
        id,
        position: fc.option(fc.integer({ min: 1, max: 500 })),
        estimatedWaitS: fc.option(fc.integer({ min: 0, max: 7_200 })),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('agent_ready'),
        id,
        agentId: fc.constantFrom('a', 'b'),
        target: fc.constant({ kind: 'client', identity: 'a' }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('agent_gone'), id, agentId: fc.constantFrom('a', 'b') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('dial_ended'),
        id,
        outcome: fc.constantFrom('answered', 'busy', 'no_answer', 'failed', 'canceled'),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('recording_done'), id, recordingRef: fc.constant('RE1') }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('lookup_done'),
        id,
        outcome: fc.constantFrom('working', 'due', 'x'),
      }),
    },
  );

  test('the engine never throws, gives verbs until the call is over, and keeps a session that can be stored', () => {
    const flow = fc.constantFrom(...Object.values(shippedFlows));
    const caller = fc.constantFrom('+8613800000000', null);
    fc.assert(
      fc.property(flow, caller, fc.array(looseEvent, { maxLength: 40 }), (chosen, callerNumber, loose) => {
        let session = newSession(chosen, {
          callRef: 'CA1',
          callerNumber,
          calledNumber: '12345',
          facts: { afterHours: false, surge: false, emergency: false },
        });
        const seen = new Set<string>();
        for (const event of loose.map((each) => eventSchema.parse(each))) {
          const wasEnded = session.status === 'ended';
          const before = JSON.stringify(session);
          const taken = step(chosen, session, event);
          expect(JSON.stringify(session)).toBe(before);
          if (taken.isRepeated) {
            expect(seen.has(event.id)).toBe(true);
            expect(taken.session).toBe(session);
          } else if (wasEnded || event.type === 'hangup') {
            expect(taken.verbs).toEqual([]);
            expect(taken.session.path).toEqual(session.path);
          } else {
            expect(taken.verbs.length).toBeGreaterThan(0);
            expect(taken.session.outcome).not.toBe('fault');
          }
          seen.add(event.id);
          session = sessionSchema.parse(JSON.parse(JSON.stringify(taken.session)));
        }
      }),
      { numRuns: 300, seed: 20260301 },
    );
  });

  test('a caller is in at most one queue: every joining comes after a leaving, a lost agent or the start', () => {
    fc.assert(
      fc.property(fc.array(looseEvent, { maxLength: 60 }), (loose) => {
        let session = new TestCall(hotline).session;
        for (const [index, each] of loose.entries()) {
          const event = { ...eventSchema.parse(each), id: String(index) };
          const taken = step(hotline, session, event);
          const joins = taken.verbs.filter((verb) => verb.verb === 'enqueue').length;
          const wasWithAgent = session.status === 'dialling' || session.status === 'talking';
          if (joins > 0) expect(session.queue === null || wasWithAgent).toBe(true);
          expect(joins).toBeLessThanOrEqual(1);
          session = taken.session;
        }
      }),
      { numRuns: 200, seed: 20260301 },
    );
  });
});
