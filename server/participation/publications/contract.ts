// What the city publishes: answers to citizens' matters (公开答复) and notices (通知公告).
import { z } from 'zod';
import { articleFileSchema, articleStatusSchema } from '../../knowledge/contract.ts';
import { bilingualSchema, idSchema, pageOf, pageQuerySchema, timeSchema } from '../../platform/contract.ts';
import { ticketKindSchema } from '../../tickets/contract.ts';

const code = z.string().max(80);
const title = z.object({ zh: z.string().trim().min(2).max(200), en: z.string().trim().max(300) });
const long = z.object({ zh: z.string().trim().min(2).max(20_000), en: z.string().trim().max(40_000) });

/** POST /api/replies/:ticketId/command and /api/notices/:id/command */
export const publicationCommandSchema = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('publish'),
    version: z.number().int().min(1),
    /** Somebody has read what still looks like personal data, and it is none. */
    isChecked: z.boolean().default(false),
  }),
  z.object({
    command: z.literal('withdraw'),
    version: z.number().int().min(1),
    reason: z.string().trim().min(2).max(500),
  }),
]);
export type PublicationCommand = z.infer<typeof publicationCommandSchema>;

const publicationSchema = z.object({
  id: idSchema,
  status: articleStatusSchema,
  version: z.number().int(),
  publishedAt: timeSchema.nullable(),
});

/** A matter in three texts, in both languages; an empty English one is read in Chinese. */
export const replyTextsSchema = z.object({ title, question: long, reply: long });
export type ReplyTexts = z.infer<typeof replyTextsSchema>;

/** GET /api/replies: closed matters that may be published, the latest first. */
export const replyQuerySchema = pageQuerySchema.extend({
  departmentCode: code.optional(),
  q: z.string().trim().max(100).optional(),
});
export const replyRowSchema = z.object({
  ticketId: idSchema,
  number: z.string(),
  kind: ticketKindSchema,
  title: z.string(),
  department: bilingualSchema.nullable(),
  closedAt: timeSchema,
  publication: publicationSchema.nullable(),
});
export const repliesSchema = pageOf(replyRowSchema);

/** GET /api/replies/:ticketId */
export const replyViewSchema = replyRowSchema.extend({
  category: bilingualSchema.nullable(),
  /** As it was told and answered; numbers are behind stars for everybody. */
  original: z.object({ title: z.string(), question: z.string(), reply: z.string() }),
  /** What was saved; the machine's masked proposal where nothing was. */
  draft: replyTextsSchema,
  /** What of the draft still looks like somebody's name, number or house. */
  left: z.array(z.string()),
});
export type ReplyView = z.infer<typeof replyViewSchema>;
/** PUT /api/replies/:ticketId; `version` 0 is the first time. */
export const saveReplySchema = replyTextsSchema.extend({ version: z.number().int().min(0) });
export type SaveReply = z.infer<typeof saveReplySchema>;

const choice = z.object({ code: z.string(), name: bilingualSchema, count: z.number().int() });
const listed = z.object({
  id: idSchema,
  title: bilingualSchema,
  summary: bilingualSchema,
  department: bilingualSchema.nullable(),
  publishedAt: timeSchema,
});
/** GET /api/public/replies: with `q` the best first, one page; otherwise the latest first. */
export const publicRepliesQuerySchema = pageQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  q: z.string().trim().max(200).optional(),
  departmentCode: code.optional(),
  /** One of the highest level: all below it are meant. */
  categoryCode: code.optional(),
});
export type PublicRepliesQuery = z.infer<typeof publicRepliesQuerySchema>;
export const publicReplyRowSchema = listed.extend({ category: bilingualSchema.nullable() });
export type PublicReplyRow = z.infer<typeof publicReplyRowSchema>;
export const publicRepliesSchema = pageOf(publicReplyRowSchema).extend({
  /** By what all of them can be narrowed. */
  departments: z.array(choice),
  categories: z.array(choice),
});
export type PublicReplies = z.infer<typeof publicRepliesSchema>;
/** GET /api/public/replies/:id */
export const publicReplySchema = publicReplyRowSchema.extend({
  question: bilingualSchema,
  reply: bilingualSchema,
});
export type PublicReply = z.infer<typeof publicReplySchema>;

/** GET /api/public/notices */
export const publicNoticesSchema = pageOf(listed);
export type PublicNotices = z.infer<typeof publicNoticesSchema>;
/** GET /api/public/notices/:id; files are at /api/citizen/articles/:id/files/:fileId */
export const publicNoticeSchema = listed.extend({
  /** Markdown. */
  body: bilingualSchema,
  files: z.array(articleFileSchema),
});
export type PublicNotice = z.infer<typeof publicNoticeSchema>;

/** PUT /api/notices/:id; the id is the caller's, `version` 0 makes it. */
export const saveNoticeSchema = z.object({
  title,
  body: long,
  departmentCode: code,
  fileIds: z.array(idSchema).max(20).default([]),
  version: z.number().int().min(0),
});
export type SaveNotice = z.infer<typeof saveNoticeSchema>;
export const noticeViewSchema = publicationSchema.extend({
  title: bilingualSchema,
  body: bilingualSchema,
  department: bilingualSchema.nullable(),
  departmentCode: z.string().nullable(),
  updatedAt: timeSchema,
  files: z.array(articleFileSchema),
});
export type NoticeView = z.infer<typeof noticeViewSchema>;
/** GET /api/notices: whatever their status, the latest change first. */
export const noticesSchema = pageOf(noticeViewSchema);

/** Rows of a pack's notices.json. */
export const noticePackSchema = z.strictObject({
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{2,60}$/),
  departmentCode: code,
  titleZh: title.shape.zh,
  titleEn: title.shape.zh,
  bodyZh: long.shape.zh,
  bodyEn: long.shape.zh,
  /** Days before the pack is applied. */
  daysAgo: z.number().int().min(0).max(365),
});
