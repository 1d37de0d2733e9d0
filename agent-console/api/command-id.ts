// What is sent again because no answer came is done once: the server knows it by an id that stays with the words.
import { useRef } from 'react';

/** The id of these words: the same until others are sent. */
export function useCommandId(): (words: unknown) => string {
  const sent = useRef<{ content: string; id: string } | null>(null);
  return (words) => {
    const content = JSON.stringify(words);
    if (sent.current?.content !== content) sent.current = { content, id: crypto.randomUUID() };
    return sent.current.id;
  };
}
