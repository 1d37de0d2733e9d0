// The ticket form: filled in from the conversation, it asks only what is missing.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  Button,
  Checkbox,
  ComboBox,
  Facts,
  Notice,
  Select,
  Skeleton,
  Stack,
  TextArea,
  TextField,
  Tooltip,
  useLang,
} from '../../design/index.ts';
import { ticketDraftSchema } from '../../server/desk/contract.ts';
import {
  createTicketSchema,
  ticketCreatedSchema,
  ticketKindSchema,
  urgencySchema,
} from '../../server/tickets/contract.ts';
import { okSchema } from '../../server/platform/contract.ts';
import { useActions } from '../actions/registry.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { Danger } from '../tickets/danger.tsx';
import { SuggestionReasons } from '../tickets/suggestion-reasons.tsx';
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

type Created = z.infer<typeof ticketCreatedSchema>;

/** What the desk files: proposals come from the bodies that make them. */
const filedKinds = ticketKindSchema.exclude(['proposal']).options;

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

export function TicketForm({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('desk');
  const lang = useLang();
  const lists = useLists().data;
  const client = useQueryClient();
  const showFailure = useFailureToast();
  const suggestion = useQuery({
    queryKey: ['desk', 'draft', conversationId],
    queryFn: () => api.get(`/api/desk/conversations/${conversationId}/ticket-draft`, ticketDraftSchema),
    staleTime: 0,
  });
  const [draft, setDraft] = useState(() => ticketDraftOf(conversationId));
  useEffect(() => putTicketDraft(conversationId, draft), [conversationId, draft]);
  const [isPending, setPending] = useState(false);
  const { id, words: form, handOff, created, joined } = draft;
  const set = (part: Partial<TicketDraft>): void => setDraft((present) => ({ ...present, ...part }));
  useEffect(() => {
    const words = suggestion.data;
    if (!words) return;
    setDraft((present) =>
      present.isOwn || present.created || present.joined ? present : withSuggestion(present, words),
    );
  }, [suggestion.data]);

  const change = (part: Partial<TicketWords>): void =>
    setDraft((present) => ({
      ...present,
      isOwn: true,
      words: present.words && { ...present.words, ...part },
    }));
  const place = (part: Partial<TicketWords['place']>): void => change({ place: { ...form?.place, ...part } });
  const changeHandOff = (part: Partial<HandOff>): void =>
    setDraft((present) => ({ ...present, isOwn: true, handOff: { ...present.handOff, ...part } }));
  const parsed = form ? createTicketSchema.safeParse({ ...form, id }) : null;
  const errorOf = (field: string): string | undefined => {
    const issue = parsed?.success === false && parsed.error.issues.find((one) => one.path[0] === field);
    // What is still to be filled in says so by itself.
    return issue && form?.[field as keyof TicketWords] ? t('ticket.invalid') : undefined;
  };
  const submit = (): void => {
    if (!parsed?.success) return;
    setPending(true);
    api
      .post('/api/tickets', parsed.data, ticketCreatedSchema)
      .then(async (answer) => {
        if (isHandedOff) await giveHandOff(answer.ticket.id, handOff, parsed.data.text);
        set({ created: answer });
        void client.invalidateQueries({ queryKey: ['desk', 'conversation', conversationId] });
      })
      .catch(showFailure)
      .finally(() => setPending(false));
  };
  const isHandedOff = form?.urgency === 'emergency' && handOff.isWanted;
  const isReady = parsed?.success === true && !(isHandedOff && handOff.danger === null);
  useActions([
    {
      id: 'desk.hand_off',
      labelKey: 'desk:ticket.handOff',
      shortcut: 'alt+shift+e',
      permission: 'ticket.create',
      isEnabled: form !== null && !created && !joined,
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
      isEnabled: isReady && !created && !joined,
      run: submit,
    },
  ]);

  if (suggestion.error)
    return <FailureState error={suggestion.error} onRetry={() => void suggestion.refetch()} />;
  if (!form || !lists) return <Skeleton lines={8} />;
  if (created || joined) {
    const again = (): void => {
      setDraft(suggestion.data ? withSuggestion(newTicketDraft(), suggestion.data) : newTicketDraft());
      void suggestion.refetch();
    };
    return created ? (
      <Done created={created} onAgain={again} />
    ) : (
      joined && <Joined ticket={joined} onAgain={again} />
    );
  }
  const names = new Map(lists.categories.map((category) => [category.code, category.name[lang]]));
  const categories = lists.categories
    .filter((category) => category.level > 1)
    .map((category) => ({
      id: category.code,
      label: category.name[lang],
      ...(category.parentCode ? { description: names.get(category.parentCode) ?? '' } : {}),
    }));
  const areas = (level: string, parent?: string) =>
    lists.areas
      .filter((area) => area.level === level && (parent === undefined || area.parentCode === parent))
      .map((area) => ({ id: area.code, label: area.name[lang] }));
  return (
    <Stack gap={3} className="desk-tab">
      {form.reasons.length > 0 && (
        <section className="desk-because">
          <h3 className="oc-micro oc-quiet">{t('ticket.because')}</h3>
          <SuggestionReasons reasons={form.reasons} lists={lists} />
        </section>
      )}
      <div className="desk-pair">
        <Select
          label={t('ticket.kind')}
          options={filedKinds.map((kind) => ({ id: kind, label: t(`kind.${kind}`) }))}
          value={form.kind}
          onChange={(kind) => change({ kind: ticketKindSchema.catch('inquiry').parse(kind) })}
        />
        <Select
          label={t('ticket.urgency')}
          options={urgencySchema.options.map((urgency) => ({ id: urgency, label: t(`urgency.${urgency}`) }))}
          value={form.urgency ?? 'ordinary'}
          onChange={(urgency) => change({ urgency: urgencySchema.catch('ordinary').parse(urgency) })}
        />
      </div>
      <TextField
        label={t('ticket.title')}
        value={form.title}
        onChange={(title) => change({ title })}
        error={errorOf('title')}
        isRequired
      />
      <TextArea
        label={t('ticket.text')}
        rows={5}
        value={form.text}
        onChange={(text) => change({ text })}
        error={errorOf('text')}
        isRequired
      />
      {/* Below what is being written: what comes while one types moves nothing under the cursor. */}
      <SameMatter
        matter={{
          title: form.title.slice(0, 120),
          text: form.text,
          citizenId: form.citizenId,
          citizenPhone: form.citizenPhone,
          categoryCode: form.categoryCode,
        }}
        conversationId={conversationId}
        onJoined={(ticket) => set({ joined: ticket })}
      />
      <ComboBox
        label={t('ticket.category')}
        options={categories}
        value={form.categoryCode ?? null}
        onChange={(code) => change({ categoryCode: code ?? undefined })}
      />
      <div className="desk-pair">
        <Select
          label={t('ticket.district')}
          options={areas('district')}
          value={form.place.districtCode ?? null}
          onChange={(code) => place({ districtCode: code ?? undefined, streetCode: undefined })}
        />
        <Select
          label={t('ticket.street')}
          options={areas('street', form.place.districtCode)}
          value={form.place.streetCode ?? null}
          onChange={(code) => place({ streetCode: code ?? undefined })}
        />
      </div>
      <TextField
        label={t('ticket.address')}
        value={form.place.address ?? ''}
        onChange={(address) => place({ address: address || undefined })}
      />
      <div className="desk-pair">
        <TextField
          label={t('citizen.name')}
          value={form.citizenName ?? ''}
          onChange={(name) => change({ citizenName: name || undefined })}
        />
        <TextField
          label={t('citizen.phone')}
          description={
            form.knownPhone ? t('ticket.phoneKnown', { number: form.knownPhone }) : t('ticket.phoneNote')
          }
          inputMode="tel"
          value={form.citizenPhone ?? ''}
          onChange={(phone) => change({ citizenPhone: phone || undefined })}
        />
      </div>
      <Checkbox
        isSelected={form.sealed ?? false}
        onChange={(sealed) => change({ sealed })}
        description={t('ticket.sealedNote')}
      >
        {t('ticket.sealed')}
      </Checkbox>
      {form.urgency === 'emergency' && (
        <Checkbox isSelected={handOff.isWanted} onChange={(isWanted) => changeHandOff({ isWanted })}>
          {t('ticket.handOff')}
        </Checkbox>
      )}
      {isHandedOff && <Danger words={handOff} change={changeHandOff} />}
      <Tooltip label={t(isHandedOff ? 'ticket.submitHandOff' : 'ticket.submit')} {...submitKey}>
        <Button
          variant={isHandedOff ? 'danger' : 'primary'}
          isWide
          isDisabled={!isReady}
          isPending={isPending}
          onPress={submit}
        >
          {t(isHandedOff ? 'ticket.submitHandOff' : 'ticket.submit')}
        </Button>
      </Tooltip>
    </Stack>
  );
}
