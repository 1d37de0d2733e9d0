// What a clerk has written for a command and not given yet: a reload does not lose it.
import { z } from 'zod';
import type { TicketView } from '../../server/tickets/contract.ts';
import { forget, keep, readKept } from '../session/kept.ts';
import { firstWords, wordsSchema } from './command-words.ts';
import type { CommandLabel } from './labels.ts';

const draftSchema = z.object({
  words: wordsSchema,
  /** Of the ticket when the form was opened, and the last line of its timeline then. */
  version: z.number(),
  seq: z.number().default(Number.MAX_SAFE_INTEGER),
});
type Draft = z.infer<typeof draftSchema>;

const lastSeqOf = ({ timeline }: TicketView): number => timeline.at(-1)?.seq ?? 0;

const nameOf = (ticketId: string, command: CommandLabel): string => `command.${ticketId}.${command}`;

/** `isKept`: written before, in this tab. */
export function commandDraftOf(ticket: TicketView, command: CommandLabel): Draft & { isKept: boolean } {
  const kept = readKept(nameOf(ticket.id, command), draftSchema);
  return kept
    ? { ...kept, isKept: true }
    : { words: firstWords(command, ticket), version: ticket.version, seq: lastSeqOf(ticket), isKept: false };
}

export function keepCommandDraft(ticketId: string, command: CommandLabel, draft: Draft): void {
  keep(nameOf(ticketId, command), draft);
}

/** It was given, or its writer does not want it. */
export function forgetCommandDraft(ticketId: string, command: CommandLabel): void {
  const name = nameOf(ticketId, command);
  forget(name, (each) => each === name);
}
