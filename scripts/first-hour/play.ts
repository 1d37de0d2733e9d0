// The demo's first hour: matters at every stage of their way, filed and worked on over the API by the people of the demo,
// and talks that are over, some of them judged, so that no page of a new demo is empty. No contact waits and nobody is on duty: whoever comes
// next is served at once.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type ReplyTexts,
  replyTextsSchema,
  replyViewSchema,
} from '../../server/participation/publications/contract.ts';
import { createTicketSchema, ticketSummarySchema } from '../../server/tickets/contract.ts';
import { ticketCommandSchema } from '../../server/tickets/commands.ts';
import { demoPassword } from '../demo-day/agents.ts';
import { Api } from '../demo-day/api.ts';
import { giveLengths } from './lengths.ts';
import { judgeTalks } from './reviews.ts';
import { playTalks } from './talks.ts';
import told from './matters.json' with { type: 'json' };

/** Somebody of the demo gives a command; what makes it this one (its id, the version it saw) is added when it is given. */
const stepSchema = z.looseObject({ by: z.string(), command: z.string() });
const mattersSchema = z.array(
  createTicketSchema.omit({ id: true }).extend({
    by: z.string(),
    steps: z.array(stepSchema),
    /** As the editor tells it to everybody, when it is over. */
    published: replyTextsSchema.optional(),
  }),
);
const editor = 'editor';

const filedSchema = z.object({ ticket: ticketSummarySchema });
const givenSchema = z.object({ ok: z.literal(true), ticket: ticketSummarySchema });

/**
 * Signs everybody in who has a part, plays it, and signs them out again. `databaseUrl`: where the talks get the lengths
 * that nobody waits for. @throws Refusal, or when `signal` aborts
 */
export async function playFirstHour(base: string, databaseUrl: string, signal: AbortSignal): Promise<void> {
  const matters = mattersSchema.parse(told);
  const names = new Set([
    editor,
    ...matters.flatMap(({ by, steps }) => [by, ...steps.map((step) => step.by)]),
  ]);
  const people = new Map([...names].map((name) => [name, new Api(base)]));
  const person = (name: string): Api => people.get(name) ?? new Api(base);
  try {
    await Promise.all([...people].map(([name, api]) => api.signIn(name, demoPassword)));
    for (const { by, steps, published, ...matter } of matters) {
      signal.throwIfAborted();
      const words = createTicketSchema.parse({ ...matter, id: randomUUID() });
      let { ticket } = await person(by).post('/api/tickets', words, filedSchema);
      for (const { by: giver, ...step } of steps) {
        const command = ticketCommandSchema.parse({
          ...step,
          commandId: randomUUID(),
          version: ticket.version,
        });
        ({ ticket } = await person(giver).post(`/api/tickets/${ticket.id}/commands`, command, givenSchema));
      }
      if (published) await publish(person(editor), ticket.id, published);
    }
  } finally {
    await Promise.all([...people.values()].map((api) => api.signOut().catch(() => undefined)));
  }
  // After the matters: a city that has one is never played again, so nothing is rated twice.
  const played = await playTalks(base, signal);
  await giveLengths(databaseUrl, played, new Date());
  await judgeTalks(base, played, signal);
}

async function publish(api: Api, ticketId: string, texts: ReplyTexts): Promise<void> {
  const path = `/api/replies/${ticketId}`;
  const { publication } = await api.put(path, { ...texts, version: 0 }, replyViewSchema);
  const command = { command: 'publish', version: publication?.version, isChecked: true };
  await api.post(`${path}/command`, command, replyViewSchema);
}
