// What people are told about articles. Apart from the contract: every console hears it, and loads it first.
import { z } from 'zod';
import { bilingualSchema, idSchema, timeSchema } from '../platform/contract.ts';

export const noticeKindSchema = z.enum([
  'to_review',
  'rejected',
  'published',
  'expiring',
  'overdue',
  'withdrawn',
  'correction',
  'correction_late',
  'correction_answered',
  /** An address that is pulled has failed; the notice is about the source, not about an article. */
  'source_failed',
]);
export type ArticleNoticeKind = z.infer<typeof noticeKindSchema>;
/** News about an article for one person; what GET /api/knowledge/notices lists. */
export const articleNoticeSchema = z.object({
  id: idSchema,
  articleId: idSchema,
  kind: noticeKindSchema,
  title: bilingualSchema,
  at: timeSchema,
  isSeen: z.boolean(),
});
export type ArticleNoticeView = z.infer<typeof articleNoticeSchema>;
export const articleNewsSchema = articleNoticeSchema.pick({ articleId: true, kind: true, title: true });
