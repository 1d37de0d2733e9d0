// What the city makes of the words while they are written, and the categories to choose another one from.
import { useEffect, useRef, useState } from 'react';
import { useLang } from '../../design/i18n/lang.ts';
import type { FilingCategory, FilingGuess } from '../../server/tickets/filings/contract.ts';
import { ask } from '../api/client.ts';

const path = '/api/citizen/filing';
const guessShape = async () => (await import('../../server/tickets/filings/contract.ts')).filingGuessSchema;
const categoriesShape = async () =>
  (await import('../../server/tickets/filings/contract.ts')).filingCategoriesSchema;
/** A pause of somebody who types. */
const guessAfterMs = 600;
const leastText = 5;

/** Nothing until enough was written, and what was guessed last while more is. */
export function useGuess(text: string): FilingGuess | null {
  const lang = useLang();
  const [guess, setGuess] = useState<FilingGuess | null>(null);
  const words = text.trim();
  // What is there when the page opens was written before.
  const isWritten = useRef(true);
  useEffect(() => {
    if (words.length < leastText) {
      setGuess(null);
      return;
    }
    const waitMs = isWritten.current ? 0 : guessAfterMs;
    isWritten.current = false;
    let isStale = false;
    const timer = setTimeout(() => {
      ask(`${path}/guess`, guessShape, { body: { text: words, lang } })
        .then((found) => !isStale && setGuess(found))
        // The citizen chooses; whoever dispatches it looks again.
        .catch(() => undefined);
    }, waitMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [words, lang]);
  return guess;
}

/** By code; none until they are known, or when they cannot be had: the dispatch desk decides then. */
export function useCategories(): ReadonlyMap<string, FilingCategory> {
  const [categories, setCategories] = useState<ReadonlyMap<string, FilingCategory>>(new Map());
  useEffect(() => {
    ask(`${path}/categories`, categoriesShape)
      .then(({ items }) => setCategories(new Map(items.map((one) => [one.code, one]))))
      .catch(() => undefined);
  }, []);
  return categories;
}
