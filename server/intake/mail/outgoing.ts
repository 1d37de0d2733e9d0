// Letters to citizens, from commit to the mail server's yes.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Change, Database } from '../../platform/database.ts';
import type { FileStore } from '../../platform/files.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { whileLeased } from '../../platform/lease.ts';
import type { Log } from '../../platform/log.ts';
import type { MailConfig } from '../../platform/mail-settings.ts';
import { refusalSchema, transportTo } from '../../platform/mail-transport.ts';
import { type Delivery, laterDelivery } from '../core.ts';
import { writeDelivery } from '../store.ts';
import { plainSubject, tokenMark } from './letter.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** 60 bits: who would guess it still has to write from the citizen's address. */
export const newToken = (): string => [...randomBytes(12)].map((octet) => base32[octet % 32]).join('');

/** A Message-ID of ours names the letter, so that a repeated one is known as the same by whoever receives it. */
const ownDomain = 'letters.onecall';
const messageIdOf = (id: string): string => `${id}@${ownDomain}`;

/** As much of a thread as fits into a line of headers. */
const referencesKept = 20;

/** Stores an answer within a conversation by e-mail, to be sent once the change commits. */
export async function queueAnswer(
  change: Change,
  letter: { id: string; conversationId: string; text: string; isAutomatic: boolean },
): Promise<void> {
  const { id, conversationId, text, isAutomatic } = letter;
  const thread = await change.tx.mailThread.findUniqueOrThrow({ where: { conversationId } });
  const came = await change.tx.mailIn.findMany({
    where: { conversationId },
    orderBy: { receivedAt: 'desc' },
    take: referencesKept,
    select: { messageId: true },
  });
  await store(change, {
    id,
    conversationId,
    text,
    isAutomatic,
    to: thread.address,
    subject: `Re: ${thread.subject} ${tokenMark(thread.token)}`,
    inReplyTo: came[0]?.messageId ?? null,
    references: came.map(({ messageId }) => messageId).reverse(),
  });
}

/** Stores a letter that begins a thread of its own. */
export async function queueLetter(
  change: Change,
  letter: { id: string; to: string; subject: string; text: string },
): Promise<void> {
  await store(change, {
    ...letter,
    conversationId: null,
    isAutomatic: true,
    inReplyTo: null,
    references: [],
  });
}

async function store(
  { tx, emit }: Change,
  letter: {
    id: string;
    to: string;
    subject: string;
    text: string;
    conversationId: string | null;
    isAutomatic: boolean;
    inReplyTo: string | null;
    references: string[];
  },
): Promise<void> {
  const made = await tx.mailOut.createMany({
    data: [{ ...letter, messageId: messageIdOf(letter.id) }],
    skipDuplicates: true,
  });
  if (made.count > 0) emit('mail.queued', { mailId: letter.id });
}

/** The subject of a conversation that begins with a letter. */
export const subjectOf = (subject: string): string => plainSubject(subject).slice(0, 200) || '12345';

const sweepEveryMs = 5_000;
const sweepBatch = 50;
/** What a process that died had in hand another takes up after so long; who lives and waits for a slow server renews it. */
const usualLeaseMs = 120_000;
/** 30 s, then twice as long each time, an hour at most: about two days in all. */
const pauseS = (attempts: number): number => Math.min(3_600, 30 * 2 ** attempts);
const mostAttempts = 52;

const letterRow = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  messageId: z.string(),
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  isAutomatic: z.boolean(),
  attempts: z.number().int(),
});
type Row = z.infer<typeof letterRow>;

export interface MailSender {
  start(): void;
  stop(): Promise<void>;
}

/**
 * Hands letters to the mail server, what goes to one address in its order. One process at a time has the first letter of
 * an address, by a lease. Only a crash between the server's yes and our commit can send one again, and then under the
 * same Message-ID.
 */
