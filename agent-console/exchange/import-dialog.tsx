// A file into a list: what would become of each row first, with every fault and how to mend it; then it is done.
import { FileDown, FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Dialog,
  Facts,
  Notice,
  Row,
  Stack,
  showToast,
  Table,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ExchangeList, ListImport } from '../../server/imports/lists/contract.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { keepList, useBringList } from './exchange-data.ts';

function Faults({ report, list }: { report: ListImport; list: ExchangeList }) {
  const { t } = useTranslation(['exchange', 'imports']);
  const lang = useLang();
  if (report.faults.length === 0) return null;
  return (
    <Stack gap={2}>
      {report.faultCount > report.faults.length && (
        <p className="oc-small oc-quiet">
          {t('firstFaults', { shown: report.faults.length, count: report.faultCount })}
        </p>
      )}
      <Table
        label={t('faults')}
        rows={report.faults.map((fault, at) => ({ ...fault, at }))}
        rowKey={({ at }) => String(at)}
        columns={[
          {
            id: 'row',
            title: t('imports:fault.row'),
            align: 'end',
            width: '5rem',
            render: ({ row }) => (row === 0 ? t('imports:fault.file') : row),
          },
          {
            id: 'field',
            title: t('imports:fault.field'),
            width: '9rem',
            render: ({ field }) => list.columns.find((one) => one.field === field)?.title[lang] ?? '—',
          },
          {
            id: 'message',
            title: t('imports:fault.message'),
            isRowHeader: true,
            render: ({ message }) => message[lang],
          },
          { id: 'mend', title: t('imports:fault.mend'), render: ({ howToMend }) => howToMend[lang] },
        ]}
      />
    </Stack>
  );
}

export function ImportDialog({ list, onClose }: { list: ExchangeList; onClose: () => void }) {
  const { t } = useTranslation('exchange');
  const lang = useLang();
  const format = useFormat();
  const textOf = useFailureText();
  const chooser = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const look = useBringList(list.name, true);
  const bring = useBringList(list.name, false);
  const report = bring.data ?? look.data;
  const isDone = bring.data !== undefined;
  const error = bring.error ?? look.error;
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    setFile(chosen);
    bring.reset();
    look.mutate(chosen);
  };
  const apply = (): void => {
    if (!file) return;
    bring.mutate(file, {
      onSuccess: ({ created, updated }) => showToast({ tone: 'ok', title: t('done', { created, updated }) }),
    });
  };
  const counts = ['rows', 'created', 'updated', 'unchanged', 'leftOut'] as const;
  return (
    <Dialog
      title={t('importTitle', { name: list.title[lang] })}
      size="large"
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(isDone ? 'close' : 'cancel')}</Button>
          {!isDone && (
            <Button
              variant="primary"
              isDisabled={!look.data || look.data.created + look.data.updated === 0}
              isPending={bring.isPending}
              onPress={apply}
            >
              {t('apply')}
            </Button>
          )}
        </>
      }
    >
      <Stack gap={4}>
        <p className="oc-quiet">
          {t('importNote', { key: format.list(list.key.map((title) => title[lang])) })}
        </p>
        {list.note && <p className="oc-quiet">{list.note[lang]}</p>}
        {!isDone && (
          <Row gap={2} wraps>
            <Button icon={FileUp} isPending={look.isPending} onPress={() => chooser.current?.click()}>
              {file?.name ?? t('choose')}
            </Button>
            <Button variant="quiet" icon={FileDown} onPress={() => keepList(list.name, 'xlsx', lang)}>
              {t('pattern')}
            </Button>
            <input
              ref={chooser}
              type="file"
              hidden
              accept=".csv,.xlsx,.json,.jsonl"
              aria-label={t('choose')}
              onChange={({ target }) => {
                choose(target.files?.[0]);
                // The same file again, mended, is a choice, too.
                target.value = '';
              }}
            />
          </Row>
        )}
        {error && (
          <Notice tone="danger" isLive>
            {textOf(error)}
          </Notice>
        )}
        {report && (
          <>
            <Facts
              items={counts.map((id) => ({ id, term: t(`count.${id}`), value: format.number(report[id]) }))}
            />
            {report.faults.length === 0 && !isDone && (
              <Notice tone="ok" isLive>
                {t(report.created + report.updated === 0 ? 'allSame' : 'noFaults')}
              </Notice>
            )}
            <Faults report={report} list={list} />
          </>
        )}
      </Stack>
    </Dialog>
  );
}
