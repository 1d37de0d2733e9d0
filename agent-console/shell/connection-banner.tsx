import './shell.css';
import { CloudOff, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Connection, isDown, useConnection } from '../realtime/connection.ts';

/** A blink of the line is no news: it is shown when it lasts. */
const shownAfterMs = 1_500;

/** Says when the line is down, and that nothing is lost. Takes the state as a prop so that it can be shown at rest. */
export function ConnectionNotice({ state }: { state: Connection }) {
  const { t } = useTranslation('shell');
  return (
    <div role="status">
      {isDown(state) && (
        <p className="banner" data-tone={state === 'offline' ? 'danger' : 'warn'}>
          {state === 'offline' ? <CloudOff aria-hidden /> : <LoaderCircle aria-hidden />}
          {t(`connection.${state}`)}
        </p>
      )}
    </div>
  );
}

/** The notice of the real line. */
export function ConnectionBanner() {
  const state = useConnection();
  const [shown, setShown] = useState(state);
  useEffect(() => {
    const timer = setTimeout(() => setShown(state), state === 'reconnecting' ? shownAfterMs : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return <ConnectionNotice state={shown} />;
}
