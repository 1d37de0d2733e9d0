// The forms that contacts are judged by.
import { ClipboardCheck, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Badge, EmptyState, Row, Skeleton, Stack, Table, useFormat, useLang } from '../../design/index.ts';
import { questionsOf } from '../../server/quality/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useForms } from './quality-data.ts';

/** A code that no other form has. */
const newCode = (): string => `form-${crypto.randomUUID().slice(0, 8)}`;

export function Forms() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const forms = useForms();
  useActions([
    {
      id: 'quality.new_form',
      labelKey: 'quality:newForm',
      shortcut: 'n',
      permission: 'quality.steer',
      run: () => navigate(`/quality/forms/${newCode()}`),
    },
  ]);
  if (forms.error && !forms.data)
    return <FailureState error={forms.error} onRetry={() => void forms.refetch()} />;
  if (!forms.data) return <Skeleton lines={6} />;
  const { items } = forms.data;
  const add = <ActionButton id="quality.new_form" icon={Plus} variant="primary" size="small" />;
  if (items.length === 0) return <EmptyState icon={ClipboardCheck} title={t('form.none')} action={add} />;
  return (
    <Stack gap={3} className="quality-page">
      <Row justify="end">{add}</Row>
      <Table
        label={t('tabs.forms')}
        rows={items}
        rowKey={({ code }) => code}
        onOpen={(code) => navigate(`/quality/forms/${code}`)}
        columns={[
          {
            id: 'name',
            title: t('form.name'),
            isRowHeader: true,
            width: '16rem',
            render: ({ definition }) => (lang === 'en' ? definition.nameEn : definition.nameZh),
          },
          { id: 'version', title: t('form.version'), align: 'end', render: ({ version }) => version },
          {
            id: 'questions',
            title: t('form.questions'),
            align: 'end',
            render: ({ definition }) => format.number(questionsOf(definition).length),
          },
          {
            id: 'fatal',
            title: t('fatal'),
            align: 'end',
            render: ({ definition }) =>
              format.number(questionsOf(definition).filter(({ isFatal }) => isFatal).length),
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
