// The chat and the ticket form inside somebody else's page: `public/widget.js` gives them a frame when its button is
// pressed, and hides the frame again when this page says so.
import './widget.css';
import { FilePenLine, MessageCircle, X } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Skeleton } from '../../design/states.tsx';
import { useTheme } from '../../design/theme.ts';
import { ChatPanel } from '../chat/chat.tsx';
import { isFramed } from '../shell/framed.ts';
import { Languages } from '../shell/languages.tsx';
import { mountBare } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const FileMatter = lazy(async () => ({ default: (await import('../filing/filing.tsx')).FileMatter }));

/** Nothing secret is said, and the site that embeds us may be any. */
function tell(news: { what: 'close' | 'answer' } | { what: 'theme'; theme: string }): void {
  if (isFramed) window.parent.postMessage({ from: 'onecall', ...news }, '*');
}

function Widget() {
  const { t } = useTranslation('widget');
  const theme = useTheme();
  const title = t('title');
  useTitle(title);
  const [isFiling, setFiling] = useState(false);
  useEffect(() => tell({ what: 'theme', theme }), [theme]);
  const close = useCallback(() => tell({ what: 'close' }), []);
  useEffect(() => {
    const onKey = ({ key, defaultPrevented }: KeyboardEvent): void => {
      if (key === 'Escape' && !defaultPrevented) close();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [close]);
  const onAnswer = useCallback(() => tell({ what: 'answer' }), []);
  return (
    <main className="widget">
      <h1 className="oc-hidden">{title}</h1>
      <nav className="widget-ways" aria-label={t('ways')}>
        <PlainButton
          variant="quiet"
          icon={MessageCircle}
          aria-pressed={!isFiling}
          onClick={() => setFiling(false)}
        >
          {t('talk')}
        </PlainButton>
        <PlainButton
          variant="quiet"
          icon={FilePenLine}
          aria-pressed={isFiling}
          onClick={() => setFiling(true)}
        >
          {t('file')}
        </PlainButton>
        <Languages />
        {isFramed && (
          <PlainButton variant="quiet" icon={X} isIconOnly onClick={close}>
            {t('close')}
          </PlainButton>
        )}
      </nav>
      {/* A chat goes on behind the form: whoever waits keeps the place. */}
      <div className="widget-way" hidden={isFiling}>
        <ChatPanel onAnswer={onAnswer} />
      </div>
      {isFiling && (
        <div className="widget-way widget-filing">
          <Suspense fallback={<Skeleton lines={6} />}>
            <FileMatter />
          </Suspense>
        </div>
      )}
    </main>
  );
}

await mountBare(<Widget />, ['widget', 'chat', 'filing', 'place']);
