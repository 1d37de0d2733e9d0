// Tickets by text message: how one stands, and its rating by a single digit.
import type { Texts } from '../admin/index.ts';
import type { Intake } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import { AppError, type Lang } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { ofPhone } from './reporter.ts';
import type { TicketService } from './service.ts';
import { stateInWords } from './voice-host.ts';

const rateable: readonly string[] = ['approved', 'follow_up'];

/** What intake asks while it reads a text message. */
export function smsHost(deps: { database: Database; service: TicketService; texts: Texts }) {
  const { database, service, texts } = deps;
  return {
    async status(number: string, code: string, lang: Lang): Promise<string> {
      try {
        const {
          state,
          leadDepartmentCode,
          number: ticketNumber,
        } = await service.byNumberAndCode(number, code);
        const department = leadDepartmentCode
          ? await database.read.department.findUnique({ where: { code: leadDepartmentCode } })
          : null;
        const name = lang === 'en' ? department?.nameEn : department?.nameZh;
        return texts.render('sms.status', lang, {
          ticketNumber,
          state: texts.render(`sms.state.${stateInWords[state]}`, lang),
          departmentName: name ?? texts.render('sms.dispatch_desk', lang),
        });
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found')
          return texts.render('sms.status_not_found', lang);
        throw error;
      }
    },
    awaitsRating: async (citizen: { citizenId: string; phone: string }): Promise<boolean> =>
      rateable.includes((await latestOf(database, citizen))?.state ?? ''),
  };
}

/** Registers the consumer: a digit becomes the rating of the latest ticket, once, and is thanked for. */
export function takeRatings(deps: {
  jobs: Jobs;
  database: Database;
  intake: Intake;
  service: TicketService;
  texts: Texts;
}): void {
  const { jobs, database, intake, service, texts } = deps;
  jobs.perform(database, 'ratings', {
    'rating.given': async ({ messageId, citizenId, phone, score, lang }) => {
      const given = await database.read.ticketCommand.findUnique({ where: { commandId: messageId } });
      if (!given) {
        const ticket = await latestOf(database, { citizenId, phone });
        // Rated in the browser meanwhile: that rating stands.
        if (!ticket || !rateable.includes(ticket.state)) return;
        await service.command({ kind: 'citizen' }, ticket.id, {
          command: 'follow_up',
          commandId: messageId,
          version: ticket.version,
          how: 'sms',
          score,
          reasons: [],
        });
      }
      await database.change((change) =>
        intake.answerOnce(change, messageId, { to: phone, text: texts.render('sms.rating_thanks', lang) }),
      );
    },
  });
}

const latestOf = (database: Database, { citizenId, phone }: { citizenId: string; phone: string }) =>
  database.read.ticket.findFirst({
    where: { OR: [{ citizenId }, ofPhone(database.fields, phone)] },
    orderBy: { createdAt: 'desc' },
    select: { id: true, state: true, version: true },
  });
