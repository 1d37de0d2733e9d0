import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Table, useFormat, useLang } from '../../design/index.ts';
import {
  type Card,
  figureIds,
  figures,
  type Scorecard,
  type ScorecardRow,
} from '../../server/reports/contract.ts';
import { figureOf, type Sort, sorted, sortOf } from './scope.ts';

type Shown = Card & Pick<ScorecardRow, 'name' | 'rank'> & { key: string | undefined };
type Id = (typeof figureIds)[number];

/** A figure as it is written: a share in percent, or a number. */
export function useFigureText(): (row: Pick<Card, 'tallies'>, id: Id) => string {
  const format = useFormat();
  return (row, id) => {
    const value = figureOf(row, id);
    if (value === null) return figures[id].unit === 'rate' ? '—' : '0';
    return figures[id].unit === 'rate' ? format.percent(value) : format.number(value);
  };
}

function Figure({
  row,
  id,
  t,
  onDrill,
}: {
  row: Shown;
  id: Id;
  t: TFunction<'reports'>;
  onDrill: ((figure: string, key: string | undefined) => void) | undefined;
}) {
  const lang = useLang();
  const textOf = useFigureText();
  const tally = row.tallies[id];
  if (!tally) return <span className="oc-quiet">{textOf(row, id)}</span>;
  const value = textOf(row, id);
  const content = (
    <>
      {value} {figures[id].unit === 'rate' && <small>{t('rate', tally)}</small>}
    </>
  );
  if (!onDrill) return <span className="reports-figure">{content}</span>;
  return (
    <button
      type="button"
      className="reports-figure"
      aria-label={t('cell', {
        name: row.name[lang],
        figure: figures[id].name[lang],
        value: figures[id].unit === 'rate' ? `${value} ${t('rate', tally)}` : value,
      })}
      onClick={() => onDrill(id, row.key)}
    >
      {content}
    </button>
  );
}

/** The league table; the total stands last, however it is sorted. */
export function League({
  card,
  sort,
  onSort,
  onDrill,
}: {
  card: Scorecard;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onDrill?: (figure: string, key: string | undefined) => void;
}) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  const total = { zh: t('total'), en: t('total') };
  const rows: Shown[] = [
    ...sorted(card.rows, sort, lang),
    { ...card.total, key: undefined, name: total, rank: null },
  ];
  return (
    <div className="reports-league">
      <Table
        label={t('table')}
        rows={rows}
        rowKey={({ key }) => key ?? 'total'}
        sort={sort}
        onSort={({ column, direction }) => onSort(sortOf(new URLSearchParams({ sort: column, direction })))}
        columns={[
          {
            id: 'rank',
            title: t('rank'),
            isSortable: true,
            render: ({ rank }) => (rank === null ? t('none') : format.number(rank)),
          },
          {
            id: 'name',
            title: t(`grouping.${card.by}`),
            isRowHeader: true,
            isSortable: true,
            render: ({ name }) => <span className="reports-name">{name[lang]}</span>,
          },
          {
            id: 'score',
            title: t('score'),
            align: 'end',
            isSortable: true,
            render: ({ score }) => <strong>{score === null ? t('none') : score.toFixed(1)}</strong>,
          },
          ...figureIds.map((id) => ({
            id,
            title: figures[id].name[lang],
            align: 'end' as const,
            isSortable: true,
            render: (row: Shown) => <Figure row={row} id={id} t={t} onDrill={onDrill} />,
          })),
        ]}
      />
    </div>
  );
}
