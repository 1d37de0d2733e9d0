// A file into a list: what would become of each row first, with every fault and how to mend it; then it is done.
import { FileDown, FileUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Dialog,
  Facts,
  Notice,
  Row,
  Stack,
  showToast,
  useFormat,
  useLang,
} from '../../design/index.ts';
import type { ExchangeList, ListImport } from '../../server/imports/lists/contract.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { FaultTable } from '../imports/fault-table.tsx';
import { FileChoice } from '../imports/file-choice.tsx';
import { useTwoSteps } from '../imports/two-steps.ts';
import { keepFile, listAddress, useBringList } from './exchange-data.ts';

function Faults({ report, list }: { report: ListImport; list: ExchangeList }) {
  const { t } = useTranslation('exchange');
  const lang = useLang();
  if (report.faults.length === 0) return null;
  return (
    <Stack gap={2}>
      {report.faultCount > report.faults.length && (
        <p className="oc-small oc-quiet">
          {t('firstFaults', { shown: report.faults.length, count: report.faultCount })}
        </p>
      )}
      <FaultTable
        label={t('faults')}
        faults={report.faults}
        fieldWidth="9rem"
        nameOf={(field) => list.columns.find((one) => one.field === field)?.title[lang] ?? '—'}
      />
    </Stack>
  );
}

export function ImportDialog({ list, onClose }: { list: ExchangeList; onClose: () => void }) {
  const { t } = useTranslation('exchange');
  const lang = useLang();
  const format = useFormat();
  const textOf = useFailureText();
  const look = useBringList(list.name, true);
  const bring = useBringList(list.name, false);
  const { file, report, isDone, error, mayBring, choose, apply } = useTwoSteps(
    look,
    bring,
    ({ created, updated }) => showToast({ tone: 'ok', title: t('done', { created, updated }) }),
  );
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
            <Button variant="primary" isDisabled={!mayBring} isPending={bring.isPending} onPress={apply}>
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
            <FileChoice
              label={t('choose')}
              shown={file?.name}
              accept=".csv,.xlsx,.json,.jsonl"
              icon={FileUp}
              isPending={look.isPending}
              onChoose={choose}
            />
            <Button
              variant="quiet"
              icon={FileDown}
              onPress={() => keepFile(listAddress(list.name, 'xlsx', lang))}
            >
              {t('pattern')}
            </Button>
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
