// One run: how far it has come, what it did, and its faults with how to mend them.
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Facts,
  Notice,
  Row,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { faultFileQuerySchema, type ImportRun } from '../../server/imports/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { FileMenu } from '../exchange/file-menu.tsx';
import { useFieldName } from './field-name.ts';
import { useFaults, useRun } from './imports-data.ts';

function Counts({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const shown = ['created', 'updated', 'unchanged', ...(run.isWhole ? ['withdrawn' as const] : [])] as const;
  return (
    <Facts
      items={[
        { id: 'rows', term: t('run.rows'), value: format.number(run.rows) },
        ...shown.map((id) => ({
          id,
          term: t(`run.${run.isDryRun ? 'would' : 'has'}.${id}`),
          value: format.number(run[id]),
        })),
        { id: 'faults', term: t('run.faults'), value: format.number(run.faults) },
      ]}
    />
  );
}

function Faults({ run }: { run: ImportRun }) {
  const { t } = useTranslation('imports');
  const lang = useLang();
  const fieldName = useFieldName();
  const query = useFaults(run.id, run.finishedAt ? run.faults : 0);
  if (run.faults === 0 || !run.finishedAt) return null;
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={4} />;
  const rows = query.data.pages.flatMap(({ items }) => items).map((fault, at) => ({ ...fault, at }));
  return (
    <Stack gap={2}>
      <Row justify="end">
        <FileMenu
          id={`faults.${run.id}`}
          name={t('run.faults')}
          size="small"
          formats={faultFileQuerySchema.shape.format.options}
          addressOf={(format) => `/api/imports/runs/${run.id}/faults/file?format=${format}`}
        />
      </Row>
      <Table
        label={t('run.faults')}
        rows={rows}
        rowKey={({ at }) => String(at)}
        columns={[
          {
            id: 'row',
            title: t('fault.row'),
            align: 'end',
            width: '5rem',
            render: ({ row }) => (row === 0 ? t('fault.file') : row),
          },
          {
            id: 'field',
            title: t('fault.field'),
            width: '9rem',
            render: ({ field }) => (field === '' ? '—' : fieldName(field)),
          },
          {
            id: 'message',
            title: t('fault.message'),
            isRowHeader: true,
            render: ({ message }) => <span className="import-words">{message[lang]}</span>,
          },
          {
            id: 'mend',
            title: t('fault.mend'),
            render: ({ howToMend }) => <span className="import-words">{howToMend[lang]}</span>,
          },
          {
            id: 'kept',
            title: t('fault.outcome'),
            width: '7rem',
            render: ({ isKept }) => (
              <Badge tone={isKept ? 'warn' : 'danger'}>{t(isKept ? 'fault.kept' : 'fault.leftOut')}</Badge>
            ),
          },
        ]}
      />
      {query.hasNextPage && (
        <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t('fault.more')}
        </Button>
      )}
    </Stack>
  );
}

export function RunView({ id }: { id: string }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const query = useRun(id);
  const run = query.data;
  if (query.error && !run) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!run) return <Skeleton lines={4} />;
  const isRunning = run.finishedAt === null;
  return (
    <Stack gap={3}>
      {isRunning ? (
        <div className="import-progress">
          <label htmlFor={`progress-${id}`}>
            {run.isWaiting
              ? t('run.waiting')
              : t(run.isDryRun ? 'run.trying' : 'run.running', {
                  done: format.number(run.done),
                  rows: format.number(run.rows),
                })}
          </label>
          <progress id={`progress-${id}`} max={Math.max(1, run.rows)} value={run.done} />
        </div>
      ) : (
        <Notice tone={run.faults > 0 ? 'warn' : 'ok'} isLive>
          {t(run.isDryRun ? 'run.tried' : 'run.finished')}
        </Notice>
      )}
      <Counts run={run} />
      <Faults run={run} />
    </Stack>
  );
}
