// Faults of what is typed: said once somebody has tried to keep it, at the field, which then has the focus.
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { showToast } from '../../design/index.ts';
import { issueAt, issueWords } from './issue-words.ts';

const faultyField = '[data-invalid] :is(input, textarea, button, [tabindex="0"])';

/** @returns whether a fault is marked on the page: what is on top counts, a dialog above the page below it */
function focusFirstFault(): boolean {
  const scope = [...document.querySelectorAll('.oc-dialog')].at(-1) ?? document;
  const field = scope.querySelector<HTMLElement>(faultyField);
  field?.focus();
  return field !== null;
}

export interface Faults<T> {
  /** Somebody has tried to keep it. */
  isTried: boolean;
  /** Why the value at this path is refused, in the reader's language; undefined while nobody has tried. */
  faultAt: (field: string) => string | undefined;
  /** Something else is written now: nobody has tried to keep that. */
  forget: () => void;
  /** The server says that somebody else has this value: the field says so until it is tried again. */
  refuseTaken: (field: string) => void;
  /** What was typed, checked. While something is wrong: undefined, and the first faulty field gets the focus. */
  check: () => T | undefined;
}

/** @param parsed what is typed, as its schema reads it */
export function useFaults<T>(parsed: z.ZodSafeParseResult<T>): Faults<T> {
  const { t } = useTranslation('shell');
  const [tries, setTries] = useState(0);
  const [taken, setTaken] = useState<string | null>(null);
  const isTried = tries > 0;
  const show = useEffectEvent((): void => {
    // What is wrong at no field that can be seen is said all the same.
    if (!focusFirstFault() && !parsed.success) showToast({ tone: 'danger', title: t('wrong.somewhere') });
  });
  useEffect(() => {
    if (tries > 0) show();
  }, [tries]);
  return {
    isTried,
    faultAt: (field) => {
      if (field === taken) return t('wrong.taken');
      const issue = isTried ? issueAt(parsed.error, field) : undefined;
      if (!issue) return undefined;
      const { key, count } = issueWords(issue);
      return t(`wrong.${key}`, { count });
    },
    forget: () => setTries(0),
    refuseTaken: (field) => {
      setTaken(field);
      setTries((before) => before + 1);
    },
    check: () => {
      setTaken(null);
      setTries((before) => before + 1);
      return parsed.data;
    },
  };
}
