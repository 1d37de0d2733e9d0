// A month as a calendar would have it: each day a bar of 24 hours with what is open, festivals and make-up days by name.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton, Row, Skeleton, Stack, useLang } from '../../design/index.ts';
import {
  type EditableCalendar,
  type MonthView,
  monthSchema,
} from '../../server/tickets/clock-rules/contract.ts';
import { api } from '../api/client.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { monthBeside } from './hours-text.ts';

type Day = MonthView['days'][number];

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function DayCell({ day }: { day: Day }) {
  const { t } = useTranslation('calendars');
  const hours = day.windows.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ');
  const words = [t(`day.${day.kind}`), day.name, hours, day.isProvisional ? t('day.provisional') : ''].filter(
    Boolean,
  );
  return (
    <td
      className="calendar-day"
      data-kind={day.kind}
      data-provisional={day.isProvisional || undefined}
      title={words.join(' · ')}
    >
      <span className="oc-hidden">{`${day.date} ${words.join(', ')}`}</span>
      <span aria-hidden className="calendar-number">
        {Number(day.date.slice(8))}
        {day.isProvisional && '?'}
      </span>
      <span aria-hidden className="calendar-name oc-micro">
        {day.kind === 'open' || day.kind === 'closed' ? '' : (day.name ?? t(`day.${day.kind}`))}
      </span>
      <svg aria-hidden className="calendar-bar" viewBox="0 0 1440 60" preserveAspectRatio="none">
        <rect className="calendar-bar-ground" width="1440" height="60" />
        {day.windows.map(([from, to]) => (
          <rect key={from} className="calendar-bar-open" x={from} width={to - from} height="60" />
        ))}
      </svg>
    </td>
  );
}

export function Month({
  definition,
  month,
  onMonth,
}: {
  definition: EditableCalendar;
  month: string;
  onMonth: (month: string) => void;
}) {
  const { t } = useTranslation('calendars');
  const lang = useLang();
  const textOf = useFailureText();
  const query = useQuery({
    queryKey: ['calendar-month', definition, month],
    queryFn: () => api.post('/api/clock-rules/month', { definition, month }, monthSchema),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const title = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
  const lead = (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7;
  const days: (Day | null)[] = [...Array.from({ length: lead }, () => null), ...(query.data?.days ?? [])];
  while (days.length % 7 !== 0) days.push(null);
  const weeks = Array.from({ length: days.length / 7 }, (_one, index) =>
    days.slice(index * 7, index * 7 + 7),
  );
  return (
    <Stack gap={2} className="calendar-month">
      <Row gap={2} justify="between">
        <IconButton icon={ChevronLeft} label={t('earlier')} onPress={() => onMonth(monthBeside(month, -1))} />
        <h3 className="oc-strong" aria-live="polite">
          {title}
        </h3>
        <IconButton icon={ChevronRight} label={t('later')} onPress={() => onMonth(monthBeside(month, 1))} />
      </Row>
      {query.error ? (
        <p role="alert" className="calendar-refused">
          {textOf(query.error)}
        </p>
      ) : query.data ? (
        <table className="calendar-grid" aria-label={title}>
          <thead>
            <tr>
              {weekdays.map((day) => (
                <th key={day} scope="col" className="oc-micro oc-quiet">
                  {t(`short.${day}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week, index) => (
              <tr key={week.find((day) => day !== null)?.date ?? index}>
                {week.map((day, column) =>
                  day ? <DayCell key={day.date} day={day} /> : <td key={weekdays[column]} />,
                )}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Skeleton lines={6} />
      )}
      <Row wraps gap={3} className="calendar-legend oc-micro oc-quiet">
        {(['open', 'holiday', 'make_up', 'special'] as const).map((kind) => (
          <span key={kind} className="calendar-key" data-kind={kind}>
            {t(`day.${kind}`)}
          </span>
        ))}
        <span>? {t('day.provisional')}</span>
      </Row>
    </Stack>
  );
}
