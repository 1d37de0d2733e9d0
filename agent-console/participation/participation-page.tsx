// What citizens are asked: the list; a new draft; one of them opened beside its statements and figures.
import './participation.css';
import { Plus, Vote } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { Badge, EmptyState, Pane, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { Consultation } from './consultation.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { useConsultations } from './participation-data.ts';
import { phaseTones } from './phase.ts';

function List() {
  const { t } = useTranslation('participating');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const list = useConsultations();
  useActions([
    {
      id: 'participation.new',
      labelKey: 'participating:new',
      shortcut: 'n',
      permission: 'participation.run',
      run: () => navigate(`/participation/new/${crypto.randomUUID()}`),
    },
  ]);
  if (list.error) return <FailureState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={6} />;
  const { items } = list.data;
  return (
    <Pane
      title={t('title')}
      actions={
        <>
          <ListFiles name="consultations" />
          <ActionButton id="participation.new" icon={Plus} variant="primary" size="small" />
        </>
      }
    >
      <Stack gap={3} className="participation-page participation-list">
        {items.length === 0 ? (
          <EmptyState icon={Vote} title={t('none')} />
        ) : (
          <Table
            label={t('title')}
            rows={items}
            rowKey={({ id }) => id}
            onOpen={(id) => navigate(`/participation/${id}`)}
            columns={[
              {
                id: 'title',
                title: t('name'),
                isRowHeader: true,
                width: '16rem',
                render: ({ title }) => title[lang],
              },
              { id: 'kind', title: t('kind'), render: ({ kind }) => t(`kinds.${kind}`) },
              {
                id: 'phase',
                title: t('phase'),
                render: ({ phase }) => <Badge tone={phaseTones[phase]}>{t(`phases.${phase}`)}</Badge>,
              },
              { id: 'department', title: t('department'), render: ({ department }) => department[lang] },
              {
                id: 'period',
                title: t('period'),
                render: ({ opensAt, closesAt }) => `${format.day(opensAt)} – ${format.day(closesAt)}`,
              },
              { id: 'answers', title: t('answers'), render: ({ answers }) => format.number(answers) },
              {
                id: 'waiting',
                title: t('waiting'),
                render: ({ waiting }) =>
                  waiting > 0 ? <Badge tone="warn">{format.number(waiting)}</Badge> : '—',
              },
            ]}
          />
        )}
      </Stack>
    </Pane>
  );
}

export default function ParticipationPage() {
  const [isNew, fresh] = useRoute('/participation/new/:id');
  const [isOne, one] = useRoute('/participation/:id');
  if (isNew && fresh) return <DraftEditor key={fresh.id} id={fresh.id} before={null} />;
  return isOne && one ? <Consultation key={one.id} id={one.id} /> : <List />;
}
