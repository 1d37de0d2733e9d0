// What a clerk has written for a command and not given yet: a reload does not lose it.
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import type { TicketView } from '../../server/tickets/contract.ts';
import { forget, keep, keptNames, readKept } from '../session/kept.ts';
import { firstWords, wordsSchema } from './command-words.ts';
import { type CommandLabel, commandLabels } from './labels.ts';

const draftSchema = z.object({
  words: wordsSchema,
  /** Of the ticket when the form was opened, and the last line of its timeline then. */
  version: z.number(),
  seq: z.number().default(Number.MAX_SAFE_INTEGER),
  /** What the ticket is called: who may not read it any more still knows which one it was. */
  number: z.string().default(''),
});
type Draft = z.infer<typeof draftSchema>;

const lastSeqOf = ({ timeline }: TicketView): number => timeline.at(-1)?.seq ?? 0;

const beginning = 'command.';
const nameOf = (ticketId: string, command: CommandLabel): string => `${beginning}${ticketId}.${command}`;

const watchers = new Set<() => void>();
const tell = (): void => {
  for (const watcher of watchers) watcher();
};
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** `isKept`: written before, in this tab. */
export function commandDraftOf(ticket: TicketView, command: CommandLabel): Draft & { isKept: boolean } {
  const kept = readKept(nameOf(ticket.id, command), draftSchema);
  return kept
    ? { ...kept, isKept: true }
    : {
        words: firstWords(command, ticket),
        version: ticket.version,
        seq: lastSeqOf(ticket),
        number: ticket.number,
        isKept: false,
      };
}

export function keepCommandDraft(ticketId: string, command: CommandLabel, draft: Draft): void {
  keep(nameOf(ticketId, command), draft);
  tell();
}

/** It was given, or its writer does not want it. */
export function forgetCommandDraft(ticketId: string, command: CommandLabel): void {
  const name = nameOf(ticketId, command);
  forget(name, (each) => each === name);
  tell();
}

export interface KeptDraft {
  ticketId: string;
  command: CommandLabel;
  number: string;
  /** What was written in sentences, each by its own. */
  texts: string[];
}

function keptDraftOf(name: string): KeptDraft[] {
  const [ticketId, label] = name.slice(beginning.length).split('.');
  const command = commandLabels.safeParse(label).data;
  const draft = readKept(name, draftSchema);
  if (!ticketId || !command || !draft) return [];
  const { title, text, record } = draft.words;
  const texts = [title, text, ...(command === 'reply' ? [record] : [])];
  return [{ ticketId, command, number: draft.number, texts: texts.filter((words) => words.trim() !== '') }];
}

/** All that is kept in this tab; anew as one comes or goes, not with each key. */
export function useKeptDrafts(): KeptDraft[] {
  const names = useSyncExternalStore(watch, () => keptNames(beginning).toSorted().join(' '));
  return names === '' ? [] : names.split(' ').flatMap(keptDraftOf);
}
