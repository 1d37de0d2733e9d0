import { RotateCw } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ErrorState } from '../../design/index.ts';

function Crash() {
  const { t } = useTranslation('shell');
  return (
    <ErrorState
      title={t('crash.title')}
      description={t('crash.description')}
      action={
        <Button icon={RotateCw} onPress={() => window.location.reload()}>
          {t('crash.reload')}
        </Button>
      }
    />
  );
}

/** Keeps a page that throws from taking the shell with it. Give it a key that changes with the page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crash /> : this.props.children;
  }
}
