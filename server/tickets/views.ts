// From rows to what a reader may see. Sealed identities stay in the database.
import { z } from 'zod';
import type { Prisma } from '#database';
import { budgetSchema } from './clock/index.ts';
import { type ClockView, clockNameSchema, type TicketSummary, ticketStateSchema } from './contract.ts';
import type { Reporter } from './reporter.ts';

export type TicketRow = Prisma.TicketModel;
/** A ticket with what lists show of its clocks. */
export type HeadedTicket = TicketRow & { head: Prisma.TicketHeadModel | null };
export type ClockRow = Prisma.TicketClockModel;
export type HandlerRow = Prisma.TicketHandlerModel;
export type FileRow = Prisma.TicketFileModel;
export type EventRow = Prisma.TicketEventModel;

export const warningsSchema = z.array(
  z.object({ share: z.number(), at: z.iso.datetime(), firedAt: z.iso.datetime().nullish() }),
);
export const extensionsSchema = z.array(budgetSchema);
export const pausesSchema = z.array(z.tuple([z.iso.datetime(), z.iso.datetime()]));

const iso = (date: Date): string => date.toISOString();
const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

export function clockView(row: ClockRow): ClockView {
  return {
    id: row.id,
    clock: clockNameSchema.parse(row.clock),
    departmentCode: row.departmentCode,
    state: row.state,
    startedAt: iso(row.startedAt),
    dueAt: iso(row.dueAt),
    isProvisional: row.isProvisional,
    warnings: warningsSchema
      .parse(row.warnings)
      .map((warning) => ({ ...warning, firedAt: warning.firedAt ?? null })),
    endedAt: isoOrNull(row.endedAt),
    breachedAt: isoOrNull(row.breachedAt),
  };
}

export function handlerView(row: HandlerRow) {
  const { departmentCode, state, task, answer } = row;
  return {
    departmentCode,
    state,
    task,
    answer,
    askedAt: iso(row.askedAt),
    answeredAt: isoOrNull(row.answeredAt),
  };
}

/** What a summary is made of. */
export type SummaryRow = Pick<
  TicketRow,
  | 'id'
  | 'number'
  | 'kind'
  | 'state'
  | 'urgency'
  | 'title'
  | 'channel'
  | 'categoryCode'
  | 'districtCode'
  | 'leadDepartmentCode'
  | 'officerId'
  | 'bounces'
  | 'urges'
  | 'version'
  | 'createdAt'
> & { head: { nextDueAt: Date | null; nextClock: string | null; alarm: number } | null };

export function ticketSummary(row: SummaryRow): TicketSummary {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    state: row.state,
    urgency: row.urgency,
    title: row.title,
    channel: row.channel,
    categoryCode: row.categoryCode,
    districtCode: row.districtCode,
    leadDepartmentCode: row.leadDepartmentCode,
    officerId: row.officerId,
    bounces: row.bounces,
    urges: row.urges,
    version: row.version,
    createdAt: iso(row.createdAt),
    nextDueAt: isoOrNull(row.head?.nextDueAt ?? null),
    nextClock: clockNameSchema.nullable().parse(row.head?.nextClock ?? null),
    alarm: row.head?.alarm ?? 0,
  };
}

/** Where a matter is, of what is known. */
export function placeOf({
  address,
  districtCode,
  streetCode,
  communityCode,
  latitude,
  longitude,
}: Pick<
  HeadedTicket,
  'address' | 'districtCode' | 'streetCode' | 'communityCode' | 'latitude' | 'longitude'
>) {
  return {
    ...(address ? { address } : {}),
    ...(districtCode ? { districtCode } : {}),
    ...(streetCode ? { streetCode } : {}),
    ...(communityCode ? { communityCode } : {}),
    ...(latitude !== null && longitude !== null ? { latitude, longitude } : {}),
  };
}

/** The parts of a ticket's view that come from its own row. `reporter` is null for whom may not see who reported. */
export function ticketDetails(row: HeadedTicket, reporter: Reporter | null) {
  return {
    ...ticketSummary(row),
    text: row.text,
    lang: row.lang === 'en' ? ('en' as const) : ('zh' as const),
    place: placeOf(row),
    citizenId: reporter ? row.citizenId : null,
    citizenName: reporter?.citizenName ?? null,
    citizenPhone: reporter?.citizenPhone ?? null,
    sealed: row.sealed,
    partyConcerned: row.partyConcerned,
    conversationId: reporter ? row.conversationId : null,
    mainTicketId: row.mainTicketId,
    firstDepartmentCode: row.firstDepartmentCode,
    officerId: row.officerId,
    extensions: row.extensions,
    reworks: row.reworks,
    contactedAt: isoOrNull(row.contactedAt),
    contactedHow: row.contactedHow,
    isTrue: row.isTrue,
    isForced: row.isForced,
    isBeyondDuty: row.isBeyondDuty,
    isSolved: row.isSolved,
    disclosureResult: row.disclosureResult,
    publicReply: row.publicReply,
    internalRecord: row.internalRecord,
    rating:
      row.ratingScore !== null && row.ratedAt
        ? {
            score: row.ratingScore,
            reasons: row.ratingReasons,
            comment: row.ratingComment,
            at: iso(row.ratedAt),
          }
        : null,
  };
}

/** An event of the timeline with the actor's name. Texts of a sealed citizen are shown as they were written. */
export function timelineEvent(row: EventRow, names: ReadonlyMap<string, { zh: string; en: string }>) {
  return {
    seq: row.seq,
    at: iso(row.at),
    command: row.command,
    fromState: row.fromState === null ? null : ticketStateSchema.parse(row.fromState),
    toState: row.toState,
    actor: {
      kind: z.enum(['staff', 'citizen', 'system']).parse(row.actorKind),
      id: row.actorId,
      name: row.actorId ? (names.get(row.actorId) ?? null) : null,
    },
    reason: row.reason,
    payload: z.record(z.string(), z.unknown()).parse(row.payload),
    hash: row.hash,
  };
}
