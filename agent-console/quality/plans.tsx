// Plans: what is drawn, by whom it is judged, and what the latest draws came to.
import { Plus, Shuffle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Badge, EmptyState, Row, Skeleton, Stack, Table, useLang } from '../../design/index.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useForms, usePlans } from './quality-data.ts';

export function Plans() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const [, navigate] = useLocation();
  const plans = usePlans();
  const forms = useForms().data?.items ?? [];
  useActions([
    {
      id: 'quality.new_plan',
      labelKey: 'quality:newPlan',
      shortcut: 'n',
      permission: 'quality.steer',
      run: () => navigate(`/quality/plans/${crypto.randomUUID()}`),
    },
  ]);
  if (plans.error && !plans.data)
    return <FailureState error={plans.error} onRetry={() => void plans.refetch()} />;
  if (!plans.data) return <Skeleton lines={6} />;
  const { items, reviewers } = plans.data;
  const add = <ActionButton id="quality.new_plan" icon={Plus} variant="primary" size="small" />;
  if (items.length === 0)
    return <EmptyState icon={Shuffle} title={t('plan.none')} description={t('plan.noneNote')} action={add} />;
  return (
    <Stack gap={3} className="quality-page">
      <Row justify="end">{add}</Row>
      <Table
        label={t('tabs.plans')}
        rows={items}
        rowKey={({ id }) => id}
        onOpen={(id) => navigate(`/quality/plans/${id}`)}
        columns={[
          {
            id: 'name',
            title: t('plan.name'),
            isRowHeader: true,
            width: '14rem',
            render: ({ name }) => name,
          },
          {
            id: 'form',
            title: t('column.form'),
            render: ({ formCode }) => {
              const definition = forms.find(({ code }) => code === formCode)?.definition;
              return lang === 'en' ? definition?.nameEn : definition?.nameZh;
            },
          },
          {
            id: 'how',
            title: t('plan.how'),
            width: '18rem',
            render: ({ perAgent, share }) => t('plan.howMany', { perAgent, share }),
          },
          {
            id: 'reviewers',
            title: t('reviewers'),
            render: ({ reviewerIds }) =>
              reviewerIds
                .map((id) => reviewers.find((one) => one.id === id)?.name[lang] ?? '')
                .join(t('between')),
          },
          {
            id: 'latest',
            title: t('plan.latest'),
            render: ({ draws: [latest] }) =>
              latest
                ? t('plan.drawn', { period: latest.period, drawn: latest.drawn, contacts: latest.contacts })
                : '—',
          },
          {
            id: 'active',
            title: t('column.state'),
            render: ({ isActive }) => (
              <Badge tone={isActive ? 'ok' : 'neutral'}>
                {t(isActive ? 'plan.active' : 'plan.inactive')}
              </Badge>
            ),
          },
        ]}
      />
    </Stack>
  );
}
