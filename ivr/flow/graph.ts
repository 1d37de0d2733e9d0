// The graph of a flow: what can be reached over its ways, which texts and queues it names. For the checker and for drawing.
import type { Language } from '../verbs.ts';
import type { Flow, FlowNode } from './schema.ts';
import { type Edge, edgesOf } from './ways.ts';

/** The node of this id, if the flow has one. */
export function nodeOf(flow: Flow, id: string): FlowNode | undefined {
  return Object.hasOwn(flow.nodes, id) ? flow.nodes[id] : undefined;
}

/** Whether the engine stops here for the caller, an agent or the other line before it goes on. */
export function waitsForPeople(node: FlowNode): boolean {
  return ['language', 'gather', 'enqueue', 'voicemail', 'transfer'].includes(node.type);
}

export interface Spoken {
  key: string;
  /** When it is spoken: `text`, `digit 1`, `timeout` … */
  on: string;
  /** Spoken in this language whatever the caller chose. */
  language?: Language;
}

const spoken = (on: string, key: string | undefined): Spoken[] => (key === undefined ? [] : [{ key, on }]);

function choiceTexts(choices: Record<string, { say: string; language?: Language }>): Spoken[] {
  return Object.entries(choices).map(([digit, { say, language }]) => ({
    key: say,
    on: `digit ${digit}`,
    ...(language && { language }),
  }));
}

/** Every text that a node speaks. */
export function textsOf(node: FlowNode): Spoken[] {
  switch (node.type) {
    case 'say':
      return [{ key: node.text, on: 'text', ...(node.language && { language: node.language }) }];
    case 'language':
      return choiceTexts(node.choices);
    case 'gather':
      return [
        ...spoken('text', node.text),
        ...choiceTexts(node.choices ?? {}),
        ...spoken('timeout', node.timeout?.say),
        ...spoken('invalid', node.invalid?.say),
      ];
    case 'enqueue':
      return [
        ...spoken('entering', node.entering),
        ...spoken('position', node.waiting.position),
        ...spoken('place', node.waiting.placeOnly),
        ...spoken('unknown', node.waiting.unknown),
        ...choiceTexts(node.waiting.choices),
        ...spoken('connecting', node.connecting),
        ...spoken('lost', node.agentLost),
        ...spoken('closed', node.refused.closed.say),
        ...spoken('full', node.refused.full.say),
      ];
    case 'voicemail':
      return [...spoken('text', node.text), ...spoken('empty', node.empty.say)];
    case 'transfer':
      return [...spoken('text', node.text), ...spoken('failed', node.failed.say)];
    case 'callback':
      return [...spoken('text', node.text), ...spoken('unnumbered', node.unknownNumber.say)];
    case 'rate':
      return [...spoken('text', node.text), ...spoken('thanks', node.thanks)];
    case 'sms':
    case 'hangup':
      return spoken('text', node.text);
    case 'lookup':
    case 'condition':
      return [];
  }
}

/** The names of the values that are filled in when a text is spoken. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
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

/** The queue codes that a node names, each once. */
export function queuesOfNode(node: FlowNode): string[] {
  if (node.type === 'callback') return [node.queue];
  if (node.type !== 'enqueue') return [];
  return [...new Set([node.queue, ...Object.values(node.queueByLanguage ?? {})])];
}

/** The queue codes that a flow names: the host checks that they exist before it takes the flow into use. */
export function queuesOf(flow: Flow): string[] {
  return [...new Set(Object.values(flow.nodes).flatMap(queuesOfNode))].sort();
}
