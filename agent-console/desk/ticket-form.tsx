// The ticket form: filled in from the conversation, it asks only what is missing.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Button, Checkbox, Facts, Notice, Skeleton, Stack, Tooltip } from '../../design/index.ts';
import { ticketDraftSchema } from '../../server/desk/contract.ts';
import { createTicketSchema, ticketCreatedSchema } from '../../server/tickets/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { useActions } from '../actions/registry.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { Danger } from '../tickets/danger.tsx';
import { useLists } from './desk-data.ts';
import { Joined, SameMatter } from './same-matter.tsx';
import {
  type HandOff,
  newTicketDraft,
  putTicketDraft,
  type TicketDraft,
  ticketDraftOf,
  type TicketWords,
  withSuggestion,
} from './ticket-drafts.ts';
import {
  Because,
  CategoryField,
  CitizenFields,
  KindAndUrgency,
  TitleAndText,
  WhereFields,
} from './ticket-fields.tsx';

type Created = z.infer<typeof ticketCreatedSchema>;

const submitKey = { shortcut: 'mod+shift+enter' };

/** Sends the ticket that was just filed to the emergency command. */
function giveHandOff(ticketId: string, { danger, persons, commandId }: HandOff, text: string) {
  const body = { command: 'hand_off', commandId, version: 0, danger, note: text.slice(0, 1_000) };
  const people = persons === '' ? {} : { persons: Number(persons) };
  return api.post(`/api/tickets/${ticketId}/commands`, { ...body, ...people }, okSchema);
}

function Done({ created, onAgain }: { created: Created; onAgain: () => void }) {
  const { t } = useTranslation('desk');
  return (
    <Stack gap={3} className="desk-tab">
      <Notice tone="ok" isLive>
        {t('ticket.created')}
      </Notice>
      <Facts
        items={[
          { id: 'number', term: t('ticket.number'), value: <strong>{created.ticket.number}</strong> },
          { id: 'code', term: t('ticket.code'), value: <strong>{created.code}</strong> },
        ]}
      />
      <Button onPress={onAgain}>{t('ticket.another')}</Button>
    </Stack>
  );
}

/** The draft of a conversation's ticket: as suggested until somebody writes in it, then theirs. */
function useTicketDraft(conversationId: string) {
  const suggestion = useQuery({
    queryKey: ['desk', 'draft', conversationId],
    queryFn: () => api.get(`/api/desk/conversations/${conversationId}/ticket-draft`, ticketDraftSchema),
    staleTime: 0,
  });
  const [draft, setDraft] = useState(() => ticketDraftOf(conversationId));
  useEffect(() => putTicketDraft(conversationId, draft), [conversationId, draft]);
  useEffect(() => {
    const words = suggestion.data;
    if (!words) return;
    setDraft((present) =>
      present.isOwn || present.created || present.joined ? present : withSuggestion(present, words),
    );
  }, [suggestion.data]);
  return {
    draft,
    suggestion,
    /** Notes what became of it. */
    settle: (part: Pick<Partial<TicketDraft>, 'created' | 'joined'>): void =>
      setDraft((present) => ({ ...present, ...part })),
    change: (part: Partial<TicketWords>): void =>
      setDraft((present) => ({
        ...present,
        isOwn: true,
        words: present.words && { ...present.words, ...part },
      })),
    changeHandOff: (part: Partial<HandOff>): void =>
      setDraft((present) => ({ ...present, isOwn: true, handOff: { ...present.handOff, ...part } })),
    /** Another ticket about the same conversation. */
    beginAnew: (): void => {
      setDraft(suggestion.data ? withSuggestion(newTicketDraft(), suggestion.data) : newTicketDraft());
      void suggestion.refetch();
    },
  };
}

export function TicketForm({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation(['desk', 'shell']);
  const lists = useLists().data;
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const { draft, suggestion, settle, change, changeHandOff, beginAnew } = useTicketDraft(conversationId);
  const { id, words, handOff, created, joined } = draft;
  const [isPending, setPending] = useState(false);
  const parsed = createTicketSchema.safeParse({ ...words, id });
  const { isTried, faultAt, check, forget } = useFaults(parsed);
  const errorOf = (field: keyof TicketWords): string | undefined => {
    const issue = parsed.error?.issues.find((one) => one.path[0] === field);
    // What is still to be filled in says so once it is tried.
    return issue && words?.[field] ? t('ticket.invalid') : faultAt(field);
  };
  const isHandedOff = words?.urgency === 'emergency' && handOff.isWanted;
  const lacksDanger = isHandedOff && handOff.danger === null;
  const submit = (): void => {
    if (isPending) return;
    const ready = check();
    if (!ready || lacksDanger) return;
    setPending(true);
    api
      .post('/api/tickets', ready, ticketCreatedSchema)
      .then(async (answer) => {
        if (isHandedOff) await giveHandOff(answer.ticket.id, handOff, ready.text);
        settle({ created: answer });
        void client.invalidateQueries({ queryKey: ['desk', 'conversation', conversationId] });
      })
      .catch(showFailure)
      .finally(() => setPending(false));
  };
  useActions([
    {
      id: 'desk.hand_off',
      labelKey: 'desk:ticket.handOff',
      shortcut: 'alt+shift+e',
      permission: 'ticket.create',
      isEnabled: words !== null && !created && !joined,
      run: () => {
        change({ urgency: 'emergency' });
        changeHandOff({ isWanted: true });
      },
    },
    {
      id: 'ticket.create',
      labelKey: 'desk:ticket.submit',
      ...submitKey,
      permission: 'ticket.create',
      isEnabled: words !== null && !created && !joined,
      run: submit,
    },
  ]);

  if (suggestion.error)
    return <FailureState error={suggestion.error} onRetry={() => void suggestion.refetch()} />;
  if (!words || !lists) return <Skeleton lines={8} />;
  const again = (): void => {
    forget();
    beginAnew();
  };
  if (created) return <Done created={created} onAgain={again} />;
  if (joined) return <Joined ticket={joined} onAgain={again} />;
  const written = { words, change };
  return (
    <Stack gap={3} className="desk-tab">
      <Because words={words} lists={lists} />
      <KindAndUrgency {...written} />
      <TitleAndText {...written} errorOf={errorOf} />
      {/* Below what is being written: what comes while one types moves nothing under the cursor. */}
      <SameMatter
        matter={{
          title: words.title.slice(0, 120),
          text: words.text,
          citizenId: words.citizenId,
          citizenPhone: words.citizenPhone,
          categoryCode: words.categoryCode,
        }}
        conversationId={conversationId}
        onJoined={(ticket) => settle({ joined: ticket })}
      />
      <CategoryField {...written} lists={lists} />
      <WhereFields {...written} lists={lists} />
      <CitizenFields {...written} />
      {words.urgency === 'emergency' && (
        <Checkbox isSelected={handOff.isWanted} onChange={(isWanted) => changeHandOff({ isWanted })}>
          {t('ticket.handOff')}
        </Checkbox>
      )}
      {isHandedOff && (
        <Danger
          words={handOff}
          change={changeHandOff}
          faultOf={(word) =>
            word === 'danger' && isTried && lacksDanger ? t('shell:wrong.choose') : undefined
          }
        />
      )}
      <Tooltip label={t(isHandedOff ? 'ticket.submitHandOff' : 'ticket.submit')} {...submitKey}>
        <Button variant={isHandedOff ? 'danger' : 'primary'} isWide isPending={isPending} onPress={submit}>
          {t(isHandedOff ? 'ticket.submitHandOff' : 'ticket.submit')}
        </Button>
      </Tooltip>
    </Stack>
  );
}
