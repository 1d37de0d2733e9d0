// How a matter stands in another system, asked for the citizen in the conversation.
import { useMutation, useQuery } from '@tanstack/react-query';
import { FileSearch } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  ComboBox,
  EmptyState,
  Notice,
  Skeleton,
  Stack,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { lookupAnswerSchema, type System, systemListSchema } from '../../server/connectors/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureText } from '../api/failure-view.tsx';

function Question({
  system,
  conversationId,
  lang: told,
  onInsert,
}: {
  system: System;
  conversationId: string;
  lang: 'zh' | 'en';
  onInsert?: (text: string) => void;
}) {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const format = useFormat();
  const textOf = useFailureText();
  const [given, setGiven] = useState<Record<string, string>>({});
  const lookup = useMutation({
    mutationFn: () =>
      api.post('/api/desk/status-lookups', { code: system.code, given, conversationId }, lookupAnswerSchema),
  });
  const isReady = system.asks.every(({ name }) => (given[name] ?? '').trim() !== '');
  const answer = lookup.data;
  const change = (name: string, value: string): void => {
    lookup.reset();
    setGiven((before) => ({ ...before, [name]: value }));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) lookup.mutate();
      }}
    >
      <Stack gap={3}>
        {system.isDemo && <Notice tone="neutral">{t('demoNote')}</Notice>}
        {system.asks.map(({ name, label }) => (
          <TextField
            key={name}
            label={label[lang]}
            autoComplete="off"
            isRequired
            value={given[name] ?? ''}
            onChange={(value) => change(name, value)}
          />
        ))}
        <Button type="submit" variant="primary" isDisabled={!isReady} isPending={lookup.isPending}>
          {t('ask')}
        </Button>
        {lookup.error && (
          <Notice tone="danger" isLive>
            {textOf(lookup.error)}
          </Notice>
        )}
        {answer && (
          <Notice tone={answer.outcome === 'found' ? 'accent' : 'warn'} isLive>
            <strong>{answer.state ? answer.state[lang] : t(`outcome.${answer.outcome}`)}</strong>
            {answer.at && <span className="oc-quiet"> · {format.date(answer.at)}</span>}
            {answer.outcome !== 'found' && <p className="oc-small">{t(`advice.${answer.outcome}`)}</p>}
          </Notice>
        )}
        {answer?.state && onInsert && (
          <Button
            size="small"
            onPress={() =>
              onInsert(t('reply', { lng: told, name: system.name[told], state: answer.state?.[told] }))
            }
          >
            {t('insert')}
          </Button>
        )}
      </Stack>
    </form>
  );
}

export function ProgressPane({
  conversationId,
  lang: told,
  onInsert,
}: {
  conversationId: string;
  lang: 'zh' | 'en';
  onInsert?: (text: string) => void;
}) {
  const { t } = useTranslation('connectors');
  const lang = useLang();
  const [code, setCode] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ['status-systems'],
    queryFn: () => api.get('/api/desk/status-systems', systemListSchema),
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={4} />;
  const { items } = query.data;
  const system = items.find((one) => one.code === code);
  if (items.length === 0)
    return <EmptyState icon={FileSearch} title={t('none')} description={t('noneForDesk')} />;
  return (
    <Stack gap={3} className="desk-tab">
      <ComboBox
        label={t('which')}
        options={items.map((one) => ({
          id: one.code,
          label: `${one.name[lang]} · ${one.department[lang]}`,
        }))}
        value={code}
        onChange={setCode}
      />
      {system && (
        <Question
          key={`${conversationId} ${system.code}`}
          system={system}
          conversationId={conversationId}
          lang={told}
          {...(onInsert && { onInsert })}
        />
      )}
      <p className="oc-small oc-quiet">{t('loggedNote')}</p>
    </Stack>
  );
}
