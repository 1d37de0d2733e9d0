// What stands around a paper on screen: its choices, the ways onto real paper, and the states before it is there.
import type { UseQueryResult } from '@tanstack/react-query';
import { ArrowLeft, FileDown, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button, Skeleton } from '../../design/index.ts';
import { FailureState } from '../api/failure-view.tsx';
import { AsOf } from '../shell/as-of.tsx';

export function PaperFrame<T extends { asOf: string | null }>({
  query,
  choices,
  pdf,
  children,
}: {
  query: UseQueryResult<T>;
  choices: ReactNode;
  /** Address of the same as a PDF. */
  pdf: string;
  children: (content: T) => ReactNode;
}) {
  const { t } = useTranslation('reports');
  return (
    <div className="reports" aria-busy={query.isFetching}>
      <div className="reports-filter">
        {choices}
        <Button icon={Printer} onPress={() => window.print()}>
          {t('print')}
        </Button>
        <a className="oc-button" data-variant="quiet" data-size="medium" href={pdf} download>
          <FileDown aria-hidden />
          {t('pdf')}
        </a>
        <Link href="/reports" className="oc-button" data-variant="quiet" data-size="medium">
          <ArrowLeft aria-hidden />
          {t('back')}
        </Link>
        <AsOf at={query.data?.asOf} />
      </div>
      {query.error && !query.data && (
        <FailureState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isLoading && (
        <div className="reports-loading">
          <Skeleton lines={12} />
        </div>
      )}
      {query.data && children(query.data)}
    </div>
  );
}
