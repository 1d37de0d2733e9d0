// Departments on which electronic supervision shines.
import { useTranslation } from 'react-i18next';
import { Badge, useFormat, useLang } from '../../design/index.ts';
import type { Troubled as Row } from '../../server/reports/contract.ts';

const counts = ['overdue', 'noticed', 'supervised', 'reworked'] as const;

export function Troubled({ rows, none }: { rows: readonly Row[]; none: string }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const format = useFormat();
  return (
    <>
      {rows.length === 0 && <p className="oc-quiet">{none}</p>}
      {rows.length > 0 && (
        <table className="bulletin-trouble">
          <thead>
            <tr>
              <th scope="col">{t('department')}</th>
              <th scope="col">{t('lamp')}</th>
              {counts.map((id) => (
                <th key={id} scope="col">
                  {t(id)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, lamp, ...row }) => (
              <tr key={key}>
                <th scope="row">{name[lang]}</th>
                <td>
                  <Badge tone={lamp === 'red' ? 'danger' : 'warn'}>{t(`lampOf.${lamp}`)}</Badge>
                </td>
                {counts.map((id) => (
                  <td key={id}>{format.number(row[id])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
