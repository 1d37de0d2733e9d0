// Reads a city's pack from its folder: every file, and all that they say of each other.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open311PackSchema } from '../../open311/contract.ts';
import { textKeys } from '../text-keys.ts';
import { checkMaps } from './maps.ts';
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
import { communitySchema, type Pack, packSchema } from './schema.ts';

const { shape } = packSchema;

function readAll(dir: string) {
  return {
    areas: [
      ...readRows(dir, 'areas.json', shape.areas.element),
      ...readOptionalFolder(dir, 'communities', communitySchema),
    ],
    maps: existsSync(join(dir, 'map.json')) ? readRows(dir, 'map.json', shape.maps.element) : [],
    departments: readRows(dir, 'departments.json', shape.departments.element),
    categories: readRows(dir, 'categories.json', shape.categories.element),
    duty: readRows(dir, 'duty.json', shape.duty.element),
    calendars: readRows(dir, 'calendars.json', shape.calendars.element),
    policies: readRows(dir, 'policies.json', shape.policies.element),
    queues: readRows(dir, 'queues.json', shape.queues.element),
    skills: readRows(dir, 'skills.json', shape.skills.element),
    people: readRows(dir, 'people.json', shape.people.element),
    canned: readRows(dir, 'canned.json', shape.canned.element),
    followUps: readRows(dir, 'follow-up.json', shape.followUps.element),
    escalation: readRows(dir, 'escalation.json', shape.escalation.element),
    replyTemplates: readRows(dir, 'reply-templates.json', shape.replyTemplates.element),
    dispositions: readRows(dir, 'dispositions.json', shape.dispositions.element),
    reasons: readRows(dir, 'reasons.json', shape.reasons.element),
    phoneBook: readRows(dir, 'phone-book.json', shape.phoneBook.element),
    articles: readFolder(dir, 'articles', shape.articles.element),
    texts: readRows(dir, 'texts.json', shape.texts.element),
    serviceItems: readRows(dir, 'service-items.json', shape.serviceItems.element),
    tasks: readRows(dir, 'tasks.json', shape.tasks.element),
    sentences: readOptionalFolder(dir, 'sentences', shape.sentences.element),
    connectors: readRows(dir, 'connectors.json', shape.connectors.element),
    emergency: existsSync(join(dir, 'emergency.json'))
      ? readRows(dir, 'emergency.json', shape.emergency.element)
      : [],
    catalogue: existsSync(join(dir, 'catalogue.json'))
      ? readRows(dir, 'catalogue.json', shape.catalogue.element)
      : [],
  };
}

function checkOrganisation(rows: ReturnType<typeof readAll>): void {
  const areas = keysOf(rows.areas, 'code', (row) => row.code);
  const departments = keysOf(rows.departments, 'code', (row) => row.code);
  const categories = keysOf(rows.categories, 'code', (row) => row.code);
  checkTree(rows.areas, 'area');
  checkMaps(rows.maps, rows.areas);
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
  const texts = keysOf(rows.texts, 'key', (row) => row.key);
  const missing = textKeys.find((key) => !texts.has(key));
  if (missing) throw new PackError('texts.json', 0, 'key', `"${missing}" is missing`);
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
  const info = check(shape.info, 'pack.json', 1, readJson(dir, 'pack.json'));
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
    maps: values(rows.maps),
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
