// Warnings to everybody: what holds, what is planned, what is over; supervisors write and take back.
import './broadcasts.css';
import { Megaphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Badge,
  Button,
  EmptyState,
  Pane,
  Row,
  Skeleton,
  Stack,
  Table,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { BroadcastView } from '../../server/broadcasts/contract.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useUser } from '../session/session.ts';
import { useBroadcasts, useTakeBack } from './broadcast-data.ts';
import { Editor } from './editor.tsx';
import { levelTones } from './level.ts';

const stateTones = {
  planned: 'accent',
  in_force: 'ok',
  expired: 'neutral',
  replaced: 'neutral',
  cancelled: 'neutral',
} as const satisfies Record<BroadcastView['state'], Tone>;

function Deeds({ one, onUpdate }: { one: BroadcastView; onUpdate: () => void }) {
  const { t } = useTranslation('broadcasting');
  const showFailure = useFailureToast();
  const takeBack = useTakeBack();
  const [isAsked, setAsked] = useState(false);
  if (!one.isOurs || (one.state !== 'in_force' && one.state !== 'planned')) return null;
  return (
    <Row gap={1} justify="end">
      <Button size="small" variant="quiet" onPress={onUpdate}>
        {t('update')}
      </Button>
      <Button size="small" variant="quiet" onPress={() => setAsked(true)}>
        {t('takeBack')}
      </Button>
      {isAsked && (
        <AlertDialog
          title={t('takeBackTitle')}
          isOpen
          onOpenChange={() => setAsked(false)}
          confirmLabel={t('takeBack')}
          isPending={takeBack.isPending}
          onConfirm={() =>
            takeBack.mutate(one.id, { onSuccess: () => setAsked(false), onError: showFailure })
          }
        >
          {t('takeBackNote')}
        </AlertDialog>
      )}
    </Row>
  );
}

export default function BroadcastsPage() {
  const { t } = useTranslation('broadcasting');
  const lang = useLang();
  const format = useFormat();
  const mayIssue = may(useUser().roles, 'broadcast.issue');
  const [edited, setEdited] = useState<BroadcastView | 'new' | null>(null);
  const list = useBroadcasts();
  useActions([
    {
      id: 'broadcast.new',
      labelKey: 'broadcasting:new',
      shortcut: 'n',
      permission: 'broadcast.issue',
      run: () => setEdited('new'),
    },
  ]);
  if (list.error) return <FailureState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={6} />;
  const { items, subscribers } = list.data;
  const ways = (one: BroadcastView): string =>
    [
      t('way.pages'),
      ...(one.isSpoken ? [t('way.spoken')] : []),
      ...(one.sendsSms ? [t('way.sms', { count: one.smsCount })] : []),
    ].join(' · ');
  return (
    <Pane
      title={t('title')}
      actions={
        <>
          <ListFiles name="broadcasts" />
          {mayIssue && <ActionButton id="broadcast.new" icon={Plus} variant="primary" size="small" />}
        </>
      }
    >
      <Stack gap={3} className="broadcasts-page">
        <span className="oc-small oc-quiet">{t('subscribers', { count: subscribers })}</span>
        {items.length === 0 ? (
          <EmptyState icon={Megaphone} title={t('none')} description={t('noneNote')} />
        ) : (
          <Table
            label={t('title')}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'level',
                title: t('level'),
                width: '5rem',
                render: ({ level }) => <Badge tone={levelTones[level]}>{t(`levels.${level}`)}</Badge>,
              },
              {
                id: 'title',
                title: t('what'),
                isRowHeader: true,
                width: '14rem',
                render: ({ title }) => title[lang],
              },
              { id: 'area', title: t('areas'), render: ({ area }) => area[lang] },
              {
                id: 'state',
                title: t('state'),
                render: ({ state }) => <Badge tone={stateTones[state]}>{t(`states.${state}`)}</Badge>,
              },
              {
                id: 'until',
                title: t('until'),
                render: ({ effectiveAt, expiresAt }) =>
                  `${format.moment(effectiveAt)} – ${format.moment(expiresAt)}`,
              },
              { id: 'ways', title: t('ways'), render: ways },
              {
                id: 'by',
                title: t('by'),
                render: ({ by, source, isOurs }) =>
                  by?.[lang] ?? source?.[lang] ?? t(isOurs ? 'pack' : 'cap'),
              },
              {
                id: 'deeds',
                title: t('deeds'),
                align: 'end',
                render: (one) => mayIssue && <Deeds one={one} onUpdate={() => setEdited(one)} />,
              },
            ]}
          />
        )}
      </Stack>
      {edited && <Editor before={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Pane>
  );
}
