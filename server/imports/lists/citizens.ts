// What citizens are asked and told, and who of them is not to be called, as lists.
import { z } from 'zod';
import { calledNumberSchema } from '../../intake/contract.ts';
import { calledNumber } from '../../intake/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import { saveConsultationSchema } from '../../participation/contract.ts';
import { saveNoticeSchema } from '../../participation/publications/contract.ts';
import type { ListDeps } from './deps.ts';
import { byKey, columnsOf, type List, noFilter, pagesBy, type Row, versionOf, writingOf } from './list.ts';

const pageRows = 200;
const notDraft = {
  zh: '已不是草稿，公众看到的内容不能从文件改',
  en: 'it is no draft any more: what citizens see is not changed from a file',
};

export function consultationList(participation: ListDeps['participation']): List {
  const { version: _version, ...shape } = saveConsultationSchema.shape;
  const row = z.object({ id: z.uuid(), ...shape });
  const key = ['id'];
  type Stored = Awaited<ReturnType<ListDeps['participation']['rowsOf']>>[number];
  const rowOf = ({ opensAt, closesAt, heldAt, ...rest }: Stored): Row => ({
    ...rest,
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
    heldAt: heldAt?.toISOString() ?? null,
  });
  return {
    name: 'consultations',
    title: { zh: '问卷、征集、听证、评议', en: 'Surveys, consultations, hearings, ratings' },
    read: 'participation.run',
    columns: columnsOf(row.extend({ state: z.string(), version: z.number() }), {
      id: ['编号', 'Id'],
      kind: ['类型', 'Kind'],
      departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
      titleZh: ['标题', 'Title'],
      titleEn: ['英文标题', 'English title'],
      textZh: ['说明', 'Text'],
      textEn: ['英文说明', 'English text'],
      documents: ['文件', 'Documents'],
      questions: ['问题', 'Questions', { parts: 4 }],
      needsPhone: ['须验证手机', 'Needs a telephone'],
      opensAt: ['开始', 'Opens at'],
      closesAt: ['截止', 'Closes at'],
      heldAt: ['听证时间', 'Held at'],
      venueZh: ['地点', 'Venue'],
      venueEn: ['英文地点', 'English venue'],
      state: ['状态', 'State', { isReadOnly: true }],
      version: ['版本', 'Version', { isReadOnly: true }],
    }),
    key,
    filter: noFilter,
    async *pages() {
      for await (const rows of pagesBy(async (cursor) => {
        const items = await participation.rowsAfter(cursor, pageRows);
        return { items, nextCursor: items.length < pageRows ? null : (items.at(-1)?.id ?? null) };
      }))
        yield rows.map(rowOf);
    },
    note: {
      zh: '导入的是草稿，由人核对后开放；答卷在各自页面导出',
      en: 'comes in as a draft that somebody opens; answers are exported on its own page',
    },
    writing: writingOf(row, {
      who: 'participation.run',
      known: async (ids) =>
        byKey(
          { key },
          participation.rowsOf(ids).then((rows) => rows.map(rowOf)),
        ),
      check: (given, before) => {
        const read = saveConsultationSchema.safeParse({ ...given, version: 0 });
        return [
          ...(before && before.state !== 'draft' ? [{ field: 'state', message: notDraft }] : []),
          ...(read.error?.issues ?? []).map(({ path, message }) => ({
            field: String(path[0] ?? ''),
            message: { zh: message, en: message },
          })),
        ];
      },
      each: ({ actor, ip }, { id, ...draft }, before) =>
        participation.save(id, saveConsultationSchema.parse({ ...draft, version: versionOf(before) }), {
          id: actor.id,
          ip,
        }),
    }),
  };
}

