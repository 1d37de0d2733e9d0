// What the desk knows from the server: queries, and the news that keep them true.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/i18n/lang.ts';
import { showToast } from '../../design/toast-queue.ts';
import { listsSchema } from '../../server/admin/contract.ts';
import {
  cannedListSchema,
  type Desk,
  deskSchema,
  type InboxItem,
  letterListSchema,
  type ScreenPop,
  screenPopSchema,
} from '../../server/desk/contract.ts';
import type { MessageView, Resumed } from '../../server/intake/contract.ts';
import { api } from '../api/client.ts';
import { ApiFailure } from '../api/failure.ts';
import { changeKept } from '../api/queries.ts';
import { useNews } from '../realtime/line.tsx';
import { isNewInHand, isOverdue, isTakenAway, withInteraction, withOverdue } from './inbox-news.ts';
import { listsFor } from './lists.ts';
import { readReplyDraft } from './reply-draft.ts';
import { cameIn, isUnfinished, unfinishedConversations, wentByOwnHand } from './unfinished.ts';

const deskKey = ['desk'] as const;
const popKey = (conversationId: string) => ['desk', 'conversation', conversationId] as const;

/** Of one that is not there any more nothing can be written. */
function unlessGone(error: unknown): undefined {
  if (error instanceof ApiFailure && error.code === 'not_found') return undefined;
  throw error;
}

/** What a page that is loaded anew was still writing about when the time after the contact ran out. */
async function leftUnfinished({ inbox, presence }: Desk): Promise<InboxItem[]> {
  const inHand = new Set(inbox.map(({ interaction }) => interaction.conversationId));
  const left = [...unfinishedConversations()].filter((conversationId) => !inHand.has(conversationId));
  const read = await Promise.all(
    left.map(async (conversationId): Promise<InboxItem[]> => {
      const pop = await readConversation(conversationId).catch(unlessGone);
      if (!pop) return [];
      const { interaction: current, earlier, citizen, messages } = pop;
      const interaction =
        current ?? earlier.find((one) => one.interaction.conversationId === conversationId)?.interaction;
      // Else another has it, or it came again.
      if (interaction?.state !== 'closed' || interaction.agentId !== presence.agentId) return [];
      const { text, createdAt } = messages.at(-1) ?? {};
      const lastMessage = text !== undefined && createdAt !== undefined ? { text, createdAt } : null;
      return [{ interaction, citizenName: citizen.name, lastMessage, unread: 0 }];
    }),
  );
  return read.flat();
}

export function useDesk() {
  return useQuery({
    queryKey: deskKey,
    queryFn: async ({ client }) => {
      const desk = await api.get('/api/desk', deskSchema);
      const before = client.getQueryData<Desk>(deskKey)?.inbox;
      return withOverdue(desk, before ?? (await leftUnfinished(desk)));
    },
  });
}

/** Takes a contact off the desk whose time was over, once all has been written about it. */
export function useTakeOff(): (interactionId: string) => void {
  const client = useQueryClient();
  return (interactionId) =>
    changeKept<Desk>(client, deskKey, (desk) => ({
      ...desk,
      inbox: desk.inbox.filter((item) => !(isOverdue(item) && item.interaction.id === interactionId)),
    }));
}

/** Of a long draft what was written last is told; all of it is copied. */
const shownOfDraft = 200;
const endOfDraft = (draft: string): string =>
  draft.length <= shownOfDraft ? draft : `…${[...draft].slice(-shownOfDraft).join('')}`;

const listsIn = { zh: listsFor('zh'), en: listsFor('en') };

