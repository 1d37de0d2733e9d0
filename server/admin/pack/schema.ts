// A city pack: the organisation, rules, people and texts of one city as JSON files. What each file holds.
// Reading them (load.ts) and filling the database with them (apply.ts) are not done here.
import { z } from 'zod';
import { broadcastPackSchema } from '../../broadcasts/contract.ts';
import { connectorPackSchema } from '../../connectors/contract.ts';
import { centrePackSchema } from '../../emergency/contract.ts';
import { open311PackSchema } from '../../open311/contract.ts';
import { consultationPackSchema } from '../../participation/contract.ts';
import { formPackSchema } from '../../quality/contract.ts';
import { noticePackSchema } from '../../participation/publications/contract.ts';
import { channelSchema, langSchema, roleSchema } from '../../platform/contract.ts';
import {
  clockNameSchema,
  followUpRuleSchema,
  rungsSchema,
  defaultTicketPrefix,
  ticketKindSchema,
  ticketPrefixSchema,
  urgencySchema,
} from '../../tickets/contract.ts';
import { areaMapSchema } from './maps.ts';

const code = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'a code is short lower-case English');
const areaCode = z.string().regex(/^\d{6}(\d{3}(\d{3})?)?$/, 'an area code has 6, 9 or 12 digits');
/** Codes of the levels joined by dots: the code of a category begins with its parent's. */
const categoryCode = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+){0,2}$/, 'levels are joined by dots');
const text = z.string().trim().min(1);
const names = { nameZh: text, nameEn: text };
const level = z.number().int().min(1).max(5);
const taskNumber = z.number().int().min(1).max(38);

const infoSchema = z.strictObject({
  /** Kept in the database, so that a start applies a pack once. */
  name: code,
  ...names,
  areaCode,
  timezone: text,
  /** What ticket numbers begin with; numbers of before, under another one, stay as they are. */
  ticketPrefix: ticketPrefixSchema.default(defaultTicketPrefix),
  /** For how many months a citizen's own list shows what is over. */
  mattersListedMonths: z.number().int().min(1).max(240).default(36),
  /** Where the facts of the pack come from and when they were last looked at. */
  note: text,
});
const areaSchema = z.strictObject({
  code: areaCode,
  parentCode: areaCode.nullable(),
  level: z.enum(['city', 'district', 'street', 'community']),
  ...names,
});
/** The first nine digits of its code are its street's. */
export const communitySchema = z
  .strictObject({ code: z.string().regex(/^\d{12}$/, 'a community has 12 digits'), ...names })
  .transform((row) => ({ ...row, parentCode: row.code.slice(0, 9), level: 'community' as const }));
const departmentSchema = z.strictObject({
  code,
  parentCode: code.nullable(),
  ...names,
  kind: z.enum([
    'city',
    'office',
    'bureau',
    'division',
    'centre',
    'central',
    'utility',
    'people',
    'oversight',
    'district',
  ]),
  areaCode: areaCode.nullable(),
  /** Tasks of the five-year plan that it serves (DESIGN §9). */
  tasks: z.array(taskNumber),
  phone: text,
  isFallback: z.boolean(),
  takesTickets: z.boolean(),
});
const categorySchema = z.strictObject({
  code: categoryCode,
  parentCode: categoryCode.nullable(),
  level: z.number().int().min(1).max(3),
  ...names,
  departmentCode: code,
  defaultKind: ticketKindSchema,
  defaultUrgency: urgencySchema,
  /** What people say instead of the name: the department suggestion learns from them. */
  everydayWords: z.array(text).default([]),
});
/** `areaCode` null: everywhere without a row of its own. A row holds for the categories below, too. */
const dutySchema = z.strictObject({
  categoryCode,
  areaCode: areaCode.nullable(),
  leadCode: code,
  coHandlerCodes: z.array(code),
  fallbackCode: code,
});
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time is HH:MM, and 24:00 ends a day');
const calendarSchema = z.strictObject({
  code,
  ...names,
  timezone: text,
  hours: z.partialRecord(
    z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
    z.array(z.tuple([clockTime, clockTime])).min(1),
  ),
  /** `china`: the State Council's holidays, and its make-up days as working days, are merged in. */
  holidays: z.union([z.literal('china'), z.array(z.iso.date())]),
});
const policySchema = z.strictObject({
  code,
  clock: clockNameSchema,
  match: z.strictObject({
    kind: ticketKindSchema.optional(),
    urgency: urgencySchema.optional(),
    categoryCode: categoryCode.optional(),
    /** Whose proposals. */
    bodyCode: code.optional(),
  }),
  budget: z.strictObject({
    amount: z.number().positive(),
    unit: z.enum(['minutes', 'hours', 'days', 'working_minutes', 'working_hours', 'working_days']),
  }),
  calendarCode: code,
  warnAt: z.array(z.number().gt(0).lt(1)),
});
const queueSchema = z.strictObject({
  code,
  ...names,
  channels: z.array(channelSchema).min(1),
  calendarCode: code,
  /** Skill → least level. */
  requiredSkills: z.record(z.string(), level),
  priority: z.number().int(),
  offerTimeoutS: z.number().int().positive(),
  wrapUpS: z.number().int().min(0),
  maxWaiting: z.number().int().positive(),
  /** From so many seconds of waiting on, less is asked of an agent, or agents of more queues may serve. */
  rings: z
    .array(
      z.strictObject({
        afterS: z.number().int().positive(),
        dropSkills: z.array(code).default([]),
        addQueues: z.array(code).default([]),
      }),
    )
    .default([]),
  /** So many seconds after a contact the citizen is brought to the same agent, if free; 0 = never. */
  stickyS: z.number().int().min(0).default(86_400),
  /** A department that answers for itself. */
  departmentCode: code.nullable().default(null),
});
const skillSchema = z.strictObject({ code, kind: z.enum(['language', 'subject']), ...names });
const personSchema = z.strictObject({
  username: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/),
  ...names,
  roles: z.array(roleSchema).min(1),
  departmentCode: code,
  locale: langSchema,
  /** What the person takes on at the desk; null: is no agent. */
  agent: z
    .strictObject({
      capacity: z.number().int().min(1).max(10),
      skills: z.record(z.string(), level),
      queues: z.array(code).min(1),
    })
    .nullable(),
});

