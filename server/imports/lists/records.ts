// What happened, as lists: they go out and never come in. A record that a file could write would prove nothing.
import { z } from 'zod';
import { auditQuerySchema, looks, readTrail, revealsQuerySchema } from '../../admin/index.ts';
import type { Knowledge } from '../../knowledge/index.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Permission } from '../../platform/auth/roles.ts';
import { type Bilingual, channelSchema, langSchema } from '../../platform/contract.ts';
import type { Database } from '../../platform/database.ts';
import { storedColumns } from '../../platform/fields.ts';
import { veilNumber } from '../../platform/privacy.ts';
import { ticketListQuerySchema, ticketSummarySchema } from '../../tickets/contract.ts';
import type { ListName } from './contract.ts';
import type { ListDeps } from './deps.ts';
import { columnsOf, type Heading, type List, noFilter, onePage, pagesBy, type Row } from './list.ts';

const recorded: Bilingual = {
  zh: '只导出：这是发生过的事的记录，能从文件改写就不再可信',
  en: 'export only: it is a record of what happened, and would prove nothing if a file could write it',
};
const pageRows = 500;

function recordList(
  spec: Pick<List, 'name' | 'title' | 'read' | 'pages'> & {
    shape: z.ZodObject;
    headings: Readonly<Record<string, Heading>>;
    filter?: z.ZodObject;
  },
): List {
  const { shape, headings, filter = noFilter, ...rest } = spec;
  return { ...rest, columns: columnsOf(shape, headings), key: ['id'], filter, note: recorded, writing: null };
}

const bare = (filter: Row): Row =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
const id: Heading = ['编号', 'Id'];

function ticketList(tickets: ListDeps['tickets']): List {
  const filter = ticketListQuerySchema.omit({ cursor: true, limit: true });
  return recordList({
    name: 'tickets',
    title: { zh: '工单', en: 'Tickets' },
    read: 'ticket.read',
    shape: ticketSummarySchema.omit({ officerId: true }),
    headings: {
      id,
      number: ['工单号', 'Number'],
      kind: ['类型', 'Kind'],
      state: ['状态', 'State'],
      urgency: ['紧急程度', 'Urgency'],
      title: ['标题', 'Title'],
      channel: ['渠道', 'Channel'],
      categoryCode: ['分类代码', 'Category code'],
      districtCode: ['区代码', 'District code'],
      leadDepartmentCode: ['主办部门', 'Lead department'],
      bounces: ['退回次数', 'Returns'],
      urges: ['催办次数', 'Urges'],
      createdAt: ['受理时间', 'Received at'],
      nextClock: ['当前时限', 'Clock that runs'],
      nextDueAt: ['到期时间', 'Due at'],
      alarm: ['预警', 'Alarm'],
    },
    filter,
    pages: (actor, given) =>
      pagesBy((cursor) => tickets.list(actor, { ...filter.parse(bare(given)), cursor, limit: 200 })),
  });
}

interface Records {
  name: ListName;
  title: Bilingual;
  read: Permission;
  row: z.ZodObject;
  headings: Readonly<Record<string, Heading>>;
  /** Selects the row's columns, `$1` being the last id. */
  sql: string;
  after: string;
}

/** Rows of one statement, a page at a time in the order of their ids. */
function statementList(database: Database, { row, sql, after, ...spec }: Records): List {
  async function* pages(): AsyncGenerator<Row[]> {
    let last = after;
    for (;;) {
      const rows = await database.sql.rows(row, `${sql} LIMIT ${pageRows}`, [last]);
      yield rows;
      const end = rows.at(-1);
      if (!end || rows.length < pageRows) return;
      last = String(end.id);
    }
  }
  return recordList({ ...spec, shape: row, pages });
}

const moment = z.date().transform((at) => at.toISOString());
const perhaps = z
  .date()
  .nullable()
  .transform((at) => at?.toISOString() ?? null);
const nil = '00000000-0000-0000-0000-000000000000';

