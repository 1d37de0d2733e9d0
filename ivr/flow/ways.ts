// The ways out of each kind of node: the one table that says where they lead, how to lead one elsewhere, and which can
// be left out. Listing, checking, drawing and editing read it.
import type { FlowNode, NodeOf } from './schema.ts';

export interface Edge {
  to: string;
  /** What makes the caller go here: `next`, `timeout`, `digit 1`, `outcome closed` … Each once at a node. */
  on: string;
  /** Taken though the caller does nothing. */
  isSilent: boolean;
}

interface Way extends Edge {
  /** The node with this way leading to another node. */
  lead: (to: string) => FlowNode;
  /** The node without this way, where it can be without it. Keys are taken away by `keys.ts`. */
  drop?: () => FlowNode;
}

type Lead = Way['lead'];
type Branch = { next: string };

const silent = (on: string, to: string, lead: Lead): Way => ({ on, to, isSilent: true, lead });
const chosen = (on: string, to: string, lead: Lead): Way => ({ on, to, isSilent: false, lead });

function choiceWays<C extends Branch>(
  choices: Readonly<Record<string, C>>,
  set: (choices: Record<string, C>) => FlowNode,
): Way[] {
  return Object.entries(choices).map(([key, choice]) =>
    chosen(`digit ${key}`, choice.next, (next) => set({ ...choices, [key]: { ...choice, next } })),
  );
}

/** All ways out of a node, in a stable order. */
export function waysOf(node: FlowNode): Way[] {
  switch (node.type) {
    case 'say':
    case 'sms':
    case 'language':
    case 'rate':
      return [silent('next', node.next, (next) => ({ ...node, next }))];
    case 'gather':
      return gatherWays(node);
    case 'enqueue': {
      const { waiting, refused } = node;
      const { closed, full } = refused;
      return [
        ...choiceWays(waiting.choices, (choices) => ({ ...node, waiting: { ...waiting, choices } })),
        silent('answered', node.next, (next) => ({ ...node, next })),
        silent('closed', closed.next, (next) => ({
          ...node,
          refused: { ...refused, closed: { ...closed, next } },
        })),
        silent('full', full.next, (next) => ({ ...node, refused: { ...refused, full: { ...full, next } } })),
      ];
    }
    case 'callback': {
      const { unknownNumber } = node;
      return [
        silent('next', node.next, (next) => ({ ...node, next })),
        silent('unnumbered', unknownNumber.next, (next) => ({
          ...node,
          unknownNumber: { ...unknownNumber, next },
        })),
      ];
    }
    case 'voicemail':
      return [
        silent('recorded', node.next, (next) => ({ ...node, next })),
        silent('empty', node.empty.next, (next) => ({ ...node, empty: { ...node.empty, next } })),
      ];
    case 'lookup':
      return lookupWays(node);
    case 'transfer':
      return [
        silent('answered', node.next, (next) => ({ ...node, next })),
        silent('failed', node.failed.next, (next) => ({ ...node, failed: { ...node.failed, next } })),
      ];
    case 'condition':
      return [
        silent(`if ${node.when}`, node.holds, (holds) => ({ ...node, holds })),
        silent('otherwise', node.otherwise, (otherwise) => ({ ...node, otherwise })),
      ];
    case 'hangup':
      return [];
  }
}

function gatherWays(node: NodeOf<'gather'>): Way[] {
  const { choices = {}, collect, timeout, invalid } = node;
  const { timeout: _timeout, ...untimed } = node;
  const { invalid: _invalid, ...unjudged } = node;
  return [
    ...choiceWays(choices, (others) => ({ ...node, choices: others })),
    ...(timeout
      ? [
          {
            ...silent('timeout', timeout.next, (next) => ({ ...node, timeout: { ...timeout, next } })),
            drop: () => untimed,
          },
        ]
      : []),
    ...(invalid
      ? [
          {
            ...chosen('invalid', invalid.next, (next) => ({ ...node, invalid: { ...invalid, next } })),
            drop: () => unjudged,
          },
        ]
      : []),
    ...(collect
      ? [chosen('collected', collect.next, (next) => ({ ...node, collect: { ...collect, next } }))]
      : []),
  ];
}

function lookupWays(node: NodeOf<'lookup'>): Way[] {
  return [
    ...Object.entries(node.outcomes).map(([name, to]) => {
      const { [name]: _dropped, ...others } = node.outcomes;
      return {
        ...silent(`outcome ${name}`, to, (next) => ({
          ...node,
          outcomes: { ...node.outcomes, [name]: next },
        })),
        drop: () => ({ ...node, outcomes: others }),
      };
    }),
    silent('otherwise', node.otherwise, (otherwise) => ({ ...node, otherwise })),
  ];
}

/** A node is never changed, only replaced; the checker asks for its edges hundreds of times. */
const edges = new WeakMap<FlowNode, readonly Edge[]>();

/** Where a node leads and when, in a stable order. */
export function edgesOf(node: FlowNode): readonly Edge[] {
  const known = edges.get(node) ?? waysOf(node).map(({ on, to, isSilent }) => ({ on, to, isSilent }));
  edges.set(node, known);
  return known;
}

/** The answers that the host has for a question; what a look-up does not name goes the way of `otherwise`. */
export const outcomesOf: Readonly<Record<NodeOf<'lookup'>['what'], readonly string[]>> = {
  ticket_status: ['received', 'working', 'waiting_citizen', 'answered', 'closed', 'not_found'],
  common_answers: ['found'],
  common_answer: ['found', 'wrong_key', 'person'],
  answer_helped: [],
  status_systems: ['found'],
  status_question: ['question', 'asked', 'more', 'person'],
  status_answer: ['found', 'not_found', 'too_often', 'too_slow', 'resting', 'pending'],
};

/** A way that a node could have and has not, and the node with it. */
interface OpenWay {
  on: string;
  open: (to: string) => FlowNode;
}

/** The ways that can be left out and are, but for keys. */
export function openWaysOf(node: FlowNode): OpenWay[] {
  switch (node.type) {
    case 'gather':
      return [
        ...(node.timeout
          ? []
          : [{ on: 'timeout', open: (next: string) => ({ ...node, timeout: { next } }) }]),
        ...(node.invalid
          ? []
          : [{ on: 'invalid', open: (next: string) => ({ ...node, invalid: { next } }) }]),
      ];
    case 'lookup':
      return outcomesOf[node.what]
        .filter((name) => !Object.hasOwn(node.outcomes, name))
        .map((name) => ({
          on: `outcome ${name}`,
          open: (to) => ({ ...node, outcomes: { ...node.outcomes, [name]: to } }),
        }));
    default:
      return [];
  }
}
