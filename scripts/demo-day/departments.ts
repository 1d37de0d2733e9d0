// The scripted dispatch desk and departments: every ticket goes its whole way, with the real commands of each role.
import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { pageOf } from '../../server/platform/contract.ts';
import {
  citizenTicketViewSchema,
  dispatchSuggestionSchema,
  type TicketSummary,
  ticketSummarySchema,
  ticketViewSchema,
} from '../../server/tickets/contract.ts';
import { findBreak } from '../../server/tickets/timeline.ts';
import { demoPassword } from './agents.ts';
import { Api, connect, Refusal } from './api.ts';
import type { Tally } from './tally.ts';

const listSchema = pageOf(ticketSummarySchema);
const answerSchema = z.object({ ok: z.literal(true), ticket: ticketSummarySchema });

/** Sends a command under the version that was seen. */
async function command(
  api: Api,
  ticket: TicketSummary,
  body: Record<string, unknown>,
): Promise<TicketSummary> {
  const full = { ...body, commandId: randomUUID(), version: ticket.version };
  return (await api.post(`/api/tickets/${ticket.id}/commands`, full, answerSchema)).ticket;
}

/** Longest time between two looks at a list, should news get lost. */
const lookEveryMs = 15_000;

/** Works off a list whenever there is news of it. One command at a time per person, as people do. */
abstract class Clerk {
  protected readonly api: Api;
  protected readonly tally: Tally;
  readonly #username: string;
  readonly #view: string;
  #socket: Socket | undefined;
  #stopped = false;
  #wake: () => void = () => undefined;
  #hasNews = true;
  #done: Promise<void> | undefined;

  constructor(base: string, username: string, view: string, tally: Tally) {
    this.api = new Api(base);
    this.tally = tally;
    this.#username = username;
    this.#view = view;
  }

  async start(): Promise<void> {
    await this.api.signIn(this.#username, demoPassword);
    this.#socket = await connect(this.api.base, '/staff', { cookie: this.api.cookie });
    this.#socket.on('ticket', (raw: unknown) => {
      if (this.concerns(ticketSummarySchema.parse(raw))) this.#notice();
    });
    this.#done = this.#run();
  }

  /** Whether news of a ticket means work for this person. */
  protected abstract concerns(ticket: TicketSummary): boolean;

  #notice(): void {
    this.#hasNews = true;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#done;
    this.#socket?.disconnect();
  }

  protected abstract work(ticket: TicketSummary): Promise<void>;

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#hasNews = false;
      const page = await this.api.get(`/api/tickets?view=${this.#view}&limit=50`, listSchema);
      const ours = page.items.filter((one) => this.tally.tickets.has(one.id) && this.concerns(one));
      for (const ticket of ours) {
        await this.work(ticket).catch((error: unknown) => {
          // A colleague was faster: exactly what the version is for.
          const isOvertaken =
            error instanceof Refusal && ['version_conflict', 'wrong_state', 'not_found'].includes(error.code);
          if (!isOvertaken) this.tally.fault(`${this.#username} on ${ticket.number}: ${String(error)}`);
        });
      }
      if (ours.length === 0 && !this.#hasNews && !this.#stopped) await this.#sleep();
    }
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Dispatches what came in, where the suggestion points, or to the fallback unit. */
export class Dispatcher extends Clerk {
  readonly #fallback: string;

  constructor(base: string, tally: Tally, fallback: string) {
    super(base, 'dispatcher', 'triage', tally);
    this.#fallback = fallback;
  }

  protected concerns({ state }: TicketSummary): boolean {
    return state === 'received' || state === 'returned';
  }

  protected async work(ticket: TicketSummary): Promise<void> {
    const suggestion = await this.api.get(`/api/tickets/${ticket.id}/suggestion`, dispatchSuggestionSchema);
    await command(this.api, ticket, {
      command: 'dispatch',
      departmentCode: suggestion.departmentCode ?? this.#fallback,
      ...(suggestion.categoryCode ? { categoryCode: suggestion.categoryCode } : {}),
    });
    const known = this.tally.tickets.get(ticket.id);
    if (known) known.dispatched = true;
  }
}

/** A department's officer: accepts, contacts the citizen, replies. */
export class Officer extends Clerk {
  constructor(base: string, username: string, tally: Tally) {
    super(base, username, 'department', tally);
  }

  protected concerns({ state }: TicketSummary): boolean {
    return state === 'dispatched' || state === 'rework' || state === 'accepted';
  }

  protected async work(ticket: TicketSummary): Promise<void> {
    const accepted =
      ticket.state === 'accepted' ? ticket : await command(this.api, ticket, { command: 'accept' });
    const contacted = await command(this.api, accepted, {
      command: 'contact',
      how: 'phone',
      note: '已电话联系市民，了解情况',
    });
    await command(this.api, contacted, {
      command: 'reply',
      publicReply: '您好，您反映的问题我单位已派人核实并处理，感谢您的监督。',
      internalRecord: '现场核实属实，已整改。',
      isTrue: true,
      isBeyondDuty: false,
      isSolved: true,
    });
  }
}

/** A department's lead approves; then the citizen rates through the link. */
export class Lead extends Clerk {
  constructor(base: string, username: string, tally: Tally) {
    super(base, username, 'approval', tally);
  }

  protected concerns({ state }: TicketSummary): boolean {
    return state === 'replied';
  }

  protected async work(ticket: TicketSummary): Promise<void> {
    await command(this.api, ticket, { command: 'approve' });
    const known = this.tally.tickets.get(ticket.id);
    if (!known) return;
    const rated = await this.api.post(
      '/api/citizen/tickets/rate',
      { number: known.number, code: known.code, commandId: randomUUID(), score: 5, reasons: [] },
      citizenTicketViewSchema,
    );
    known.closed = rated.state === 'closed';
  }
}

/** What a ticket whose life is complete has in its timeline, in this order. */
const wholeLife = ['create', 'dispatch', 'accept', 'contact', 'reply', 'approve', 'follow_up', 'close'];

/** Reads every ticket's timeline and checks it: complete, gapless, in order, chain unbroken, on time. */
export async function reviewTickets(
  base: string,
  tally: Tally,
): Promise<{ complete: number; onTime: number; broken: string[] }> {
  const api = new Api(base);
  await api.signIn('supervisor', demoPassword);
  let [complete, onTime] = [0, 0];
  const broken: string[] = [];
  for (const id of tally.tickets.keys()) {
    const ticket = await api.get(`/api/tickets/${id}`, ticketViewSchema);
    const steps = ticket.timeline
      .filter((event) => wholeLife.includes(event.command))
      .map((event) => event.command);
    const events = ticket.timeline.map((event, index) => ({
      ...event,
      ticketId: id,
      at: new Date(event.at),
      actorId: event.actor.id,
      actorKind: event.actor.kind,
      prevHash: ticket.timeline[index - 1]?.hash ?? '0'.repeat(64),
    }));
    const isWhole = steps.join() === wholeLife.join() && findBreak(events) === null;
    if (isWhole) complete += 1;
    else broken.push(`${ticket.number}: ${steps.join(' → ')}`);
    if (ticket.clocks.every((clock) => clock.breachedAt === null)) onTime += 1;
  }
  return { complete, onTime, broken };
}