export function noticeList(knowledge: Knowledge, newsroom: ListDeps['newsroom']): List {
  const { title, body, departmentCode } = saveNoticeSchema.shape;
  const row = z.object({
    code: z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/),
    departmentCode,
    titleZh: title.shape.zh,
    titleEn: title.shape.en,
    bodyZh: body.shape.zh,
    bodyEn: body.shape.en,
  });
  const key = ['code'];
  type Stored = Awaited<ReturnType<Knowledge['publications']['byCodes']>>[number];
  const rowOf = ({ title, body, ...rest }: Stored): Row => ({
    ...rest,
    titleZh: title.zh,
    titleEn: title.en,
    bodyZh: body.zh,
    bodyEn: body.en,
  });
  return {
    name: 'notices',
    title: { zh: '通知公告', en: 'Notices' },
    read: 'participation.run',
    columns: columnsOf(row.extend({ status: z.string(), publishedAt: z.string().nullable() }), {
      code: ['代码', 'Code'],
      departmentCode: ['部门代码', 'Department code', { refers: 'departments' }],
      titleZh: ['标题', 'Title'],
      titleEn: ['英文标题', 'English title'],
      bodyZh: ['正文', 'Body', { parts: 2 }],
      bodyEn: ['英文正文', 'English body', { parts: 2 }],
      status: ['状态', 'Status', { isReadOnly: true }],
      publishedAt: ['发布时间', 'Published at', { isReadOnly: true }],
    }),
    key,
    filter: noFilter,
    async *pages() {
      for await (const items of pagesBy((cursor) =>
        knowledge.publications.list({ source: 'notice', isPublished: false, cursor, limit: pageRows }),
      ))
        yield items.map(rowOf);
    },
    note: {
      zh: '导入的是草稿，由人核对后发布；附件不在文件里',
      en: 'comes in as a draft that somebody publishes; attachments are in no file',
    },
    writing: writingOf(row, {
      who: 'participation.run',
      known: async (codes) =>
        byKey(
          { key },
          knowledge.publications.byCodes(codes).then((rows) => rows.map(rowOf)),
        ),
      check: (_row, before) => {
        if (before && before.source !== 'notice')
          return [
            { field: 'code', message: { zh: '这个代码是别的条目', en: 'the code is something else’s' } },
          ];
        return before?.status === 'published' ? [{ field: 'status', message: notDraft }] : [];
      },
      each: ({ actor, ip }, { code, titleZh, titleEn, bodyZh, bodyEn, departmentCode: of }, before) => {
        const files = z
          .array(z.object({ id: z.string() }))
          .catch([])
          .parse(before?.files);
        return newsroom.bring(
          code,
          {
            title: { zh: titleZh, en: titleEn },
            body: { zh: bodyZh, en: bodyEn },
            departmentCode: of,
            fileIds: files.map(({ id }) => id),
            version: versionOf(before),
          },
          { id: actor.id, ip },
        );
      },
    }),
  };
}

export function doNotCallList(doNotCall: ListDeps['doNotCall']): List {
  const row = z.object({
    number: z.string().trim().transform(calledNumber).pipe(calledNumberSchema),
    source: z.enum(['voice', 'sms', 'console']).default('console'),
    note: z.string().trim().max(300).nullable(),
  });
  const key = ['number'];
  return {
    name: 'do-not-call',
    title: { zh: '免打扰号码', en: 'Numbers not to call' },
    read: 'do_not_call.exchange',
    columns: columnsOf(
      z.object({ ...row.shape, number: z.string(), by: z.string().nullable(), since: z.string() }),
      {
        number: ['号码', 'Number'],
        source: ['怎样提出', 'Asked by'],
        note: ['备注', 'Note'],
        by: ['登记人', 'Noted by', { isReadOnly: true }],
        since: ['登记时间', 'Since', { isReadOnly: true }],
      },
    ),
    key,
    filter: z.object({ q: z.string().trim().max(20).default('') }),
    async *pages(actor, filter) {
      const part = z.string().catch('').parse(filter.q);
      for await (const rows of pagesBy(async (cursor = '') => {
        const { items, next: nextCursor } = await doNotCall.after(cursor, part, pageRows);
        return { items, nextCursor };
      }))
        yield rows.map(({ by, ...rest }) => ({ ...rest, by: by?.[actor.locale] ?? null }));
    },
    note: null,
    writing: {
      who: 'do_not_call.exchange',
      row,
      known: async (numbers) => {
        const rows = new Map((await doNotCall.of(numbers)).map((one) => [one.number, one]));
        // Found under the number as the file writes it, too.
        return new Map(
          numbers.flatMap((number): [string, Row][] => {
            const found = rows.get(calledNumber(number));
            return found ? [[number, found]] : [];
          }),
        );
      },
      atOnce: 250,
      write: ({ actor, ip }, writes) =>
        doNotCall.bring(
          writes.map((one) => row.parse(one.row)),
          { id: actor.id, ip },
        ),
    },
  };
}
