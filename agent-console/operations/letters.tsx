// Work that failed for good: what it was, why, and what is to become of it.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Dialog,
  EmptyState,
  Notice,
  Row,
  Select,
  Skeleton,
  Stack,
  showToast,
  TextArea,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { type DeadLetterView, deadStateSchema, type DeadState } from '../../server/operations/contract.ts';
import { FailureState, useFailureText, useFailureToast } from '../api/failure-view.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useDeadLetters, useDiscard, useReplay, useReplayAll } from './operations-data.ts';

function Discard({ letter, onClose }: { letter: DeadLetterView; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const reason = useAskedText();
  const discard = useDiscard();
  const textOf = useFailureText();
  return (
    <Dialog
      title={t('letters.discardTitle')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('letters.cancel')}</Button>
          <Button
            variant="danger"
            isPending={discard.isPending}
            onPress={() =>
              reason.give((said) => discard.mutate({ id: letter.id, reason: said }, { onSuccess: onClose }))
            }
          >
            {t('letters.discard')}
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {discard.error && (
          <Notice tone="danger" isLive>
            {textOf(discard.error)}
          </Notice>
        )}
        <p>{t('letters.discardNote')}</p>
        <TextArea label={t('letters.reason')} isRequired autoFocus maxLength={500} {...reason.field} />
      </Stack>
    </Dialog>
  );
}

function Letter({ letter, onDiscard }: { letter: DeadLetterView; onDiscard: () => void }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  const lang = useLang();
  const replay = useReplay();
  const showFailure = useFailureToast();
  const { state, settledAt, settledBy, reason } = letter;
  return (
    <li className="operations-letter">
      <Row gap={2} wraps justify="between">
        <Row gap={2} wraps>
          <strong>{t(`queue.${letter.queue}` as 'queue.timers', letter.queue)}</strong>
          <code>{letter.kind}</code>
          {letter.times > 1 && <Badge tone="warn">{t('letters.times', { count: letter.times })}</Badge>}
        </Row>
        <span className="oc-small oc-quiet">
          {t('letters.tried', { count: letter.attempts, time: format.moment(letter.lastAt) })}
        </span>
      </Row>
      <p className="operations-error">{letter.error}</p>
      <details>
        <summary>{t('letters.payload')}</summary>
        <pre>{letter.payload}</pre>
      </details>
      {state === 'waiting' ? (
        <Row gap={2}>
          <Button
            size="small"
            isPending={replay.isPending}
            onPress={() => replay.mutate(letter.id, { onError: showFailure })}
          >
            {t('letters.replay')}
          </Button>
          <Button size="small" onPress={onDiscard}>
            {t('letters.discard')}…
          </Button>
        </Row>
      ) : (
        <p className="oc-small oc-quiet">
          {t(`letters.was.${state}`, {
            name: settledBy?.[lang] ?? '—',
            time: settledAt ? format.moment(settledAt) : '—',
          })}
          {reason && ` · ${reason}`}
        </p>
      )}
    </li>
  );
}

export function Letters() {
  const { t } = useTranslation('operations');
  const [state, setState] = useState<DeadState>('waiting');
  const [given, setGiven] = useState<DeadLetterView>();
  const query = useDeadLetters(state);
  const replayAll = useReplayAll();
  const showFailure = useFailureToast();
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap(({ items }) => items);
  const tryAll = (): void =>
    replayAll.mutate(undefined, {
      onSuccess: ({ count }) => showToast({ tone: 'ok', title: t('letters.replayed', { count }) }),
      onError: showFailure,
    });
  return (
    <div className="operations-letters">
      <Row gap={3} wraps align="end" className="operations-bar">
        <Select
          label={t('letters.show')}
          options={deadStateSchema.options.map((one) => ({ id: one, label: t(`letters.state.${one}`) }))}
          value={state}
          onChange={(one) => setState(deadStateSchema.catch('waiting').parse(one))}
        />
        {state === 'waiting' && (rows?.length ?? 0) > 0 && (
          <Button isPending={replayAll.isPending} onPress={tryAll}>
            {t('letters.replayAll')}
          </Button>
        )}
      </Row>
      {!rows && <Skeleton lines={6} />}
      {rows?.length === 0 && (
        <EmptyState title={t(`letters.none.${state}`)} description={t('letters.noneNote')} />
      )}
      <ul>
        {rows?.map((letter) => (
          <Letter key={letter.id} letter={letter} onDiscard={() => setGiven(letter)} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('letters.more')}
        </Button>
      )}
      {given && <Discard letter={given} onClose={() => setGiven(undefined)} />}
    </div>
  );
}
