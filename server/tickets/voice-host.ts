// What a telephone call asks of tickets: the state of one, and to file what a caller left behind.
import type { Texts } from '../admin/index.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { AppError } from '../platform/errors.ts';
import type { TicketState } from './contract.ts';
import { revealGround } from './privacy.ts';
import type { TicketService } from './service.ts';

/** State → what call flow and text messages say of it. */
export const stateInWords = {
  received: 'received',
  dispatched: 'working',
  accepted: 'working',
  replied: 'working',
  returned: 'working',
  rework: 'working',
  waiting_citizen: 'waiting_citizen',
  approved: 'answered',
  follow_up: 'answered',
  closed: 'closed',
  merged: 'working',
  declined: 'closed',
  referred: 'closed',
} as const satisfies Record<TicketState, string>;

export function voiceHost({ service, texts }: { service: TicketService; texts: Texts }) {
  return {
    /** The number is keyed without its letters (number.ts). */
    async ticketStatus(number: string, code: string): Promise<string> {
      try {
        const ticket = await service.byNumberAndCode(number, code);
        return stateInWords[ticket.state];
      } catch (error) {
        if (error instanceof AppError && error.code === 'not_found') return 'not_found';
        throw error;
      }
    },
    /** Who may see the citizen's number may hear the citizen's voice. @throws AppError `not_found` */
    mayHear: async (actor: Actor, ticketId: string): Promise<boolean> =>
      revealGround(actor, await service.plain(actor, ticketId)) !== undefined,
    /** A wish to be called back and a voicemail are tickets: dispatched, timed and seen like every other. */
    async fileRequest(request: {
      id: string;
      kind: 'callback' | 'voicemail';
      phone: string | null;
      citizenId: string | null;
      conversationId: string | null;
      lang: 'zh' | 'en';
    }): Promise<void> {
      const { id, kind, phone, citizenId, conversationId, lang } = request;
      const vars = { phone: phone ?? '—' };
      await service.create(
        { kind: 'system' },
        {
          id,
          kind: 'help',
          urgency: 'ordinary',
          title: texts.render(`voice.${kind}.title`, lang, vars),
          text: texts.render(`voice.${kind}.text`, lang, vars),
          channel: 'voice',
          lang,
          place: {},
          sealed: false,
          ...(phone ? { citizenPhone: phone } : {}),
          ...(citizenId ? { citizenId } : {}),
          ...(conversationId ? { conversationId } : {}),
        },
      );
    },
  };
}
