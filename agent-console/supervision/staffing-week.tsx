// The agents that each hour of the week needs. The number is what counts; its warmth only helps the eye.
import { useTranslation } from 'react-i18next';
import { Table } from '../../design/index.ts';
import { type StaffedHour, type Staffing, weekdays } from '../../server/routing/staffing/contract.ts';
import { heatOf } from './staffing.ts';

/** `09:00` */
export const clockOf = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

export function Week({
  hours,
  chosen,
  onChoose,
}: {
  hours: Staffing['hours'];
  chosen: StaffedHour;
  onChoose: (hour: StaffedHour) => void;
}) {
  const { t } = useTranslation('staffing');
  const most = Math.max(...hours.map(({ agents }) => agents));
  const rows = Array.from({ length: 24 }, (_, hour) => ({
    hour,
    days: new Map(hours.filter((each) => each.hour === hour).map((each) => [each.weekday, each])),
  }));
  const cell = (each: StaffedHour) => (
    <button
      type="button"
      className="staffing-cell"
      data-heat={heatOf(each.agents, most)}
      aria-pressed={each.weekday === chosen.weekday && each.hour === chosen.hour}
      aria-label={t('cell', {
        day: t(`weekday.${each.weekday}`),
        time: clockOf(each.hour),
        agents: each.agents,
      })}
      onClick={() => onChoose(each)}
    >
      {each.agents}
    </button>
  );
  return (
    <div className="staffing-week">
      <Table
        label={t('table')}
        rows={rows}
        rowKey={({ hour }) => clockOf(hour)}
        columns={[
          { id: 'hour', title: t('hour'), isRowHeader: true, render: ({ hour }) => clockOf(hour) },
          ...weekdays.map((weekday) => ({
            id: `day-${weekday}`,
            title: t(`weekdayShort.${weekday}`),
            render: ({ days }: (typeof rows)[number]) => {
              const each = days.get(weekday);
              return each && cell(each);
            },
          })),
        ]}
      />
    </div>
  );
}
