// Tells citizens what became of their matter: in the conversation it came from, and by text message.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Texts } from '../admin/index.ts';
import type { toldCommands } from '../events.ts';
import type { Intake } from '../intake/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Change, Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { linesOf } from './line-months.ts';
import { isPetition } from './petitions/core.ts';
import { reporterOf } from './reporter.ts';
import type { TicketService } from './service.ts';
import type { TicketNotice } from './told/contract.ts';
import type { TicketRow } from './views.ts';

type Told = (typeof toldCommands)[number];
/** Commands → key of the text in the pack. */
const noticeOf = {
  create: 'ticket_created',
  accept: 'petition_accepted',
  extend: 'ticket_extended',
  ask_citizen: 'ticket_question',
  approve: 'ticket_replied',
  rework: 'ticket_rework',
  decline: 'ticket_declined',
  refer: 'ticket_referred',
  close: 'ticket_closed',
  merge: 'ticket_merged',
  urge: 'ticket_joined',
  follow_up: 'rating_request',
} as const satisfies Record<Told, TicketNotice | 'rating_request'>;
type Notice = (typeof noticeOf)[Told];
const isTold = (command: string): command is Told => Object.hasOwn(noticeOf, command);
/** What becomes of a main ticket is told to the citizens of those merged into it, too. */
const sharedWithMerged: ReadonlySet<string> = new Set(['extend', 'approve']);

/** A follow-up by text message that has no score yet: the question itself. */
const askedBySms = z.object({ how: z.literal('sms'), score: z.undefined().optional() });

/** What a line of the timeline carries. */
async function payloadOf(read: Database['read'], ticketId: string, seq: number): Promise<unknown> {
  const head = await read.ticketHead.findUnique({ where: { ticketId } });
  const where = head && { ...linesOf(head), seq };
  return where && (await read.ticketEvent.findFirst({ where, select: { payload: true } }))?.payload;
}

/** An urge that is a contact of its own. */
const joinedSchema = z.object({ conversationId: z.uuid() });

/** Registers the consumer. Each notice is stored in the transaction that marks the event as done: told once. */
export function tellCitizens(deps: {
  jobs: Jobs;
  database: Database;
  intake: Intake;
  secrets: Secrets;
  texts: Texts;
  publicUrl: string;
  service: TicketService;
}): void {
  const { jobs, database, intake, secrets, texts, publicUrl, service } = deps;

  /** A clerk may have named a conversation that is not there: the telephone is still told. */
  const conversationOf = (id: string) =>
    intake.conversation(id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    });

  async function tell(
    change: Change,
    ticket: TicketRow,
    key: Notice,
    conversationId = ticket.conversationId,
  ): Promise<void> {
    const code = secrets.ticketCode(ticket.id);
    const vars = {
      ticketNumber: ticket.number,
      code,
      title: ticket.title,
      link: `${publicUrl}/ticket?number=${ticket.number}&code=${code}`,
    };
    // A chat has its own way to rate.
    if (conversationId && key !== 'rating_request' && (await conversationOf(conversationId)))
      await intake.postNotice(change, conversationId, { key, vars });
    // A caller or texter is reached on the telephone; a chat's citizen reads the notice there.
    const { citizenPhone } = reporterOf(change.fields, ticket);
    if (citizenPhone) {
      await intake.queueNotice(change, {
        to: citizenPhone,
        text: texts.render(`sms.${key}`, ticket.lang, vars),
      });
    } else if (ticket.citizenId && key !== 'rating_request') {
      // Who has given nothing but a mail address. Stored with the mark that the event is done: written once.
      await intake.tellByMail(change, {
        id: randomUUID(),
        citizenId: ticket.citizenId,
        conversationId: conversationId ?? null,
        subject: texts.render('mail.ticket_subject', ticket.lang, vars),
        text: texts.render('mail.ticket', ticket.lang, {
          ...vars,
          said: texts.render(`mail.${key}`, ticket.lang, vars),
        }),
      });
    }
  }

  /** The conversation of a contact that joined the ticket, if it is this citizen's: nobody else is told its code. */
  async function joinedFrom(ticket: TicketRow, seq: number): Promise<string | undefined> {
    const joined = joinedSchema.safeParse(await payloadOf(database.read, ticket.id, seq));
    if (!joined.success) return undefined;
    const { conversationId } = joined.data;
    const conversation = await conversationOf(conversationId);
    return conversation?.citizenId === ticket.citizenId ? conversationId : undefined;
  }

  jobs.consume(
    database,
    'ticket-notices',
    {
      'ticket.changed': async ({ ticketId, seq, command }, change) => {
        if (!isTold(command)) return;
        const key = noticeOf[command];
        const ticket = await service.rowForNews(ticketId);
        if (!ticket) return;
        // That a department has taken a ticket is news to its citizen where the law says so (受理告知).
        if (key === 'petition_accepted' && !isPetition(ticket.kind)) return;
        if (key === 'rating_request') {
          if (!askedBySms.safeParse(await payloadOf(database.read, ticketId, seq)).success) return;
        }
        if (key === 'ticket_joined') {
          const conversationId = await joinedFrom(ticket, seq);
          if (conversationId) await tell(change, ticket, key, conversationId);
          return;
        }
        const merged = sharedWithMerged.has(command)
          ? await database.read.ticket.findMany({ where: { mainTicketId: ticketId }, orderBy: { id: 'asc' } })
          : [];
        for (const each of [ticket, ...merged]) await tell(change, each, key);
      },
    },
    { isQuick: true },
  );
}
