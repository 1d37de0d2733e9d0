// What comes in from outside: the way from a file to the knowledge base, kept mappings, and what came in so far.
import './imports.css';
import { History, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Dialog,
  EmptyState,
  IconButton,
  Row,
  Skeleton,
  Stack,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import { exportQuerySchema, type ImportRun, importTargetSchema } from '../../server/imports/contract.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { FileMenu } from '../exchange/file-menu.tsx';
import { useMappings, useRemoveMapping, useRuns } from './imports-data.ts';
import { RunView } from './run-view.tsx';
import { Sources } from './sources.tsx';
import { Wizard } from './wizard.tsx';

export function Runs({ runs }: { runs: readonly ImportRun[] }) {
  const { t } = useTranslation('imports');
  const lang = useLang();
  const format = useFormat();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <>
      <Table
        label={t('runs')}
        rows={runs}
        rowKey={({ id }) => id}
        onOpen={setOpen}
        empty={<EmptyState icon={History} title={t('noRuns')} description={t('noRunsNote')} />}
        columns={[
          { id: 'file', title: t('run.file'), isRowHeader: true, render: ({ fileName }) => fileName },
          { id: 'target', title: t('what'), render: ({ target }) => t(`target.${target}`) },
          { id: 'at', title: t('run.at'), render: ({ startedAt }) => format.moment(startedAt) },
          {
            id: 'by',
            title: t('run.by'),
            render: ({ startedBy }) => startedBy?.[lang] ?? t('run.bySchedule'),
          },
          {
            id: 'state',
            title: t('run.state'),
            render: ({ finishedAt, done, rows }) =>
              finishedAt ? t('run.finished') : `${format.number(done)} / ${format.number(rows)}`,
          },
          {
            id: 'changes',
            title: t('run.changes'),
            render: ({ created, updated, withdrawn }) => t('run.summary', { created, updated, withdrawn }),
          },
          {
            id: 'faults',
            title: t('run.faults'),
            align: 'end',
            render: ({ faults }) => <Badge tone={faults > 0 ? 'warn' : 'ok'}>{format.number(faults)}</Badge>,
          },
        ]}
      />
      {open && (
        <Dialog title={t('run.title')} size="large" isOpen onOpenChange={() => setOpen(null)}>
          <RunView id={open} />
        </Dialog>
      )}
    </>
  );
}

function Mappings() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const remove = useRemoveMapping();
  const showFailure = useFailureToast();
  const items = useMappings().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="import-part">
      <h2 className="oc-title">{t('mappings')}</h2>
      <Table
        label={t('mappings')}
        rows={items}
        rowKey={({ id }) => id}
        columns={[
          { id: 'name', title: t('map.name'), isRowHeader: true, render: ({ name }) => name },
          { id: 'target', title: t('what'), render: ({ target }) => t(`target.${target}`) },
          {
            id: 'fields',
            title: t('map.mapped'),
            align: 'end',
            render: ({ mapping }) => Object.keys(mapping).length,
          },
          { id: 'at', title: t('map.at'), render: ({ updatedAt }) => format.moment(updatedAt) },
          {
            id: 'remove',
            title: t('map.remove'),
            render: ({ id, name }) => (
              <IconButton
                icon={Trash2}
                label={t('map.removeOne', { name })}
                onPress={() => remove.mutate(id, { onError: showFailure })}
              />
            ),
          },
        ]}
      />
    </section>
  );
}

function Exports() {
  const { t } = useTranslation('imports');
  return (
    <section className="import-part">
      <h2 className="oc-title">{t('export.title')}</h2>
      <p className="oc-quiet">{t('export.note')}</p>
      {importTargetSchema.options.map((target) => (
        <Row wraps gap={3} key={target}>
          <span className="import-target">{t(`target.${target}`)}</span>
          <FileMenu
            id={`source.${target}`}
            name={t(`target.${target}`)}
            size="small"
            formats={exportQuerySchema.shape.format.options}
            addressOf={(format) => `/api/imports/export?target=${target}&format=${format}`}
          />
        </Row>
      ))}
    </section>
  );
}

export function ImportsView() {
  const { t } = useTranslation('imports');
  const query = useRuns();
  return (
    <Stack gap={4} className="imports">
      <section className="import-part">
        <h2 className="oc-title">{t('title')}</h2>
        <Wizard />
      </section>
      <section className="import-part">
        <h2 className="oc-title">{t('runs')}</h2>
        {query.error && !query.data ? (
          <FailureState error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data ? (
          <Runs runs={query.data.items} />
        ) : (
          <Skeleton lines={4} />
        )}
      </section>
      <Sources />
      <Mappings />
      <Exports />
    </Stack>
  );
}
