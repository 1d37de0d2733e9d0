// Rows of talks in conferences: read whole, changed under a lock, only what changed is written.
import { z } from 'zod';
import type { Prisma } from '#database';
import type { Change, Database, Tx } from '../../../platform/database.ts';
import type { Fields } from '../../../platform/fields.ts';
import { phoneRoleSchema } from '../../hotline/contract.ts';
import type { Party, Talk } from './core.ts';

const partySchema = z.object({
  id: z.string(),
  userId: z.string().nullable(),
  inviterId: z.string().nullable(),
  number: z.string().nullable(),
  role: phoneRoleSchema,
  state: z.enum(['invited', 'wanted', 'ringing', 'joined', 'left', 'missed']),
  outcome: z.enum(['busy', 'no_answer', 'failed', 'canceled']).nullable(),
  ringS: z.number().int(),
  takesOver: z.boolean(),
  legRef: z.string().nullable(),
  askedAt: z.date().nullable(),
  overAt: z.date().nullable(),
  createdAt: z.date(),
});

const talkSchema = z.object({
  room: z.string(),
  callRef: z.string(),
  interactionId: z.string(),
  agentId: z.string(),
  ref: z.string().nullable(),
  caller: z.enum(['awaited', 'joined', 'left']),
  callerSeq: z.number().int(),
  isHeld: z.boolean(),
  isComforted: z.boolean(),
  isRecordingPaused: z.boolean(),
  recordingRef: z.string().nullable(),
  recordingAskedAt: z.date().nullable(),
  answeredAt: z.date().nullable(),
  aloneSince: z.date().nullable(),
  endedAt: z.date().nullable(),
  parties: z.array(partySchema),
});

const whole = { parties: { orderBy: { createdAt: 'asc' } } } as const;

/** What reads: the database or a change. */
interface Reader {
  tx: Tx;
  fields: Fields;
}
type TalkRow = Prisma.ConferenceGetPayload<{ include: typeof whole }>;

function talkOf(fields: Fields, { parties, ...row }: TalkRow): Talk {
  const opened = parties.map(({ numberSealed: sealed, numberPlain: plain, ...party }) => ({
    ...party,
    number: fields.read('ConferenceParty.number', party.id, { sealed, plain }),
  }));
  return talkSchema.parse({ ...row, parties: opened });
}

const partyColumns = (fields: Fields, { number, ...party }: Party) => ({
  ...party,
  numberPlain: number,
  numberSealed: number === null ? null : fields.seal('ConferenceParty.number', party.id, number),
});

export async function readTalk({ tx, fields }: Reader, room: string): Promise<Talk | undefined> {
  const row = await tx.conference.findUnique({ where: { room }, include: whole });
  return row === null ? undefined : talkOf(fields, row);
}

/** The talk of a call that is under way; a call has one at a time. */
export async function readOpenTalk({ tx, fields }: Reader, callRef: string): Promise<Talk | undefined> {
  const row = await tx.conference.findFirst({
    where: { callRef, endedAt: null },
    orderBy: { createdAt: 'desc' },
    include: whole,
  });
  return row === null ? undefined : talkOf(fields, row);
}

export async function readOpenTalks({ tx, fields }: Reader): Promise<Talk[]> {
  const rows = await tx.conference.findMany({ where: { endedAt: null }, include: whole });
  return rows.map((row) => talkOf(fields, row));
}

/** Begins a talk with its agent. One that has begun stays as it is. */
export async function createTalk(
  { tx, fields, emit }: Change,
  talk: Pick<Talk, 'room' | 'callRef' | 'interactionId' | 'agentId' | 'parties'>,
): Promise<void> {
  const { parties, room, callRef, interactionId, agentId } = talk;
  const { count } = await tx.conference.createMany({
    data: { room, callRef, interactionId, agentId },
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.conferenceParty.createMany({
    data: parties.map((party) => ({ ...partyColumns(fields, party), room })),
  });
  emit('conference.changed', { room });
}

/**
 * Changes a talk by what its row says now, and has what follows from it done.
 * @returns the talk after it; undefined when there is none
 */
export function changeTalk(
  database: Database,
  room: string,
  decide: (talk: Talk) => Talk,
): Promise<Talk | undefined> {
  return database.change(async (change) => {
    const { tx, emit } = change;
    await tx.$queryRaw`SELECT 1 AS found FROM "Conference" WHERE room = ${room} FOR UPDATE`;
    const before = await readTalk(change, room);
    if (!before) return undefined;
    const after = decide(before);
    if (await write(change, before, after)) emit('conference.changed', { room });
    return after;
  });
}

/** @returns whether anything was changed */
async function write({ tx, fields }: Change, before: Talk, after: Talk): Promise<boolean> {
  const { parties: partiesBefore, ...rowBefore } = before;
  const { parties: partiesAfter, ...rowAfter } = after;
  let isChanged = false;
  if (!isSame(rowBefore, rowAfter)) {
    isChanged = true;
    await tx.conference.update({ where: { room: after.room }, data: rowAfter });
  }
  for (const party of partiesAfter) {
    const known = partiesBefore.find(({ id }) => id === party.id);
    if (known && isSame(known, party)) continue;
    isChanged = true;
    const data = { ...partyColumns(fields, party), room: after.room };
    if (known) await tx.conferenceParty.update({ where: { id: party.id }, data });
    else await tx.conferenceParty.create({ data });
  }
  return isChanged;
}

function isSame<T extends Omit<Talk, 'parties'> | Party>(before: T, after: T): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Longer than a request to the carrier may take: whoever had the deed and died has it no longer. */
const claimMs = 15_000;

/** Takes the deed of ringing a party. @returns false when somebody else has it */
export async function claimRing(database: Database, partyId: string, now: Date): Promise<boolean> {
  const free = new Date(now.getTime() - claimMs);
  const { count } = await database.read.conferenceParty.updateMany({
    where: { id: partyId, state: 'wanted', OR: [{ askedAt: null }, { askedAt: { lt: free } }] },
    data: { askedAt: now },
  });
  return count === 1;
}

/** Takes the deed of recording a talk. @returns false when somebody else has it */
export async function claimRecording(database: Database, room: string, now: Date): Promise<boolean> {
  const free = new Date(now.getTime() - claimMs);
  const { count } = await database.read.conference.updateMany({
    where: {
      room,
      recordingRef: null,
      OR: [{ recordingAskedAt: null }, { recordingAskedAt: { lt: free } }],
    },
    data: { recordingAskedAt: now },
  });
  return count === 1;
}

/** A deed that failed is free again at once; the one before may yet have reached the carrier. */
export const longAgo = new Date(0);
