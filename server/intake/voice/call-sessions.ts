// Where calls stand, as rows: sealed, for a session names who calls, and what they typed.
import type { Prisma } from '#database';
import { type Session, sessionSchema } from '../../../ivr/index.ts';
import type { Change, Tx } from '../../platform/database.ts';
import type { Fields } from '../../platform/fields.ts';

/** A call as its row has it. */
export interface KnownCall {
  session: Session;
  interactionId: string | null;
  calledNumber: string;
  endedAt: Date | null;
}

/** Undefined for a call that never reached the voice webhook. */
export async function readCall(
  { tx, fields }: { tx: Pick<Tx, 'callSession'>; fields: Fields },
  callRef: string,
): Promise<KnownCall | undefined> {
  const row = await tx.callSession.findUnique({ where: { callRef } });
  if (!row) return undefined;
  const { sessionSealed: sealed, sessionPlain } = row;
  const session: unknown =
    sealed === null ? sessionPlain : JSON.parse(fields.open('CallSession.session', callRef, sealed));
  const { interactionId, toNumber: calledNumber, endedAt } = row;
  return { session: sessionSchema.parse(session), interactionId, calledNumber, endedAt };
}

/** Keeps where a call stands now. */
export async function writeCall(
  { tx, fields }: Pick<Change, 'tx' | 'fields'>,
  { session, interactionId }: Pick<KnownCall, 'session' | 'interactionId'>,
): Promise<void> {
  const { callRef } = session;
  const data = {
    sessionPlain: session as unknown as Prisma.InputJsonObject,
    sessionSealed: fields.seal('CallSession.session', callRef, JSON.stringify(session)),
    interactionId,
    endedAt: session.status === 'ended' ? new Date() : null,
  };
  await tx.callSession.upsert({
    where: { callRef },
    create: {
      ...data,
      callRef,
      fromNumberPlain: session.callerNumber ?? '',
      toNumber: session.calledNumber,
      flowCode: session.flow.code,
    },
    update: data,
  });
}
