// What is published, asked for a page at a time.
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import { ask } from '../api/client.ts';

const shapes = () => import('../../server/participation/publications/contract.ts');
export const noticesShape = async () => (await shapes()).publicNoticesSchema;
export const noticeShape = async () => (await shapes()).publicNoticeSchema;
export const repliesShape = async () => (await shapes()).publicRepliesSchema;
export const replyShape = async () => (await shapes()).publicReplySchema;

/** The publication that the address names, if it names one. */
export const idInAddress = (): string | null => new URLSearchParams(window.location.search).get('id');

/** What one address answers. Undefined: still asked for; null: there was no answer. */
export function useAnswer<S extends z.ZodType>(
  path: string,
  shape: () => Promise<S>,
): z.infer<S> | null | undefined {
  const [answer, setAnswer] = useState<z.infer<S> | null>();
  useEffect(() => {
    let isStale = false;
    ask(path, shape)
      .then((found) => !isStale && setAnswer(found))
      .catch(() => !isStale && setAnswer(null));
    return () => {
      isStale = true;
    };
  }, [path, shape]);
  return answer;
}
