// After the contact: a result and a note, two keys away; the time runs.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown, Row, Select, TextField, useLang } from '../../design/index.ts';
import type { InteractionView } from '../../server/routing/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useLine } from '../realtime/line.tsx';
import { useLists } from './desk-data.ts';

export function WrapUp({ interaction }: { interaction: InteractionView }) {
  const { t } = useTranslation('desk');
  const lists = useLists();
  const line = useLine();
  const showFailure = useFailureToast();
  const [disposition, setDisposition] = useState<string>(interaction.disposition ?? 'answered');
  const [note, setNote] = useState('');
  const [isPending, setPending] = useState(false);
  // Whoever was writing to the citizen goes on here; who is at the ticket stays there.
  const [takesFocus] = useState(() => document.activeElement?.matches('body, .desk-thread *') ?? true);
  const lang = useLang();
  const options = (lists.data?.reasons ?? [])
    .filter((reason) => reason.list === 'disposition')
    .map((reason) => ({ id: reason.code, label: reason.label[lang] }));
  const finish = (): void => {
    setPending(true);
    line
      ?.call('interaction:wrap_up', { interactionId: interaction.id, disposition, ...(note ? { note } : {}) })
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
        {interaction.endedAt && interaction.wrapUpEndsAt && (
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
          value={disposition}
          onChange={(id) => setDisposition(id ?? 'answered')}
        />
        <TextField label={t('wrapUp.note')} value={note} onChange={setNote} autoFocus={takesFocus} />
        <ActionButton id="contact.wrap_up" variant="primary" isPending={isPending} />
      </Row>
    </div>
  );
}
