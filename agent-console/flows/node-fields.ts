// What can be set in a node besides its texts: numbers, queues, keys. Pure: each field gives the node that it makes.
import type { FlowNode } from '../../ivr/flow/schema.ts';

export type NumberName =
  | 'timeoutS'
  | 'tries'
  | 'min'
  | 'max'
  | 'priority'
  | 'roundS'
  | 'optionsEvery'
  | 'dialTimeoutS'
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

export interface KeyField {
  key: string;
  /** Keys that mean something else here. */
  taken: readonly string[];
  set: (key: string) => FlowNode;
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
    case 'transfer':
      return [
        { name: 'timeoutS', value: node.timeoutS, ...seconds, set: (timeoutS) => ({ ...node, timeoutS }) },
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

function renamed<T>(choices: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(
    Object.entries(choices).map(([key, choice]) => [key === from ? to : key, choice]),
  );
}

/** The keys that a caller may press at a node. */
export function keysOf(node: FlowNode): KeyField[] {
  const fields = <T>(choices: Record<string, T>, set: (choices: Record<string, T>) => FlowNode): KeyField[] =>
    Object.keys(choices).map((key) => ({
      key,
      taken: Object.keys(choices).filter((other) => other !== key),
      set: (to) => set(renamed(choices, key, to)),
    }));
  switch (node.type) {
    case 'language':
      return fields(node.choices, (choices) => ({ ...node, choices }));
    case 'gather':
      return fields(node.choices ?? {}, (choices) => ({ ...node, choices }));
    case 'enqueue':
      return fields(node.waiting.choices, (choices) => ({ ...node, waiting: { ...node.waiting, choices } }));
    default:
      return [];
  }
}
