// Notices of holidays: which years are announced, and the import of one, tried before on the open clocks.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Row,
  Skeleton,
  Stack,
  showToast,
  Table,
  TextField,
  useFormat,
} from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type NoticePreview,
  type NoticeSource,
  noticeImportSchema,
  noticeListSchema,
  noticePreviewSchema,
} from '../../server/tickets/clock-rules/contract.ts';
import { api } from '../api/client.ts';
import { FailureState, useFailureToast } from '../api/failure-view.tsx';
import { ListFiles } from '../exchange/list-files.tsx';
import { useFaults } from '../forms/faults.ts';
import { FileChoice } from '../imports/file-choice.tsx';
import { EffectView } from './effect-view.tsx';
import { Versions } from './versions.tsx';

function Preview({
  preview,
  isPending,
  onImport,
}: {
  preview: NoticePreview;
  isPending: boolean;
  onImport: (note: string) => void;
}) {
  const { t } = useTranslation('calendars');
  const format = useFormat();
  const [note, setNote] = useState('');
  const { faultAt, check } = useFaults(noticeImportSchema.pick({ note: true }).safeParse({ note }));
  const listed = (isWorkday: boolean) => preview.days.filter((day) => day.isWorkday === isWorkday);
  return (
    <Stack gap={3} className="calendar-save">
      <h3 className="oc-strong">{t('holiday.preview', { year: preview.year })}</h3>
      {[false, true].map((isWorkday) => (
        <div key={String(isWorkday)}>
          <p className="oc-small oc-quiet">
            {t(isWorkday ? 'holiday.worked' : 'holiday.off', { count: listed(isWorkday).length })}
          </p>
          <ul className="calendar-dates">
            {listed(isWorkday).map(({ date, name, isNew }) => (
              <li key={date} data-new={isNew || undefined}>
                {format.day(`${date}T12:00:00+08:00`)} {name}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {preview.dropped.length > 0 && (
        <p className="oc-small">{t('holiday.dropped', { dates: preview.dropped.join(', ') })}</p>
      )}
      <EffectView effect={preview.effect} />
      <TextField
        label={t('note')}
        description={t('holiday.noteHint')}
        isRequired
        error={faultAt('note')}
        value={note}
        onChange={setNote}
        maxLength={300}
      />
      <Row gap={2}>
        <Button
          variant="primary"
          isPending={isPending}
          onPress={() => {
            const ready = check();
            if (ready) onImport(ready.note);
          }}
        >
          {t('holiday.import')}
        </Button>
      </Row>
    </Stack>
  );
}

export function Holidays({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation('calendars');
  const format = useFormat();
  const client = useQueryClient();
  const [year, setYear] = useState('');
  const [source, setSource] = useState<NoticeSource | null>(null);
  const query = useQuery({
    queryKey: ['clock-rules', 'holidays'],
    queryFn: () => api.get('/api/clock-rules/holidays', noticeListSchema),
  });
  const onError = useFailureToast();
  const attempt = useMutation({
    mutationFn: (notice: NoticeSource) =>
      api.post('/api/clock-rules/holidays/preview', notice, noticePreviewSchema),
    onMutate: setSource,
    onError,
  });
  const bring = useMutation({
    mutationFn: (note: string) => api.post('/api/clock-rules/holidays', { notice: source, note }, okSchema),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('holiday.imported') });
      attempt.reset();
    },
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: ['clock-rules'] }),
  });
  if (query.error) return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton lines={6} />;
  const { items, announcedThrough } = query.data;
  const next = String(Number(announcedThrough.slice(0, 4)) + 1);
  const chosen = Number(year || next);
  return (
    <Stack gap={4} className="calendar-body">
      <Row wraps gap={3} justify="between">
        <p>
          {t('holiday.through', { date: format.date(`${announcedThrough}T12:00:00+08:00`) })}{' '}
          <span className="oc-quiet">{t('holiday.intro')}</span>
        </p>
        <ListFiles name="holidays" />
      </Row>
      <Table
        label={t('holiday.title')}
        rows={items}
        rowKey={(row) => String(row.year)}
        columns={[
          {
            id: 'year',
            title: t('holiday.year'),
            width: '6rem',
            isRowHeader: true,
            render: (row) => row.year,
          },
          {
            id: 'source',
            title: t('holiday.source'),
            render: (row) =>
              row.source === 'library' ? (
                t('holiday.library')
              ) : (
                <Row gap={1}>
                  {row.source}
                  <Badge tone="accent">{row.importedAt ? format.moment(row.importedAt) : ''}</Badge>
                </Row>
              ),
          },
          {
            id: 'days',
            title: t('holiday.days'),
            render: (row) => t('holiday.counts', { holidays: row.holidays, workdays: row.workdays }),
          },
          {
            id: 'back',
            title: t('holiday.action'),
            width: '10rem',
            render: (row) =>
              mayEdit && row.source !== 'library' && row.isInLibrary ? (
                <Button
                  size="small"
                  variant="quiet"
                  onPress={() => attempt.mutate({ source: 'library', year: row.year })}
                >
                  {t('holiday.useLibrary')}
                </Button>
              ) : null,
          },
        ]}
      />
      {mayEdit && (
        <Row wraps gap={3} align="end">
          <TextField
            label={t('holiday.year')}
            inputMode="numeric"
            placeholder={next}
            value={year}
            onChange={setYear}
          />
          <FileChoice
            label={t('holiday.choose')}
            accept=".json,.csv,.txt"
            icon={Upload}
            isPending={attempt.isPending}
            isDisabled={!(chosen >= 2004 && chosen <= 2199)}
            onChoose={(file) =>
              void file
                .text()
                .then((text) => attempt.mutate({ source: 'file', year: chosen, fileName: file.name, text }))
            }
          />
          <span className="oc-small oc-quiet">{t('holiday.formats')}</span>
        </Row>
      )}
      {attempt.data && (
        <Preview preview={attempt.data} isPending={bring.isPending} onImport={(note) => bring.mutate(note)} />
      )}
      <Versions rule={`holidays:${chosen}`} />
    </Stack>
  );
}
