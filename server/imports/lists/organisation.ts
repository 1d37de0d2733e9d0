// The city's own words and order: departments, areas, categories, queues, reasons, texts. Packs bring them, files mend them.
import { z } from 'zod';
import { packSchema } from '../../admin/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Heading, List, RowFault, Write } from './list.ts';
import { tableList } from './table.ts';

/** The same rules for a row as in a pack. */
const { areas, departments, categories, queues, skills, reasons, phoneBook, canned, replyTemplates, texts } =
  packSchema.shape;
const who = 'lists.edit' as const;
const names: Readonly<Record<'nameZh' | 'nameEn', Heading>> = {
  nameZh: ['名称', 'Name'],
  nameEn: ['英文名称', 'English name'],
};
const words: Readonly<Record<'titleZh' | 'titleEn' | 'textZh' | 'textEn', Heading>> = {
  titleZh: ['标题', 'Title'],
  titleEn: ['英文标题', 'English title'],
  textZh: ['内容', 'Text'],
  textEn: ['英文内容', 'English text'],
};
const code: Heading = ['代码', 'Code'];
const position = z.number().int().min(0).default(0);
const text = z.string().trim().min(1);

export function organisationLists(database: Database): List[] {
  return [
    tableList(database, {
      name: 'areas',
      title: { zh: '区域', en: 'Areas' },
      table: 'Area',
      row: areas.element,
      headings: {
        code,
        parentCode: ['上级代码', 'Code of the one above', { refers: 'areas' }],
        level: ['级别', 'Level'],
        ...names,
      },
      key: ['code'],
      parent: 'parentCode',
      who,
    }),
    tableList(database, {
      name: 'departments',
      title: { zh: '部门', en: 'Departments' },
      table: 'Department',
      row: departments.element
        .omit({ tasks: true })
        .extend({ phone: text.nullable(), isActive: z.boolean().default(true) }),
      headings: {
        code,
        parentCode: ['上级代码', 'Code of the one above', { refers: 'departments' }],
        ...names,
        kind: ['类别', 'Kind'],
        areaCode: ['辖区代码', 'Area code', { refers: 'areas' }],
        phone: ['电话', 'Telephone'],
        isFallback: ['兜底单位', 'Takes what nobody accepts'],
        takesTickets: ['接收工单', 'Takes tickets'],
        isActive: ['在用', 'In use'],
      },
      key: ['code'],
      parent: 'parentCode',
      who,
    }),
    tableList(database, {
      name: 'categories',
      title: { zh: '事项分类', en: 'Categories' },
      table: 'Category',
      row: categories.element.omit({ everydayWords: true }).extend({
        departmentCode: categories.element.shape.departmentCode.nullable(),
        defaultKind: categories.element.shape.defaultKind.nullable(),
        defaultUrgency: categories.element.shape.defaultUrgency.nullable(),
        examples: z.array(text).max(500).default([]),
      }),
      headings: {
        code,
        parentCode: ['上级代码', 'Code of the one above', { refers: 'categories' }],
        level: ['级别', 'Level'],
        ...names,
        departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
        defaultKind: ['默认类型', 'Usual kind'],
        defaultUrgency: ['默认紧急程度', 'Usual urgency'],
        examples: ['群众说法', 'What people say'],
      },
      key: ['code'],
      parent: 'parentCode',
      who,
      changed: ({ emit }) => emit('rules.changed', {}),
    }),
    tableList(database, {
      name: 'skills',
      title: { zh: '技能', en: 'Skills' },
      table: 'Skill',
      row: skills.element.omit({ kind: true }),
      headings: { code, ...names },
      key: ['code'],
      who,
    }),
    tableList(database, {
      name: 'reasons',
      title: { zh: '原因与小结', en: 'Reasons and dispositions' },
      table: 'Reason',
      row: reasons.element.extend({
        list: z.enum([...reasons.element.shape.list.options, 'disposition']),
        position,
        isActive: z.boolean().default(true),
      }),
      headings: {
        list: ['清单', 'List'],
        code,
        labelZh: ['说法', 'Words'],
        labelEn: ['英文说法', 'English words'],
        basis: ['依据', 'Basis'],
        position: ['顺序', 'Order'],
        isActive: ['在用', 'In use'],
      },
      key: ['list', 'code'],
      who,
    }),
    tableList(database, {
      name: 'phone-book',
      title: { zh: '对外电话簿', en: 'Phone book' },
      table: 'PhoneBookEntry',
      row: phoneBook.element.extend({ position }),
      headings: {
        code,
        number: ['电话', 'Telephone'],
        ...names,
        kind: ['类别', 'Kind'],
        position: ['顺序', 'Order'],
      },
      key: ['code'],
      who,
    }),
    tableList(database, {
      name: 'canned-replies',
      title: { zh: '常用语', en: 'Canned replies' },
      table: 'CannedReply',
      row: canned.element.extend({ shortcut: canned.element.shape.shortcut.nullable() }),
      headings: { code, ...words, shortcut: ['快捷码', 'Shortcut'] },
      key: ['code'],
      who,
    }),
    tableList(database, {
      name: 'reply-templates',
      title: { zh: '答复模板', en: 'Reply templates' },
      table: 'ReplyTemplate',
      row: replyTemplates.element,
      headings: {
        code,
        departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
        ...words,
      },
      key: ['code'],
      who,
    }),
    tableList(database, {
      name: 'texts',
      title: { zh: '系统用语', en: 'Texts of the service' },
      table: 'TextTemplate',
      row: z.object({
        key: texts.element.shape.key,
        lang: z.enum(['zh', 'zh-HK', 'en']),
        text,
      }),
      headings: { key: ['键', 'Key'], lang: ['语言', 'Language'], text: ['内容', 'Text'] },
      key: ['key', 'lang'],
      who,
      check: (write) => variablesLost(database, write),
    }),
  ];
}

export function queueList(database: Database): List {
  return tableList(database, {
    name: 'queues',
    title: { zh: '队列', en: 'Queues' },
    table: 'Queue',
    row: queues.element,
    headings: {
      code,
      ...names,
      channels: ['渠道', 'Channels'],
      calendarCode: ['日历代码', 'Calendar code', { refers: 'calendars' }],
      requiredSkills: ['所需技能', 'Required skills'],
      priority: ['优先级', 'Priority'],
      offerTimeoutS: ['派送时限（秒）', 'Offer times out (s)'],
      wrapUpS: ['话后时间（秒）', 'Wrap-up (s)'],
      maxWaiting: ['最多等待', 'Most waiting'],
      rings: ['放宽圈', 'Rings'],
      stickyS: ['找回同一坐席（秒）', 'Same agent within (s)'],
      departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
    },
    key: ['code'],
    who,
  });
}

const variablesIn = (template: string): string[] =>
  [...new Set([...template.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name))].sort();

/** A text that is there keeps its variables: the program fills in these and no others. */
async function variablesLost(database: Database, { row, before }: Write): Promise<RowFault[]> {
  const inUse =
    before ??
    (await database.read.textTemplate.findUnique({
      where: { key_lang: { key: String(row.key), lang: 'zh' } },
    }));
  const [wanted, given] = [variablesIn(String(inUse?.text ?? row.text)), variablesIn(String(row.text))];
  if (wanted.join() === given.join()) return [];
  const list = wanted.map((name) => `{{${name}}}`).join(' ');
  return [
    {
      field: 'text',
      message: { zh: `变量须为 ${list || '（无）'}`, en: `its variables are ${list || 'none'}` },
    },
  ];
}
