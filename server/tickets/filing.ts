// A citizen who was turned away left the matter to us: their words become a ticket, or join the open one about it.
import type { Intake } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { endOf } from '../platform/text.ts';
import type { Routing } from '../routing/index.ts';
import { joinOpen } from './filings/join.ts';
import type { TicketService } from './service.ts';
import type { Suggester } from './suggestion.ts';

const titleLength = 60;
const mostText = 8_000;

/** Registers the consumer. The ticket bears the contact's id, so that it is filed once. */
export function fileLeftMatters(deps: {
  jobs: Jobs;
  database: Database;
  intake: Intake;
  routing: Routing;
  service: TicketService;
  suggest: Suggester['suggest'];
}): void {
  const { jobs, database, intake, routing, service, suggest } = deps;
  jobs.perform(database, 'filing', {
    'matter.left': async ({ interactionId, phone }) => {
      const { citizenId, conversationId, channel, lang } = await routing.interaction(interactionId);
      const words = await intake.wordsOf(interactionId);
      const text = endOf(words.join('\n'), mostText);
      const { kind, urgency, categoryCode, place } = await suggest({ text });
      const citizen = await intake.citizen(citizenId);
      const title = [...(words[0] ?? text)].slice(0, titleLength).join('');
      // Only who is known by the contact itself: a telephone number that was typed in proves nothing.
      const matter = { id: interactionId, title, text, citizenId, categoryCode };
      if (await joinOpen({ database, service }, matter, new Date(), conversationId)) return;
      await service.create(
        { kind: 'citizen' },
        {
          id: interactionId,
          kind: kind ?? 'inquiry',
          urgency: urgency ?? 'ordinary',
          title,
          text,
          channel,
          lang,
          place,
          sealed: kind === 'report',
          citizenId,
          conversationId,
          interactionId,
          ...(categoryCode ? { categoryCode } : {}),
          ...(citizen.name ? { citizenName: citizen.name } : {}),
          ...(phone ? { citizenPhone: phone } : {}),
        },
      );
    },
  });
}