export function sendQueuedMail(deps: {
  config: MailConfig | undefined;
  jobs: Jobs;
  database: Database;
  files: FileStore;
  log: Log;
  leaseMs?: number;
}): MailSender {
  const { config, jobs, database, files, log, leaseMs = usualLeaseMs } = deps;
  const transport = config && transportTo(config);

  async function hand(
    mailer: ReturnType<typeof transportTo>,
    from: MailConfig['from'],
    letter: Row,
  ): Promise<void> {
    await mailer.sendMail({
      from,
      // As one address, whatever stands in it: a text is taken apart at its commas.
      to: { name: '', address: letter.to },
      subject: letter.subject,
      text: letter.text,
      messageId: `<${letter.messageId}>`,
      ...(letter.inReplyTo ? { inReplyTo: `<${letter.inReplyTo}>` } : {}),
      references: letter.references.map((id) => `<${id}>`),
      headers: letter.isAutomatic
        ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' }
        : {},
      attachments: await filesOf(letter.id),
      // Nothing of a letter is a path or an address to fetch.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async function sendTo(address: string): Promise<void> {
    if (!transport) return;
    for (;;) {
      const letter = await leaseFirst(database, address, leaseMs);
      if (!letter) return;
      const renew = () => database.sql.run(renewLease, [letter.id, leaseMs / 1_000]);
      try {
        await whileLeased({ ms: leaseMs, renew, log }, () => hand(transport, config.from, letter));
      } catch (error) {
        await noteFailure(letter, error);
        if (!refusalSchema.safeParse(error).success) throw error;
        continue;
      }
      await database.change((change) => moveDelivery(change, letter.id, 'sent'));
    }
  }

  async function filesOf(messageId: string) {
    const rows = await database.read.attachment.findMany({ where: { messageId }, orderBy: { id: 'asc' } });
    return Promise.all(
      rows.map(async ({ sha256, name, mime }) => {
        const { stream } = await files.open(sha256);
        return { filename: name, contentType: mime, content: stream };
      }),
    );
  }

  async function noteFailure({ id, attempts }: Row, error: unknown): Promise<void> {
    const refusal = refusalSchema.safeParse(error);
    const why = error instanceof Error ? error.message : String(error);
    await database.change(async (change) => {
      const nextAt = new Date(Date.now() + pauseS(attempts) * 1_000);
      await change.tx.mailOut.update({
        where: { id },
        data: { error: why.slice(0, 500), attempts: attempts + 1, nextAt, leasedUntil: null },
      });
      if (refusal.success || attempts + 1 >= mostAttempts) await moveDelivery(change, id, 'failed');
    });
  }

  jobs.perform(database, 'mail', {
    'mail.queued': async ({ mailId }) => {
      const letter = await database.read.mailOut.findUnique({ where: { id: mailId } });
      if (letter?.delivery !== 'queued') return;
      // A mail server may be away for hours: the row waits for the sweep, not a job.
      await sendTo(letter.to).catch((error: unknown) => log.warn({ err: error, mailId }, 'letter waits'));
    },
  });

  async function sweep(): Promise<void> {
    const waiting = await database.sql.rows(
      z.object({ to: z.string() }),
      `SELECT "to" FROM "MailOut" WHERE delivery = 'queued' AND "nextAt" <= now()
         AND "createdAt" < now() - interval '2 s' AND ("leasedUntil" IS NULL OR "leasedUntil" < now())
       GROUP BY "to" ORDER BY min(seq) LIMIT ${sweepBatch}`,
    );
    for (const { to } of waiting)
      await sendTo(to).catch((error: unknown) =>
        log.warn({ err: error }, 'letters wait for the mail server'),
      );
  }

  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let sweeping: Promise<unknown> = Promise.resolve();
  const plan = (): void => {
    if (isStopped || !transport) return;
    timer = setTimeout(() => {
      sweeping = sweep().then(plan, (error: unknown) => {
        log.warn({ err: error }, 'letters wait');
        plan();
      });
    }, sweepEveryMs);
  };
  return {
    start: plan,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
      transport?.close();
    },
  };
}

const renewLease = `UPDATE "MailOut" SET "leasedUntil" = now() + make_interval(secs => $2)
  WHERE id = $1 AND delivery = 'queued'`;

/** The first letter that waits for an address, unless somebody has it or its time has not come. */
async function leaseFirst(database: Database, address: string, leaseMs: number): Promise<Row | undefined> {
  return database.sql.first(
    letterRow,
    `UPDATE "MailOut" o SET "leasedUntil" = now() + make_interval(secs => $2)
     WHERE o.id = (SELECT m.id FROM "MailOut" m WHERE m."to" = $1 AND m.delivery = 'queued'
                   ORDER BY m.seq LIMIT 1 FOR UPDATE)
       AND o."nextAt" <= now() AND (o."leasedUntil" IS NULL OR o."leasedUntil" < now())
     RETURNING o.id, o."to", o.subject, o.text, o."messageId", o."inReplyTo", o."references", o."isAutomatic",
       o.attempts`,
    [address, leaseMs / 1_000],
  );
}

/** Moves a letter forward, and the message that it is. */
export async function moveDelivery(
  { tx, sql, emit }: Change,
  id: string,
  reported: Delivery,
  error?: string,
): Promise<void> {
  await sql.run('SELECT 1 FROM "MailOut" WHERE id = $1 FOR UPDATE', [id]);
  const letter = await tx.mailOut.findUnique({ where: { id }, select: { delivery: true } });
  if (!letter) return;
  const delivery = laterDelivery(letter.delivery, reported);
  if (delivery === letter.delivery) return;
  await tx.mailOut.update({
    where: { id },
    data: { delivery, leasedUntil: null, ...(error ? { error } : {}) },
  });
  await writeDelivery(sql, id, delivery);
  emit('mail.delivery', { mailId: id });
}
