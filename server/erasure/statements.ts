// Where a citizen stands in the database, beside the timelines: one statement for each place. What each table holds is in
// docs/erasure.md; a test looks through every column of every table.
import { erasedText } from './core.ts';

/** The values of the statements, in their order. */
export interface Traces {
  citizenId: string;
  conversationIds: readonly string[];
  interactionIds: readonly string[];
  ticketIds: readonly string[];
  /** Marks of the citizen's telephones, those that tickets name, too. */
  phoneMarks: readonly string[];
  mailAddresses: readonly string[];
}

export const valuesOf = (traces: Traces): unknown[] => [
  traces.citizenId,
  traces.conversationIds,
  traces.interactionIds,
  traces.ticketIds,
  traces.phoneMarks,
  traces.mailAddresses,
];
/** Every statement has all values, so that none is told apart by which it uses. */
const given = `WITH given AS (SELECT $1::uuid AS citizen, $2::uuid[] AS conversations, $3::uuid[] AS contacts,
  $4::uuid[] AS tickets, $5::text[] AS marks, $6::text[] AS addresses)`;

const gone = `'${erasedText}'`;
const ofConversation = '"conversationId" = ANY(given.conversations)';
const ofContact = '"interactionId" = ANY(given.contacts)';
const ofTicket = '"ticketId" = ANY(given.tickets)';

/** Bytes that may go with them, by their hash: taken before the rows go. */
export const filesOf = `${given}
  SELECT DISTINCT f.sha256 FROM given, LATERAL (
    SELECT sha256 FROM "Attachment" a WHERE a.${ofConversation} OR a.${ofTicket}
      OR a."messageId" IN (SELECT k.id FROM "MessageKey" k WHERE k.${ofConversation})
    UNION ALL SELECT sha256 FROM "TicketFile" t WHERE t.${ofTicket}) f`;

export const recordingsOf = `${given}
  SELECT r.id::text AS id, r."providerRef" AS ref, r.url FROM given, "Recording" r WHERE r.${ofContact} OR r.${ofTicket}`;

const set = (table: string, changes: string, where: string): string =>
  `${given} UPDATE "${table}" x SET ${changes} FROM given WHERE x.${where}`;
const remove = (table: string, where: string): string =>
  `${given} DELETE FROM "${table}" x USING given WHERE ${where}`;

export const statements: readonly string[] = [
  set('Message', `text = ${gone}, notice = NULL`, ofConversation),
  set('Conversation', 'subject = NULL', 'id = ANY(given.conversations)'),
  remove(
    'Attachment',
    `x.${ofConversation} OR x.${ofTicket} OR x."messageId" IN (SELECT k.id FROM "MessageKey" k WHERE k.${ofConversation})`,
  ),
  set('Interaction', '"wrapUpNote" = NULL, "passOnNote" = NULL', 'id = ANY(given.contacts)'),
  set('MachineAnswer', "words = ''", ofContact),
  set('ConnectorLookup', "subject = ''", ofConversation),
  set('Callback', '"number" = NULL, "numberSealed" = NULL, "numberMark" = NULL', ofContact),
  set('CallSession', `session = '{}', "sessionSealed" = NULL, "fromNumber" = ''`, ofContact),
  set(
    'ConferenceParty',
    '"number" = NULL, "numberSealed" = NULL',
    `room IN (SELECT c.room FROM "Conference" c WHERE c.${ofContact})`,
  ),
  set('ServiceRating', 'words = NULL', ofContact),
  set('QualityReview', `comments = '[]', note = '', "decisionNote" = NULL`, ofContact),
  remove(
    'TranscriptLine',
    `x."recordingRef" IN (SELECT r."providerRef" FROM "Recording" r WHERE r.${ofContact} OR r.${ofTicket})`,
  ),
  remove('Recording', `x.${ofContact} OR x.${ofTicket}`),

  remove('MailIn', `x.${ofConversation} OR lower(x.sender) = ANY(given.addresses)`),
  remove('MailOut', `x.${ofConversation} OR lower(x."to") = ANY(given.addresses)`),
  remove('MailThread', `x.${ofConversation}`),
  remove('SmsPart', `x."smsId" IN (SELECT s.id FROM "SmsOut" s WHERE s."toMark" = ANY(given.marks))`),
  remove('SmsOut', 'x."toMark" = ANY(given.marks)'),
  remove('SmsArrival', 'x."fromMark" = ANY(given.marks)'),
  remove('PhoneCode', 'x."phoneMark" = ANY(given.marks)'),
  remove('BroadcastSent', 'x."phoneMark" = ANY(given.marks)'),

  set(
    'Ticket',
    `title = ${gone}, text = ${gone}, "citizenName" = NULL, "citizenNameSealed" = NULL, "citizenPhone" = NULL,
     "citizenPhoneSealed" = NULL, "citizenPhoneMark" = NULL, "partyConcerned" = NULL, address = NULL, latitude = NULL,
     longitude = NULL, "publicReply" = NULL, "internalRecord" = NULL, "ratingComment" = NULL`,
    'id = ANY(given.tickets)',
  ),
  set(
    'TicketHandler',
    `task = ${gone}, answer = CASE WHEN answer IS NULL THEN NULL ELSE ${gone} END`,
    ofTicket,
  ),
  remove('TicketFile', `x.${ofTicket}`),
  remove('WebhookDelivery', `x.${ofTicket}`),
  set('EmergencyDelivery', "body = ''", ofTicket),
  set(
    'Open311Request',
    `description = NULL, attributes = '{}', address = NULL, "addressId" = NULL, "mediaUrls" = '{}', "fileIds" = '{}',
     email = NULL, "deviceId" = NULL, "accountId" = NULL`,
    ofTicket,
  ),
  remove('Hotspot', 'x."ticketIds" && given.tickets'),

  remove('ContactPoint', 'x."citizenId" = given.citizen'),
  set('Citizen', '"name" = NULL, "nameSealed" = NULL, hardship = NULL', 'id = given.citizen'),
];
