// Numbers that want no notices by text message.
import type { Change } from '../../platform/database.ts';

export async function wantsNoNotices({ sql }: Pick<Change, 'sql'>, phone: string): Promise<boolean> {
  return (await sql.run('SELECT 1 FROM "SmsOptOut" WHERE phone = $1', [phone])) > 0;
}

/** Writes what a number wants. The same again changes nothing. */
export async function setNotices({ tx }: Change, phone: string, areWanted: boolean): Promise<void> {
  if (areWanted) await tx.smsOptOut.deleteMany({ where: { phone } });
  else await tx.smsOptOut.createMany({ data: [{ phone }], skipDuplicates: true });
}
