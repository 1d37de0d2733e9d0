// The draft as it is being edited: kept while the page is open, also when another flow is looked at in between.
import { useState } from 'react';
import type { Flow } from '../../ivr/flow/schema.ts';
import type { FlowPage } from '../../server/intake/voice/contract.ts';

interface Draft {
  flow: Flow;
  /** The saved draft that this began from; null where there was none. */
  revision: string | null;
  isDirty: boolean;
  /** Counts what was taken over from the server: fields begin anew with it. */
  generation: number;
}

const unsaved = new Map<string, Draft>();

function draftOf({ draft, published }: FlowPage, generation = 0): Draft {
  return {
    flow: draft?.flow ?? published,
    revision: draft?.revision ?? null,
    isDirty: false,
    generation,
  };
}

export function useDraft(page: FlowPage) {
  const [draft, setDraft] = useState(() => unsaved.get(page.code) ?? draftOf(page));
  const keep = (next: Draft): void => {
    if (next.isDirty) unsaved.set(page.code, next);
    else unsaved.delete(page.code);
    setDraft(next);
  };
  return {
    ...draft,
    edit: (flow: Flow): void => keep({ ...draft, flow, isDirty: true }),
    /** Takes what the server has. */
    settle: (from: FlowPage): void => keep(draftOf(from, draft.generation + 1)),
    /** Keeps what is written here, as a change of what the server has. */
    rebase: (on: FlowPage): void => keep({ ...draft, revision: on.draft?.revision ?? null, isDirty: true }),
  };
}
