// What was changed while the page is open, to be undone and done again. Pure.
import type { Flow } from '../../ivr/flow/schema.ts';

interface Moment {
  flow: Flow;
  /** The node that was looked at when it was left. */
  at: string;
}

export interface History {
  flow: Flow;
  /** The latest last. */
  past: readonly Moment[];
  /** What was undone; the next to do again first. */
  future: readonly Moment[];
  /** The field that was typed into last. */
  typed: string | null;
}

export const begun = (flow: Flow): History => ({ flow, past: [], future: [], typed: null });

/**
 * The history with a change made at a node.
 * @param typed the field that it was typed into: what is typed there in a row is undone at once
 */
export function changed(history: History, flow: Flow, at: string, typed: string | null): History {
  const isGoingOn = typed !== null && typed === history.typed;
  const past = isGoingOn ? history.past : [...history.past, { flow: history.flow, at }];
  return { flow, past, future: [], typed };
}

/** The history before the last change, and the node where that was made; null when there is none. */
export function undone({ flow, past, future }: History): { history: History; at: string } | null {
  const last = past.at(-1);
  if (!last) return null;
  const { at } = last;
  const history = {
    flow: last.flow,
    past: past.slice(0, -1),
    future: [{ flow, at }, ...future],
    typed: null,
  };
  return { history, at };
}

/** The history with what was undone last, and the node where that was made; null when there is none. */
export function redone({ flow, past, future }: History): { history: History; at: string } | null {
  const [next, ...later] = future;
  if (!next) return null;
  const { at } = next;
  return { history: { flow: next.flow, past: [...past, { flow, at }], future: later, typed: null }, at };
}
