// The chat of whoever is on the telephone: under it, so that neither takes the place of the other.
import { MessageCircle } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Skeleton } from '../../design/states.tsx';

const ChatPanel = lazy(async () => ({ default: (await import('../chat/chat.tsx')).ChatPanel }));

/** @param isUnderWay a chat of this browser waits or goes on: it is shown unasked */
export function ChatBeside({ isUnderWay }: { isUnderWay: boolean }) {
  const { t } = useTranslation('call');
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isUnderWay) setOpen(true);
  }, [isUnderWay]);
  if (!isOpen)
    return (
      <PlainButton icon={MessageCircle} onClick={() => setOpen(true)}>
        {t('chat')}
      </PlainButton>
    );
  return (
    <div className="call-chat">
      <Suspense fallback={<Skeleton lines={6} />}>
        <ChatPanel onClose={() => setOpen(false)} />
      </Suspense>
    </div>
  );
}
