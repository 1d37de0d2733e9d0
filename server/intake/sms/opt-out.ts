// Numbers that want no notices by text message.
import type { Change } from '../../platform/database.ts';
import type { Fields } from '../../platform/fields.ts';

/** What an older version wrote has no mark yet. */
const ofPhone = (fields: Fields, phone: string) => ({
  OR: [{ phoneMark: fields.mark(phone) }, { phoneKey: phone }],
});

export async function wantsNoNotices(
  { sql, fields }: Pick<Change, 'sql' | 'fields'>,
  phone: string,
): Promise<boolean> {
  const found = 'SELECT 1 FROM "SmsOptOut" WHERE "phoneMark" = $1 OR phone = $2';
  return (await sql.run(found, [fields.mark(phone), phone])) > 0;
}

/** Writes what a number wants. The same again changes nothing. */
export async function setNotices({ tx, fields }: Change, phone: string, areWanted: boolean): Promise<void> {
  const where = ofPhone(fields, phone);
  if (areWanted) await tx.smsOptOut.deleteMany({ where });
  else if ((await tx.smsOptOut.count({ where })) === 0) {
    const { sealed, mark } = fields.sealKey('SmsOptOut.phone', phone);
    const row = { phoneKey: phone, phoneSealed: sealed, phoneMark: mark };
    await tx.smsOptOut.createMany({ data: [row], skipDuplicates: true });
  }
}
