// Articles as the console knows them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  type ArticleView,
  type articleCommandSchema,
  type articleStatusSchema,
  articleViewSchema,
  type saveArticleSchema,
  searchAnswerSchema,
} from '../../server/knowledge/contract.ts';
import { pageOf } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';

export type ArticleStatus = z.infer<typeof articleStatusSchema>;
export type ArticleCommand = z.infer<typeof articleCommandSchema>;

const articlePage = pageOf(articleViewSchema);
const pageSize = 50;

export function useArticles(status: ArticleStatus) {
  return useInfiniteQuery({
    queryKey: ['knowledge', 'list', status],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get('/api/knowledge/articles', articlePage, {
        query: { status, limit: pageSize, ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useSearch(q: string) {
  return useQuery({
    queryKey: ['knowledge', 'search', q, 20],
    queryFn: ({ signal }) =>
      api.get('/api/knowledge/search', searchAnswerSchema, { query: { q, limit: 20 }, signal }),
    enabled: q !== '',
    placeholderData: (before) => before,
  });
}

export function useArticle(id: string | null) {
  return useQuery({
    queryKey: ['knowledge', 'article', id],
    queryFn: () => api.get(`/api/knowledge/articles/${id}`, articleViewSchema),
    enabled: id !== null,
  });
}

function useTakeArticle(): (article: ArticleView) => Promise<void> {
  const client = useQueryClient();
  return (article) => {
    client.setQueryData(['knowledge', 'article', article.id], article);
    return client.invalidateQueries({ queryKey: ['knowledge', 'list'] });
  };
}

export function useSaveArticle() {
  const take = useTakeArticle();
  return useMutation({
    mutationFn: (article: z.infer<typeof saveArticleSchema>) =>
      api.put('/api/knowledge/articles', article, articleViewSchema),
    onSuccess: take,
  });
}

export function useArticleCommand(id: string) {
  const take = useTakeArticle();
  return useMutation({
    mutationFn: (command: ArticleCommand) =>
      api.post(`/api/knowledge/articles/${id}/commands`, command, articleViewSchema),
    onSuccess: take,
  });
}
