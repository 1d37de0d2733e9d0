// Reviews, calibrations, plans, forms and figures, as the server has them.
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { idSchema, okSchema } from '../../server/platform/contract.ts';
import {
  type AnswerReview,
  type agreeSchema,
  type chooseContactSchema,
  type decideSchema,
  calibrationListSchema,
  calibrationViewSchema,
  figuresSchema,
  finishedListSchema,
  formListSchema,
  type Judgement,
  type openCalibrationSchema,
  planListSchema,
  reviewedContactSchema,
  reviewPageSchema,
  reviewViewSchema,
  type SavePlan,
  type saveFormSchema,
} from '../../server/quality/contract.ts';
import {
  poorRatingsSchema,
  ratedTalkSchema,
  ratingFiguresSchema,
} from '../../server/ratings/figures/contract.ts';
import { api, type Query } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useOtherFailureToast } from '../forms/overtaken.tsx';

const key = 'quality';
const path = '/api/quality';

/** A list of reviews: those of `reviews` by a query, or one's `own` results. */
export function useReviews(list: 'reviews' | 'own', query: Query) {
  return useInfiniteQuery({
    queryKey: [key, list, query],
    queryFn: ({ pageParam, signal }) =>
      api.get(`${path}/${list}`, reviewPageSchema, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: [key, 'review', id],
    queryFn: () => api.get(`${path}/reviews/${id}`, reviewViewSchema),
  });
}

/** Each fetch is written down: it is asked for once, and kept while the page is open. */
export function useReviewedContact({ list, id }: { list: 'reviews' | 'ratings'; id: string }) {
  return useQuery({
    queryKey: [key, 'contact', list, id],
    queryFn: () => api.get(`${path}/${list}/${id}/contact`, reviewedContactSchema),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What an agent finished on a day; nothing is asked until both are known. */
export function useFinished(agent: string | null, day: string) {
  return useQuery({
    queryKey: [key, 'finished', agent, day],
    queryFn: ({ signal }) =>
      api.get(`${path}/contacts`, finishedListSchema, { query: { ...(agent && { agent }), day }, signal }),
    enabled: agent !== null && day !== '',
  });
}

export function useForms() {
  return useQuery({ queryKey: [key, 'forms'], queryFn: () => api.get(`${path}/forms`, formListSchema) });
}

export function usePlans() {
  return useQuery({ queryKey: [key, 'plans'], queryFn: () => api.get(`${path}/plans`, planListSchema) });
}

export function useCalibrations() {
  return useQuery({
    queryKey: [key, 'calibrations'],
    queryFn: () => api.get(`${path}/calibrations`, calibrationListSchema),
  });
}

export function useCalibration(id: string) {
  return useQuery({
    queryKey: [key, 'calibration', id],
    queryFn: () => api.get(`${path}/calibrations/${id}`, calibrationViewSchema),
  });
}

export function useFigures(query: Query) {
  return useQuery({
    queryKey: [key, 'figures', query],
    queryFn: ({ signal }) => api.get(`${path}/figures`, figuresSchema, { query, signal }),
    placeholderData: (before) => before,
  });
}

export function useRatings(query: Query) {
  return useQuery({
    queryKey: [key, 'ratings', query],
    queryFn: ({ signal }) => api.get(`${path}/ratings`, ratingFiguresSchema, { query, signal }),
    placeholderData: (before) => before,
  });
}

export function usePoorRatings(query: Query) {
  return useInfiniteQuery({
    queryKey: [key, 'poor', query],
    queryFn: ({ pageParam, signal }) =>
      api.get(`${path}/ratings/poor`, poorRatingsSchema, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useRatedTalk(id: string) {
  return useQuery({
    queryKey: [key, 'rating', id],
    queryFn: () => api.get(`${path}/ratings/${id}`, ratedTalkSchema),
  });
}

/** @param of `form`: its page says itself when somebody else has saved first */
function useChange<T, A>(change: (given: T) => Promise<A>, of: 'deed' | 'form' = 'deed') {
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const showOther = useOtherFailureToast();
  return useMutation({
    mutationFn: change,
    onError: of === 'form' ? showOther : showFailure,
    // What was said in a contact does not change, and looking at it again would be written down again.
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === key && queryKey[1] !== 'contact',
      }),
  });
}

const createdSchema = z.object({ id: idSchema });
export const useChoose = () =>
  useChange((given: z.infer<typeof chooseContactSchema>) =>
    api.post(`${path}/reviews`, given, createdSchema),
  );

const reviewPath = (id: string, deed?: string): string =>
  [path, 'reviews', id, deed].filter(Boolean).join('/');

export const useJudge = (id: string) =>
  useChange((given: Judgement) => api.put(reviewPath(id), given, reviewViewSchema));
export const useTake = (id: string) =>
  useChange(() => api.post(reviewPath(id, 'take'), {}, reviewViewSchema));
export const useAnswerReview = (id: string) =>
  useChange((given: AnswerReview) => api.post(reviewPath(id, 'answer'), given, reviewViewSchema));
export const useDecide = (id: string) =>
  useChange((given: z.infer<typeof decideSchema>) =>
    api.post(reviewPath(id, 'decide'), given, reviewViewSchema),
  );
export const useSavePlan = (id: string) =>
  useChange((given: SavePlan) => api.put(`${path}/plans/${id}`, given, okSchema), 'form');
export const useSaveForm = (code: string) =>
  useChange(
    (given: z.infer<typeof saveFormSchema>) => api.put(`${path}/forms/${code}`, given, okSchema),
    'form',
  );
export const useOpenCalibration = (id: string) =>
  useChange((given: z.infer<typeof openCalibrationSchema>) =>
    api.put(`${path}/calibrations/${id}`, given, calibrationViewSchema),
  );
export const useAgree = (id: string) =>
  useChange((given: z.infer<typeof agreeSchema>) =>
    api.post(`${path}/calibrations/${id}/agree`, given, calibrationViewSchema),
  );
