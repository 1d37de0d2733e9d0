// Articles as the console knows them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type ArticleDetail,
  type answerCorrectionSchema,
  type articleCommandSchema,
  articleDetailSchema,
  articleDiffSchema,
  articleFileSchema,
  type articleStatusSchema,
  articleVersionSchema,
  articleViewSchema,
  type closeGapSchema,
  correctionSchema,
  editorsSchema,
  figuresSchema,
  gapSchema,
  type requestCorrectionSchema,
  type saveArticleSchema,
  type saveSynonymsSchema,
  searchAnswerSchema,
  synonymGroupSchema,
} from '../../server/knowledge/contract.ts';
import { okSchema, pageOf } from '../../server/platform/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';

export type ArticleStatus = z.infer<typeof articleStatusSchema>;
export type ArticleCommand = z.infer<typeof articleCommandSchema>;

const articlePage = pageOf(articleViewSchema);
const versionList = z.object({ items: z.array(articleVersionSchema) });
const gapList = z.object({ items: z.array(gapSchema) });
const synonymList = z.object({ items: z.array(synonymGroupSchema) });
const correctionList = z.object({ items: z.array(correctionSchema) });
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

/** What narrows a search; null leaves it open. */
export interface SearchFilters {
  departmentCode: string | null;
  areaCode: string | null;
  audience: string | null;
  source: string | null;
}

export function useSearch(q: string, filters: SearchFilters) {
  return useQuery({
    queryKey: ['knowledge', 'search', q, 20, filters],
    queryFn: ({ signal }) => {
      const chosen = Object.entries(filters).filter(([, value]) => value !== null);
      const query = { q, limit: 20, choices: true, ...Object.fromEntries(chosen) };
      return api.get('/api/knowledge/search', searchAnswerSchema, { query, signal });
    },
    enabled: q !== '',
    placeholderData: (before) => before,
  });
}

export function useArticle(id: string | null) {
  return useQuery({
    queryKey: ['knowledge', 'article', id],
    queryFn: () => api.get(`/api/knowledge/articles/${id}`, articleDetailSchema),
    enabled: id !== null,
  });
}

function useTakeArticle(): (article: ArticleDetail) => Promise<void> {
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
      api.put('/api/knowledge/articles', article, articleDetailSchema),
    onSuccess: take,
  });
}

/** Sends a file for an article that is being written. */
export function useAddArticleFile() {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post('/api/knowledge/files', form, articleFileSchema);
    },
    onError: useFailureToast(),
  });
}

export function useArticleCommand(id: string) {
  const take = useTakeArticle();
  return useMutation({
    mutationFn: (command: ArticleCommand) =>
      api.post(`/api/knowledge/articles/${id}/commands`, command, articleDetailSchema),
    onSuccess: take,
  });
}

/** Every version of an article; asked for again when there is a new one. */
export function useVersions(id: string, version: number, isWanted: boolean) {
  return useQuery({
    queryKey: ['knowledge', 'versions', id, version],
    queryFn: () => api.get(`/api/knowledge/articles/${id}/versions`, versionList),
    enabled: isWanted,
  });
}

export function useDiff(id: string, from: number, to: number) {
  return useQuery({
    queryKey: ['knowledge', 'diff', id, from, to],
    queryFn: () => api.get(`/api/knowledge/articles/${id}/diff`, articleDiffSchema, { query: { from, to } }),
  });
}

const correctionKey = ['knowledge', 'corrections'];

export function useCorrections(isOpen: boolean) {
  return useQuery({
    queryKey: [...correctionKey, isOpen],
    queryFn: () => api.get('/api/knowledge/corrections', correctionList, { query: { isOpen } }),
  });
}

export function useAskForCorrection(articleId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: z.infer<typeof requestCorrectionSchema>) =>
      api.post(`/api/knowledge/articles/${articleId}/corrections`, request, correctionSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: ['knowledge'] }),
  });
}

export function useAnswerCorrection() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...answer }: { id: string } & z.infer<typeof answerCorrectionSchema>) =>
      api.post(`/api/knowledge/corrections/${id}/answer`, answer, correctionSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['knowledge'] }),
  });
}

/** Who can own an article. */
export function useEditors() {
  return useQuery({
    queryKey: ['knowledge', 'editors'],
    queryFn: () => api.get('/api/knowledge/editors', editorsSchema),
    staleTime: 300_000,
  });
}

export function useGaps() {
  return useQuery({
    queryKey: ['knowledge', 'gaps'],
    queryFn: () => api.get('/api/knowledge/gaps', gapList),
  });
}

export function useCloseGap() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (gap: z.infer<typeof closeGapSchema>) => api.post('/api/knowledge/gaps/close', gap, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: ['knowledge', 'gaps'] }),
  });
}

export function useFigures() {
  return useQuery({
    queryKey: ['knowledge', 'figures'],
    queryFn: () => api.get('/api/knowledge/figures', figuresSchema),
  });
}

const synonymKey = ['knowledge', 'synonyms'];

export function useSynonyms() {
  return useQuery({
    queryKey: synonymKey,
    queryFn: () => api.get('/api/knowledge/synonyms', synonymList),
  });
}

export function useSaveSynonyms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...group }: { id: string } & z.infer<typeof saveSynonymsSchema>) =>
      api.put(`/api/knowledge/synonyms/${id}`, group, synonymGroupSchema),
    onSettled: () => client.invalidateQueries({ queryKey: synonymKey }),
  });
}

export function useRemoveSynonyms() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/knowledge/synonyms/${id}`, okSchema),
    onSettled: () => client.invalidateQueries({ queryKey: synonymKey }),
  });
}
