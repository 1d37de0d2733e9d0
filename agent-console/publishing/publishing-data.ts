import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  noticesSchema,
  noticeViewSchema,
  type PublicationCommand,
  repliesSchema,
  replyViewSchema,
  type SaveNotice,
  type SaveReply,
} from '../../server/participation/publications/contract.ts';
import { api } from '../api/client.ts';
import { useDeed } from '../api/use-deed.ts';

const repliesKey = ['replies'] as const;
const noticesKey = ['notices'] as const;
const pageSize = 30;

/** Closed matters that may be published, page by page. */
export function useReplies(filter: { q: string; departmentCode: string | null }) {
  return useInfiniteQuery({
    queryKey: [...repliesKey, filter],
    queryFn: ({ pageParam }) =>
      api.get('/api/replies', repliesSchema, {
        query: {
          limit: pageSize,
          ...(filter.q && { q: filter.q }),
          ...(filter.departmentCode && { departmentCode: filter.departmentCode }),
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function useReply(ticketId: string) {
  return useQuery({
    queryKey: [...repliesKey, ticketId],
    queryFn: () => api.get(`/api/replies/${ticketId}`, replyViewSchema),
  });
}

export function useNotices() {
  return useInfiniteQuery({
    queryKey: noticesKey,
    queryFn: ({ pageParam }) =>
      api.get('/api/notices', noticesSchema, {
        query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** @param isNew there is nothing to ask for yet */
export function useNotice(id: string, isNew: boolean) {
  return useQuery({
    queryKey: [...noticesKey, id],
    queryFn: () => api.get(`/api/notices/${id}`, noticeViewSchema),
    enabled: !isNew,
  });
}

export const useSaveReply = (ticketId: string) =>
  useDeed(repliesKey, (draft: SaveReply) => api.put(`/api/replies/${ticketId}`, draft, replyViewSchema));
export const useReplyCommand = (ticketId: string) =>
  useDeed(repliesKey, (command: PublicationCommand) =>
    api.post(`/api/replies/${ticketId}/command`, command, replyViewSchema),
  );
export const useSaveNotice = (id: string) =>
  useDeed(noticesKey, (draft: SaveNotice) => api.put(`/api/notices/${id}`, draft, noticeViewSchema));
export const useNoticeCommand = (id: string) =>
  useDeed(noticesKey, (command: PublicationCommand) =>
    api.post(`/api/notices/${id}/command`, command, noticeViewSchema),
  );
