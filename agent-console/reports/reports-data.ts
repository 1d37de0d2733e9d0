import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type BriefingQuery, briefingSchema } from '../../server/reports/briefing/contract.ts';
import { bulletinSchema, outcomePageSchema, scorecardSchema } from '../../server/reports/contract.ts';
import { type DisclosuresQuery, disclosuresSchema } from '../../server/reports/disclosures/contract.ts';
import { api, type Query } from '../api/client.ts';

export function useScorecard(query: Query) {
  return useQuery({
    queryKey: ['reports', 'scorecards', query],
    queryFn: ({ signal }) => api.get('/api/reports/scorecards', scorecardSchema, { query, signal }),
    placeholderData: (before) => before,
  });
}

export function useOutcomes(query: Query) {
  return useInfiniteQuery({
    queryKey: ['reports', 'tickets', query],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/reports/tickets', outcomePageSchema, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useBulletin(month: string) {
  return useQuery({
    queryKey: ['reports', 'bulletin', month],
    queryFn: ({ signal }) => api.get('/api/reports/bulletin', bulletinSchema, { query: { month }, signal }),
    placeholderData: (before) => before,
  });
}

export function useBriefing(query: BriefingQuery) {
  return useQuery({
    queryKey: ['reports', 'briefing', query],
    queryFn: ({ signal }) => api.get('/api/reports/briefing', briefingSchema, { query, signal }),
    placeholderData: (before) => before,
  });
}

export function useDisclosures(query: DisclosuresQuery) {
  return useQuery({
    queryKey: ['reports', 'disclosures', query],
    queryFn: ({ signal }) => api.get('/api/reports/disclosures', disclosuresSchema, { query, signal }),
    placeholderData: (before) => before,
  });
}
