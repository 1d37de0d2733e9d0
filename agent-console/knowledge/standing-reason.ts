// Why an article stands where it does, for whoever opens it. Pure.
import type { ArticleVersionLine, ArticleView } from '../../server/knowledge/contract.ts';

/**
 * The step with the reason that still holds: of a draft that was sent back, until it is handed in again; of an article that
 * was withdrawn, until it is written anew. @param lines its versions, the latest first
 */
export function standingReason(
  status: ArticleView['status'],
  lines: readonly ArticleVersionLine[],
): ArticleVersionLine | undefined {
  const step = lines.find(({ action }) => action !== 'edit');
  const holds =
    (status === 'draft' && step?.action === 'reject') ||
    (status === 'withdrawn' && step?.action === 'withdraw');
  return holds && step?.reason ? step : undefined;
}
