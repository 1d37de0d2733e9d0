// A saved report's name, period and readers, and whether it leaves by e-mail.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Checkbox, Dialog, Select, Stack, showToast, TextField } from '../../design/index.ts';
import { type SavedFilters, savedFiltersSchema } from '../../server/reports/contract.ts';
import { type SavedReport, saveReportSchema } from '../../server/reports/saved/contract.ts';
import { useCheckedDraft } from '../forms/checked-draft.ts';
import { readWritten } from '../forms/issue-words.ts';
import { beside, type Line, Overtaken, useGoingOn, useOtherFailureToast } from '../forms/overtaken.tsx';
import { useSavedReports, useSaveReport } from './saved-data.ts';
import { firstSchedule, ScheduleFields, useScheduleLines } from './schedule-fields.tsx';
import { addressOfWindow, relativeWindows, windowOf } from './scope.ts';

/** Filters whose window is none of fixed dates. */
const draftOf = (report: SavedReport | undefined, filters: SavedFilters) => ({
  name: report?.name ?? '',
  filters,
  isShared: report?.isShared ?? false,
  schedule: report?.schedule ?? null,
});

export function SavedEditor({
  report: opened,
  filters: given,
  onClose,
}: {
  /** Absent: a new one. */
  report?: SavedReport;
  filters: SavedFilters;
  onClose: () => void;
}) {
  const { t } = useTranslation('reports');
  const [id] = useState(() => opened?.id ?? crypto.randomUUID());
  const { draft, change, check, faultAt } = useCheckedDraft(
    () => draftOf(opened, given),
    (written) => readWritten(saveReportSchema.omit({ version: true }), written),
  );
  const { canMail = false, items = [] } = useSavedReports().data ?? {};
  const save = useSaveReport();
  const showFailure = useOtherFailureToast();
  const standing = items.find((one) => one.id === opened?.id);
  const going = useGoingOn(opened, standing, {
    attempts: [save],
    take: (theirs) => change(draftOf(theirs, theirs.filters)),
    onClose,
  });
  const keep = (): void => {
    const ready = check();
    if (!ready) return;
    save.mutate(
      { id, ...ready, version: going.seen?.version ?? 0 },
      {
        onSuccess: () => {
          showToast({ tone: 'ok', title: t('saved.done') });
          onClose();
        },
        onError: showFailure,
      },
    );
  };
  const scheduleLines = useScheduleLines();
  const windows = relativeWindows(t);
  const window = windowOf(draft.filters);
  const windowName = (filters: SavedFilters): string =>
    windows.find((one) => one.id === windowOf(filters))?.label ?? t('days', { days: filters.days });
  const linesOf = (said: ReturnType<typeof draftOf>): Line[] => [
    { id: 'name', term: t('saved.name'), value: said.name },
    { id: 'window', term: t('window'), value: windowName(said.filters) },
    { id: 'shared', term: t('saved.shared'), value: said.isShared },
    ...scheduleLines(said.schedule),
  ];
  return (
    <Dialog
      title={t(going.seen ? 'saved.change' : 'saved.new')}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('saved.cancel')}</Button>
          <Button
            variant="primary"
            isDisabled={going.error !== null}
            isPending={save.isPending}
            onPress={keep}
          >
            {t('saved.save')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        <Overtaken
          {...going}
          standing={standing ? beside(linesOf(draftOf(standing, standing.filters)), linesOf(draft)) : null}
        />
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
