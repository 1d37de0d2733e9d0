// All calibrations, and how far reviewers mean the same by each question of a form.
import { Scale } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import {
  Badge,
  EmptyState,
  Skeleton,
  Stack,
  Table,
  type Tone,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useCalibrations } from './quality-data.ts';

/** Krippendorff's own bounds: from 0.8 on conclusions are sound, from 0.667 on tentative ones. */
const toneOf = (alpha: number): Tone => (alpha >= 0.8 ? 'ok' : alpha >= 0.667 ? 'warn' : 'danger');

export function Alpha({ alpha }: { alpha: number | null }) {
  const format = useFormat();
  return alpha === null ? (
    <span className="oc-quiet">—</span>
  ) : (
    <Badge tone={toneOf(alpha)}>{format.number(alpha)}</Badge>
  );
}

export function Calibrations() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const [, navigate] = useLocation();
  const list = useCalibrations();
  if (list.error && !list.data)
    return <FailureState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton lines={6} />;
  const { items, agreement } = list.data;
  if (items.length === 0)
    return (
      <EmptyState icon={Scale} title={t('calibrations.none')} description={t('calibrations.noneNote')} />
    );
  return (
    <Stack gap={6} className="quality-page">
      <Table
        label={t('tabs.calibrations')}
        rows={items}
        rowKey={({ id }) => id}
        onOpen={(id) => navigate(`/quality/calibration/${id}`)}
        columns={[
          {
            id: 'contact',
            title: t('column.contact'),
            isRowHeader: true,
            width: '11rem',
            render: ({ contactAt }) => format.moment(contactAt),
          },
          { id: 'agent', title: t('column.agent'), render: ({ agent }) => agent.name[lang] },
          { id: 'form', title: t('column.form'), render: ({ formName }) => formName[lang] },
          { id: 'by', title: t('openedBy'), render: ({ openedBy }) => openedBy.name[lang] },
          {
            id: 'state',
            title: t('column.state'),
            render: ({ agreedAt, finished, asked }) =>
              agreedAt ? (
                <Badge tone="ok">{t('agreed')}</Badge>
              ) : (
                <Badge tone="accent">{t('finishedOf', { finished, asked })}</Badge>
              ),
          },
        ]}
      />
      {agreement.map(({ formCode, formName, questions }) => (
        <Stack key={formCode} gap={2} as="section">
          <h2 className="oc-title">{t('agreementOf', { name: formName[lang] })}</h2>
          <p className="oc-small oc-quiet quality-explained">{t('alphaNote')}</p>
          <Table
            label={t('agreementOf', { name: formName[lang] })}
            rows={questions}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'question',
                title: t('by.question'),
                isRowHeader: true,
                width: '22rem',
                render: ({ name }) => name[lang],
              },
              {
                id: 'contacts',
                title: t('contacts'),
                align: 'end',
                render: ({ contacts }) => format.number(contacts),
              },
              { id: 'alpha', title: 'α', align: 'end', render: ({ alpha }) => <Alpha alpha={alpha} /> },
            ]}
          />
        </Stack>
      ))}
    </Stack>
  );
}