const cannedVariables = ['citizenName', 'ticketNumber', 'departmentName', 'agentName'];
const variablesIn = (template: string): string[] =>
  [...new Set([...template.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))].sort();
const hasCannedVariables = (template: string): boolean =>
  variablesIn(template).every((name) => cannedVariables.includes(name));
const cannedText = text.refine(hasCannedVariables, `variables are ${cannedVariables.join(', ')}`);
const cannedSchema = z.strictObject({
  code,
  titleZh: text,
  titleEn: text,
  textZh: cannedText,
  textEn: cannedText,
  shortcut: z.string().regex(/^[a-z0-9]{1,12}$/),
});
/** What departments answer again and again; null: for every department. */
const replyTemplateSchema = z.strictObject({
  code,
  departmentCode: code.nullable(),
  titleZh: text.max(30),
  titleEn: text.max(80),
  textZh: text.max(2_000),
  textEn: text.max(2_000),
});
/** In the order in which they are tried; the last should fit everything. */
const escalationSchema = z.strictObject({ departmentCode: code.nullable(), rungs: rungsSchema });
const followUpSchema = z.strictObject({
  ...followUpRuleSchema.shape,
  code,
  match: followUpRuleSchema.shape.match.strict(),
});
const dispositionSchema = z.strictObject({
  code: z.string().regex(/^[a-z_]+$/),
  labelZh: text,
  labelEn: text,
});
/** The order of the rows is the order on the screen. */
const reasonSchema = z.strictObject({
  list: z.enum([
    'return_ground',
    'extension_ground',
    'decline_ground',
    'disclosure_result',
    'rating_reason',
    'break',
    'hardship',
    'call_ground',
    'proposal_form',
  ]),
  code: z.string().regex(/^[a-z_]+$/),
  labelZh: text,
  labelEn: text,
  /** What the ground rests on; null for lists that need none. */
  basis: text.nullable(),
});
/** Numbers outside that agents may call; the order of the rows is the order on the screen. */
const phoneBookSchema = z.strictObject({
  code,
  number: z.string().regex(/^\+?\d{3,15}$/, 'a telephone number has digits only'),
  ...names,
  /** `emergency`: one key away on every call. */
  kind: z.enum(['emergency', 'service']),
});
const articleSchema = z.strictObject({
  code,
  titleZh: text.max(40),
  titleEn: text.max(100),
  /** Markdown. */
  bodyZh: text,
  bodyEn: text,
  /** One text message each: 70 characters in Chinese (UCS-2), 140 in English. */
  shortZh: text.max(70),
  shortEn: text.max(140),
  /** What people say when they mean this. */
  keywords: z.array(text).min(3),
  departmentCode: code,
  categoryCode,
  audience: z.enum(['public', 'agent', 'department']),
  reviewBy: z.iso.date(),
  /** Among what is asked most, the first is 1: the telephone's choices until callers have made their own. */
  askedRank: z.number().int().min(1).max(9).optional(),
});
const catalogueFieldSchema = z.strictObject({
  name: text,
  label: text,
  type: text,
  length: z.number().int().positive(),
  /** Who may have it: the department alone, government, everybody. */
  scope: z.enum(['department', 'government', 'public']),
});
/** What government must publish, and the data that departments hold. */
const catalogueSchema = z
  .strictObject({
    /** The index number: 20 characters that never change. */
    code: z.string().regex(/^[0-9A-Z]{20}$/),
    kind: z.enum(['disclosure', 'resource']),
    ...names,
    summaryZh: text,
    summaryEn: text,
    departmentCode: code,
    mustPublish: z.boolean().default(false),
    url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    sharing: z.enum(['unconditional', 'conditional', 'none']).nullable().default(null),
    conditionZh: text.nullable().default(null),
    conditionEn: text.nullable().default(null),
    fields: z.array(catalogueFieldSchema).default([]),
    updateDays: z.number().int().positive().nullable().default(null),
    dataAt: z.iso.date().nullable().default(null),
  })
  .refine(({ kind, sharing }) => (kind === 'resource') === (sharing !== null), {
    path: ['sharing'],
    message: 'is named by resources alone',
  });
