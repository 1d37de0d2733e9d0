// The agents that theory gives for a scenario's own streams, to set beside what its simulation finds.
import type { Scenario, Stream } from '../simulation/scenario.ts';
import type { StaffingLoad, StaffingOutcome, StaffingTarget } from './contract.ts';
import { staffHour } from './table.ts';

export interface ScenarioHour {
  queue: string;
  /** Since the beginning. */
  hour: number;
  contacts: number;
  agents: number;
  outcome: StaffingOutcome | null;
}

/** Mean arrivals an hour between two times; the stream's rates are for equal parts of the whole. */
function rateBetween({ perHour }: Stream, hours: number, from: number, to: number): number {
  const partH = hours / perHour.length;
  const contacts = perHour.reduce((sum, rate, part) => {
    const overlapH = Math.min(to, (part + 1) * partH) - Math.max(from, part * partH);
    return sum + rate * Math.max(0, overlapH);
  }, 0);
  return contacts / (to - from);
}

/** Calls of one queue as one stream: rates add, lengths are means by rate. Nobody gives up if one of them never does. */
function merged(calls: readonly { stream: Stream; rate: number }[]): StaffingLoad {
  const contactsPerHour = calls.reduce((sum, { rate }) => sum + rate, 0);
  const meanS = (of: (stream: Stream) => number) =>
    calls.reduce((sum, { stream, rate }) => sum + rate * of(stream), 0) / contactsPerHour;
  const patienceS = meanS(({ patience }) => patience?.meanS ?? Number.POSITIVE_INFINITY);
  return {
    contactsPerHour,
    serviceS: meanS(({ service }) => service.meanS),
    patienceS: Number.isFinite(patienceS) ? patienceS : null,
  };
}

/** The agents needed for calls in each hour and queue of a scenario; hours in which nobody calls need none. */
export function staffScenario({ streams, hours }: Scenario, target: StaffingTarget): ScenarioHour[] {
  const voice = streams.filter(({ channel }) => channel === 'voice');
  const queues = [...new Set(voice.map(({ queue }) => queue))];
  return Array.from({ length: Math.ceil(hours) }, (_, hour) => hour).flatMap((hour) =>
    queues.map((queue) => {
      const calls = voice
        .filter((stream) => stream.queue === queue)
        .map((stream) => ({ stream, rate: rateBetween(stream, hours, hour, Math.min(hours, hour + 1)) }))
        .filter(({ rate }) => rate > 0);
      if (calls.length === 0) return { queue, hour, contacts: 0, agents: 0, outcome: null };
      const { contactsPerHour, ...pace } = merged(calls);
      return staffHour({ queue, hour, contacts: contactsPerHour }, pace, target);
    }),
  );
}
