// The one text that a step asks for, as a reason or a note: what it lacks is said at its field once somebody has tried.
import { useState } from 'react';
import { z } from 'zod';
import { useFaults } from './faults.ts';
import { readWritten } from './issue-words.ts';

export interface AskedText {
  /** What to spread on the field. */
  field: { value: string; onChange: (text: string) => void; error: string | undefined };
  /** Hands over what is written, or leads to the field and says there what is missing. */
  give: (use: (text: string) => void) => void;
  /** For the next time that it is asked for. */
  clear: () => void;
}

/** @param schema what the text has to be, as the server reads it */
export function useAskedText(schema: z.ZodType<string, string> = reasonSchema, start = ''): AskedText {
  const [text, setText] = useState(start);
  const { faultAt, check, forget } = useFaults(readWritten(z.object({ text: schema }), { text }));
  return {
    field: { value: text, onChange: setText, error: faultAt('text') },
    give: (use) => {
      const written = check();
      if (written) use(written.text);
    },
    clear: () => {
      setText(start);
      forget();
    },
  };
}

/** What is asked for most: some words. */
const reasonSchema = z.string().trim().min(2);
/** A password, a name: whatever it is, it is there. */
export const anyTextSchema = z.string().min(1);
