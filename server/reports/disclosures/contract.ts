// The yearly count of requests for disclosure, as the regulation asks for it (政府信息公开条例, article 50).
import { z } from 'zod';
import { applicantSchema } from '../../catalogue/contract.ts';
import { asOfSchema, type Bilingual, bilingualSchema, langSchema } from '../../platform/contract.ts';

/** Who asked; `unknown`: nobody said. */
export const columnSchema = z.enum([...applicantSchema.options, 'unknown']);
export type Column = z.infer<typeof columnSchema>;

export const columnNames: Readonly<Record<Column, Bilingual>> = {
  person: { zh: '自然人', en: 'Persons' },
  company: { zh: '商业企业', en: 'Companies' },
  research: { zh: '科研机构', en: 'Research bodies' },
  public_benefit: { zh: '社会公益组织', en: 'Public benefit bodies' },
  legal_service: { zh: '法律服务机构', en: 'Legal services' },
  other_body: { zh: '其他组织', en: 'Other bodies' },
  unknown: { zh: '未注明', en: 'Not said' },
};

/** The city began to count in the Eleventh Five-Year Plan. */
const yearSchema = z.coerce.number().int().min(2006).max(2100);

/** GET /api/reports/disclosures. A department of `-`: not dispatched to any. */
export const disclosuresQuerySchema = z.object({
  year: yearSchema,
  department: z.string().min(1).max(40).optional(),
});
export type DisclosuresQuery = z.infer<typeof disclosuresQuerySchema>;
/** GET /api/reports/disclosures.csv and .xlsx */
export const disclosuresFileQuerySchema = disclosuresQuerySchema.extend({ lang: langSchema.default('zh') });

/** Received and carried in together are decided and carried out. */
const lineKindSchema = z.enum(['received', 'carried_in', 'result', 'decided', 'carried_out']);
const lineSchema = z.object({
  /** Of a result its code, else the same as `kind`. */
  id: z.string(),
  kind: lineKindSchema,
  name: bilingualSchema,
  /** The rule by which it is decided so. */
  basis: z.string().nullable(),
  counts: z.record(columnSchema, z.number().int()),
  total: z.number().int(),
});
export type DisclosureLine = z.infer<typeof lineSchema>;
export const disclosuresSchema = z.object({
  year: z.number().int(),
  /** Null: all of government. */
  department: bilingualSchema.nullable(),
  /** The year under way has no last word yet. */
  isComplete: z.boolean(),
  asOf: asOfSchema,
  lines: z.array(lineSchema),
});
export type Disclosures = z.infer<typeof disclosuresSchema>;

/** What counts how: on the page, and on the second sheet of the workbook. */
export const disclosureRules: readonly Bilingual[] = [
  {
    zh: '统计期为公历年，以本市时间为准；申请按登记时间计入新收，按首次审核通过答复的时间计入办结，跨年办结的计入办结的年份。',
    en: 'A calendar year in the city’s time. A request counts as received when it was filed, as decided when its reply was first approved; one that is decided in another year counts there.',
  },
  {
    zh: '决定种类以当年最后一次审核通过的答复为准；次年重办不改动已公布的年份。区分处理的只计“部分公开”。',
    en: 'How it was decided is what the last reply approved in that year says; an answer given anew in a later year changes nothing published. What is disclosed in part counts as that alone.',
  },
  {
    zh: '合并的申请随主申请计入办结；不予受理、转出或并入其他事项的计入“其他处理”。计入现承办部门，未派单的只在全市合计中。',
    en: 'A merged request is decided with its main one; declined, referred, or merged into another matter is “handled otherwise”. It counts for the department that has it now; one not dispatched only for the whole city.',
  },
  {
    zh: '本年新收＋上年结转＝办理结果总计＋结转下年度。',
    en: 'Received + carried over from last year = decided + carried over to the next.',
  },
];
