import type { DispatchSuggestion } from '../../server/tickets/contract.ts';

/** From here the suggestion is usually right; below the second the dispatcher should decide. */
const sureFrom = 0.75;
const likelyFrom = 0.5;

/** How far a suggestion is to be trusted, in a word. */
export function levelOf({ confidence }: DispatchSuggestion): 'sure' | 'likely' | 'unsure' {
  if (confidence >= sureFrom) return 'sure';
  return confidence >= likelyFrom ? 'likely' : 'unsure';
}
