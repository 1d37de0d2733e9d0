// The chat inside somebody else's page: `public/widget.js` gives it a frame when its button is pressed, and hides the
// frame again when this page says so.
import './widget.css';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../design/theme.ts';
import { ChatPanel } from '../chat/chat.tsx';
import { mountBare } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const isFramed = window.parent !== window;

/** Nothing secret is said, and the site that embeds us may be any. */
function tell(news: { what: 'close' | 'answer' } | { what: 'theme'; theme: string }): void {
  if (isFramed) window.parent.postMessage({ from: 'onecall', ...news }, '*');
}

function Widget() {
  const { t } = useTranslation('widget');
  const theme = useTheme();
  const title = t('title');
  useTitle(title);
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
      <ChatPanel onAnswer={onAnswer} {...(isFramed && { onClose: close })} />
    </main>
  );
}

await mountBare(<Widget />, ['widget', 'chat']);