/** `zh-HK` is written as it is spoken in Cantonese. */
const textSchema = z
  .strictObject({
    key: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
    zh: text,
    'zh-HK': text,
    en: text,
  })
  .refine(
    (row) =>
      [row['zh-HK'], row.en].every((other) => variablesIn(other).join() === variablesIn(row.zh).join()),
    'the same variables stand in every language',
  );
const serviceItemSchema = z
  .strictObject({
    /** GB/T 39554.1: unified social credit code 18, level 1, catalogue code 12. */
    code: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}[1-6][0-9A-Z]{12}$/, 'a basic code has 31 characters'),
    catalogueCode: z.string().length(12),
    /** Two digits of the catalogue code: 01 licence, 05 payment, 07 confirmation, 20 other powers, 21 service. */
    itemType: z.string().regex(/^\d\d$/),
    ...names,
    everydayNames: z.array(text).min(1),
    departmentCode: code,
    categoryCode,
    audience: z.enum(['person', 'business', 'both']),
    conditionsZh: text,
    conditionsEn: text,
    materialsZh: z.array(text),
    materialsEn: z.array(text),
    statutoryWorkingDays: z.number().int().min(0),
    promisedWorkingDays: z.number().int().min(0),
    feeZh: text,
    feeEn: text,
    placeZh: text,
    placeEn: text,
    isOnline: z.boolean(),
    /** Where to apply online; null when one cannot. */
    url: z.url({ protocol: /^https?$/ }).nullable(),
  })
  .refine((item) => item.isOnline === (item.url !== null), {
    path: ['url'],
    error: 'an online item has an address, and no other has',
  });
/** A task of the five-year plan (DESIGN §9): where its matters stand in this city. */
const taskSchema = z.strictObject({
  task: taskNumber,
  ...names,
  /** With all below them; what stands below a category of another task is that task's. */
  categoryCodes: z.array(categoryCode).min(1),
  /** Who takes the calls. */
  queueCode: code,
  skillCode: code,
  /** Whether people ask how far their own matter is: then a connector must answer. */
  asksStatus: z.boolean(),
});
/** What a citizen says, in everyday words, and who must get it: sentences prove a pack (`npm run pack:check`). */
const sentenceSchema = z.strictObject({ task: taskNumber, text, departmentCode: code, categoryCode });
/** Everything that a city brings. */
export const packSchema = z.object({
  info: infoSchema,
  areas: z.array(areaSchema),
  /** A city may have none. */
  maps: z.array(areaMapSchema),
  departments: z.array(departmentSchema),
  categories: z.array(categorySchema),
  duty: z.array(dutySchema),
  calendars: z.array(calendarSchema),
  policies: z.array(policySchema),
  queues: z.array(queueSchema),
  skills: z.array(skillSchema),
  people: z.array(personSchema),
  canned: z.array(cannedSchema),
  replyTemplates: z.array(replyTemplateSchema),
  followUps: z.array(followUpSchema),
  escalation: z.array(escalationSchema),
  dispositions: z.array(dispositionSchema),
  reasons: z.array(reasonSchema),
  phoneBook: z.array(phoneBookSchema),
  articles: z.array(articleSchema),
  texts: z.array(textSchema),
  serviceItems: z.array(serviceItemSchema),
  tasks: z.array(taskSchema),
  sentences: z.array(sentenceSchema),
  connectors: z.array(connectorPackSchema),
  /** One, or none. */
  emergency: z.array(centrePackSchema).max(1),
  catalogue: z.array(catalogueSchema),
  /** Null: the city does not speak Open311. */
  open311: open311PackSchema.nullable(),
  broadcasts: z.array(broadcastPackSchema),
  consultations: z.array(consultationPackSchema),
  notices: z.array(noticePackSchema),
  qualityForms: z.array(formPackSchema),
});
export type Pack = z.infer<typeof packSchema>;
