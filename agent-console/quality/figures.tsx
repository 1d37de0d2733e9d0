// Scores by agent, queue, question and week; each row leads to its reviews.
import { ChartColumn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'wouter';
import { z } from 'zod';
import {
  Checkbox,
  EmptyState,
  Row,
  Select,
  Skeleton,
  Stack,
  Table,
  TextField,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { type FigureRow, figuresBySchema } from '../../server/quality/contract.ts';
import { type AddressPart, changedAddress } from '../api/address.ts';
import { FailureState } from '../api/failure-view.tsx';
import { FileMenu } from '../exchange/file-menu.tsx';
import { Trend } from '../reports/trend.tsx';
import { useUser } from '../session/session.ts';
import { scoreTone, Score } from './looks.tsx';
import { useFigures, useForms } from './quality-data.ts';

const dayMs = 86_400_000;
const usualDays = 28;
const all = 'all';
const scopeSchema = z.object({
  by: figuresBySchema.catch('agent'),
  from: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
  form: z.string().optional().catch(undefined),
  random: z.enum(['true', 'false']).catch('true'),
});

/** How far the score reaches. */
function Bar({ score }: { score: number | null }) {
  return (
    <svg
      className="quality-bar"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      data-tone={scoreTone(score)}
      aria-hidden
    >
      <rect width={score ?? 0} height="8" />
    </svg>
  );
}

/** Which part of the address a row's reviews are found by. */
function drillOf(by: z.infer<typeof figuresBySchema>, row: FigureRow): Record<string, string> | null {
  if (by === 'agent') return { agent: row.key };
  if (by === 'queue') return { queue: row.key };
  return by === 'question' ? { form: row.key.split('/')[0] ?? '' } : null;
}

export function FiguresTab() {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const format = useFormat();
  const now = useNow(30_000);
  const { roles } = useUser();
  const [, navigate] = useLocation();
  const [address, setAddress] = useSearchParams();
  const forms = useForms().data?.items ?? [];
  const wanted = scopeSchema.parse(Object.fromEntries(address));
  const scope = {
    ...wanted,
    from: wanted.from ?? cityDay(now - usualDays * dayMs),
    until: wanted.until ?? cityDay(now),
  };
  const figures = useFigures(scope);
  const change = (part: AddressPart): void =>
    setAddress((old) => changedAddress(old, part), { replace: true });
  const params = new URLSearchParams(
    Object.entries({ ...scope, lang }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const rows = figures.data?.rows ?? [];
  const mayDrill = may(roles, 'quality.review') && scope.by !== 'week';
  return (
    <Stack gap={4} className="quality-page">
      <Row gap={3} wraps align="end">
        <Select
          label={t('byWhat')}
          options={figuresBySchema.options.map((id) => ({ id, label: t(`by.${id}`) }))}
          value={scope.by}
          onChange={(by) => by && change({ by })}
        />
        <TextField label={t('from')} type="date" value={scope.from} onChange={(from) => change({ from })} />
        <TextField
          label={t('until')}
          type="date"
          value={scope.until}
          onChange={(until) => change({ until })}
        />
        <Select
          label={t('column.form')}
          options={[
            { id: all, label: t('allForms') },
            ...forms.map(({ code, definition }) => ({
              id: code,
              label: lang === 'en' ? definition.nameEn : definition.nameZh,
            })),
          ]}
          value={scope.form ?? all}
          onChange={(form) => change({ form: form === all || form === null ? undefined : form })}
        />
        <Checkbox
          isSelected={scope.random === 'true'}
          onChange={(isOn) => change({ random: String(isOn) })}
          description={t('randomNote')}
        >
          {t('randomOnly')}
        </Checkbox>
        <FileMenu
          id="quality"
          name={t('tabs.figures')}
          formats={['csv', 'xlsx']}
          addressOf={(ending) => `/api/quality/figures.${ending}?${params}`}
        />
      </Row>
      {figures.error && !figures.data && (
        <FailureState error={figures.error} onRetry={() => void figures.refetch()} />
      )}
      {figures.isLoading && <Skeleton lines={8} />}
      {figures.data && rows.length === 0 && (
        <EmptyState icon={ChartColumn} title={t('figures.none')} description={t('figures.noneNote')} />
      )}
      {figures.data && rows.length > 0 && (
        <>
          <Row gap={4} wraps>
            <span>{t('figures.total', { count: figures.data.total.reviews })}</span>
            <Score score={figures.data.total.score} hasFailed={false} />
            {scope.by === 'week' && rows.length > 1 && (
              <Trend
                values={rows.map(({ score }) => score)}
                label={rows.map(({ key, score }) => `${key}: ${score ?? '—'}`).join(', ')}
              />
            )}
          </Row>
          <Table
            label={t('tabs.figures')}
            rows={rows}
            rowKey={({ key }) => key}
            {...(mayDrill && {
              onOpen: (key: string) => {
                const row = rows.find((one) => one.key === key);
                const drill = row && drillOf(scope.by, row);
                if (!row || !drill) return;
                const { from, until, random } = scope;
                const part = new URLSearchParams({ from, until, random, ...drill, name: row.name[lang] });
                navigate(`/quality/results?${part}`);
              },
            })}
            columns={[
              {
                id: 'name',
                title: t(`by.${scope.by}`),
                isRowHeader: true,
                width: '16rem',
                render: ({ name }) => name[lang],
              },
              {
                id: 'reviews',
                title: t('figures.reviews'),
                align: 'end',
                render: ({ reviews }) => format.number(reviews),
              },
              {
                id: 'score',
                title: t('figures.score'),
                align: 'end',
                render: ({ score }) => <Score score={score} hasFailed={false} />,
              },
              { id: 'bar', title: '', width: '10rem', render: ({ score }) => <Bar score={score} /> },
              {
                id: 'failed',
                title: t('figures.failed'),
                align: 'end',
                render: ({ failed }) => format.number(failed),
              },
              {
                id: 'disputed',
                title: t('figures.disputed'),
                align: 'end',
                render: ({ disputed }) => format.number(disputed),
              },
            ]}
          />
        </>
      )}
    </Stack>
  );
}
