// What agents answer from, as lists: articles, synonyms, and the ways in which files and addresses are read.
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { saveArticleSchema, saveSynonymsSchema } from '../../knowledge/contract.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { Database } from '../../platform/database.ts';
import { mappingSchema, saveMappingSchema, saveSourceSchema } from '../contract.ts';
import type { ListDeps } from './deps.ts';
import {
  byKey,
  columnsOf,
  type List,
  noFilter,
  onePage,
  pagesBy,
  type Row,
  shortList,
  versionOf,
  writingOf,
} from './list.ts';

const { title, body, short, spoken } = saveArticleSchema.shape;
const spokenWords = spoken.unwrap().shape;
const articleRow = z.object({
  code: saveArticleSchema.shape.code,
  audience: saveArticleSchema.shape.audience,
  titleZh: title.shape.zh,
  titleEn: title.shape.en,
  bodyZh: body.shape.zh,
  bodyEn: body.shape.en,
  shortZh: short.shape.zh,
  shortEn: short.shape.en,
  spokenZh: spokenWords.zh.default(''),
  spokenEn: spokenWords.en.default(''),
  keywords: saveArticleSchema.shape.keywords,
  departmentCode: saveArticleSchema.shape.departmentCode,
  categoryCode: saveArticleSchema.shape.categoryCode,
  owner: z.string().nullable(),
  reviewBy: saveArticleSchema.shape.reviewBy,
});
type ArticleView = Awaited<ReturnType<Knowledge['articles']['readPublished']>>;

const ownWords = {
  zh: '由办事事项、公开目录或公开答复生成的条目，请在其来源处修改',
  en: 'it is made from a service item, the catalogue or a reply: change it where it comes from',
};

export function articleList(database: Database, knowledge: Knowledge): List {
  const key = ['code'];
  async function rowsOf(articles: readonly ArticleView[]): Promise<Row[]> {
    const owners = await database.read.user.findMany({
      where: { id: { in: articles.flatMap(({ ownerId }) => ownerId ?? []) } },
      select: { id: true, username: true },
    });
    const nameOf = new Map(owners.map(({ id, username }) => [id, username]));
    return articles.map(({ title, body, short, spoken, ownerId, ...row }) => ({
      ...row,
      titleZh: title.zh,
      titleEn: title.en,
      bodyZh: body.zh,
      bodyEn: body.en,
      shortZh: short.zh,
      shortEn: short.en,
      spokenZh: spoken.zh,
      spokenEn: spoken.en,
      owner: nameOf.get(ownerId ?? '') ?? null,
    }));
  }
  return {
    name: 'articles',
    title: { zh: '知识条目', en: 'Articles' },
    read: 'knowledge.steer',
    columns: columnsOf(
      articleRow.extend({
        status: z.string(),
        version: z.number(),
        publishedAt: z.string().nullable(),
        updatedAt: z.string(),
      }),
      {
        code: ['代码', 'Code'],
        audience: ['可见范围', 'Audience'],
        titleZh: ['标题', 'Title'],
        titleEn: ['英文标题', 'English title'],
        shortZh: ['短信答复', 'Short text'],
        shortEn: ['英文短信答复', 'English short text'],
        spokenZh: ['电话播报', 'Spoken text'],
        spokenEn: ['英文电话播报', 'English spoken text'],
        bodyZh: ['正文', 'Body', { parts: 4 }],
        bodyEn: ['英文正文', 'English body', { parts: 4 }],
        keywords: ['关键词', 'Keywords'],
        departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
        categoryCode: ['分类代码', 'Category code', { refers: 'categories' }],
        // Without one, whoever imports it has it: somebody is to be reminded of the review.
        owner: ['负责人', 'Owner', { refers: 'users', isKept: true }],
        reviewBy: ['复核期限', 'Review by'],
        status: ['状态', 'Status', { isReadOnly: true }],
        version: ['版本', 'Version', { isReadOnly: true }],
        publishedAt: ['发布时间', 'Published at', { isReadOnly: true }],
        updatedAt: ['更新时间', 'Updated at', { isReadOnly: true }],
      },
    ),
    key,
    filter: z.object({
      status: z.enum(['draft', 'review', 'published', 'expiring', 'withdrawn']).optional(),
    }),
    async *pages(actor, filter) {
      const status = z
        .enum(['draft', 'review', 'published', 'expiring', 'withdrawn'])
        .optional()
        .parse(filter.status);
      for await (const items of pagesBy((cursor) =>
        knowledge.articles.list({ limit: 200, cursor, status }, actor),
      ))
        yield rowsOf(items.filter(({ source }) => source === 'editor'));
    },
    note: null,
    writing: writingOf(articleRow, {
      who: 'knowledge.edit',
      known: async (codes) => byKey({ key }, rowsOf(await knowledge.publications.byCodes(codes))),
      check: (_row, before) =>
        before && before.source !== 'editor' ? [{ field: 'code', message: ownWords }] : [],
      each: async ({ actor }, row, before) => {
        const owner = row.owner && (await database.read.user.findUnique({ where: { username: row.owner } }));
        const { titleZh, titleEn, bodyZh, bodyEn, shortZh, shortEn, spokenZh, spokenEn, ...rest } = row;
        const files = z
          .array(z.object({ id: z.string() }))
          .catch([])
          .parse(before?.files);
        await knowledge.articles.save(actor, {
          ...rest,
          title: { zh: titleZh, en: titleEn },
          body: { zh: bodyZh, en: bodyEn },
          short: { zh: shortZh, en: shortEn },
          spoken: { zh: spokenZh, en: spokenEn },
          ownerId: owner ? owner.id : null,
          fileIds: files.map(({ id }) => id),
          version: versionOf(before),
        });
      },
    }),
  };
}

