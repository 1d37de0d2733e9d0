// One calendar: its hours and special dates beside the month that they make; tried on the open clocks, then saved.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
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
import {
  beside,
  type Line,
  linesTyped,
  Overtaken,
  useGoingOn,
  useOtherFailureToast,
} from '../forms/overtaken.tsx';
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

const draftOf = ({ name, definition }: CalendarView): Draft => ({
  zh: name.zh,
  en: name.en,
  china: definition.china,
  hours: hoursTexts(definition),
  closed: definition.holidays.join('\n'),
  special: textOfDated(definition.shifts),
  breaks: textOfDated(definition.breaks),
});

interface FieldsProps {
  draft: Draft;
  /** Fields that cannot be read. */
  faults: ReadonlySet<string>;
  faultAt: (field: string) => string | undefined;
  isReadOnly: boolean;
  onChange: (words: Partial<Draft>) => void;
}

function Hours({ draft, faults, isReadOnly, onChange }: FieldsProps) {
  const { t } = useTranslation('calendars');
  return (
    <fieldset className="calendar-week">
      <legend className="oc-strong">{t('week')}</legend>
      <p className="oc-small oc-quiet">{t('weekNote')}</p>
      {weekdays.map((day) => (
        <TextField
          key={day}
          label={t(`weekday.${day}`)}
          placeholder={t('closed')}
          value={draft.hours[day]}
          onChange={(text) => onChange({ hours: { ...draft.hours, [day]: text } })}
          isReadOnly={isReadOnly}
          error={faults.has(day) ? t('fault.hours') : undefined}
        />
      ))}
    </fieldset>
  );
}

function Fields(props: FieldsProps) {
  const { t } = useTranslation('calendars');
  const { draft, faults, faultAt, isReadOnly, onChange } = props;
  const dated = (field: 'closed' | 'special' | 'breaks') => ({
    value: draft[field],
    onChange: (text: string) => onChange({ [field]: text }),
    error: faults.has(field) ? t('fault.dates') : undefined,
    isReadOnly,
  });
  return (
    <Stack gap={3}>
      <Row wraps gap={3}>
        <TextField
          label={t('nameZh')}
          error={faultAt('name.zh')}
          value={draft.zh}
          onChange={(zh) => onChange({ zh })}
          isReadOnly={isReadOnly}
        />
        <TextField
          label={t('nameEn')}
          error={faultAt('name.en')}
          value={draft.en}
          onChange={(en) => onChange({ en })}
          isReadOnly={isReadOnly}
        />
      </Row>
      <Hours {...props} />
      <Checkbox
        isSelected={draft.china}
        isDisabled={isReadOnly}
        description={t('chinaNote')}
        onChange={(china) => onChange({ china })}
      >
        {t('china')}
      </Checkbox>
      <TextArea label={t('closedDates')} description={t('closedDatesNote')} {...dated('closed')} />
      <TextArea label={t('special')} description={t('specialNote')} {...dated('special')} />
      <TextArea label={t('breaks')} description={t('breaksNote')} {...dated('breaks')} />
    </Stack>
  );
}

const pathOf = ({ code }: CalendarView): string => `/api/clock-rules/calendars/${code}`;

/** What is written of the calendar, whether it can be read, and how it is saved. */
function useDraft(calendar: CalendarView, onClose: () => void) {
  const { t } = useTranslation('calendars');
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(calendar));
  const [note, setNote] = useState('');
  const made = definitionOf(draft, calendar.definition.timezone);
  const faults = 'faults' in made ? made.faults : new Set<string>();
  const definition = 'faults' in made ? calendar.definition : made;
  const name = { zh: draft.zh, en: draft.en };
  const save = useMutation({
    mutationFn: (ready: z.infer<typeof calendarWriteSchema>) => api.put(pathOf(calendar), ready, okSchema),
    onSuccess: () => {
      showToast({ tone: 'ok', title: t('saved') });
      onClose();
    },
    onError: useOtherFailureToast(),
    onSettled: () => client.invalidateQueries({ queryKey: ['clock-rules'] }),
  });
  const going = useGoingOn(calendar, calendar, {
    attempts: [save],
    take: (theirs) => setDraft(draftOf(theirs)),
    onClose,
  });
  const version = going.seen?.version ?? 0;
  const { faultAt, check } = useFaults(calendarWriteSchema.safeParse({ version, name, definition, note }));
  const change = (words: Partial<Draft>): void => setDraft({ ...draft, ...words });
  return { draft, change, going, save, note, setNote, faults, definition, faultAt, check };
}

type Written = ReturnType<typeof useDraft>;

function linesOf(draft: Draft, t: TFunction<'calendars'>): Line[] {
  return [
    ...linesTyped(draft, [
      ['zh', t('nameZh')],
      ['en', t('nameEn')],
    ]),
    ...weekdays.map((day) => ({
      id: day,
      term: t(`weekday.${day}`),
      value: draft.hours[day] || t('closed'),
    })),
    { id: 'china', term: t('holidays'), value: t(draft.china ? 'china' : 'noHolidays') },
    ...linesTyped(draft, [
      ['closed', t('closedDates')],
      ['special', t('special')],
      ['breaks', t('breaks')],
    ]),
  ];
}

/** What would become of the open clocks, and the change itself, with its reason. */
function Saving({ calendar, written }: { calendar: CalendarView; written: Written }) {
  const { t } = useTranslation('calendars');
  const { draft, definition, going, save, faults, faultAt, check, note, setNote } = written;
  const onError = useFailureToast();
  const attempt = useMutation({
    mutationFn: ({ definition }: Pick<Written, 'draft' | 'definition'>) =>
      api.post(`${pathOf(calendar)}/effect`, { definition }, effectSchema),
    onError,
  });
  return (
    <Stack gap={3} className="calendar-save">
      <Row wraps gap={2}>
        <Button
          isPending={attempt.isPending}
          isDisabled={faults.size > 0}
          onPress={() => attempt.mutate({ draft, definition })}
        >
          {t('try')}
        </Button>
        <span className="oc-small oc-quiet">{t('tryNote')}</span>
      </Row>
      {attempt.data && attempt.variables.draft === draft && <EffectView effect={attempt.data} />}
      <TextField
        label={t('note')}
        isRequired
        error={faultAt('note')}
        value={note}
        onChange={setNote}
        maxLength={300}
      />
      <Overtaken {...going} standing={beside(linesOf(draftOf(calendar), t), linesOf(draft, t))} />
      <Row gap={2}>
        <Button
          variant="primary"
          isDisabled={going.error !== null}
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
  );
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
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const written = useDraft(calendar, onClose);
  const shown = useDeferredValue(written.definition);
  return (
    <Stack gap={4}>
      <Row gap={2}>
        <Button variant="quiet" icon={ArrowLeft} onPress={onClose}>
          {t('back')}
        </Button>
        <h2 className="oc-title">{calendar.name[lang]}</h2>
        <span className="oc-small oc-quiet">{calendar.definition.timezone}</span>
      </Row>
      <div className="calendar-editor">
        <Fields
          draft={written.draft}
          faults={written.faults}
          faultAt={written.faultAt}
          isReadOnly={!mayEdit}
          onChange={written.change}
        />
        <Stack gap={4}>
          <Month definition={shown} month={month} onMonth={setMonth} />
          {mayEdit && <Saving calendar={calendar} written={written} />}
          <Versions rule={`calendar:${calendar.code}`} />
        </Stack>
      </div>
    </Stack>
  );
}
