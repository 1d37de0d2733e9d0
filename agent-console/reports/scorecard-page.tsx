// The scorecards: filters in the address, a league table, and the tickets behind each figure.
import './reports.css';
import {
  BarChart3,
  Bookmark,
  BookmarkPlus,
  BookOpenText,
  FolderOpen,
  Newspaper,
  ScrollText,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { Button, Dialog, EmptyState, Skeleton, useFormat, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { figureIds, figures, type Scorecard, scoreMeans } from '../../server/reports/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { type AddressPart, changedAddress } from '../api/address.ts';
import { FailureState } from '../api/failure-view.tsx';
import { FileMenu } from '../exchange/file-menu.tsx';
import { AsOf } from '../shell/as-of.tsx';
import { useUser } from '../session/session.ts';
import { Behind } from './behind.tsx';
import { Filters } from './filters.tsx';
import { League } from './league.tsx';
import { useScorecard } from './reports-data.ts';
import { SavedEditor } from './saved-editor.tsx';
import { drillOf, filtersOf, type Scope, scopeOf, sortOf } from './scope.ts';

function Definitions({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }) {
  const { t } = useTranslation('reports');
  const lang = useLang();
  return (
    <Dialog title={t('definitions')} size="large" isOpen={isOpen} onOpenChange={onOpenChange}>
      <dl className="reports-definitions">
        {figureIds.map((id) => [
          <dt key={`${id}-name`}>{figures[id].name[lang]}</dt>,
          <dd key={id}>{figures[id].means[lang]}</dd>,
        ])}
        <dt>{t('score')}</dt>
        <dd>{scoreMeans[lang]}</dd>
      </dl>
    </Dialog>
  );
}

function exportAddress(ending: 'csv' | 'xlsx' | 'pdf', scope: Scope, lang: string): string {
  const entries = Object.entries({ ...scope, lang }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return `/api/reports/scorecards.${ending}?${new URLSearchParams(entries)}`;
}

function Period({ card }: { card: Scorecard }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  return (
    <p className="oc-small oc-quiet reports-period">
      {t('period', {
        from: format.date(card.from),
        // The last day, not the moment after it.
        until: format.date(Date.parse(card.until) - 1),
      })}
    </p>
  );
}

export function ScorecardPage() {
  const { t } = useTranslation('reports');
  const lang = useLang();
  const { roles } = useUser();
  const [address, setAddress] = useSearchParams();
  const [isDefining, setIsDefining] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  const [, go] = useLocation();
  const scope = scopeOf(address);
  const card = useScorecard(scope);
  const drill = drillOf(address);
  const change = (part: AddressPart, options = { replace: true }): void =>
    setAddress((now) => changedAddress(now, part), options);
  const isCity = may(roles, 'supervision.read');
  useActions([
    {
      id: 'reports.save',
      labelKey: 'reports:saved.new',
      shortcut: 's',
      permission: 'scorecards.read',
      run: () => setIsSaving(true),
    },
    {
      id: 'reports.saved',
      labelKey: 'reports:saved.title',
      shortcut: 'v',
      permission: 'scorecards.read',
      run: () => go('/reports/saved'),
    },
  ]);
  return (
    <div className="reports" aria-busy={card.isPlaceholderData}>
      <Filters scope={scope} isCity={isCity} onChange={change} />
      <div className="reports-bar">
        {card.data && <Period card={card.data} />}
        <AsOf at={card.data?.asOf} />
        <Button variant="quiet" icon={BookOpenText} onPress={() => setIsDefining(true)}>
          {t('definitions')}
        </Button>
        <ActionButton id="reports.save" icon={BookmarkPlus} variant="quiet" />
        <ActionButton id="reports.saved" icon={Bookmark} variant="quiet" />
        <FileMenu
          id="scorecards"
          name={t('table')}
          formats={['csv', 'xlsx', 'pdf']}
          addressOf={(ending) => exportAddress(ending, scope, lang)}
        />
        <Link href="/reports/disclosures" className="oc-button" data-variant="quiet" data-size="medium">
          <FolderOpen aria-hidden />
          {t('disclosures.link')}
        </Link>
        {isCity && (
          <>
            <Link href="/reports/briefing" className="oc-button" data-variant="quiet" data-size="medium">
              <ScrollText aria-hidden />
              {t('briefing')}
            </Link>
            <Link href="/reports/bulletin" className="oc-button" data-variant="quiet" data-size="medium">
              <Newspaper aria-hidden />
              {t('bulletin')}
            </Link>
          </>
        )}
      </div>
      {card.error && !card.data && <FailureState error={card.error} onRetry={() => void card.refetch()} />}
      {card.isLoading && (
        <div className="reports-loading">
          <Skeleton lines={12} />
        </div>
      )}
      {card.data?.rows.length === 0 && (
        <EmptyState
          icon={BarChart3}
          title={t('noneTitle')}
          description={t('noneNote')}
          {...(address.size > 0 && {
            action: <Button onPress={() => setAddress({}, { replace: true })}>{t('clear')}</Button>,
          })}
        />
      )}
      {card.data && card.data.rows.length > 0 && (
        <League
          card={card.data}
          sort={sortOf(address)}
          onSort={(sort) => change({ sort: sort.column, direction: sort.direction })}
          {...(may(roles, 'ticket.read') && {
            onDrill: (figure: string, key: string | undefined) =>
              change({ figure, key, good: undefined }, { replace: false }),
          })}
        />
      )}
      <Definitions isOpen={isDefining} onOpenChange={setIsDefining} />
      {isSaving && <SavedEditor filters={filtersOf(scope)} onClose={() => setIsSaving(false)} />}
      {drill && may(roles, 'ticket.read') && (
        <Behind
          scope={scope}
          drill={drill}
          name={card.data?.rows.find(({ key }) => key === drill.key)?.name[lang] ?? t('total')}
          onGood={(good) => change({ good })}
          onClose={() => change({ figure: undefined, key: undefined, good: undefined })}
        />
      )}
    </div>
  );
}
