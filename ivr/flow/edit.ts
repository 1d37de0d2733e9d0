// What an editor changes in the graph of a flow: a node is taken out, the question how the talk was is put in. Pure.
import callback from '../flows/callback.json' with { type: 'json' };
import { checkFlow, type Fault } from './check.ts';
import { edgesOf, nodeOf, reachable, textsOf } from './graph.ts';
import { type Flow, type FlowNode, flowSchema, type NodeOf } from './schema.ts';

/** A flow without a node, or why it cannot be without it. */
export type Removal =
  | { flow: Flow; to: string }
  /** The call ends here; or where callers go from here depends on them. */
  | { refusal: 'ends_here' | 'ways_part' }
  | { refusal: 'faulty'; fault: Fault };

/**
 * Takes a node out: what led to it leads to what it leads to, and what only it said is not said any more. Refused where
 * there is more than one way on, or none, and where that brings a fault which the flow has not now.
 */
export function withoutNode(flow: Flow, id: string): Removal {
  const node = nodeOf(flow, id);
  const [to, ...others] = new Set(node ? edgesOf(node).map((edge) => edge.to) : []);
  if (to === undefined) return { refusal: 'ends_here' };
  if (others.length > 0 || to === id) return { refusal: 'ways_part' };
  const nodes = Object.entries(flow.nodes)
    .filter(([other]) => other !== id)
    .map(([other, each]) => [other, led(each, id, to)]);
  const without = spokenOnly({
    ...flow,
    start: flow.start === id ? to : flow.start,
    nodes: Object.fromEntries(nodes),
  });
  const present = checkFlow(flow);
  const fault = checkFlow(without).find(
    ({ code, at, about }) =>
      !present.some((old) => old.code === code && old.at === at && old.about === about),
  );
  return fault ? { refusal: 'faulty', fault } : { flow: without, to };
}

/** The flow without texts and recordings that no node speaks. */
function spokenOnly(flow: Flow): Flow {
  const spoken = new Set(Object.values(flow.nodes).flatMap((node) => textsOf(node).map(({ key }) => key)));
  const kept = <T>(byKey: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byKey).filter(([key]) => spoken.has(key)));
  return { ...flow, texts: kept(flow.texts), recordings: kept(flow.recordings) };
}

/** The node with every way that led to `from` leading to `to`. */
function led(node: FlowNode, from: string, to: string): FlowNode {
  const way = (id: string): string => (id === from ? to : id);
  const branch = <T extends { next: string }>(one: T): T => ({ ...one, next: way(one.next) });
  const branches = <T extends { next: string }>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).map(([key, one]) => [key, branch(one)]));
  switch (node.type) {
    case 'say':
    case 'sms':
    case 'language':
    case 'rate':
      return branch(node);
    case 'gather':
      return {
        ...node,
        ...(node.choices && { choices: branches(node.choices) }),
        ...(node.collect && { collect: branch(node.collect) }),
        ...(node.timeout && { timeout: branch(node.timeout) }),
        ...(node.invalid && { invalid: branch(node.invalid) }),
      };
    case 'enqueue': {
      const { waiting, refused } = node;
      return {
        ...branch(node),
        waiting: { ...waiting, choices: branches(waiting.choices) },
        refused: { closed: branch(refused.closed), full: branch(refused.full) },
      };
    }
    case 'callback':
      return { ...branch(node), unknownNumber: branch(node.unknownNumber) };
    case 'voicemail':
      return { ...branch(node), empty: branch(node.empty) };
    case 'transfer':
      return { ...branch(node), failed: branch(node.failed) };
    case 'lookup':
      return {
        ...node,
        outcomes: Object.fromEntries(Object.entries(node.outcomes).map(([name, id]) => [name, way(id)])),
        otherwise: way(node.otherwise),
      };
    case 'condition':
      return { ...node, holds: way(node.holds), otherwise: way(node.otherwise) };
    case 'hangup':
      return node;
  }
}

const isRate = (node: FlowNode | undefined): node is NodeOf<'rate'> => node?.type === 'rate';

/** Whether a talk of this queue is followed by the question how it was. */
export function asksAfter(flow: Flow, queue: NodeOf<'enqueue'>): boolean {
  const behind = reachable(flow, queue.next, (_edge, { type }) => type !== 'enqueue');
  return [...behind].some((id) => isRate(nodeOf(flow, id)));
}

/** Puts the question how it was behind the talks of a queue, in the words that it is shipped with. @returns its id, too */
export function withRate(flow: Flow, queueId: string): { flow: Flow; id: string } {
  const queue = nodeOf(flow, queueId);
  const shipped = flowSchema.parse(callback);
  const rate = Object.values(shipped.nodes).find(isRate);
  if (queue?.type !== 'enqueue' || !rate)
    throw new Error(`no queue ${queueId}, or no question to ask behind it`);
  let id = 'rate';
  for (let count = 2; Object.hasOwn(flow.nodes, id); count += 1) id = `rate${count}`;
  const words = textsOf(rate).map(({ key }) => [key, flow.texts[key] ?? shipped.texts[key] ?? {}]);
  const nodes = { ...flow.nodes, [queueId]: { ...queue, next: id }, [id]: { ...rate, next: queue.next } };
  return { flow: { ...flow, nodes, texts: { ...flow.texts, ...Object.fromEntries(words) } }, id };
}
