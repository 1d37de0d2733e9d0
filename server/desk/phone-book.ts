// Whom an agent can call for a citizen: emergencies, public services, departments. Data of the city pack.
import { z } from 'zod';
import type { Database } from '../platform/database.ts';
import { type PhoneBook, phoneBookSchema } from './contract.ts';

const kindSchema = phoneBookSchema.shape.entries.element.shape.kind;
const notDialled = /[^\d+]/g;
const diallable = z.string().regex(/^\+?\d{3,15}$/);

export async function readPhoneBook({ read }: Database): Promise<PhoneBook> {
  const [entries, departments] = await Promise.all([
    read.phoneBookEntry.findMany({ orderBy: { position: 'asc' } }),
    read.department.findMany({ where: { isActive: true, phone: { not: null } }, orderBy: { code: 'asc' } }),
  ]);
  return {
    entries: entries.map(({ code, number, nameZh, nameEn, kind }) => ({
      code,
      number,
      name: { zh: nameZh, en: nameEn },
      kind: kindSchema.parse(kind),
    })),
    departments: departments.flatMap(({ code, phone, nameZh, nameEn }) => {
      const number = diallable.safeParse((phone ?? '').replace(notDialled, ''));
      return number.success ? [{ code, number: number.data, name: { zh: nameZh, en: nameEn } }] : [];
    }),
  };
}
