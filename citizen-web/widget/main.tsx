// The chat inside somebody else's page: a button, and the panel that it opens. `public/widget.js` gives it a frame and
// makes the frame as large as this page says.
import './widget.css';
import { MessageCircle } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Skeleton } from '../../design/states.tsx';
import { useTheme } from '../../design/theme.ts';
import { mountBare } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

const ChatPanel = lazy(async () => ({ default: (await import('../chat/chat.tsx')).ChatPanel }));

function Widget() {
  const { t } = useTranslation('widget');
  const isFramed = window.parent !== window;
  const [isOpen, setOpen] = useState(!isFramed);
  const theme = useTheme();
  const title = t('title');
  useTitle(title);
  useEffect(() => {
    // Nothing secret is said, and the site that embeds us may be any.
    if (isFramed) window.parent.postMessage({ from: 'onecall', isOpen, title, theme }, '*');
  }, [isFramed, isOpen, title, theme]);
  if (!isOpen)
    return (
      <PlainButton
        className="widget-open"
        variant="primary"
        size="large"
        icon={MessageCircle}
        isWide
        onClick={() => setOpen(true)}
      >
        {t('open')}
      </PlainButton>
    );
  return (
    <main className="widget">
      <h1 className="oc-hidden">{title}</h1>
      <Suspense fallback={<Skeleton lines={6} />}>
        <ChatPanel {...(isFramed && { onClose: () => setOpen(false) })} />
      </Suspense>
    </main>
  );
}

await mountBare(<Widget />, ['widget', 'chat']);
