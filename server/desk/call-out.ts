// An agent calls a citizen: from a conversation, a citizen's card or a ticket. What came of it stands in the ticket.
import { calledNumber, type Intake, refusalOfCall } from '../intake/index.ts';
import { audit } from '../platform/audit.ts';
import type { Actor } from '../platform/auth/actor.ts';
import { readActor } from '../platform/auth/sessions.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { veilNumber } from '../platform/privacy.ts';
import type { Routing } from '../routing/index.ts';
import type { Tickets } from '../tickets/index.ts';
import type { CallOut } from './contract.ts';

const outcomeWords = {
  reached: { zh: '已接通', en: 'reached' },
  no_answer: { zh: '无人接听', en: 'no answer' },
  busy: { zh: '占线', en: 'busy' },
  failed: { zh: '打不通', en: 'could not be called' },
  declined: { zh: '市民没有接听', en: 'not taken' },
  too_late: { zh: '已过约定时间', en: 'too late' },
} as const;

interface Deps {
  database: Database;
  jobs: Jobs;
  routing: Routing;
  intake: Intake;
  tickets: Tickets;
}

export class CallsOut {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.jobs.perform(deps.database, 'contact-attempts', {
      'call_out.ended': async ({ ticketId, agentId, interactionId, outcome }) => {
        if (ticketId === null) return;
        const { zh, en } = outcomeWords[outcome];
        const actor = await readActor(deps.database, agentId);
        if (!actor) return;
        await deps.tickets.service.command({ kind: 'staff', actor }, ticketId, {
          command: 'note',
          // One call, one attempt: told twice it stands there once.
          commandId: interactionId,
          version: 0,
          text: `外呼市民：${zh} · Called the citizen: ${en}`,
        });
      },
    });
  }

  /**
   * Calls a citizen by the agent's own wish. The contact is the agent's at once.
   * @throws AppError `do_not_call`, `outside_calling_hours`, `at_capacity` during another call, `conflict` while
   * somebody else calls the number, `no_number`, `forbidden` for a sealed reporter, `bad_request` for an unknown ground
   */
  async call(
    actor: Actor,
    wish: CallOut,
    ip: string,
  ): Promise<{ interactionId: string; conversationId: string }> {
    const { database, routing, intake } = this.#deps;
    const { citizenId, lang, numbers } = await this.#whom(actor, wish);
    const number = wish.number === undefined ? numbers[0] : numberOf(numbers, wish.number);
    if (number === undefined) throw new AppError('no_number');
    const { override } = wish;
    if (override) await this.#demandGround(override.ground);
    await this.#demandAllowed(number, override?.ground ?? null);
    return database.change(async (change) => {
      const conversation = await intake.conversationFor(change, citizenId, 'voice', lang);
      const interaction = await routing.callOut(change, {
        agentId: actor.id,
        conversationId: conversation.id,
        citizenId,
        lang,
        number,
        ticketId: wish.about === 'ticket' ? wish.id : null,
      });
      if (override)
        await audit(change.tx, {
          actorId: actor.id,
          action: 'call.override',
          subjectType: 'interaction',
          subjectId: interaction.id,
          detail: { number, ...override },
          ip,
        });
      return { interactionId: interaction.id, conversationId: interaction.conversationId };
    });
  }

  /** Who is called, and by which numbers: a telephone before a browser. */
  async #whom(
    actor: Actor,
    wish: CallOut,
  ): Promise<{ citizenId: string; lang: 'zh' | 'en'; numbers: string[] }> {
    const { intake, tickets } = this.#deps;
    if (wish.about === 'citizen') {
      const { contactPoints } = await intake.citizen(wish.id);
      return { citizenId: wish.id, lang: 'zh', numbers: numbersOf(wish.id, contactPoints) };
    }
    const ticket = await tickets.service.plain(actor, wish.id);
    if (ticket.sealed || ticket.citizenId === null) throw new AppError('forbidden');
    const { contactPoints } = await intake.citizen(ticket.citizenId);
    const own = ticket.citizenPhone ? [{ kind: 'phone', value: ticket.citizenPhone }] : [];
    return {
      citizenId: ticket.citizenId,
      lang: ticket.lang,
      numbers: numbersOf(ticket.citizenId, [...own, ...contactPoints]),
    };
  }

  async #demandGround(ground: string): Promise<void> {
    const listed = await this.#deps.database.read.reason.findUnique({
      where: { list_code: { list: 'call_ground', code: ground } },
    });
    if (!listed?.isActive)
      throw new AppError('bad_request', {
        issues: [{ path: 'override.ground', message: 'not on the list' }],
      });
  }

  async #demandAllowed(number: string, ground: string | null): Promise<void> {
    const { intake, routing } = this.#deps;
    const next = await routing.nextCallingTime();
    const isMarked = (await intake.doNotCall.marked([number])).length > 0;
    const refusal = refusalOfCall({ isMarked, isCallingTime: next === null, ground });
    if (refusal === 'outside_calling_hours') throw new AppError(refusal, { next: next?.toISOString() });
    if (refusal) throw new AppError(refusal);
  }
}

/** One of the numbers by itself or as a page shows it. */
const numberOf = (numbers: readonly string[], shown: string): string | undefined =>
  numbers.find((one) => one === calledNumber(shown) || veilNumber(one) === shown);

function numbersOf(citizenId: string, points: readonly { kind: string; value: string }[]): string[] {
  const phones = points.flatMap(({ kind, value }) => (kind === 'phone' ? [value] : []));
  const hasBrowser = points.some(({ kind }) => kind === 'web');
  return [...new Set([...phones, ...(hasBrowser ? [`client:${citizenId}`] : [])])];
}
