// Tells citizens what became of their matter: in the conversation it came from, and by text message.
import type { Texts } from '../admin/index.ts';
import type { Intake } from '../intake/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';

/** Commands that a citizen is told about → key of the text in the pack. */
const noticeOf: Readonly<Record<string, string>> = {
  create: 'ticket_created',
  extend: 'ticket_extended',
  ask_citizen: 'ticket_question',
  approve: 'ticket_replied',
  rework: 'ticket_rework',
  decline: 'ticket_declined',
  refer: 'ticket_referred',
  close: 'ticket_closed',
};

/** Registers the consumer. Each notice is stored in the transaction that marks the event as done: told once. */
export function tellCitizens(deps: {
  jobs: Jobs;
  database: Database;
  intake: Intake;
  secrets: Secrets;
  texts: Texts;
  publicUrl: string;
}): void {
  const { jobs, database, intake, secrets, texts, publicUrl } = deps;
  jobs.consume(database, 'ticket-notices', {
    'ticket.changed': async ({ ticketId, command }, change) => {
      const key = noticeOf[command];
      if (!key) return;
      const ticket = await change.tx.ticket.findUnique({ where: { id: ticketId } });
      if (!ticket) return;
      const code = secrets.ticketCode(ticketId);
      const vars = {
        ticketNumber: ticket.number,
        code,
        title: ticket.title,
        link: `${publicUrl}/ticket?number=${ticket.number}&code=${code}`,
      };
      if (ticket.conversationId) await intake.postNotice(change, ticket.conversationId, { key, vars });
      // A caller or texter is reached on the telephone; a chat's citizen reads the notice there.
      if (ticket.citizenPhone) {
        await intake.queueNotice(change, {
          to: ticket.citizenPhone,
          text: texts.render(`sms.${key}`, ticket.lang, vars),
        });
      }
    },
  });
}
