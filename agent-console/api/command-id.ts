// What is sent again because no answer came is done once: the server knows it by an id that stays with the words.
import { useRef } from 'react';

/** `of`: the id of these words, the same until others are sent. `forget`: they were done, and sent again are meant anew. */
export function useCommandId(): { of: (words: unknown) => string; forget: () => void } {
  const sent = useRef<{ content: string; id: string } | null>(null);
  return {
    of: (words) => {
      const content = JSON.stringify(words);
      if (sent.current?.content !== content) sent.current = { content, id: crypto.randomUUID() };
      return sent.current.id;
    },
    forget: () => {
      sent.current = null;
    },
  };
}