/** @param isWanted whether to ask yet */
export function useLists(isWanted = true) {
  const lang = useLang();
  return useQuery({
    queryKey: ['lists'],
    queryFn: () => api.get('/api/lists', listsSchema),
    select: listsIn[lang],
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useCanned() {
  return useQuery({
    queryKey: ['desk', 'canned'],
    queryFn: () => api.get('/api/desk/canned', cannedListSchema),
    staleTime: 600_000,
  });
}

const readConversation = (conversationId: string): Promise<ScreenPop> =>
  api.get(`/api/desk/conversations/${conversationId}`, screenPopSchema);

export function useConversation(conversationId: string) {
  return useQuery({
    queryKey: popKey(conversationId),
    queryFn: () => readConversation(conversationId),
  });
}

/** What letters say beside their messages; for other channels nothing is asked. `lastSeq`: asked anew after a message. */
export function useLetters(conversationId: string, isMail: boolean, lastSeq: number) {
  return useQuery({
    queryKey: ['desk', 'letters', conversationId, lastSeq],
    queryFn: () => api.get(`/api/desk/conversations/${conversationId}/letters`, letterListSchema),
    enabled: isMail,
    placeholderData: (before) => before,
  });
}

/** Puts a message into a thread: known ones are replaced, order is by `seq`. @returns whether one in between is missing */
function withMessage(
  messages: readonly MessageView[],
  message: MessageView,
): { messages: MessageView[]; hasGap: boolean } {
  const others = messages.filter((one) => one.id !== message.id);
  const merged = [...others, message].sort((a, b) => a.seq - b.seq);
  return { messages: merged, hasGap: merged.some((one, index) => one.seq !== (merged[0]?.seq ?? 1) + index) };
}

/**
 * Reads what came into the reader's hands: the rest of the desk, and the conversation, which they may have seen before,
 * as its agent sees it.
 */
export function useReadTaken(): (conversationId: string) => Promise<unknown> {
  const client = useQueryClient();
  return (conversationId) => {
    // At once, though it is not open yet: the news that change it would make it look fresh.
    void client.invalidateQueries({ queryKey: popKey(conversationId), exact: true, refetchType: 'all' });
    return client.invalidateQueries({ queryKey: deskKey, exact: true });
  };
}

/** Keeps the desk and its open conversations equal to what the server tells. */
export function useDeskNews(): void {
  const { t } = useTranslation('desk');
  const client = useQueryClient();
  const change = (work: (desk: Desk) => Desk): void => changeKept(client, deskKey, work);
  /** What was being written goes with whoever wrote it: they may give it to the colleague, or say it otherwise. */
  const tellTaken = (conversationId: string, how: 'taken' | 'moved'): void => {
    const draft = readReplyDraft(conversationId).trim();
    const title = t(`conversation.${how}`);
    if (draft === '')
      return void showToast({ tone: 'warn', title, description: t('conversation.takenNote') });
    showToast({
      tone: 'warn',
      title,
      description: t('conversation.takenDraft', { draft: endOfDraft(draft) }),
      action: {
        label: t('conversation.copyDraft'),
        run: () => {
          const copied = navigator.clipboard?.writeText(draft) ?? Promise.reject(new Error('no clipboard'));
          copied.then(
            () => showToast({ tone: 'ok', title: t('conversation.draftCopied') }),
            () => showToast({ tone: 'danger', title: t('conversation.draftNotCopied'), description: draft }),
          );
        },
      },
    });
  };
  const readTaken = useReadTaken();
  const changePop = (conversationId: string, work: (pop: ScreenPop) => ScreenPop): void =>
    changeKept(client, popKey(conversationId), work);
  useNews('offer', (offer) => {
    change((desk) => ({ ...desk, offers: [...desk.offers.filter((one) => one.id !== offer.id), offer] }));
  });
  useNews('offer_ended', ({ offerId }) => {
    change((desk) => ({ ...desk, offers: desk.offers.filter((offer) => offer.id !== offerId) }));
  });
  useNews('presence', (presence) => {
    change((desk) => (desk.presence.agentId === presence.agentId ? { ...desk, presence } : desk));
  });
  useNews('interaction', (interaction) => {
    const desk = client.getQueryData<Desk>(deskKey);
    const { conversationId, state } = interaction;
    if (desk && isNewInHand(desk, interaction)) {
      cameIn(conversationId);
      void readTaken(conversationId);
    }
    if (desk && isTakenAway(desk, interaction) && !wentByOwnHand(conversationId))
      tellTaken(conversationId, state === 'active' ? 'taken' : 'moved');
    change((known) => withInteraction(known, interaction, isUnfinished));
    changePop(interaction.conversationId, (pop) => ({ ...pop, interaction }));
    // A call has another part with each who had it, and whose contact it is decides who may listen.
    if (interaction.channel === 'voice')
      void client.invalidateQueries({ queryKey: [...popKey(interaction.conversationId), 'recordings'] });
  });
  useNews('message', (message) => {
    let hasGap = false;
    changePop(message.conversationId, (pop) => {
      const merged = withMessage(pop.messages, message);
      hasGap = merged.hasGap;
      return { ...pop, messages: merged.messages };
    });
    if (hasGap) void client.invalidateQueries({ queryKey: popKey(message.conversationId) });
    change((desk) => ({
      ...desk,
      inbox: desk.inbox.map((item) =>
        item.interaction.conversationId === message.conversationId && message.author !== 'system'
          ? {
              ...item,
              lastMessage: message,
              unread: message.author === 'citizen' ? item.unread + 1 : item.unread,
            }
          : item,
      ),
    }));
  });
  useNews(
    'delivery',
    ({ conversationId }) => void client.invalidateQueries({ queryKey: popKey(conversationId) }),
  );
  useNews('read', ({ conversationId, by, seq }) => {
    const field = by === 'citizen' ? 'citizenReadSeq' : 'agentReadSeq';
    changePop(conversationId, (pop) => ({ ...pop, conversation: { ...pop.conversation, [field]: seq } }));
    if (by === 'agent') {
      change((desk) => ({
        ...desk,
        inbox: desk.inbox.map((item) =>
          item.interaction.conversationId === conversationId ? { ...item, unread: 0 } : item,
        ),
      }));
    }
  });
  useNews('ticket', () => void client.invalidateQueries({ queryKey: ['desk', 'conversation'] }));
}

/** Takes what a conversation that was entered again says of messages that are known: how far they got, what was read. */
export function useTakeResumed(): (resumed: Resumed) => void {
  const client = useQueryClient();
  return ({ conversation, messages }) => {
    if (!conversation) return;
    const said = new Map(messages.map((message) => [message.id, message]));
    changeKept<ScreenPop>(client, popKey(conversation.id), (pop) => ({
      ...pop,
      conversation: {
        ...pop.conversation,
        // News can overtake the answer.
        citizenReadSeq: Math.max(pop.conversation.citizenReadSeq, conversation.citizenReadSeq),
      },
      messages: pop.messages.map((message) => said.get(message.id) ?? message),
    }));
  };
}

/** Takes an acknowledged message into the cache at once. */
export function useTakeMessage(): (message: MessageView) => void {
  const client = useQueryClient();
  return (message) =>
    changeKept<ScreenPop>(client, popKey(message.conversationId), (pop) => ({
      ...pop,
      messages: withMessage(pop.messages, message).messages,
    }));
}
