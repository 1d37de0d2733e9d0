// After the contact: a result and a note, two keys away; the time runs.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown, Row, Select, TextField, useLang } from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import { useLists, useTakeOff } from './desk-data.ts';
import { byOwnHand } from './unfinished.ts';
import {
  forgetWrapUpWords,
  keepWrapUpWords,
  readWrapUpWords,
  type WrapUpWords,
  wrapUpRequest,
} from './wrap-up-words.ts';

export function WrapUp({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('desk');
  const lists = useLists();
  const line = useLine();
  const showFailure = useFailureToast();
  const takeOff = useTakeOff();
  const { id, conversationId } = interaction;
  const [words, setWords] = useState<WrapUpWords>(
    () =>
      readWrapUpWords(id) ?? {
        conversationId,
        disposition: interaction.disposition ?? 'answered',
        note: '',
      },
  );
  const write = (part: Partial<WrapUpWords>): void => {
    const next = { ...words, ...part };
    setWords(next);
    keepWrapUpWords(id, next);
  };
  const [isPending, setPending] = useState(false);
  // Whoever was writing to the citizen goes on here; who is at the ticket stays there.
  const [takesFocus] = useState(() => document.activeElement?.matches('body, .desk-thread *') ?? true);
  const lang = useLang();
  const options = (lists.data?.reasons ?? [])
    .filter((reason) => reason.list === 'disposition')
    .map((reason) => ({ id: reason.code, label: reason.label[lang] }));
  const finish = (): void => {
    if (!line || isPending) return;
    setPending(true);
    byOwnHand(conversationId, () => line.call('interaction:wrap_up', wrapUpRequest(id, words)))
      .then(() => {
        forgetWrapUpWords(id);
        takeOff(id);
      })
      .catch(showFailure)
      .finally(() => setPending(false));
  };
  useActions([
    {
      id: 'contact.wrap_up',
      labelKey: 'desk:wrapUp.finish',
      shortcut: 'mod+enter',
      permission: 'desk.work',
      run: finish,
    },
  ]);
  return (
    <div className="desk-wrap-up">
      <Row justify="between">
        <strong>{t('wrapUp.title')}</strong>
        {interaction.state === 'closed' && (
          <span className="oc-small oc-quiet">{t('wrapUp.overdueNote')}</span>
        )}
        {interaction.state === 'wrap_up' && interaction.endedAt && interaction.wrapUpEndsAt && (
          <Countdown
            clock={{ state: 'running', startedAt: interaction.endedAt, dueAt: interaction.wrapUpEndsAt }}
            label={t('wrapUp.timeLeft')}
          />
        )}
      </Row>
      <Row align="end" wraps>
        <Select
          label={t('wrapUp.result')}
          options={options}
          value={words.disposition}
          onChange={(chosen) => write({ disposition: chosen ?? 'answered' })}
        />
        <TextField
          label={t('wrapUp.note')}
          value={words.note}
          onChange={(note) => write({ note })}
          autoFocus={takesFocus}
        />
        <ActionButton id="contact.wrap_up" variant="primary" isPending={isPending} />
      </Row>
    </div>
  );
}
