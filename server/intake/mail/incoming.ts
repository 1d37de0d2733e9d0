// Letters that came: each becomes a message of its conversation once, or a receipt, and asks for an agent.
import { Readable } from 'node:stream';
import type { Texts } from '../../admin/index.ts';
import type { Change, Database } from '../../platform/database.ts';
import { AppError } from '../../platform/errors.ts';
import { holdBytes } from '../../platform/file-names.ts';
import type { FileStore } from '../../platform/files.ts';
import type { Conversations } from '../conversations.ts';
import { idFrom, languageOf } from '../core.ts';
import { citizenByContact } from '../people.ts';
import { appendMessage, lockCitizen } from '../store.ts';
import type { Letter } from './letter.ts';
import { moveDelivery, newToken, queueAnswer, subjectOf } from './outgoing.ts';

/** Answers by the machine that one address gets in an hour: two machines that do not know each other end here. */
const mostMachineAnswers = 5;
const mostFiles = 10;

interface Thread {
  conversationId: string;
  isNew: boolean;
}

export class Letters {
  readonly #database: Database;
  readonly #files: FileStore;
  readonly #texts: Texts;
  readonly #conversations: Conversations;

  constructor(deps: {
    database: Database;
    files: FileStore;
    texts: Texts;
    conversations: Conversations;
  }) {
    this.#database = deps.database;
    this.#files = deps.files;
    this.#texts = deps.texts;
    this.#conversations = deps.conversations;
  }

  /** Takes a letter in. Resolves after the commit; the same letter again changes nothing. */
  async take(letter: Letter): Promise<void> {
    if (await this.#isKnown(letter.id)) return;
    if (letter.kind === 'bounce') return this.#takeBounce(letter);
    const { kept, refused } = await this.#keepFiles(letter.files);
    await this.#database.change(async (change) => {
      if ((await change.tx.mailIn.count({ where: { id: letter.id } })) > 0) return;
      const words = letter.fresh || letter.subject;
      const lang = languageOf(`${letter.subject} ${words}`);
      const contact = { kind: 'email', value: letter.address } as const;
      const citizen = await citizenByContact(change, contact, { name: letter.name, lang });
      await lockCitizen(change.sql, citizen.id);
      const known = await this.#threadOf(change, letter, citizen.id);
      if (letter.kind === 'auto') {
        // Another machine's answer is kept where it belongs, and calls nobody.
        await this.#note(change, letter, known, refused);
        if (known)
          await appendMessage(change, {
            id: letter.id,
            conversationId: known,
            interaction: null,
            author: 'citizen',
            authorId: citizen.id,
            text: words,
          });
        return;
      }
      const thread = known
        ? { conversationId: known, isNew: false }
        : await this.#open(change, letter, citizen.id, lang);
      const { conversationId } = thread;
      const attachmentIds: string[] = [];
      for (const file of kept) {
        await holdBytes(change, this.#files, file.sha256);
        attachmentIds.push((await change.tx.attachment.create({ data: { ...file, conversationId } })).id);
      }
      const { interaction } = await this.#conversations.append(
        change,
        {
          id: conversationId,
          citizenId: citizen.id,
          channel: 'email',
          lang,
          isNew: thread.isNew,
        },
        { id: letter.id, text: textOf(letter, thread.isNew), attachmentIds },
      );
      await this.#note(change, letter, conversationId, refused);
      // A letter is never turned away: what no queue takes is worked on as a ticket.
      if (interaction.state === 'refused')
        change.emit('matter.left', { interactionId: interaction.id, phone: null });
      if (thread.isNew && !letter.wantsNoMachine && (await this.#mayAnswer(change, letter.address)))
        await queueAnswer(change, {
          id: idFrom(`mail-received:${letter.id}`),
          conversationId,
          text: this.#texts.render('mail.received', lang),
          isAutomatic: true,
        });
    });
  }

  async #isKnown(id: string): Promise<boolean> {
    return (await this.#database.read.mailIn.count({ where: { id } })) > 0;
  }

  /** What a mail server brings back makes the letter, and the message that it is, one that failed. */
  async #takeBounce(letter: Letter): Promise<void> {
    await this.#database.change(async (change) => {
      if ((await change.tx.mailIn.count({ where: { id: letter.id } })) > 0) return;
      const { undelivered } = letter;
      const sent = undelivered
        ? await change.tx.mailOut.findUnique({ where: { messageId: undelivered } })
        : null;
      await this.#note(change, letter, sent?.conversationId ?? null, []);
      if (sent) await moveDelivery(change, sent.id, 'failed', letter.fresh.slice(0, 500));
    });
  }

  /** Files that are of a kind that strangers may send; the names of all others. */
  async #keepFiles(files: Letter['files']) {
    const kept: { name: string; sha256: string; bytes: number; mime: string }[] = [];
    const refused: string[] = [];
    for (const { name, content } of files) {
      if (kept.length >= mostFiles) {
        refused.push(name);
        continue;
      }
      try {
        kept.push({ name, ...(await this.#files.save(Readable.from([content]))) });
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'unavailable') throw error;
        refused.push(name);
      }
    }
    return { kept, refused };
  }

  /** The sender's own conversation that the letter goes on with: of what it answers, or by the mark in its subject. */
  async #threadOf({ tx }: Change, letter: Letter, citizenId: string): Promise<string | undefined> {
    const where = { messageId: { in: letter.answers } };
    const [sent, came, marked] = await Promise.all([
      tx.mailOut.findMany({ where, select: { conversationId: true } }),
      tx.mailIn.findMany({ where, select: { conversationId: true } }),
      letter.token ? tx.mailThread.findUnique({ where: { token: letter.token } }) : null,
    ]);
    const named = [...sent, ...came, ...(marked ? [marked] : [])].flatMap(({ conversationId }) =>
      conversationId === null ? [] : [conversationId],
    );
    // Whoever forwards our letter to a neighbour has not given away their matter.
    const theirs = await tx.conversation.findFirst({
      where: { id: { in: named }, citizenId },
      orderBy: { id: 'desc' },
      select: { id: true },
    });
    return theirs?.id;
  }

  async #open({ tx }: Change, letter: Letter, citizenId: string, lang: string): Promise<Thread> {
    const subject = subjectOf(letter.subject);
    const { id } = await tx.conversation.create({
      data: { citizenId, channel: 'email', lang, subject: letter.subject.slice(0, 80) || null },
      select: { id: true },
    });
    await tx.mailThread.create({
      data: { conversationId: id, token: newToken(), subject, address: letter.address },
    });
    return { conversationId: id, isNew: true };
  }

  async #note(
    { tx }: Change,
    letter: Letter,
    conversationId: string | null | undefined,
    refusedFiles: string[],
  ): Promise<void> {
    const { id, messageId, kind, address, subject, text, quoted } = letter;
    await tx.mailIn.create({
      data: {
        id,
        messageId,
        conversationId: conversationId ?? null,
        kind,
        sender: address,
        subject,
        text,
        quoted,
        refusedFiles,
      },
    });
  }

  async #mayAnswer({ tx }: Change, address: string): Promise<boolean> {
    const since = new Date(Date.now() - 3_600_000);
    const sent = await tx.mailOut.count({
      where: { to: address, isAutomatic: true, createdAt: { gt: since } },
    });
    return sent < mostMachineAnswers;
  }
}

/** The first letter says in its subject what it is about. */
function textOf({ subject, fresh }: Letter, isFirst: boolean): string {
  if (!isFirst || subject === '' || fresh.startsWith(subject)) return fresh || subject;
  return fresh ? `${subject}\n\n${fresh}` : subject;
}
