// The graph of a flow: which node leads where, and which texts it speaks. For the checker and for drawing.
import type { Language } from '../verbs.ts';
import type { Flow, FlowNode } from './schema.ts';

export interface Edge {
  to: string;
  /** What makes the caller go here: `next`, `timeout`, `digit 1`, `outcome closed` … */
  on: string;
  /** Taken though the caller does nothing. */
  isSilent: boolean;
}

/** The node of this id, if the flow has one. */
export function nodeOf(flow: Flow, id: string): FlowNode | undefined {
  return Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
}

const silent = (on: string, to: string): Edge => ({ on, to, isSilent: true });
const chosen = (on: string, to: string): Edge => ({ on, to, isSilent: false });

function choiceEdges(choices: Record<string, { next: string }>): Edge[] {
  return Object.entries(choices).map(([key, choice]) => chosen(`digit ${key}`, choice.next));
}

/** All ways out of a node, in a stable order. */
export function edgesOf(node: FlowNode): Edge[] {
  switch (node.type) {
    case 'say':
    case 'sms':
    case 'language':
      return [silent('next', node.next)];
    case 'gather':
      return [
        ...choiceEdges(node.choices ?? {}),
        ...(node.timeout ? [silent('timeout', node.timeout.next)] : []),
        ...(node.invalid ? [chosen('invalid', node.invalid.next)] : []),
        ...(node.collect ? [chosen('collected', node.collect.next)] : []),
      ];
    case 'enqueue':
      return [
        ...choiceEdges(node.waiting.choices),
        silent('answered', node.next),
        silent('closed', node.refused.closed.next),
        silent('full', node.refused.full.next),
      ];
    case 'callback':
      return [silent('next', node.next), silent('no number', node.unknownNumber.next)];
    case 'voicemail':
      return [silent('recorded', node.next), silent('empty', node.empty.next)];
    case 'lookup':
      return [
        ...Object.entries(node.outcomes).map(([name, to]) => silent(`outcome ${name}`, to)),
        silent('otherwise', node.otherwise),
      ];
    case 'transfer':
      return [silent('answered', node.next), silent('failed', node.failed.next)];
    case 'condition':
      return [silent(`if ${node.when}`, node.holds), silent('otherwise', node.otherwise)];
    case 'hangup':
      return [];
  }
}

/** Whether the engine stops here for the caller, an agent or the other line before it goes on. */
export function waitsForPeople(node: FlowNode): boolean {
  return ['language', 'gather', 'enqueue', 'voicemail', 'transfer'].includes(node.type);
}

/** Every text key that a node speaks, with the language when it is fixed. */
export function textsOf(node: FlowNode): { key: string; language?: Language }[] {
  switch (node.type) {
    case 'say':
      return [node.language ? { key: node.text, language: node.language } : { key: node.text }];
    case 'language':
      return Object.values(node.choices).map((choice) => ({ key: choice.say, language: choice.language }));
    case 'gather':
      return [
        node.text,
        ...Object.values(node.choices ?? {}).map((choice) => choice.say),
        ...[node.timeout?.say, node.invalid?.say].filter((said) => said !== undefined),
      ].map((key) => ({ key }));
    case 'enqueue':
      return [
        node.entering,
        node.waiting.position,
        node.waiting.placeOnly,
        node.waiting.unknown,
        ...Object.values(node.waiting.choices).map((choice) => choice.say),
        node.connecting,
        node.agentLost,
        ...[node.refused.closed.say, node.refused.full.say].filter((said) => said !== undefined),
      ].map((key) => ({ key }));
    case 'voicemail':
      return [{ key: node.text }, ...(node.empty.say ? [{ key: node.empty.say }] : [])];
    case 'transfer':
      return [{ key: node.text }, ...(node.failed.say ? [{ key: node.failed.say }] : [])];
    case 'callback':
      return [{ key: node.text }, ...(node.unknownNumber.say ? [{ key: node.unknownNumber.say }] : [])];
    case 'sms':
      return [{ key: node.text }];
    case 'hangup':
      return node.text ? [{ key: node.text }] : [];
    case 'lookup':
    case 'condition':
      return [];
  }
}

/** The nodes that can be reached from `from` over the edges that `follow` allows, itself included. */
export function reachable(
  flow: Flow,
  from: string,
  follow: (edge: Edge, node: FlowNode) => boolean = () => true,
): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodeOf(flow, id);
    if (!node || seen.has(id)) continue;
    seen.add(id);
    for (const edge of edgesOf(node)) if (follow(edge, node)) open.push(edge.to);
  }
  return seen;
}

/** The queue codes that a flow names: the host checks that they exist before it takes the flow into use. */
export function queuesOf(flow: Flow): string[] {
  const codes = Object.values(flow.nodes).flatMap((node) => {
    if (node.type === 'callback') return [node.queue];
    return node.type === 'enqueue' ? [node.queue, ...Object.values(node.queueByLanguage ?? {})] : [];
  });
  return [...new Set(codes)].sort();
}
