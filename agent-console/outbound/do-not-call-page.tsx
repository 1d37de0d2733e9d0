// Numbers that asked not to be called: found, marked at a citizen's word, and lifted again with a reason.
import './outbound.css';
import { PhoneOff, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import {
  AskDialog,
  Button,
  EmptyState,
  Pane,
  Row,
  SearchField,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextField,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { calledNumberSchema } from '../../server/intake/contract.ts';
import type { DoNotCall } from '../../server/intake/outbound/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useAskedText } from '../forms/asked-text.ts';
import { useDoNotCall, useLift, useMark } from './do-not-call-data.ts';
import { useNumberName } from './number-name.ts';

const numberSchema = z
  .string()
  .transform((typed) => typed.replace(/[\s()-]/g, ''))
  .pipe(calledNumberSchema);

function Lift({ mark, onClose }: { mark: DoNotCall; onClose: () => void }) {
  const { t } = useTranslation('outbound');
  const nameOf = useNumberName();
  const showFailure = useFailureToast();
  const lift = useLift();
  const reason = useAskedText();
  const go = (given: string): void =>
    lift.mutate(
      { number: mark.number, reason: given },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('lifted') });
          onClose();
        },
        onError: showFailure,
      },
    );
  return (
    <AskDialog
      title={t('liftTitle', { number: nameOf(mark.number) })}
      confirmLabel={t('lift')}
      isPending={lift.isPending}
      onConfirm={() => reason.give(go)}
      onClose={onClose}
    >
      <TextField label={t('liftReason')} {...reason.field} autoFocus />
    </AskDialog>
  );
}

function Mark({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('outbound');
  const showFailure = useFailureToast();
  const mark = useMark();
  const typed = useAskedText(numberSchema);
  const [note, setNote] = useState('');
  const go = (number: string): void =>
    mark.mutate(
      { number, source: 'console', ...(note.trim() ? { note } : {}) },
      { onSuccess: onClose, onError: showFailure },
    );
  return (
    <AskDialog
      title={t('markTitle')}
      confirmLabel={t('mark')}
      isPending={mark.isPending}
      onConfirm={() => typed.give(go)}
      onClose={onClose}
    >
      <Stack gap={3}>
        <TextField label={t('number')} type="tel" {...typed.field} autoFocus />
        <TextField label={t('note')} value={note} onChange={setNote} />
      </Stack>
    </AskDialog>
  );
}

export default function DoNotCallPage() {
  const { t } = useTranslation('outbound');
  const lang = useLang();
  const format = useFormat();
  const nameOf = useNumberName();
  const [part, setPart] = useState('');
  const [lifted, setLifted] = useState<DoNotCall | null>(null);
  const [isMarking, setMarking] = useState(false);
  const list = useDoNotCall(part.trim());
  useActions([
    {
      id: 'do_not_call.mark',
      labelKey: 'outbound:markTitle',
      shortcut: 'n',
      permission: 'desk.work',
      run: () => setMarking(true),
    },
  ]);
  if (list.error) return <FailureState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={6} />;
  const { items, total } = list.data;
  return (
    <Pane
      title={t('title')}
      actions={<ActionButton id="do_not_call.mark" icon={Plus} variant="primary" size="small" />}
    >
      <Stack gap={3} className="outbound-page">
        <Row gap={3} justify="between" wraps>
          <SearchField label={t('search')} value={part} onChange={setPart} />
          <Row gap={2}>
            <ListFiles name="do-not-call" filter={{ q: part.trim() }} />
            <span className="oc-small oc-quiet">{t('count', { count: total })}</span>
          </Row>
        </Row>
        {items.length === 0 ? (
          <EmptyState icon={PhoneOff} title={t('none')} description={t('noneNote')} />
        ) : (
          <Table
            label={t('title')}
            rows={items}
            rowKey={(mark) => mark.number}
            columns={[
              { id: 'number', isRowHeader: true, title: t('number'), render: (mark) => nameOf(mark.number) },
              { id: 'source', title: t('source'), render: (mark) => t(`sources.${mark.source}`) },
              { id: 'by', title: t('by'), render: (mark) => mark.by?.[lang] ?? t('citizenSelf') },
              { id: 'note', title: t('note'), render: (mark) => mark.note ?? '' },
              { id: 'since', title: t('since'), render: (mark) => format.moment(mark.since) },
              {
                id: 'lift',
                title: t('lift'),
                align: 'end',
                render: (mark) => (
                  <Button size="small" variant="quiet" onPress={() => setLifted(mark)}>
                    {t('lift')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Stack>
      {lifted && <Lift mark={lifted} onClose={() => setLifted(null)} />}
      {isMarking && <Mark onClose={() => setMarking(false)} />}
    </Pane>
  );
}
