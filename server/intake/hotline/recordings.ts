// Recordings of talks: who may listen, what is written down of each listening, and how long they are kept.
import { Readable } from 'node:stream';
import { z } from 'zod';
import { decode, sampleRate, wavHeader } from '../../../ivr/media/index.ts';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { may } from '../../platform/auth/roles.ts';
import type { Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import type { Routing } from '../../routing/index.ts';
import type { RecordingItem, TranscriptLine } from './contract.ts';
import type { Transcripts } from './transcripts.ts';
import type { Vault } from './vault.ts';

/** What tickets say of who may hear a message that became one. */
export interface TicketEars {
  /** @throws AppError `not_found` for a reader who does not see the ticket */
  mayHear(actor: Actor, ticketId: string): Promise<boolean>;
}

/** Ours; a carrier's recordings lie with the carrier. */
const sealedUrl = /^sealed:(.+)$/;
const dayMs = 24 * 3_600_000;
const removedAtOnce = 500;
const oldRow = z.object({ id: z.string(), url: z.string(), providerRef: z.string() });
const oldSql = `
  SELECT r.id, r.url, r."providerRef" FROM "Recording" r LEFT JOIN "Interaction" i ON i.id = r."interactionId"
  WHERE r."createdAt" < $1 AND r.url LIKE 'sealed:%' AND NOT EXISTS (
    SELECT 1 FROM "TicketHold" h JOIN "Ticket" t ON t.id = h."ticketId"
    WHERE t.id = r."ticketId" OR t."interactionId" = r."interactionId" OR t."conversationId" = i."conversationId")
  LIMIT ${removedAtOnce}`;

export class Recordings {
  readonly #database: Database;
  readonly #routing: Pick<Routing, 'interaction'>;
  readonly #vault: Vault;
  readonly #transcripts: Transcripts;
  readonly #tickets: TicketEars;

  constructor(deps: {
    database: Database;
    routing: Pick<Routing, 'interaction'>;
    vault: Vault;
    transcripts: Transcripts;
    tickets: TicketEars;
  }) {
    this.#transcripts = deps.transcripts;
    this.#tickets = deps.tickets;
    this.#database = deps.database;
    this.#routing = deps.routing;
    this.#vault = deps.vault;
  }

  /** The recordings of a conversation, oldest first. */
  async ofConversation(actor: Actor, conversationId: string): Promise<RecordingItem[]> {
    const interactions = await this.#database.read.interaction.findMany({
      where: { conversationId, channel: 'voice' },
      select: { id: true, agentId: true },
    });
    const agentOf = new Map(interactions.map(({ id, agentId }) => [id, agentId]));
    const rows = await this.#database.read.recording.findMany({
      where: { interactionId: { in: [...agentOf.keys()] }, url: { startsWith: 'sealed:' } },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) =>
      itemOf(row, mayListen(actor, row.interactionId ? agentOf.get(row.interactionId) : null)),
    );
  }

  /** The messages that became this ticket, oldest first. @throws AppError `not_found` when the reader does not see it */
  async ofTicket(actor: Actor, ticketId: string): Promise<RecordingItem[]> {
    const mayHear = await this.#tickets.mayHear(actor, ticketId);
    const rows = await this.#database.read.recording.findMany({
      where: { ticketId, url: { startsWith: 'sealed:' } },
      orderBy: { id: 'asc' },
    });
    return rows.map((row) => itemOf(row, mayHear));
  }

  /**
   * A recording as a WAV file in stereo, citizen left. Who listens is written down first.
   * @throws AppError `not_found`, `forbidden`
   */
  async listen(actor: Actor, id: string, ip: string): Promise<{ bytes: number; stream: Readable }> {
    const { ref, interactionId } = await this.#find(actor, id);
    const { bytes, content } = await this.#vault.read(ref);
    await this.#note(actor, id, ip, { interactionId });
    const header = wavHeader({ channels: 2, sampleRate, dataBytes: bytes * 2 });
    return { bytes: header.length + bytes * 2, stream: Readable.from(asWav(header, content)) };
  }

  /** What was said on a recording. Who reads it is written down as who listens. @throws AppError as for listening */
  async read(actor: Actor, id: string, ip: string): Promise<TranscriptLine[]> {
    const { ref, interactionId } = await this.#find(actor, id);
    const lines = await this.#transcripts.of(ref);
    if (lines.length > 0) await this.#note(actor, id, ip, { interactionId, isText: true });
    return lines;
  }

  async #find(actor: Actor, id: string): Promise<{ ref: string; interactionId: string | null }> {
    const row = await this.#database.read.recording.findUnique({ where: { id } });
    const ref = sealedUrl.exec(row?.url ?? '')?.[1];
    if (!row || ref === undefined) throw new AppError('not_found');
    const { interactionId, ticketId } = row;
    const interaction = interactionId ? await this.#routing.interaction(interactionId) : null;
    const isTheirs = mayListen(actor, interaction?.agentId);
    const isAtWork = ticketId !== null && !isTheirs && (await this.#tickets.mayHear(actor, ticketId));
    if (!isTheirs && !isAtWork) throw new AppError('forbidden');
    return { ref, interactionId };
  }

  #note(actor: Actor, subjectId: string, ip: string, detail: object): Promise<void> {
    return this.#database.change(({ tx }) =>
      audit(tx, {
        actorId: actor.id,
        action: 'recording.listen',
        subjectType: 'recording',
        subjectId,
        detail,
        ip,
      }),
    );
  }

  /** Removes what is older than it may be kept, unless a ticket that it belongs to is held. @returns how many were removed */
  async removeOld(keptDays: number): Promise<number> {
    const rows = await this.#database.sql.rows(oldRow, oldSql, [new Date(Date.now() - keptDays * dayMs)]);
    for (const row of rows) {
      await this.#vault.remove(row.url.replace(sealedUrl, '$1'));
      await this.#database.change(async ({ tx }) => {
        // Another process may have been here.
        const { count } = await tx.recording.deleteMany({ where: { id: row.id } });
        if (count === 0) return;
        await tx.transcriptLine.deleteMany({ where: { recordingRef: row.providerRef } });
        await audit(tx, {
          actorId: null,
          action: 'recording.remove',
          subjectType: 'recording',
          subjectId: row.id,
          detail: { keptDays },
        });
      });
    }
    return rows.length;
  }
}

function itemOf(
  row: { id: string; interactionId: string | null; createdAt: Date; durationS: number | null },
  mayHear: boolean,
): RecordingItem {
  const { id, interactionId, createdAt, durationS } = row;
  return { id, interactionId, at: createdAt.toISOString(), durationS, mayListen: mayHear };
}

/** The agent whose contact it was, and supervisors. */
function mayListen(actor: Actor, agentId: string | null | undefined): boolean {
  return agentId === actor.id || may(actor.roles, 'routing.steer');
}

async function* asWav(header: Buffer, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield header;
  for await (const part of content) {
    const samples = decode('mulaw', part);
    yield Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  }
}
