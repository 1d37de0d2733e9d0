// The button that reads a part of the page aloud, and what stands at the foot of the page meanwhile.
import { Square, Volume2, X } from 'lucide-react';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { readAloud, stopReading, useReading } from './reading.ts';

/** @param of the element that is read */
export function ReadAloud({ of }: { of: () => Element | null }) {
  const { t } = useTranslation('site');
  const tongue = useTongue();
  const id = useId();
  const { by, state } = useReading();
  const isMine = by === id && state === 'reading';
  const press = (): void => {
    const root = of();
    if (isMine || !root) stopReading();
    else readAloud(id, root, tongue);
  };
  return (
    <PlainButton variant="quiet" icon={isMine ? Square : Volume2} onClick={press}>
      {t(isMine ? 'read.stop' : 'read.start')}
    </PlainButton>
  );
}

/** While something is read it can be stopped from anywhere; a device that cannot read says so. */
export function ReadingBar() {
  const { t } = useTranslation('site');
  const tongue = useTongue();
  const { state } = useReading();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another language is another text
  useEffect(() => stopReading, [tongue]);
  return (
    <div role="status" className="site-reading">
      {state === 'reading' && (
        <PlainButton variant="primary" icon={Square} onClick={stopReading}>
          {t('read.stopAll')}
        </PlainButton>
      )}
      {state === 'failed' && (
        <p>
          {t('read.failed')}
          <PlainButton variant="quiet" icon={X} isIconOnly onClick={stopReading}>
            {t('read.close')}
          </PlainButton>
        </p>
      )}
    </div>
  );
}
