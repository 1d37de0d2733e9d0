// When a saved report leaves by e-mail, as what, and to whom.
import { useTranslation } from 'react-i18next';
import { byName, Checkbox, Row, Select, TextField, useLang } from '../../design/index.ts';
import { everySchema, reportFormatSchema, type Schedule } from '../../server/reports/saved/contract.ts';
import type { Line } from '../forms/overtaken.tsx';
import { PickMany } from '../tickets/pick-many.tsx';
import { useRecipients } from './saved-data.ts';

const two = (value: number): string => String(value).padStart(2, '0');
/** `08:30` */
export const timeText = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const minuteOf = (time: string): number | undefined => {
  const [, hour, minute] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return hour === undefined || minute === undefined ? undefined : Number(hour) * 60 + Number(minute);
};

export const firstSchedule: Schedule = {
  every: 'month',
  day: 1,
  minute: 8 * 60,
  skipsDaysOff: true,
  format: 'pdf',
  recipientIds: [],
  isActive: true,
};

/** When it leaves. */
export function useScheduleWords(): (schedule: Schedule) => string {
  const { t } = useTranslation('reports');
  return ({ every, day, minute }) => {
    const time = timeText(minute);
    const words = {
      day: t('saved.daily', { time }),
      week: t('saved.onDay', { day: t(`saved.weekday.${day}` as 'saved.weekday.1'), time }),
      month: t('saved.onMonthDay', { day, time }),
    };
    return words[every];
  };
}

/** What a schedule says, line by line. */
export function useScheduleLines(): (schedule: Schedule | null) => Line[] {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const wordsOf = useScheduleWords();
  const people = useRecipients().data?.items ?? [];
  return (schedule) => [
    { id: 'schedule', term: t('saved.scheduled'), value: schedule ? wordsOf(schedule) : '' },
    ...(schedule
      ? [
          { id: 'format', term: t('saved.format'), value: schedule.format.toUpperCase() },
          {
            id: 'people',
            term: t('saved.recipients'),
            value: people
              .filter(({ id }) => schedule.recipientIds.includes(id))
              .map(({ name }) => name[lang])
              .join(' · '),
          },
          { id: 'skips', term: t('saved.skips'), value: schedule.skipsDaysOff },
          { id: 'active', term: t('saved.active'), value: schedule.isActive },
        ]
      : []),
  ];
}

function Recipients({ ids, onChange }: { ids: readonly string[]; onChange: (ids: string[]) => void }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const people = (useRecipients().data?.items ?? []).toSorted(byName(lang));
  return (
    <PickMany
      label={t('saved.recipients')}
      description={t('saved.recipientsNote')}
      options={people.map(({ id, name, username, hasAddress }) => ({
        id,
        label: name[lang],
        description: hasAddress ? username : t('saved.noAddress'),
        search: username,
        isDisabled: !hasAddress,
      }))}
      values={ids}
      onChange={onChange}
    />
  );
}

export function ScheduleFields({
  schedule,
  onChange,
}: {
  schedule: Schedule;
  onChange: (part: Partial<Schedule>) => void;
}) {
  const { t } = useTranslation('reports');
  const { every } = schedule;
  const days = Array.from({ length: every === 'week' ? 7 : 31 }, (_, index) => ({
    id: String(index + 1),
    label:
      every === 'week'
        ? t(`saved.weekday.${index + 1}` as 'saved.weekday.1')
        : t('saved.monthDay', { day: index + 1 }),
  }));
  return (
    <>
      <Row wraps gap={3} align="end">
        <Select
          label={t('saved.every')}
          options={everySchema.options.map((id) => ({ id, label: t(`saved.everyOf.${id}`) }))}
          value={every}
          onChange={(id) => onChange({ every: everySchema.parse(id), day: 1 })}
        />
        {every !== 'day' && (
          <Select
            label={t('saved.day')}
            options={days}
            value={String(schedule.day)}
            onChange={(id) => onChange({ day: Number(id) })}
          />
        )}
        <TextField
          label={t('saved.time')}
          type="time"
          value={timeText(schedule.minute)}
          onChange={(time) => onChange({ minute: minuteOf(time) ?? schedule.minute })}
        />
        <Select
          label={t('saved.format')}
          options={reportFormatSchema.options.map((id) => ({ id, label: id.toUpperCase() }))}
          value={schedule.format}
          onChange={(id) => onChange({ format: reportFormatSchema.parse(id) })}
        />
      </Row>
      <Checkbox
        isSelected={schedule.skipsDaysOff}
        onChange={(skipsDaysOff) => onChange({ skipsDaysOff })}
        description={t(every === 'day' ? 'saved.skipsDayNote' : 'saved.skipsNote')}
      >
        {t('saved.skips')}
      </Checkbox>
      <Recipients ids={schedule.recipientIds} onChange={(recipientIds) => onChange({ recipientIds })} />
      <Checkbox isSelected={schedule.isActive} onChange={(isActive) => onChange({ isActive })}>
        {t('saved.active')}
      </Checkbox>
    </>
  );
}