/** The same wherever it is imported, so that the same file twice makes one group. */
function idOf(key: string): string {
  if (z.uuid().safeParse(key).success) return key;
  const hex = createHash('sha256').update(`synonyms:${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function synonymList(knowledge: Knowledge): List {
  const row = z.object({
    key: z.string().trim().min(1).max(60),
    words: saveSynonymsSchema.shape.words,
    note: saveSynonymsSchema.shape.note,
  });
  const rows = async () =>
    (await knowledge.synonyms.read()).map(({ id, code, words, note, version }) => ({
      key: code ?? id,
      words,
      note,
      id,
      version,
    }));
  return {
    name: 'synonyms',
    title: { zh: '同义词', en: 'Synonyms' },
    read: 'knowledge.steer',
    columns: columnsOf(row, { key: ['键', 'Key'], words: ['同义词', 'Words'], note: ['备注', 'Note'] }),
    key: ['key'],
    filter: noFilter,
    pages: () => onePage(rows()),
    note: null,
    writing: writingOf(row, {
      who: 'knowledge.edit',
      known: async () =>
        new Map(
          (await rows()).flatMap((one): [string, Row][] => [
            [one.id, one],
            [one.key, one],
          ]),
        ),
      each: ({ actor }, { key, words, note }, before) =>
        knowledge.synonyms.save(actor, before ? String(before.id) : idOf(key), {
          words,
          note,
          version: versionOf(before),
        }),
    }),
  };
}

export function mappingList({ mappings }: ListDeps): List {
  const row = saveMappingSchema.extend({ mapping: mappingSchema });
  const key = ['target', 'name'];
  return shortList(row, {
    name: 'import-mappings',
    title: { zh: '导入列对应', en: 'Mappings of imports' },
    read: 'knowledge.import',
    columns: columnsOf(row, {
      target: ['对象', 'What'],
      name: ['名称', 'Name'],
      mapping: ['列对应', 'Mapping'],
    }),
    key,
    rows: () => mappings.read(),
    who: 'knowledge.import',
    each: ({ actor }, given) => mappings.save(actor.id, randomUUID(), given),
  });
}

export function sourceList({ mappings, sources }: ListDeps): List {
  const row = saveSourceSchema
    .omit({ mappingId: true, version: true })
    .extend({ id: z.uuid(), mapping: z.string().max(60).nullable() });
  const key = ['id'];
  const rows = async (): Promise<Row[]> => {
    const names = new Map((await mappings.read()).map(({ id, name }) => [id, name]));
    return (await sources.read()).map((one) => ({ ...one, mapping: names.get(one.mappingId ?? '') ?? null }));
  };
  return shortList(row, {
    name: 'import-sources',
    title: { zh: '定时导入地址', en: 'Addresses that are pulled' },
    read: 'knowledge.import',
    columns: columnsOf(row, {
      id: ['编号', 'Id'],
      name: ['名称', 'Name'],
      target: ['对象', 'What'],
      url: ['地址', 'Address'],
      mapping: ['列对应', 'Mapping'],
      isWhole: ['整份', 'Whole'],
      hour: ['每天几点', 'Hour'],
      isActive: ['启用', 'Active'],
    }),
    key,
    rows,
    who: 'knowledge.import',
    each: async ({ actor }, { id, mapping, ...given }, before) => {
      const named = (await mappings.read()).find(
        ({ name, target }) => name === mapping && target === given.target,
      );
      await sources.save(
        actor.id,
        id,
        { ...given, mappingId: named?.id ?? null, version: versionOf(before) },
        new Date(),
      );
    },
    check: async ({ mapping, target }) => {
      if (mapping === null) return [];
      const isKnown = (await mappings.read()).some((one) => one.name === mapping && one.target === target);
      const message = { zh: `没有列对应“${mapping}”`, en: `there is no mapping “${mapping}”` };
      return isKnown ? [] : [{ field: 'mapping', message }];
    },
  });
}
