// What is told about answers, so that the search learns and gaps become work. Nobody waits for it, nobody is disturbed.
import { useEffect } from 'react';
import type { Feedback } from '../../server/knowledge/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

/** A question is finished when nothing was typed for so long. */
const settledMs = 2_000;
const mostWords = 500;

export function tellFeedback(kind: Feedback['kind'], words: string, articleId?: string): void {
  if (words.trim() === '') return;
  const feedback = {
    id: crypto.randomUUID(),
    kind,
    words: words.slice(0, mostWords),
    ...(articleId && { articleId }),
  };
  // What is lost is one count among many.
  api.post('/api/knowledge/feedback', feedback, okSchema).catch(() => undefined);
}

/** Says once that a finished question has no answer. */
export function useNothingFound(words: string, isNothing: boolean): void {
  useEffect(() => {
    if (!isNothing) return;
    const timer = setTimeout(() => tellFeedback('nothing', words), settledMs);
    return () => clearTimeout(timer);
  }, [words, isNothing]);
}
