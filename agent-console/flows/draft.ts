// The draft as it is being edited: kept while the page is open, also when another flow is looked at in between.
import { useState } from 'react';
import type { Flow } from '../../ivr/flow/schema.ts';
import type { FlowPage } from '../../server/intake/voice/contract.ts';
import { begun, changed, type History, redone, undone } from './history.ts';

interface Draft {
  history: History;
  /** What the server has. */
  saved: Flow;
  /** The saved draft that this began from; null where there was none. */
  revision: string | null;
  /** Counts what was not typed here: fields begin anew with it. */
  generation: number;
}

const unsaved = new Map<string, Draft>();

const flowOf = ({ draft, published }: FlowPage): Flow => draft?.flow ?? published;
const revisionOf = ({ draft }: FlowPage): string | null => draft?.revision ?? null;

export function useDraft(page: FlowPage) {
  const [draft, setDraft] = useState<Draft>(
    () =>
      unsaved.get(page.code) ?? {
        history: begun(flowOf(page)),
        saved: flowOf(page),
        revision: revisionOf(page),
        generation: 0,
      },
  );
  const { history, saved, revision, generation } = draft;
  const keep = (next: Draft): void => {
    if (next.history.flow === next.saved) unsaved.delete(page.code);
    else unsaved.set(page.code, next);
    setDraft(next);
  };
  const step = (made: ReturnType<typeof undone>): string | null => {
    if (!made) return null;
    keep({ ...draft, history: made.history, generation: generation + 1 });
    const { nodes, start } = made.history.flow;
    return Object.hasOwn(nodes, made.at) ? made.at : start;
  };
  const taken = (from: FlowPage, now: History, count: number): void =>
    keep({ history: now, saved: now.flow, revision: revisionOf(from), generation: count });
  return {
    flow: history.flow,
    revision,
    generation,
    isDirty: history.flow !== saved,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    /** @param typed the field that it was typed into, if it was */
    edit: (flow: Flow, at: string, typed: string | null = null): void =>
      keep({ ...draft, history: changed(history, flow, at, typed) }),
    /** Both give the node where the change was made. */
    undo: (): string | null => step(undone(history)),
    redo: (): string | null => step(redone(history)),
    /** Takes what the server has of what is written here: what was changed before can still be undone. */
    settle: (from: FlowPage): void =>
      taken(from, { ...history, flow: flowOf(from), typed: null }, generation),
    /** Takes what the server has instead of what is written here. */
    replace: (from: FlowPage): void => taken(from, begun(flowOf(from)), generation + 1),
    /** Keeps what is written here, as a change of what the server has. */
    rebase: (on: FlowPage): void => keep({ ...draft, saved: flowOf(on), revision: revisionOf(on) }),
  };
}