const contactRow = z.object({
  id: z.string(),
  channel: channelSchema,
  queueCode: z.string(),
  state: z.string(),
  priority: z.number(),
  lang: z.string(),
  agent: z.string().nullable(),
  arrivedAt: moment,
  acceptedAt: perhaps,
  endedAt: perhaps,
  disposition: z.string().nullable(),
  isCallback: z.boolean(),
});
const contacts: Records = {
  name: 'contacts',
  title: { zh: '来访', en: 'Contacts' },
  read: 'contacts.read',
  row: contactRow,
  headings: {
    id,
    channel: ['渠道', 'Channel'],
    queueCode: ['队列', 'Queue'],
    state: ['状态', 'State'],
    priority: ['优先级', 'Priority'],
    lang: ['语言', 'Language'],
    agent: ['坐席', 'Agent'],
    arrivedAt: ['到达时间', 'Arrived at'],
    acceptedAt: ['接起时间', 'Taken at'],
    endedAt: ['结束时间', 'Ended at'],
    disposition: ['小结', 'Disposition'],
    isCallback: ['回拨', 'Callback'],
  },
  sql: `SELECT i.id, i.channel::text, i."queueCode", i.state::text, i.priority, i.lang, u.username AS agent, i."arrivedAt",
      i."acceptedAt", i."endedAt", i.disposition, i."isCallback"
    FROM "Interaction" i LEFT JOIN "User" u ON u.id = i."agentId" WHERE i.id > $1::uuid ORDER BY i.id`,
  after: nil,
};

const conversations: Records = {
  name: 'conversations',
  title: { zh: '会话', en: 'Conversations' },
  read: 'contacts.read',
  row: z.object({
    id: z.string(),
    channel: channelSchema,
    status: z.string(),
    lang: langSchema.or(z.string()),
    messages: z.number(),
    contacts: z.number(),
    createdAt: moment,
    lastMessageAt: moment,
  }),
  headings: {
    id,
    channel: ['渠道', 'Channel'],
    status: ['状态', 'State'],
    lang: ['语言', 'Language'],
    messages: ['消息数', 'Messages'],
    contacts: ['来访数', 'Contacts'],
    createdAt: ['开始时间', 'Begun at'],
    lastMessageAt: ['最后消息', 'Last message at'],
  },
  sql: `SELECT c.id, c.channel::text, c.status::text, c.lang, c."lastSeq" AS messages,
      (SELECT count(*)::int FROM "Interaction" i WHERE i."conversationId" = c.id) AS contacts, c."createdAt",
      c."lastMessageAt"
    FROM "Conversation" c WHERE c.id > $1::uuid ORDER BY c.id`,
  after: nil,
};

const storedNumber = z.object({
  id: z.string(),
  sealed: z.string().nullable(),
  plain: z.string().nullable(),
});

const callbacksOf = (database: Database): Records => ({
  name: 'callbacks',
  title: { zh: '回拨', en: 'Callbacks' },
  read: 'contacts.read',
  row: z.object({
    id: z.string(),
    number: storedNumber.transform(({ id, ...stored }) =>
      veilNumber(database.fields.read('Callback.number', id, stored) ?? ''),
    ),
    until: perhaps,
    attempts: z.number(),
    createdAt: moment,
    endedAt: perhaps,
    outcome: z.string().nullable(),
  }),
  headings: {
    id,
    number: ['号码', 'Number'],
    until: ['约定时间', 'Asked for'],
    attempts: ['已拨次数', 'Attempts'],
    createdAt: ['提出时间', 'Asked at'],
    endedAt: ['结束时间', 'Ended at'],
    outcome: ['结果', 'Outcome'],
  },
  sql: `SELECT b."interactionId" AS id,
      ${storedColumns('Callback.number', 'b')} || jsonb_build_object('id', b."interactionId") AS number,
      b.until, b.attempts, b."createdAt", b."endedAt", b.outcome::text
    FROM "Callback" b WHERE b."interactionId" > $1::uuid ORDER BY b."interactionId"`,
  after: nil,
});

function broadcastList(broadcasts: ListDeps['broadcasts']): List {
  const rows = async (): Promise<Row[]> =>
    (await broadcasts.list(new Date())).items.map(({ title, text, ...rest }) => ({
      ...rest,
      titleZh: title.zh,
      titleEn: title.en,
      textZh: text.zh,
      textEn: text.en,
    }));
  return recordList({
    name: 'broadcasts',
    title: { zh: '预警与公告', en: 'Warnings' },
    read: 'lists.read',
    shape: z.object({
      id: z.string(),
      identifier: z.string(),
      sentAt: z.string(),
      kind: z.string(),
      level: z.string(),
      state: z.string(),
      titleZh: z.string(),
      titleEn: z.string(),
      textZh: z.string(),
      textEn: z.string(),
      areaCodes: z.array(z.string()),
      effectiveAt: z.string(),
      expiresAt: z.string(),
      smsCount: z.number(),
    }),
    headings: {
      id,
      identifier: ['标识', 'Identifier'],
      sentAt: ['发布时间', 'Sent at'],
      kind: ['类型', 'Kind'],
      level: ['级别', 'Level'],
      state: ['状态', 'State'],
      titleZh: ['标题', 'Title'],
      titleEn: ['英文标题', 'English title'],
      textZh: ['内容', 'Text'],
      textEn: ['英文内容', 'English text'],
      areaCodes: ['区域代码', 'Area codes'],
      effectiveAt: ['生效', 'In force from'],
      expiresAt: ['失效', 'Ends at'],
      smsCount: ['已发短信', 'Text messages sent'],
    },
    pages: () => onePage(rows()),
  });
}

