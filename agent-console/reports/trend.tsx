// Small charts in SVG: they print as they are seen.
import { useTranslation } from 'react-i18next';
import { useFormat, useLang } from '../../design/index.ts';
import type { Bulletin } from '../../server/reports/contract.ts';

const [width, height, edge] = [120, 28, 3];

/** A line through the values; months without one are left out. `label` says them all. */
export function Trend({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const points = values.flatMap((value, index) => {
    if (value === null) return [];
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return [
      {
        x: edge + (index * (width - 2 * edge)) / Math.max(1, values.length - 1),
        y: height - edge - share * (height - 2 * edge),
      },
    ];
  });
  const last = values.at(-1) === null ? undefined : points.at(-1);
  return (
    <svg className="bulletin-trend" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')} />
      {last && <circle cx={last.x} cy={last.y} r={edge} />}
    </svg>
  );
}

/** What came most, beside the time before; `by` and `before` are the names of these columns. */
export function Bars(props: { rows: Bulletin['categories']; by: string; before: string }) {
  const { t } = useTranslation('reports');
  const { rows, by, before: title } = props;
  const lang = useLang();
  const format = useFormat();
  const most = Math.max(...rows.map(({ received, before }) => Math.max(received, before)));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{by}</th>
          <th scope="col">{t('received')}</th>
          <th scope="col">{title}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, received, before }) => (
          <tr key={key}>
            <th scope="row">{name[lang]}</th>
            <td>
              <strong>{format.number(received)}</strong>
            </td>
            <td>{format.number(before)}</td>
            <td>
              <svg className="bulletin-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden>
                <rect width={(100 * received) / most} height="7" />
                <rect y="8" width={(100 * before) / most} height="4" data-before />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
