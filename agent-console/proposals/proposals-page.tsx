// Proposals of one's own body: what was made of them, and a new one.
import './proposals.css';
import { Plus, ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { Badge, EmptyState, Pane, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { NewProposal } from './new-proposal.tsx';
import { Proposal } from './proposal.tsx';
import { useProposals } from './proposals-data.ts';

function List() {
  const { t } = useTranslation(['proposals', 'tickets']);
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const list = useProposals();
  const lists = useLists().data;
  useActions([
    {
      id: 'proposals.new',
      labelKey: 'proposals:new',
      shortcut: 'n',
      permission: 'proposal.file',
      run: () => navigate(`/proposals/new/${crypto.randomUUID()}`),
    },
  ]);
  if (list.error && !list.data)
    return <FailureState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data || !lists) return <Skeleton lines={6} />;
  const { items } = list.data;
  const add = <ActionButton id="proposals.new" icon={Plus} variant="primary" size="small" />;
  return (
    <Pane title={t('title')} actions={add}>
      {items.length === 0 ? (
        <EmptyState icon={ScrollText} title={t('none')} description={t('noneNote')} />
      ) : (
        <Stack gap={3} className="proposals-page">
          <Table
            label={t('title')}
            rows={items}
            rowKey={({ id }) => id}
            onOpen={(id) => navigate(`/proposals/${id}`)}
            columns={[
              { id: 'number', title: t('number'), width: '11rem', render: ({ number }) => number },
              {
                id: 'title',
                title: t('name'),
                isRowHeader: true,
                width: '18rem',
                render: ({ title }) => title,
              },
              {
                id: 'form',
                title: t('form'),
                render: ({ form }) =>
                  lists.reasons.find(({ list: of, code }) => of === 'proposal_form' && code === form)?.label[
                    lang
                  ],
              },
              {
                id: 'lead',
                title: t('lead'),
                render: ({ leadDepartmentCode }) =>
                  lists.departments.find(({ code }) => code === leadDepartmentCode)?.name[lang] ?? '—',
              },
              {
                id: 'state',
                title: t('state'),
                render: ({ state, awaitsGrade }) => (
                  <Badge tone={awaitsGrade ? 'warn' : 'accent'}>
                    {awaitsGrade ? t('awaits') : t(`tickets:state.${state}`)}
                  </Badge>
                ),
              },
              {
                id: 'due',
                title: t('due'),
                render: ({ nextDueAt }) => (nextDueAt ? format.moment(nextDueAt) : '—'),
              },
              { id: 'grade', title: t('grade'), render: ({ grade }) => (grade ? t(`grades.${grade}`) : '—') },
            ]}
          />
        </Stack>
      )}
    </Pane>
  );
}

export default function ProposalsPage() {
  const [isNew, fresh] = useRoute('/proposals/new/:id');
  const [isOne, one] = useRoute('/proposals/:id');
  if (isNew && fresh) return <NewProposal key={fresh.id} id={fresh.id} />;
  return isOne && one ? <Proposal key={one.id} id={one.id} /> : <List />;
}
