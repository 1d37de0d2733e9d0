// A saved report's name, period and readers, and whether it leaves by e-mail.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Checkbox, Dialog, Select, Stack, showToast, TextField } from '../../design/index.ts';
import { type SavedFilters, savedFiltersSchema } from '../../server/reports/contract.ts';
import { type SavedReport, saveReportSchema } from '../../server/reports/saved/contract.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useSavedReports, useSaveReport } from './saved-data.ts';
import { firstSchedule, ScheduleFields } from './schedule-fields.tsx';
import { addressOfWindow, relativeWindows, windowOf } from './scope.ts';

/** Filters whose window is none of fixed dates. */
export function SavedEditor({
  report,
  filters: given,
  onClose,
}: {
  /** Absent: a new one. */
  report?: SavedReport;
  filters: SavedFilters;
  onClose: () => void;
}) {
  const { t } = useTranslation('reports');
  const [id] = useState(() => report?.id ?? crypto.randomUUID());
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => ({
      name: report?.name ?? '',
      filters: given,
      isShared: report?.isShared ?? false,
      schedule: report?.schedule ?? null,
      version: report?.version ?? 0,
    }),
    (written) => readWritten(saveReportSchema, written),
  );
  const canMail = useSavedReports().data?.canMail ?? false;
  const save = useSaveReport();
  const showFailure = useFailureToast();
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    save.mutate(
      { id, ...ready },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('saved.done') });
          onClose();
        },
        onError: showFailure,
      },
    );
  };
  const windows = relativeWindows(t);
  const window = windowOf(draft.filters);
  return (
    <Dialog
      title={t(report ? 'saved.change' : 'saved.new')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('saved.cancel')}</Button>
          <Button variant="primary" isPending={save.isPending} onPress={keep}>
            {t('saved.save')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <TextField
          label={t('saved.name')}
          isRequired
          error={faultAt('name')}
          autoFocus
          maxLength={60}
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <Select
          label={t('window')}
          description={t('saved.windowNote')}
          options={
            windows.some((one) => one.id === window)
              ? windows
              : [{ id: window, label: t('days', { days: draft.filters.days }) }, ...windows]
          }
          value={window}
          onChange={(chosen) => {
            const { days, period } = addressOfWindow(chosen ?? window, 0);
            const { period: _, days: __, ...rest } = draft.filters;
            change({
              filters: savedFiltersSchema.parse({ ...rest, period, ...(days && { days: Number(days) }) }),
            });
          }}
        />
        <Checkbox
          isSelected={draft.isShared}
          onChange={(isShared) => change({ isShared })}
          description={t('saved.sharedNote')}
        >
          {t('saved.shared')}
        </Checkbox>
        <Checkbox
          isSelected={draft.schedule !== null}
          isDisabled={!canMail}
          onChange={(isOn) => change({ schedule: isOn ? firstSchedule : null })}
          {...(!canMail && { description: t('saved.cannotMail') })}
        >
          {t('saved.scheduled')}
        </Checkbox>
        {draft.schedule && (
          <ScheduleFields
            schedule={draft.schedule}
            onChange={(part) => change({ schedule: draft.schedule ? { ...draft.schedule, ...part } : null })}
          />
        )}
      </Stack>
    </Dialog>
  );
}
