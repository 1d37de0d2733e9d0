import type { Prisma } from '#database';
import type { Tx } from './database.ts';

/** Writes down who did or looked at what. In the same transaction as the deed. */
export async function audit(
  tx: Tx,
  entry: {
    actorId: string | null;
    action: string;
    subjectType: string;
    subjectId: string;
    detail?: object;
    ip?: string;
  },
): Promise<void> {
  await tx.auditEntry.create({
    data: { ...entry, detail: (entry.detail ?? {}) as Prisma.InputJsonObject, ip: entry.ip ?? null },
  });
}
