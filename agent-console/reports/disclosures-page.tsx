// The year's requests for disclosure as the yearly report wants them: received, carried over, decided how, by whom asked.
import '../../design/ends.css';
import './reports.css';
import './bulletin.css';
import { ArrowLeft, Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import {
  Button,
  ComboBox,
  Notice,
  Select,
  Skeleton,
  useFormat,
  useLang,
  useNow,
} from '../../design/index.ts';
import { cityDay } from '../../server/calendar/city.ts';
import { may } from '../../server/platform/auth/roles.ts';
import {
  columnNames,
  columnSchema,
  type Disclosures,
  type DisclosureLine,
  disclosureRules,
  disclosuresQuerySchema,
} from '../../server/reports/disclosures/contract.ts';
import { nobody } from '../../server/tickets/contract.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { FileMenu } from '../exchange/file-menu.tsx';
import { useUser } from '../session/session.ts';
import { AsOf } from '../shell/as-of.tsx';
import { useDisclosures } from './reports-data.ts';

const all = 'all';
const yearsShown = 6;

function Line({ line }: { line: DisclosureLine }) {
  const lang = useLang();
  const format = useFormat();
  return (
    <tr data-kind={line.kind}>
      <th scope="row">
        {line.name[lang]}
        {line.basis && (
          <small className="oc-quiet" lang="zh-CN">
            {line.basis}
          </small>
        )}
      </th>
      {columnSchema.options.map((id) => (
        <td key={id}>{format.number(line.counts[id])}</td>
      ))}
      <td>
        <strong>{format.number(line.total)}</strong>
      </td>
    </tr>
  );
}

function Paper({ report }: { report: Disclosures }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  return (
    <article className="bulletin" aria-labelledby="disclosures-title">
      <header>
        <p className="oc-quiet">
          {t('disclosures.lead')} · {report.department?.[lang] ?? t('disclosures.city')}
        </p>
        <h1 id="disclosures-title">{t('disclosures.title', { year: report.year })}</h1>
        {!report.isComplete && <Notice>{t('disclosures.under')}</Notice>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="disclosures-table oc-ends" aria-label={t('disclosures.table')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('disclosures.lines')}</th>
              {columnSchema.options.map((id) => (
                <th key={id} scope="col">
                  {columnNames[id][lang]}
                </th>
              ))}
              <th scope="col">{t('total')}</th>
            </tr>
          </thead>
          <tbody>
            {report.lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
      </section>
      <footer className="bulletin-notes">
        <h2>{t('disclosures.rules')}</h2>
        {disclosureRules.map((rule) => (
          <p key={rule.en}>{rule[lang]}</p>
        ))}
      </footer>
    </article>
  );
}

export function DisclosuresPage() {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const { roles } = useUser();
  const { data: lists } = useLists();
  const [address, setAddress] = useSearchParams();
  const thisYear = Number(cityDay(useNow(30_000)).slice(0, 4));
  const asked = disclosuresQuerySchema.safeParse(Object.fromEntries(address));
  const query = asked.data ?? { year: thisYear };
  const report = useDisclosures(query);
  const years = Array.from({ length: yearsShown }, (_, ago) => thisYear - ago);
  const turn = (next: { year?: number; department?: string | undefined }): void => {
    const { year, department } = { ...query, ...next };
    setAddress({ year: String(year), ...(department && { department }) }, { replace: true });
  };
  const words = new URLSearchParams({
    year: String(query.year),
    lang,
    ...(query.department && { department: query.department }),
  });
  return (
    <div className="reports" aria-busy={report.isFetching}>
      <div className="reports-filter">
        <Select
          label={t('disclosures.year')}
          options={(years.includes(query.year) ? years : [query.year, ...years]).map((year) => ({
            id: String(year),
            label: String(year),
          }))}
          value={String(query.year)}
          onChange={(id) => id && turn({ year: Number(id) })}
        />
        {may(roles, 'supervision.read') && (
          <ComboBox
            label={t('department')}
            options={[
              { id: all, label: t('all') },
              ...(lists?.departments ?? [])
                .filter(({ takesTickets }) => takesTickets)
                .map(({ code, name }) => ({ id: code, label: name[lang] })),
              { id: nobody, label: t('none') },
            ]}
            value={query.department ?? all}
            onChange={(id) => turn({ department: id === null || id === all ? undefined : id })}
            className="reports-department"
          />
        )}
        <Button icon={Printer} onPress={() => window.print()}>
          {t('print')}
        </Button>
        <FileMenu
          id="disclosures"
          name={t('disclosures.name')}
          formats={['csv', 'xlsx']}
          addressOf={(ending) => `/api/reports/disclosures.${ending}?${words}`}
        />
        <Link href="/reports" className="oc-button" data-variant="quiet" data-size="medium">
          <ArrowLeft aria-hidden />
          {t('back')}
        </Link>
        <AsOf at={report.data?.asOf} />
      </div>
      {report.error && !report.data && (
        <FailureState error={report.error} onRetry={() => void report.refetch()} />
      )}
      {report.isLoading && (
        <div className="reports-loading">
          <Skeleton lines={12} />
        </div>
      )}
      {report.data && <Paper report={report.data} />}
    </div>
  );
}
