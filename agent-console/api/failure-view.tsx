import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, ErrorState, showToast } from '../../design/index.ts';
import { ApiFailure } from './failure.ts';

/** Gives the words for any error: the server's own, or ours for what never reached it. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation('shell');
  return (error) => {
    if (!(error instanceof ApiFailure)) return t('failure.unknown');
    if (error.code === 'offline') return t('failure.offline');
    if (error.code === 'bad_answer') return t('failure.bad_answer');
    return error.message || t('failure.unknown');
  };
}

/** Shows a failed action as a toast. */
export function useFailureToast(): (error: unknown) => void {
  const textOf = useFailureText();
  return (error) => {
    showToast({ tone: 'danger', title: textOf(error) });
  };
}

/** A failed query in place of its content. */
export function FailureState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('design');
  const textOf = useFailureText();
  return (
    <ErrorState
      description={textOf(error)}
      requestId={error instanceof ApiFailure ? error.requestId : undefined}
      action={
        onRetry && (
          <Button icon={RotateCw} onPress={onRetry}>
            {t('retry')}
          </Button>
        )
      }
    />
  );
}
