// Lets only signed-in people through.
import { type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { FailureState } from '../api/failure-view.tsx';
import { LineProvider } from '../realtime/line.tsx';
import { part } from '../shell/part.ts';
import { IdleWatch } from './idle-watch.tsx';
import { askSession, endSession, renewSession, useSession } from './session.ts';

const ChangePage = part(() => import('../account/change-page.tsx'));
const EnrolPage = part(() => import('../account/enrol-page.tsx'));
const SignInAgain = part(() => import('./sign-in-again.tsx'));
const SignInPage = part(() => import('./sign-in-page.tsx'));

/** The app behind the sign-in; when the session ends under a page, the page stays and a dialog asks again. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { phase, user, mustEnrol, mustChangePassword } = useSession();
  const [fault, setFault] = useState<unknown>();
  const ask = useCallback(() => {
    setFault(undefined);
    askSession().catch(setFault);
  }, []);
  useEffect(ask, [ask]);
  if (fault !== undefined) return <FailureState error={fault} onRetry={ask} />;
  if (phase === 'asking') return null;
  if (phase === 'signed_out' || !user) {
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    );
  }
  if ((mustEnrol || mustChangePassword) && phase === 'signed_in') {
    return <Suspense>{mustChangePassword ? <ChangePage /> : <EnrolPage />}</Suspense>;
  }
  return (
    <LineProvider
      userId={phase === 'ended' ? null : user.id}
      onSignedOut={endSession}
      onClosed={renewSession}
    >
      {children}
      {phase === 'signed_in' && <IdleWatch />}
      {phase === 'ended' && (
        <Suspense>
          <SignInAgain username={user.username} />
        </Suspense>
      )}
    </LineProvider>
  );
}
