// A list of staff as accounts: what would become of it first, then it is done, and the new passwords are shown once.
import { FileDown, FileUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Badge,
  Button,
  Dialog,
  Facts,
  Notice,
  Row,
  Stack,
  showToast,
  Table,
  useFormat,
} from '../../design/index.ts';
import { type StaffImport as Report, staffFieldSchema } from '../../server/imports/staff/contract.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { keepFile } from '../exchange/exchange-data.ts';
import { FaultTable } from '../imports/fault-table.tsx';
import { FileChoice } from '../imports/file-choice.tsx';
import { useTwoSteps } from '../imports/two-steps.ts';
import { useStaffImport } from './admin-data.ts';

/** What Excel opens as a table in Chinese, too. */
function keepTable(name: string, lines: readonly (readonly string[])[]): void {
  const text = lines.map((cells) => cells.join(',')).join('\r\n');
  const url = URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv;charset=utf-8' }));
  keepFile(url, name);
  URL.revokeObjectURL(url);
}

const tones = { created: 'accent', updated: 'ok', unchanged: 'neutral' } as const;

function Counts({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const counts = ['rows', 'created', 'updated', 'unchanged', 'leftOut'] as const;
  return (
    <Facts items={counts.map((id) => ({ id, term: t(`staff.${id}`), value: format.number(report[id]) }))} />
  );
}

function Faults({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  if (report.faults.length === 0) return null;
  const fieldOf = (name: string): string => {
    const field = staffFieldSchema.safeParse(name);
    return field.success ? t(`staff.field.${field.data}`) : '—';
  };
  return <FaultTable label={t('staff.faults')} faults={report.faults} fieldWidth="7rem" nameOf={fieldOf} />;
}

function People({ report }: { report: Report }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (report.people.length === 0) return null;
  const hasPasswords = report.passwordsUntil !== null;
  const passwords = {
    id: 'password',
    title: t('staff.password'),
    render: ({ password }: Report['people'][number]) => password && <code>{password}</code>,
  };
  return (
    <Table
      label={t('staff.people')}
      rows={report.people}
      rowKey={({ username }) => username}
      columns={[
        { id: 'row', title: t('staff.row'), align: 'end', width: '5rem', render: ({ row }) => row },
        { id: 'username', title: t('users.username'), isRowHeader: true, render: ({ username }) => username },
        { id: 'name', title: t('users.name'), render: ({ name }) => name },
        {
          id: 'outcome',
          title: t('staff.outcome'),
          render: ({ outcome, changes }) => (
            <Row gap={1} wraps>
              <Badge tone={tones[outcome]}>{t(`staff.${outcome}`)}</Badge>
              {changes.length > 0 && (
                <span className="oc-small oc-quiet">
                  {format.list(changes.map((field) => t(`staff.field.${field}`)))}
                </span>
              )}
            </Row>
          ),
        },
        ...(hasPasswords ? [passwords] : []),
      ]}
    />
  );
}

export function StaffImport({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const textOf = useFailureText();
  const look = useStaffImport(true);
  const bring = useStaffImport(false);
  const { file, report, isDone, error, mayBring, choose, apply } = useTwoSteps(
    look,
    bring,
    ({ created, updated }) => showToast({ tone: 'ok', title: t('staff.done', { created, updated }) }),
  );
  const keepPasswords = (): void =>
    keepTable('onecall-accounts.csv', [
      [t('users.username'), t('staff.password')],
      ...(report?.people ?? []).flatMap(({ username, password }) => (password ? [[username, password]] : [])),
    ]);
  return (
    <Dialog
      title={t('staff.title')}
      size="large"
      isOpen
      // What is shown only once must not go with a click beside it.
      isDismissable={!report?.passwordsUntil}
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(isDone ? 'staff.close' : 'users.cancel')}</Button>
          {!isDone && (
            <Button variant="primary" isDisabled={!mayBring} isPending={bring.isPending} onPress={apply}>
              {t('staff.apply')}
            </Button>
          )}
        </>
      }
    >
      <Stack gap={4}>
        {!isDone && (
          <>
            <p className="oc-quiet">{t('staff.note')}</p>
            <Row gap={2} wraps>
              <FileChoice
                label={t('staff.choose')}
                shown={file?.name}
                accept=".csv,.xlsx,.json"
                icon={FileUp}
                isPending={look.isPending}
                onChoose={choose}
              />
              <Button
                variant="quiet"
                icon={FileDown}
                onPress={() =>
                  keepTable('onecall-staff.csv', [
                    staffFieldSchema.options.map((field) => t(`staff.field.${field}`)),
                  ])
                }
              >
                {t('staff.template')}
              </Button>
            </Row>
          </>
        )}
        {error && (
          <Notice tone="danger" isLive>
            {textOf(error)}
          </Notice>
        )}
        {report?.passwordsUntil && (
          <Notice tone="warn" isLive>
            <Stack gap={2}>
              {t('staff.once', { time: format.moment(report.passwordsUntil) })}
              <Row>
                <Button icon={FileDown} onPress={keepPasswords}>
                  {t('staff.keep')}
                </Button>
              </Row>
            </Stack>
          </Notice>
        )}
        {report && (
          <>
            <Counts report={report} />
            <Faults report={report} />
            <People report={report} />
          </>
        )}
      </Stack>
    </Dialog>
  );
}
