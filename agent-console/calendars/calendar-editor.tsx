// One calendar: its hours and special dates beside the month that they make; tried on the open clocks, then saved.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Button, Checkbox, Row, Stack, showToast, TextArea, TextField, useLang } from '../../design/index.ts';
import { okSchema } from '../../server/platform/contract.ts';
import {
  type CalendarView,
  calendarWriteSchema,
  type EditableCalendar,
  effectSchema,
} from '../../server/tickets/clock-rules/contract.ts';
import { api } from '../api/client.ts';
import { useFailureToast } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { EffectView } from './effect-view.tsx';
import { datedWindowsOf, datesOf, textOfDated, textOfWindows, windowsOf } from './hours-text.ts';
import { Month } from './month-view.tsx';
import { Versions } from './versions.tsx';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof weekdays)[number];

interface Draft {
  zh: string;
  en: string;
  china: boolean;
  hours: Record<Weekday, string>;
  closed: string;
  special: string;
  breaks: string;
}

const hoursTexts = (definition: EditableCalendar): Record<Weekday, string> => {
  const text = (day: Weekday): string => textOfWindows(definition.hours[day] ?? []);
  return {
    mon: text('mon'),
    tue: text('tue'),
    wed: text('wed'),
    thu: text('thu'),
    fri: text('fri'),
    sat: text('sat'),
    sun: text('sun'),
  };
};

/** The definition that a draft makes; the fields that cannot be read otherwise. */
function definitionOf(draft: Draft, timezone: string): EditableCalendar | { faults: ReadonlySet<string> } {
  const faults = new Set<string>();
  const need = <T,>(field: string, value: T | undefined, otherwise: T): T => {
    if (value === undefined) faults.add(field);
    return value ?? otherwise;
  };
  const hours: EditableCalendar['hours'] = {};
  for (const day of weekdays) {
    const windows = need(day, windowsOf(draft.hours[day]), []);
    if (windows.length > 0) hours[day] = windows;
  }
  const definition = {
    timezone,
    hours,
    china: draft.china,
    holidays: need('closed', datesOf(draft.closed), []),
    shifts: need('special', datedWindowsOf(draft.special), {}),
    breaks: need('breaks', datedWindowsOf(draft.breaks), {}),
  };
  return faults.size > 0 ? { faults } : definition;
}

export function CalendarEditor({
  calendar,
  mayEdit,
  onClose,
}: {
  calendar: CalendarView;
  mayEdit: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('calendars');
  const lang = useLang();
  const client = useQueryClient();
  const { definition: saved } = calendar;
  const [draft, setDraft] = useState<Draft>(() => ({
    zh: calendar.name.zh,
    en: calendar.name.en,
    china: saved.china,
    hours: hoursTexts(saved),
    closed: saved.holidays.join('\n'),
    special: textOfDated(saved.shifts),
    breaks: textOfDated(saved.breaks),
  }));
  const [note, setNote] = useState('');
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const made = definitionOf(draft, saved.timezone);
  const faults = 'faults' in made ? made.faults : new Set<string>();
  const definition = 'faults' in made ? saved : made;
  const shown = useDeferredValue(definition);
  const errorOf = (field: string): { error?: string } =>
    faults.has(field) ? { error: t(field in draft.hours ? 'fault.hours' : 'fault.dates') } : {};
  const { faultAt, check } = useFaults(
    calendarWriteSchema.safeParse({
      version: calendar.version,
      name: { zh: draft.zh, en: draft.en },
      definition,
      note,
    }),
  );
  const path = `/api/clock-rules/calendars/${calendar.code}`;
  const onError = useFailureToast();
  const attempt = useMutation({
    mutationFn: () => api.post(`${path}/effect`, { definition }, effectSchema),
    onError,
  });
  const save = useMutation({
    mutationFn: (ready: z.infer<typeof calendarWriteSchema>) => api.put(path, ready, okSchema),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('saved') });
      onClose();
    },
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: ['clock-rules'] }),
  });
  const change = (words: Partial<Draft>): void => {
    setDraft({ ...draft, ...words });
    attempt.reset();
  };
  const field = { isReadOnly: !mayEdit };
  return (
    <Stack gap={4}>
      <Row gap={2}>
        <Button variant="quiet" icon={ArrowLeft} onPress={onClose}>
          {t('back')}
        </Button>
        <h2 className="oc-title">{calendar.name[lang]}</h2>
        <span className="oc-small oc-quiet">{saved.timezone}</span>
      </Row>
      <div className="calendar-editor">
        <Stack gap={3}>
          <Row wraps gap={3}>
            <TextField
              label={t('nameZh')}
              error={faultAt('name.zh')}
              value={draft.zh}
              onChange={(zh) => change({ zh })}
              {...field}
            />
            <TextField
              label={t('nameEn')}
              error={faultAt('name.en')}
              value={draft.en}
              onChange={(en) => change({ en })}
              {...field}
            />
          </Row>
          <fieldset className="calendar-week">
            <legend className="oc-strong">{t('week')}</legend>
            <p className="oc-small oc-quiet">{t('weekNote')}</p>
            {weekdays.map((day) => (
              <TextField
                key={day}
                label={t(`weekday.${day}`)}
                placeholder={t('closed')}
                value={draft.hours[day]}
                onChange={(text) => change({ hours: { ...draft.hours, [day]: text } })}
                {...errorOf(day)}
                {...field}
              />
            ))}
          </fieldset>
          <Checkbox
            isSelected={draft.china}
            isDisabled={!mayEdit}
            description={t('chinaNote')}
            onChange={(china) => change({ china })}
          >
            {t('china')}
          </Checkbox>
          <TextArea
            label={t('closedDates')}
            description={t('closedDatesNote')}
            value={draft.closed}
            onChange={(closed) => change({ closed })}
            {...errorOf('closed')}
            {...field}
          />
          <TextArea
            label={t('special')}
            description={t('specialNote')}
            value={draft.special}
            onChange={(special) => change({ special })}
            {...errorOf('special')}
            {...field}
          />
          <TextArea
            label={t('breaks')}
            description={t('breaksNote')}
            value={draft.breaks}
            onChange={(breaks) => change({ breaks })}
            {...errorOf('breaks')}
            {...field}
          />
        </Stack>
        <Stack gap={4}>
          <Month definition={shown} month={month} onMonth={setMonth} />
          {mayEdit && (
            <Stack gap={3} className="calendar-save">
              <Row wraps gap={2}>
                <Button
                  isPending={attempt.isPending}
                  isDisabled={faults.size > 0}
                  onPress={() => attempt.mutate()}
                >
                  {t('try')}
                </Button>
                <span className="oc-small oc-quiet">{t('tryNote')}</span>
              </Row>
              {attempt.data && <EffectView effect={attempt.data} />}
              <TextField
                label={t('note')}
                isRequired
                error={faultAt('note')}
                value={note}
                onChange={setNote}
                maxLength={300}
              />
              <Row gap={2}>
                <Button
                  variant="primary"
                  isPending={save.isPending}
                  onPress={() => {
                    const ready = check();
                    if (ready && faults.size === 0) save.mutate(ready);
                  }}
                >
                  {t('save')}
                </Button>
              </Row>
            </Stack>
          )}
          <Versions rule={`calendar:${calendar.code}`} />
        </Stack>
      </div>
    </Stack>
  );
}
