// Intake: how citizens reach the city, and every word that is exchanged with them.
import type { Texts } from '../admin/index.ts';
import type { CitizenDoor, StaffDoor } from '../doors.ts';
import type { MachineAnswers } from '../knowledge/index.ts';
import type { Secrets } from '../platform/auth/secret.ts';
import type { Config } from '../platform/config.ts';
import type { Change, Database } from '../platform/database.ts';
import type { FileStore } from '../platform/files.ts';
import type { Http } from '../platform/http.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { CarrierState } from '../platform/pulse.ts';
import type { Ratings } from '../ratings/index.ts';
import type { InteractionView } from '../routing/contract.ts';
import type { Routing } from '../routing/index.ts';
import { Attachments } from './attachments.ts';
import { Conversations } from './conversations.ts';
import { idFrom, normalisePhone } from './core.ts';
import { setHardship } from './hardship.ts';
import { AnswersFirst } from './machine-answers.ts';
import { Letters } from './mail/incoming.ts';
import { Mailbox } from './mail/mailbox.ts';
import { endLeftContacts } from './left-contacts.ts';
import { queueAnswer, queueLetter, sendQueuedMail } from './mail/outgoing.ts';
import { DoNotCallList } from './outbound/do-not-call.ts';
import { doNotCallRoutes } from './outbound/routes.ts';
import { citizenByContact, makeCitizen, readCitizen, readFaces, readMailAddress } from './people.ts';
import { PhoneCodes } from './phone-codes.ts';
import { intakeRoutes as registerRoutes } from './routes.ts';
import { simulatedGateway, twilioGateway } from './sms/gateway.ts';
import { SmsOrders, type SystemsForSms, type TicketFactsForSms } from './sms/orders.ts';
import { noteReceipts, queueNotice, queueSms, sendQueuedSms, waitingSms } from './sms/outgoing.ts';
import { smppGateway } from './sms/smpp/gateway.ts';
import { registerIntakeSockets as registerSockets } from './sockets.ts';
import { conversationFor, readMessage, readWords } from './store.ts';
import { twilioSmsRoutes } from './twilio/sms.ts';
import { WaysOut } from './ways-out.ts';

interface Deps {
  database: Database;
  routing: Routing;
  secrets: Secrets;
  files: FileStore;
  config: Config;
  jobs: Jobs;
  log: Log;
  metrics: Metrics;
  texts: Texts;
  /** Whether words speak of danger to life or property now. */
  isDanger: (text: string) => boolean;
  /** What the machine may answer by itself. */
  answers: MachineAnswers;
  /** How a chat was, said by its citizen. */
  ratings: Ratings;
  /** Tickets, as far as text messages ask of them. */
  tickets: TicketFactsForSms;
  /** Systems of others, as far as text messages ask them. */
  systems: SystemsForSms;
}

