// A city pack: the organisation, rules, people and texts of one city as JSON files. What each file holds, how the
// files refer to each other, and how they are read. Filling the database with a pack is not done here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
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
  ticketKindSchema,
  urgencySchema,
} from '../../tickets/contract.ts';
import { checkOpen311, readBroadcasts, readConsultations, readNotices, readQualityForms } from './public.ts';
import {
  check,
  checkTree,
  keysOf,
  type Located,
  PackError,
  readFolder,
  readJson,
  readOptionalFolder,
  readRows,
  refer,
} from './reading.ts';

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
const communitySchema = z
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

function readAll(dir: string) {
  return {
    areas: [
      ...readRows(dir, 'areas.json', areaSchema),
      ...readOptionalFolder(dir, 'communities', communitySchema),
    ],
    departments: readRows(dir, 'departments.json', departmentSchema),
    categories: readRows(dir, 'categories.json', categorySchema),
    duty: readRows(dir, 'duty.json', dutySchema),
    calendars: readRows(dir, 'calendars.json', calendarSchema),
    policies: readRows(dir, 'policies.json', policySchema),
    queues: readRows(dir, 'queues.json', queueSchema),
    skills: readRows(dir, 'skills.json', skillSchema),
    people: readRows(dir, 'people.json', personSchema),
    canned: readRows(dir, 'canned.json', cannedSchema),
    followUps: readRows(dir, 'follow-up.json', followUpSchema),
    escalation: readRows(dir, 'escalation.json', escalationSchema),
    replyTemplates: readRows(dir, 'reply-templates.json', replyTemplateSchema),
    dispositions: readRows(dir, 'dispositions.json', dispositionSchema),
    reasons: readRows(dir, 'reasons.json', reasonSchema),
    phoneBook: readRows(dir, 'phone-book.json', phoneBookSchema),
    articles: readFolder(dir, 'articles', articleSchema),
    texts: readRows(dir, 'texts.json', textSchema),
    serviceItems: readRows(dir, 'service-items.json', serviceItemSchema),
    tasks: readRows(dir, 'tasks.json', taskSchema),
    sentences: readOptionalFolder(dir, 'sentences', sentenceSchema),
    connectors: readRows(dir, 'connectors.json', connectorPackSchema),
    emergency: existsSync(join(dir, 'emergency.json'))
      ? readRows(dir, 'emergency.json', centrePackSchema)
      : [],
    catalogue: existsSync(join(dir, 'catalogue.json'))
      ? readRows(dir, 'catalogue.json', catalogueSchema)
      : [],
  };
}