function correctionList(knowledge: Knowledge): List {
  return recordList({
    name: 'corrections',
    title: { zh: '纠错', en: 'Corrections' },
    read: 'knowledge.steer',
    shape: z.object({
      id: z.string(),
      articleTitle: z.string(),
      version: z.number(),
      text: z.string(),
      state: z.string(),
      by: z.string().nullable(),
      createdAt: z.string(),
      dueAt: z.string(),
      answer: z.string().nullable(),
      answeredBy: z.string().nullable(),
      answeredAt: z.string().nullable(),
    }),
    headings: {
      id,
      articleTitle: ['条目', 'Article'],
      version: ['版本', 'Version'],
      text: ['指出', 'What is wrong'],
      state: ['状态', 'State'],
      by: ['提出人', 'By'],
      createdAt: ['提出时间', 'At'],
      dueAt: ['限期', 'Due at'],
      answer: ['答复', 'Answer'],
      answeredBy: ['答复人', 'Answered by'],
      answeredAt: ['答复时间', 'Answered at'],
    },
    pages: (actor) => onePage(correctionsOf(knowledge, actor)),
  });
}

async function correctionsOf(knowledge: Knowledge, actor: Actor): Promise<Row[]> {
  const items = await knowledge.corrections.all(actor);
  return items.map(({ articleTitle, by, answeredBy, ...rest }) => ({
    ...rest,
    articleTitle: articleTitle[actor.locale],
    by: by?.[actor.locale] ?? null,
    answeredBy: answeredBy?.[actor.locale] ?? null,
  }));
}

function gapList(knowledge: Knowledge): List {
  return {
    ...recordList({
      name: 'gaps',
      title: { zh: '没有答上的问题', en: 'Questions without an answer' },
      read: 'knowledge.steer',
      shape: z.object({
        words: z.string(),
        nothing: z.number(),
        notHelped: z.number(),
        lastAt: z.string(),
      }),
      headings: {
        words: ['问题', 'Question'],
        nothing: ['没有结果', 'Nothing found'],
        notHelped: ['没有帮到', 'Did not help'],
        lastAt: ['最近一次', 'Last at'],
      },
      pages: () => onePage(knowledge.feedback.gaps()),
    }),
    key: ['words'],
  };
}

const trail = {
  shape: z.object({
    id: z.string(),
    at: z.string(),
    actor: z.string().nullable(),
    action: z.string(),
    subjectType: z.string(),
    subjectId: z.string(),
    detail: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
  }),
  headings: {
    id,
    at: ['时间', 'At'],
    actor: ['何人', 'Who'],
    action: ['何事', 'Deed'],
    subjectType: ['对象类型', 'Kind of thing'],
    subjectId: ['对象', 'Thing'],
    detail: ['细节', 'Detail'],
    ip: ['地址', 'Address'],
  },
} as const satisfies { shape: z.ZodObject; headings: Record<string, Heading> };

async function* trailOf(
  database: Database,
  filter: z.output<typeof auditQuerySchema>,
  among?: readonly string[],
): AsyncGenerator<Row[]> {
  for await (const items of pagesBy((cursor) =>
    readTrail(database, { ...filter, cursor, limit: 200 }, {}, among),
  ))
    yield items.map(({ actor, subject, ...rest }) => ({
      ...rest,
      actor: actor?.username ?? actor?.name.zh ?? null,
      subjectType: subject.type,
      subjectId: subject.id,
    }));
}

export function recordLists({ database, tickets, knowledge, broadcasts }: ListDeps): List[] {
  return [
    ticketList(tickets),
    statementList(database, contacts),
    statementList(database, conversations),
    statementList(database, callbacksOf(database)),
    broadcastList(broadcasts),
    correctionList(knowledge),
    gapList(knowledge),
    recordList({
      name: 'audit',
      title: { zh: '操作留痕', en: 'Audit trail' },
      read: 'audit.read',
      ...trail,
      filter: auditQuerySchema.omit({ cursor: true, limit: true }),
      pages: (_actor, filter) => trailOf(database, auditQuerySchema.parse(bare(filter))),
    }),
    recordList({
      name: 'reveals',
      title: { zh: '查看记录', en: 'Looks at personal data' },
      read: 'reveals.read',
      ...trail,
      filter: revealsQuerySchema.omit({ cursor: true, limit: true }),
      pages: (_actor, filter) => trailOf(database, auditQuerySchema.parse(bare(filter)), looks),
    }),
  ];
}
