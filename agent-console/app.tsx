import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense, useSyncExternalStore } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Route, Router, Switch } from 'wouter';
import { localeOf } from '../server/platform/tongue.ts';
import { Skeleton } from '../design/index.ts';
import { hasToasted, subscribeToasts } from '../design/toast-queue.ts';
import { queryClient } from './api/queries.ts';
import { Showcase } from './pages.ts';
import { SessionGate } from './session/gate.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { part } from './shell/part.ts';
import { Shell } from './shell/shell.tsx';

const ToastRegion = part(() => import('../design/toast.tsx'));
const SignedInPage = part(() => import('./session/signed-in-page.tsx'));

/** The corner where notices appear, loaded with the first of them. */
function Toasts() {
  return useSyncExternalStore(subscribeToasts, hasToasted) ? (
    <Suspense>
      <ToastRegion />
    </Suspense>
  ) : null;
}

/** The staff console under /console. */
export function App() {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={localeOf(i18n.language)}>
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary>
          <Router base="/console">
            <Suspense fallback={<Skeleton lines={6} />}>
              <Switch>
                <Route path="/design">
                  <Showcase />
                </Route>
                <Route path="/signed-in/:provider">
                  <SignedInPage />
                </Route>
                <Route>
                  <SessionGate>
                    <Shell />
                  </SessionGate>
                </Route>
              </Switch>
            </Suspense>
          </Router>
        </ErrorBoundary>
        <Toasts />
      </QueryClientProvider>
    </I18nProvider>
  );
}