function checkOrganisation(rows: ReturnType<typeof readAll>): void {
  const areas = keysOf(rows.areas, 'code', (row) => row.code);
  const departments = keysOf(rows.departments, 'code', (row) => row.code);
  const categories = keysOf(rows.categories, 'code', (row) => row.code);
  checkTree(rows.areas, 'area');
  checkTree(rows.departments, 'department');
  checkTree(rows.categories, 'category');
  for (const { file, row, value } of rows.categories) {
    const parts = value.code.split('.');
    if (parts.length !== value.level)
      throw new PackError(file, row, 'level', `the code has ${parts.length} levels`);
    if ((value.parentCode ?? '') !== parts.slice(0, -1).join('.'))
      throw new PackError(file, row, 'parentCode', 'the code begins with another parent');
  }
  refer(rows.departments, 'areaCode', (row) => [row.areaCode], areas, 'area');
  if (rows.departments.filter(({ value }) => value.isFallback).length !== 1)
    throw new PackError(
      'departments.json',
      0,
      'isFallback',
      'exactly one department takes what nobody takes',
    );

  // Whoever is sent a ticket must be able to take it.
  const handlers = new Set(
    rows.departments.filter(({ value }) => value.takesTickets).map(({ value }) => value.code),
  );
  const handler = 'department that takes tickets,';
  refer(rows.categories, 'departmentCode', (row) => [row.departmentCode], handlers, handler);
  keysOf(rows.duty, 'areaCode', (row) => `${row.categoryCode} ${row.areaCode ?? '*'}`);
  refer(rows.duty, 'categoryCode', (row) => [row.categoryCode], categories, 'category');
  refer(rows.duty, 'areaCode', (row) => [row.areaCode], areas, 'area');
  refer(rows.duty, 'leadCode', (row) => [row.leadCode], handlers, handler);
  refer(rows.duty, 'coHandlerCodes', (row) => row.coHandlerCodes, handlers, handler);
  refer(rows.duty, 'fallbackCode', (row) => [row.fallbackCode], handlers, handler);
  keysOf(rows.escalation, 'departmentCode', (row) => row.departmentCode ?? '*');
  refer(rows.escalation, 'departmentCode', (row) => [row.departmentCode], handlers, handler);
  refer(rows.replyTemplates, 'departmentCode', (row) => [row.departmentCode], handlers, handler);

  refer(rows.articles, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  refer(rows.articles, 'categoryCode', (row) => [row.categoryCode], categories, 'category');
  refer(rows.catalogue, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  keysOf(rows.catalogue, 'code', (row) => row.code);
  refer(rows.serviceItems, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  refer(rows.serviceItems, 'categoryCode', (row) => [row.categoryCode], categories, 'category');
  refer(rows.policies, 'match.categoryCode', (row) => [row.match.categoryCode], categories, 'category');
  refer(rows.policies, 'match.bodyCode', (row) => [row.match.bodyCode], departments, 'department');
  refer(rows.people, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  refer(rows.queues, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
}

function checkDesk(rows: ReturnType<typeof readAll>): void {
  const calendars = keysOf(rows.calendars, 'code', (row) => row.code);
  const skills = keysOf(rows.skills, 'code', (row) => row.code);
  const queues = keysOf(rows.queues, 'code', (row) => row.code);
  refer(rows.policies, 'calendarCode', (row) => [row.calendarCode], calendars, 'calendar');
  refer(rows.queues, 'calendarCode', (row) => [row.calendarCode], calendars, 'calendar');
  refer(rows.queues, 'requiredSkills', (row) => Object.keys(row.requiredSkills), skills, 'skill');
  refer(rows.queues, 'rings', (row) => row.rings.flatMap((ring) => ring.dropSkills), skills, 'skill');
  refer(rows.queues, 'rings', (row) => row.rings.flatMap((ring) => ring.addQueues), queues, 'queue');
  refer(rows.people, 'agent.skills', (row) => Object.keys(row.agent?.skills ?? {}), skills, 'skill');
  refer(rows.people, 'agent.queues', (row) => row.agent?.queues ?? [], queues, 'queue');
  for (const { file, row, value } of rows.serviceItems) {
    if (value.code.slice(19) !== value.catalogueCode)
      throw new PackError(file, row, 'catalogueCode', 'the code ends with another catalogue code');
    if (value.catalogueCode.slice(2, 4) !== value.itemType)
      throw new PackError(file, row, 'itemType', 'the catalogue code says another type');
  }
  keysOf(rows.policies, 'code', (row) => row.code);
  keysOf(rows.people, 'username', (row) => row.username);
  keysOf(rows.canned, 'code', (row) => row.code);
  keysOf(rows.followUps, 'code', (row) => row.code);
  keysOf(rows.replyTemplates, 'code', (row) => row.code);
  keysOf(rows.canned, 'shortcut', (row) => row.shortcut);
  keysOf(rows.dispositions, 'code', (row) => row.code);
  keysOf(rows.reasons, 'code', (row) => `${row.list} ${row.code}`);
  keysOf(rows.phoneBook, 'code', (row) => row.code);
  keysOf(rows.articles, 'code', (row) => row.code);
  keysOf(rows.texts, 'key', (row) => row.key);
  keysOf(rows.serviceItems, 'code', (row) => row.code);
}

/** What the tasks, their sentences and connectors speak of exists. */
function checkTasks(rows: ReturnType<typeof readAll>): void {
  const departments = new Set(rows.departments.map(({ value }) => value.code));
  const categories = new Set(rows.categories.map(({ value }) => value.code));
  const queues = new Set(rows.queues.map(({ value }) => value.code));
  const skills = new Set(rows.skills.map(({ value }) => value.code));
  keysOf(rows.tasks, 'task', (row) => String(row.task));
  const ofTasks = rows.tasks.flatMap(({ file, row, value }) =>
    value.categoryCodes.map((category) => ({ file, row, value: category })),
  );
  keysOf(ofTasks, 'categoryCodes', (category) => category);
  refer(rows.tasks, 'categoryCodes', (row) => row.categoryCodes, categories, 'category');
  refer(rows.tasks, 'queueCode', (row) => [row.queueCode], queues, 'queue');
  refer(rows.tasks, 'skillCode', (row) => [row.skillCode], skills, 'skill');
  keysOf(rows.sentences, 'text', (row) => row.text);
  refer(rows.sentences, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  refer(rows.sentences, 'categoryCode', (row) => [row.categoryCode], categories, 'category');
  keysOf(rows.connectors, 'code', (row) => row.code);
  refer(rows.connectors, 'departmentCode', (row) => [row.departmentCode], departments, 'department');
  refer(rows.connectors, 'categoryCode', (row) => [row.categoryCode], categories, 'category');
}

/**
 * Reads the pack in a folder, all files and all that they say of each other.
 * @throws PackError at the first fault, with file, row and field
 */
export function loadPack(dir: string): Pack {
  const info = check(infoSchema, 'pack.json', 1, readJson(dir, 'pack.json'));
  const rows = readAll(dir);
  checkOrganisation(rows);
  checkDesk(rows);
  checkTasks(rows);
  const open311 = existsSync(join(dir, 'open311.json'))
    ? check(open311PackSchema, 'open311.json', 1, readJson(dir, 'open311.json'))
    : null;
  if (open311) checkOpen311(open311, rows.categories);
  const values = <T>(located: readonly Located<T>[]): T[] => located.map(({ value }) => value);
  return {
    info,
    areas: values(rows.areas),
    departments: values(rows.departments),
    categories: values(rows.categories),
    duty: values(rows.duty),
    calendars: values(rows.calendars),
    policies: values(rows.policies),
    queues: values(rows.queues),
    skills: values(rows.skills),
    people: values(rows.people),
    canned: values(rows.canned),
    replyTemplates: values(rows.replyTemplates),
    followUps: values(rows.followUps),
    escalation: values(rows.escalation),
    dispositions: values(rows.dispositions),
    reasons: values(rows.reasons),
    phoneBook: values(rows.phoneBook),
    articles: values(rows.articles),
    texts: values(rows.texts),
    serviceItems: values(rows.serviceItems),
    tasks: values(rows.tasks),
    sentences: values(rows.sentences),
    connectors: values(rows.connectors),
    emergency: values(rows.emergency),
    catalogue: values(rows.catalogue),
    open311,
    broadcasts: readBroadcasts(dir, rows.areas),
    consultations: readConsultations(dir, rows.departments),
    notices: readNotices(dir, rows.departments),
    qualityForms: readQualityForms(dir),
  };
}
