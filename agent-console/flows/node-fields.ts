// What can be set in a node besides its texts and ways: numbers, queues, what it reads. Pure: each field gives the node
// that it makes.
import type { FlowNode, NodeOf } from '../../ivr/flow/schema.ts';

export type NumberName =
  | 'timeoutS'
  | 'tries'
  | 'min'
  | 'max'
  | 'priority'
  | 'roundS'
  | 'optionsEvery'
  | 'dialTimeoutS'
  | 'ringS'
  | 'maxS';

export interface NumberField {
  name: NumberName;
  value: number;
  least: number;
  most: number;
  set: (value: number) => FlowNode;
}

export interface QueueField {
  name: 'queue' | 'englishQueue';
  value: string;
  set: (code: string) => FlowNode;
}

const seconds = { least: 1, most: 600 };
const few = { least: 1, most: 5 };

/** The numbers of a node, in the bounds of its schema. */
export function numbersOf(node: FlowNode): NumberField[] {
  switch (node.type) {
    case 'language':
      return [
        { name: 'timeoutS', value: node.timeoutS, ...seconds, set: (timeoutS) => ({ ...node, timeoutS }) },
        { name: 'tries', value: node.tries, ...few, set: (tries) => ({ ...node, tries }) },
      ];
    case 'gather': {
      const { collect } = node;
      const lengths: NumberField[] = collect
        ? [
            {
              name: 'min',
              value: collect.min,
              least: 1,
              most: 64,
              set: (min) => ({ ...node, collect: { ...collect, min } }),
            },
            {
              name: 'max',
              value: collect.max,
              least: 1,
              most: 64,
              set: (max) => ({ ...node, collect: { ...collect, max } }),
            },
          ]
        : [];
      return [
        { name: 'timeoutS', value: node.timeoutS, ...seconds, set: (timeoutS) => ({ ...node, timeoutS }) },
        { name: 'tries', value: node.tries, ...few, set: (tries) => ({ ...node, tries }) },
        ...lengths,
      ];
    }
    case 'enqueue': {
      const { waiting } = node;
      return [
        {
          name: 'roundS',
          value: waiting.roundS,
          ...seconds,
          set: (roundS) => ({ ...node, waiting: { ...waiting, roundS } }),
        },
        {
          name: 'optionsEvery',
          value: waiting.optionsEvery,
          least: 1,
          most: 100,
          set: (optionsEvery) => ({ ...node, waiting: { ...waiting, optionsEvery } }),
        },
        {
          name: 'dialTimeoutS',
          value: node.dialTimeoutS,
          ...seconds,
          set: (dialTimeoutS) => ({ ...node, dialTimeoutS }),
        },
        {
          name: 'priority',
          value: node.priority,
          least: -100,
          most: 100,
          set: (priority) => ({ ...node, priority }),
        },
      ];
    }
    case 'voicemail':
      return [{ name: 'maxS', value: node.maxS, ...seconds, set: (maxS) => ({ ...node, maxS }) }];
    case 'rate':
      return [
        { name: 'timeoutS', value: node.timeoutS, ...seconds, set: (timeoutS) => ({ ...node, timeoutS }) },
      ];
    case 'transfer':
      return [
        { name: 'ringS', value: node.timeoutS, ...seconds, set: (timeoutS) => ({ ...node, timeoutS }) },
      ];
    default:
      return [];
  }
}

export function queueFieldsOf(node: FlowNode): QueueField[] {
  if (node.type !== 'enqueue' && node.type !== 'callback') return [];
  const general: QueueField = { name: 'queue', value: node.queue, set: (queue) => ({ ...node, queue }) };
  const english = node.type === 'enqueue' ? node.queueByLanguage?.en : undefined;
  if (node.type !== 'enqueue' || english === undefined) return [general];
  const { queueByLanguage } = node;
  return [
    general,
    {
      name: 'englishQueue',
      value: english,
      set: (en) => ({ ...node, queueByLanguage: { ...queueByLanguage, en } }),
    },
  ];
}

/** The queue with another for callers who speak English, or without one. */
export function withEnglishQueue(node: NodeOf<'enqueue'>, code: string | null): FlowNode {
  const { queueByLanguage = {}, ...others } = node;
  const { en: _before, ...rest } = queueByLanguage;
  const codes = code === null ? rest : { ...rest, en: code };
  return Object.keys(codes).length > 0 ? { ...others, queueByLanguage: codes } : others;
}

/** What a node reads of what the caller has entered. */
export interface VariableField {
  /** The input of a look-up, or the number to call back. */
  name: 'number' | 'code' | 'choice' | 'answer' | 'callbackNumber';
  /** Null: the number that the call comes from. */
  value: string | null;
  set: (variable: string | null) => FlowNode;
}

const inputNames = ['number', 'code', 'choice', 'answer'] as const;

export function variableFieldsOf(node: FlowNode): VariableField[] {
  if (node.type === 'callback') {
    const { number, ...others } = node;
    const set = (variable: string | null): FlowNode =>
      variable === null ? others : { ...others, number: variable };
    return [{ name: 'callbackNumber', value: number ?? null, set }];
  }
  if (node.type !== 'lookup') return [];
  return inputNames.flatMap((name) => {
    const value = node.inputs[name];
    if (value === undefined) return [];
    const set = (variable: string | null): FlowNode => ({
      ...node,
      inputs: { ...node.inputs, [name]: variable ?? value },
    });
    return [{ name, value, set }];
  });
}
