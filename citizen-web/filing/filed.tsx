// The matter has its number: the key to it, and its photos on their way.
import { FilePlus2, RotateCw, Ticket } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { MatterFiled } from '../../server/tickets/filings/contract.ts';
import { ask } from '../api/client.ts';
import { elsewhere } from '../shell/framed.ts';

const fileShape = async () => (await import('../../server/tickets/contract.ts')).ticketFileSchema;

/** Sends the photos one after the other. */
export function usePhotosOf() {
  const [sent, setSent] = useState(0);
  const [left, setLeft] = useState<readonly File[]>([]);
  const [isSending, setSending] = useState(false);
  const send = async ({ number, code }: MatterFiled, photos: readonly File[]): Promise<void> => {
    const key = new URLSearchParams({ number, code });
    const failed: File[] = [];
    setSent(0);
    setLeft([]);
    setSending(true);
    for (const photo of photos) {
      const form = new FormData();
      form.append('file', photo);
      await ask(`/api/citizen/tickets/files?${key}`, fileShape, { form }).then(
        () => setSent((count) => count + 1),
        () => failed.push(photo),
      );
    }
    setLeft(failed);
    setSending(false);
  };
  return { sent, left, isSending, send };
}

export function Filed({
  filed,
  photos,
  onRetry,
  onAgain,
}: {
  filed: MatterFiled;
  photos: { sent: number; left: readonly File[]; isSending: boolean };
  onRetry: () => void;
  onAgain: () => void;
}) {
  const { t } = useTranslation('filing');
  const { number, code, isJoined } = filed;
  const head = useRef<HTMLHeadingElement>(null);
  // The form that had the focus is gone; whoever reads with a screen reader begins here.
  useEffect(() => head.current?.focus(), []);
  return (
    <section className="citizen-box">
      <h2 ref={head} tabIndex={-1} className="oc-title">
        {t(isJoined ? 'joined' : 'filed')}
      </h2>
      <dl className="filing-key">
        <dt>{t('number')}</dt>
        <dd>{number}</dd>
        <dt>{t('code')}</dt>
        <dd>{code}</dd>
      </dl>
      <p>{t(isJoined ? 'joinedNote' : 'filedNote')}</p>
      {photos.isSending && <Notice isLive>{t('sendingPhotos')}</Notice>}
      {photos.left.length > 0 && (
        <>
          <Notice tone="warn" isLive>
            {t('photosLeft', { count: photos.left.length })}
          </Notice>
          <PlainButton icon={RotateCw} size="large" onClick={onRetry}>
            {t('sendPhotosAgain')}
          </PlainButton>
        </>
      )}
      {!photos.isSending && photos.left.length === 0 && photos.sent > 0 && (
        <Notice tone="ok" isLive>
          {t('photosSent', { count: photos.sent })}
        </Notice>
      )}
      <LinkButton
        variant="primary"
        size="large"
        icon={Ticket}
        href={`/ticket?${new URLSearchParams({ number, code })}`}
        {...elsewhere}
      >
        {t('follow')}
      </LinkButton>
      <PlainButton size="large" icon={FilePlus2} onClick={onAgain}>
        {t('again')}
      </PlainButton>
    </section>
  );
}
