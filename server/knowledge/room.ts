// Builds the room out of its parts.
import type { Redis } from 'ioredis';
import type { z } from 'zod';
import { urgencyOf, urgencyRulesSchema } from '../../knowledge/classify/index.ts';
import urgencyRules from '../../knowledge/classify/urgency.json' with { type: 'json' };
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import type { importRequestSchema } from './contract.ts';
import { importItems, readImports } from './import.ts';
import { LiveIndex } from './live-index.ts';
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
  return {
    articles,
    index,
    importItems: (request: z.infer<typeof importRequestSchema>, actorId: string) =>
      importItems(database, request, actorId),
    imports: (id?: string) => readImports(database, id),
    /** Whether words speak of danger to life or property now. */
    isDanger: (text: string) => urgencyOf({ title: '', text }, rules).value === 'emergency',
    stop: () => index.stop(),
  };
}

export type Knowledge = Awaited<ReturnType<typeof createKnowledge>>;
