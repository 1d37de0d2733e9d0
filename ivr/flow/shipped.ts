// The flows that come with OneCall, checked when they are loaded, and which of them a call gets.
import afterHours from '../flows/after-hours.json' with { type: 'json' };
import callback from '../flows/callback.json' with { type: 'json' };
import emergency from '../flows/emergency.json' with { type: 'json' };
import hotline from '../flows/hotline.json' with { type: 'json' };
import surge from '../flows/surge.json' with { type: 'json' };
import type { Facts } from '../session.ts';
import { checkFlow, type Fault } from './check.ts';
import { type Flow, flowSchema } from './schema.ts';

/** A flow that may not be taken into use, with every reason. */
export class FlowFaultsError extends Error {
  readonly faults: readonly Fault[];

  constructor(code: string, faults: readonly Fault[]) {
    super(
      `call flow ${code}: ${faults.map((fault) => `${fault.code} ${fault.at} (${fault.about})`).join('; ')}`,
    );
    this.name = 'FlowFaultsError';
    this.faults = faults;
  }
}

/**
 * Reads a flow from JSON and lets it through only without faults.
 * @throws {z.ZodError} when it is no flow; {FlowFaultsError} when a caller could be left alone in it.
 */
export function loadFlow(json: unknown): Flow {
  const flow = flowSchema.parse(json);
  const faults = checkFlow(flow);
  if (faults.length > 0) throw new FlowFaultsError(flow.code, faults);
  return flow;
}

export const shippedFlows = {
  hotline: loadFlow(hotline),
  'after-hours': loadFlow(afterHours),
  surge: loadFlow(surge),
  emergency: loadFlow(emergency),
  callback: loadFlow(callback),
} as const satisfies Record<string, Flow>;
export type ShippedFlowCode = keyof typeof shippedFlows;

/** Danger comes before everything, a closed house before a crowded one. */
export function chooseFlow(facts: Facts): ShippedFlowCode {
  if (facts.emergency) return 'emergency';
  if (facts.afterHours) return 'after-hours';
  return facts.surge ? 'surge' : 'hotline';
}
