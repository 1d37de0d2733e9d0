// A question without what people say around it.
import { normalise } from '../text/characters.ts';
import courtesies from './courtesies.json' with { type: 'json' };

const byLength = [...courtesies].sort((a, b) => b.length - a.length).map(normalise);

/** A question, normalised, without greetings and words of asking; all of it where nothing else is said. */
export function bare(question: string): string {
  const plain = byLength.reduce((text, words) => text.replaceAll(words, ' '), normalise(question));
  return plain.trim() === '' ? normalise(question) : plain;
}
