// Builds the room out of its parts.
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { urgencyOf, urgencyRulesSchema } from '../../knowledge/classify/index.ts';
import urgencyRules from '../../knowledge/classify/urgency.json' with { type: 'json' };
import type { Actor } from '../platform/auth/actor.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { answerCorrectionSchema, importRequestSchema, requestCorrectionSchema } from './contract.ts';
import { type Sight, sightOf } from './core.ts';
import { answerCorrection, readCorrections, requestCorrection } from './corrections.ts';
import { importItems, readImports } from './import.ts';
import { LiveIndex } from './live-index.ts';
import { markNoticesSeen, readNotices } from './notices.ts';
import { startReminders } from './reminders.ts';
import { Articles } from './service.ts';

/** Builds the room and fills this process's search index. */
export async function createKnowledge(deps: { database: Database; redis: Redis; jobs: Jobs; log: Log }) {
  const { database, redis, jobs, log } = deps;
  const articles = new Articles(database);
  const index = new LiveIndex(database, redis, log);
  jobs.perform(database, 'knowledge', {
    'article.changed': ({ articleId }) => index.announce(articleId),
  });
  await index.start();
  const rules = urgencyRulesSchema.parse(urgencyRules);
  let reminders: { stop(): void } | undefined;
  return {
    articles,
    index,
    corrections: {
      request: (actor: Actor, articleId: string, request: z.infer<typeof requestCorrectionSchema>) =>
        requestCorrection(database, actor, sightOf(actor), articleId, request, new Date()),
      answer: (actor: Actor, id: string, answer: z.infer<typeof answerCorrectionSchema>) =>
        answerCorrection(database, actor, sightOf(actor), id, answer, new Date()),
      read: (sight: Sight, query: Parameters<typeof readCorrections>[2]) =>
        readCorrections(database, sight, query),
    },
    notices: {
      read: (userId: string) => readNotices(database, userId, new Date()),
      markSeen: (userId: string) => markNoticesSeen(database, userId, new Date()),
    },
    /** Who can own an article. */
    async editors() {
      const rows = await database.read.user.findMany({
        where: { isActive: true, roles: { has: 'editor' } },
        select: { id: true, nameZh: true, nameEn: true },
        orderBy: { username: 'asc' },
      });
      return rows.map(({ id, nameZh, nameEn }) => ({ id, name: { zh: nameZh, en: nameEn } }));
    },
    /** Begins to remind owners (role `worker`). */
    start() {
      reminders = startReminders(database, log);
    },
    importItems: (request: z.infer<typeof importRequestSchema>, actorId: string) =>
      importItems(database, request, actorId),
    imports: (id?: string) => readImports(database, id),
    /** Whether words speak of danger to life or property now. */
    isDanger: (text: string) => urgencyOf({ title: '', text }, rules).value === 'emergency',
    stop() {
      reminders?.stop();
      index.stop();
    },
  };
}

export type Knowledge = Awaited<ReturnType<typeof createKnowledge>>;