/** Builds the room: conversations, files, the SMS gateway and its jobs. */
export function createIntake(deps: Deps) {
  const { database, config, jobs, log } = deps;
  const waysOut = new WaysOut(deps);
  const answersFirst = new AnswersFirst(deps);
  const smsOrders = new SmsOrders({ ...deps, waysOut, answersFirst });
  const conversations = new Conversations({ ...deps, waysOut, smsOrders, answersFirst });
  const attachments = new Attachments(database, deps.files);
  const smpp = config.smpp && smppGateway({ config: config.smpp, database, log });
  const carried = config.twilio && twilioGateway(config.twilio, config.publicUrl);
  const gateway = smpp ?? carried ?? simulatedGateway();
  const sender = sendQueuedSms({ jobs, database, gateway, log });
  const letters = new Letters({ ...deps, conversations });
  const mailbox = config.mail && new Mailbox({ config: config.mail, database, letters, log });
  const mailSender = sendQueuedMail({ ...deps, config: config.mail });
  const noteReceipt = noteReceipts(jobs, database);
  const doNotCall = new DoNotCallList(database);
  const phoneCodes = new PhoneCodes(deps);

  return {
    conversations,
    waysOut,
    attachments,
    gateway,
    noteReceipt,
    deps,
    waitingSms,
    /** The lines of text messages and of e-mail that this process holds. */
    carrierStates(): CarrierState[] {
      if (!config.roles.has('worker')) return [];
      // Another process may have the mailbox: that one says so.
      const mail: CarrierState[] = mailbox
        ? [{ kind: 'mail', state: mailbox.isUp ? 'up' : 'configured' }]
        : [];
      if (smpp) return [{ kind: 'smpp', state: smpp.isBound ? 'up' : 'down' }, ...mail];
      return carried ? [{ kind: 'twilio', state: 'configured' }, ...mail] : mail;
    },
    /** Takes and hands over text messages and letters from now on, where this process works in the background. */
    start(): void {
      smpp?.start({ receive: (sms) => conversations.receiveSms(sms), receipt: noteReceipt });
      sender.start();
      mailSender.start();
      mailbox?.start();
      attachments.start(log);
      endLeftContacts(deps).then(
        (ended) => ended > 0 && log.warn({ ended }, 'contacts that a crash had left waiting are over'),
        (error: unknown) =>
          log.warn({ err: error }, 'contacts that a crash left are looked for at the next start'),
      );
    },
    /** Finishes what is under way with the carrier. */
    async stop(): Promise<void> {
      attachments.stop();
      await Promise.all([sender.stop(), mailbox?.stop(), mailSender.stop()]);
      await smpp?.stop();
    },
    message: (id: string) => conversations.message(id),
    contactStateOf: (interaction: InteractionView) => conversations.contactStateOf(interaction),
    contactState: (conversationId: string) => conversations.contactState(conversationId),
    lastMessage: (conversationId: string) => conversations.lastMessage(conversationId),
    messagesAfter: (conversationId: string, seq: number) => conversations.messagesAfter(conversationId, seq),
    conversation: (id: string) => conversations.conversation(id),
    openings: (contacts: readonly InteractionView[]) => conversations.openings(contacts),
    firstWords: (contact: InteractionView) => conversations.firstWords(contact),
    postNotice: (
      change: Change,
      conversationId: string,
      notice: { key: string; vars: Record<string, string> },
    ) => conversations.postNotice(change, conversationId, notice),
    /** Queues a text message that nobody asked for just now, unless its telephone wants none. */
    queueNotice: (change: Change, sms: { to: string; text: string }) => queueNotice(change, sms),
    /**
     * Tells a citizen who has only a mail address: in the thread of a conversation by e-mail, else in a letter of its own.
     * The same id again is the same letter. @returns whether there is an address
     */
    async tellByMail(
      change: Change,
      letter: { id: string; citizenId: string; conversationId: string | null; subject: string; text: string },
    ): Promise<boolean> {
      const { id, citizenId, conversationId, subject, text } = letter;
      const thread =
        conversationId && (await database.read.mailThread.findUnique({ where: { conversationId } }));
      if (thread) {
        await queueAnswer(change, { id, conversationId: thread.conversationId, text, isAutomatic: true });
        return true;
      }
      const address = await readMailAddress(change, citizenId);
      if (address) await queueLetter(change, { id, to: address, subject, text });
      return address !== undefined;
    },
    /** What belongs to a conversation's letters beside their words, oldest first. */
    lettersOf: (conversationId: string) =>
      database.read.mailIn.findMany({
        where: { conversationId },
        orderBy: { receivedAt: 'asc' },
        select: { id: true, subject: true, quoted: true, refusedFiles: true },
      }),
    /** Answers a citizen's text message; a second time it is not sent. */
    async answerOnce(change: Change, messageId: string, sms: { to: string; text: string }): Promise<void> {
      const id = idFrom(`answer:${messageId}`);
      if ((await change.tx.smsOut.count({ where: { id } })) === 0) await queueSms(change, { ...sms, id });
    },
    /** The message that a text message or a letter is, if it is one of a conversation. */
    messageOfSent: (sentId: string) => readMessage(database.sql, sentId),
    /** The citizen with this telephone number, met now if never before; without a number, a nameless one. */
    async rememberCitizen(
      change: Change,
      about: { phone?: string | undefined; name?: string | undefined; lang: string },
    ): Promise<{ id: string }> {
      if (about.phone === undefined) {
        return makeCitizen(change, about);
      }
      return citizenByContact(change, { kind: 'phone', value: normalisePhone(about.phone) }, about);
    },
    /** What the citizen wrote in one contact, oldest first. */
    wordsOf: (interactionId: string) => readWords(database.sql, interactionId),
    /** Names and first words of many contacts at once. */
    faces: (interactionIds: readonly string[]) => readFaces(database, interactionIds),
    /** Puts a citizen before others, for a ground of the city's list; null: no longer. */
    setHardship: (citizenId: string, ground: string | null, by: { id: string; ip: string }) =>
      setHardship(database, citizenId, ground, by),
    doNotCall,
    /** Proof that somebody holds a telephone. */
    phoneCodes,
    conversationFor: (change: Change, citizenId: string, channel: 'voice', lang: 'zh' | 'en') =>
      conversationFor(change, citizenId, channel, lang),
    /** Who a citizen is, for the screen pop. @throws AppError `not_found` */
    async citizen(id: string) {
      const { name, hardship, createdAt, contactPoints } = await readCitizen(database, id);
      return { id, name, hardship, since: createdAt.toISOString(), contactPoints };
    },
  };
}

export type Intake = ReturnType<typeof createIntake>;

export function intakeRoutes(http: Http, intake: Intake): void {
  const { database, secrets, config, ratings } = intake.deps;
  const { conversations, waysOut, attachments, gateway } = intake;
  const simulatedServiceNumber =
    config.demo && !config.twilio && !config.smpp ? gateway.serviceNumber : undefined;
  doNotCallRoutes(http, intake.doNotCall);
  registerRoutes(http, {
    conversations,
    waysOut,
    attachments,
    ratings,
    secrets,
    database,
    simulatedServiceNumber,
  });
  twilioSmsRoutes(http, { conversations, authToken: config.twilio?.authToken, publicUrl: config.publicUrl });
}

export function registerIntakeSockets(
  doors: { staff: StaffDoor; citizen: CitizenDoor },
  intake: Intake,
): void {
  registerSockets(doors, { conversations: intake.conversations, routing: intake.deps.routing });
}

export { idFrom, languageOf, normalisePhone, preview } from './core.ts';
export type { PhoneCodes } from './phone-codes.ts';
export { createHotline } from './hotline/index.ts';
export { Vault } from './hotline/vault.ts';
export { refusalOfCall } from './outbound/core.ts';
export type { FlowEditing } from './voice/flow-editing.ts';
export { calledNumber } from './outbound/do-not-call.ts';
export { expectedCallOf } from './voice/expected-call.ts';
export { citizenWords, contactMessages } from './said.ts';
export { isArchived } from './store.ts';
export { askedStatus } from './sms/keywords.ts';
export { veilMessages } from './veil.ts';
export type { SpokenSystems } from './voice/calls.ts';
export { createVoice } from './voice/index.ts';
