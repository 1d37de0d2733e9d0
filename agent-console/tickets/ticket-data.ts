// Tickets as the console knows them: queries, the news that renew them, and commands with the version that was seen.
import { skipToken, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { formatOf } from '../../design/i18n/format.ts';
import { showToast, useFormat, useLang } from '../../design/index.ts';
import { bilingualSchema, okSchema } from '../../server/platform/contract.ts';
import type { News, staffNews } from '../../server/protocol.ts';
import {
  bulkAnswerSchema,
  type DispatchSuggestion,
  dispatchSuggestionSchema,
  type ListView,
  officerSchema,
  replyCheckSchema,
  replyTemplateSchema,
  similarTicketSchema,
  suggestionsSchema,
  type TicketCommand,
  type TicketSummary,
  type TicketView,
  ticketFileSchema,
  ticketPersonSchema,
  ticketSummarySchema,
  ticketViewSchema,
} from '../../server/tickets/contract.ts';
import { api } from '../api/client.ts';
import { useCommandId } from '../api/command-id.ts';
import { ApiFailure } from '../api/failure.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useNews } from '../realtime/line.tsx';
import { useDeadlineToast } from './deadline-toast.ts';
import { commandLabels } from './labels.ts';
import { listKey, listSchema, listsKey, recheckRow, useRenew } from './list-news.ts';

const answerSchema = z.object({ ok: z.literal(true), ticket: ticketSummarySchema });

const pageSize = 60;

/** A list by the earliest due time, page by page. */
export function useTickets(view: ListView, q = '') {
  return useInfiniteQuery({
    queryKey: listKey(view, q),
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get('/api/tickets', listSchema, {
        query: { view, limit: pageSize, ...(q && { q }), ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

export function useTicket(id: string | null) {
  return useQuery({
    queryKey: ['tickets', 'one', id],
    queryFn: () => api.get(`/api/tickets/${id}`, ticketViewSchema),
    enabled: id !== null,
  });
}

const leavingKey = (id: string) => ['tickets', 'leaving', id] as const;

/**
 * Says that a ticket which is open here is not the work of the reader's department any more, and who took it away;
 * undefined while it is.
 */
export function useLeavingWords(id: string): string | undefined {
  const { t } = useTranslation('tickets');
  const lang = useLang();
  const format = useFormat();
  const { data, error } = useTicket(id);
  const { data: doer } = useQuery<News<typeof staffNews, 'ticket_left'>>({
    queryKey: leavingKey(id),
    queryFn: skipToken,
  });
  if (!data || !(error instanceof ApiFailure) || error.code !== 'not_found') return undefined;
  const name = doer?.by?.[lang];
  return name ? t('leftBy', { name, at: format.moment(doer.at) }) : t('left');
}

const suggestionOf = (id: string | undefined) => ({
  queryKey: ['tickets', 'suggestion', id],
  queryFn: () => api.get(`/api/tickets/${id}/suggestion`, dispatchSuggestionSchema),
  staleTime: 300_000,
});

/** Asked of a ticket that may be dispatched, or handed to the emergency command. */
export function useSuggestion(
  ticket: TicketView | undefined,
  forCommand: 'dispatch' | 'hand_off' = 'dispatch',
) {
  const isAsked = ticket?.allowedCommands.includes(forCommand) ?? false;
  return useQuery({ ...suggestionOf(ticket?.id), enabled: isAsked });
}

/** Those of many tickets, by id. */
export function useSuggestions(ids: readonly string[]) {
  return useQuery({
    queryKey: ['tickets', 'suggestions', ids],
    queryFn: async (): Promise<ReadonlyMap<string, DispatchSuggestion>> => {
      if (ids.length === 0) return new Map();
      const { items } = await api.post('/api/tickets/suggestions', { ids }, suggestionsSchema);
      return new Map(items.map(({ ticketId, suggestion }) => [ticketId, suggestion]));
    },
    // Once some are dispatched, what is said of the others stands until it is there anew.
    placeholderData: (before) => before,
    staleTime: 300_000,
  });
}

/** What a lead should look at before this reply goes out; asked by whoever may approve it. */
export function useReplyCheck(ticket: TicketView) {
  return useQuery({
    queryKey: ['tickets', 'reply-check', ticket.id, ticket.publicReply],
    queryFn: () => api.get(`/api/tickets/${ticket.id}/reply-check`, replyCheckSchema),
    enabled: ticket.publicReply !== null && ticket.allowedCommands.includes('approve'),
    staleTime: 300_000,
  });
}

const peopleSchema = z.object({ items: z.array(ticketPersonSchema) });
const officersSchema = z.object({ items: z.array(officerSchema) });
const templatesSchema = z.object({ items: z.array(replyTemplateSchema) });
const similarSchema = z.object({ items: z.array(similarTicketSchema) });

/** Who can be told of a ticket or given it. */
export function useTicketPeople(id: string) {
  return useQuery({
    queryKey: ['tickets', 'people', id],
    queryFn: () => api.get(`/api/tickets/${id}/people`, peopleSchema),
    staleTime: 60_000,
  });
}

/** Who of a department can have tickets in hand, and how many each has. */
export function useOfficers(departmentCode: string | null) {
  return useQuery({
    queryKey: ['tickets', 'officers', departmentCode],
    queryFn: () =>
      api.get('/api/tickets/officers', officersSchema, {
        query: { departmentCode: departmentCode ?? undefined },
      }),
    enabled: departmentCode !== null,
  });
}

export function useReplyTemplates() {
  return useQuery({
    queryKey: ['reply-templates'],
    queryFn: () => api.get('/api/tickets/reply-templates', templatesSchema),
    staleTime: 300_000,
  });
}

/** What may be about the same matter; only the dispatch desk asks. */
export function useSimilar(id: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['tickets', 'similar', id],
    queryFn: () => api.get(`/api/tickets/${id}/similar`, similarSchema),
    enabled: isAsked,
    staleTime: 60_000,
  });
}

export function useAddFile(ticketId: string) {
  const renew = useRenew();
  return useMutation({
    mutationFn: ({ file, isPublic }: { file: File; isPublic: boolean }) => {
      const form = new FormData();
      form.append('file', file);
      return api.post(`/api/tickets/${ticketId}/files`, form, ticketFileSchema, { query: { isPublic } });
    },
    onSettled: renew.rest,
    onError: useFailureToast(),
  });
}

export function useWatch(ticket: TicketView) {
  const client = useQueryClient();
  const renew = useRenew();
  return useMutation({
    mutationFn: (isWatched: boolean) => api.put(`/api/tickets/${ticket.id}/watch`, { isWatched }, okSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: [...listsKey, 'watched'] }),
    onSettled: renew.rest,
    onError: useFailureToast(),
  });
}

/** Many tickets at once: each is taken or refused for itself. @returns how many were refused */
export function useBulkCommand() {
  const renew = useRenew();
  return useMutation({
    mutationFn: async (items: { ticket: Pick<TicketSummary, 'id' | 'version'>; command: GivenCommand }[]) => {
      const body = items.map(({ ticket, command }) => ({
        ticketId: ticket.id,
        command: { ...command, commandId: crypto.randomUUID(), version: ticket.version },
      }));
      const answer = await api.post('/api/tickets/bulk', { items: body }, bulkAnswerSchema);
      return answer.items.filter(({ error }) => error !== null);
    },
    // What became of each is told as news.
    onSettled: renew.rest,
    onError: useFailureToast(),
  });
}

/** Moves the ticket's row and renews the open ticket when the server tells of a change; says so when a clock warns or breaks. */
export function useTicketNews(): void {
  const client = useQueryClient();
  const renewal = useRenew();
  const { t } = useTranslation('tickets');
  const showDeadline = useDeadlineToast();
  const renew = (ticket: TicketSummary): void => {
    renewal.row(ticket);
    void client.invalidateQueries({ queryKey: ['tickets', 'one', ticket.id] });
  };
  useNews('ticket', renew);
  useNews('ticket_left', ({ ticketId, ...doer }) => {
    client.setQueryData(leavingKey(ticketId), doer);
    recheckRow(client, ticketId);
    void client.invalidateQueries({ queryKey: ['tickets', 'one', ticketId] });
  });
  useNews('clock', ({ ticket, share }) => {
    renew(ticket);
    const text = { number: ticket.number, share: Math.round(share * 100) };
    showDeadline(share, t(share >= 1 ? 'alarm.breach' : 'alarm.warning', text), ticket.title);
  });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A command; its id and the version that was seen are put in when it is sent. */
export type GivenCommand = DistributiveOmit<TicketCommand, 'commandId' | 'version'>;

/**
 * Gives commands. A command that got no answer keeps its id when it is given again, so that it happens once. A version
 * that somebody else has changed is said, and the ticket is read again.
 */
export function useTicketCommand(ticket: TicketView | undefined) {
  const renew = useRenew();
  const { t, i18n } = useTranslation('tickets');
  const showFailure = useFailureToast();
  const commandId = useCommandId();
  return useMutation({
    mutationFn: (command: GivenCommand) => {
      if (!ticket) throw new Error('there is no ticket to command');
      const { commandId: _id, version: _version, ...words } = { commandId: '', version: 0, ...command };
      const body = { ...words, commandId: commandId.of([ticket.id, words]), version: ticket.version };
      return api.post(`/api/tickets/${ticket.id}/commands`, body, answerSchema);
    },
    onSuccess: (answer) => {
      commandId.forget();
      renew.row(answer.ticket);
    },
    onSettled: renew.rest,
    onError: (error) => {
      const isOvertaken = error instanceof ApiFailure && error.code === 'version_conflict';
      if (isOvertaken)
        showToast({
          tone: 'warn',
          title: overtakenBy(error.details, i18n.language === 'en' ? 'en' : 'zh', t) ?? t('overtaken'),
        });
      else showFailure(error);
    },
  });
}

const doerSchema = z.object({ command: commandLabels, by: bilingualSchema.nullable(), at: z.iso.datetime() });

/** Who did what before this clerk, in words. */
function overtakenBy(details: unknown, lang: 'zh' | 'en', t: TFunction<'tickets'>): string | undefined {
  const doer = doerSchema.safeParse(details);
  if (!doer.success) return undefined;
  const { command, by, at } = doer.data;
  const name = by?.[lang] ?? t('actor.citizen');
  return t('overtakenBy', { name, command: t(`command.${command}`), at: formatOf(lang).moment(at) });
}
