// The matter has its number: the key to it, and its photos on their way.
import { FilePlus2, RotateCw, Ticket, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaveGuard } from '../../design/leave-guard.ts';
import { LinkButton, PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { MatterFiled } from '../../server/tickets/filings/contract.ts';
import { sendFile } from '../api/send-file.ts';
import { elsewhere } from '../shell/framed.ts';

const fileShape = async () => (await import('../../server/tickets/contract.ts')).ticketFileSchema;

/** Photos on their way: whole ones that arrived, how many there are, and the share of all that has left (0 to 1). */
interface Way {
  sent: number;
  of: number;
  share: number;
}

/** Sends the photos one after the other, until somebody stops it. */
export function usePhotosOf() {
  const [way, setWay] = useState<Way>({ sent: 0, of: 0, share: 0 });
  const [left, setLeft] = useState<readonly File[]>([]);
  const [stop, setStop] = useState<AbortController | null>(null);
  const send = async ({ number, code }: MatterFiled, photos: readonly File[]): Promise<void> => {
    const path = `/api/citizen/tickets/files?${new URLSearchParams({ number, code })}`;
    const controller = new AbortController();
    const { signal } = controller;
    const failed: File[] = [];
    setWay({ sent: 0, of: photos.length, share: 0 });
    setLeft([]);
    setStop(controller);
    for (const [index, photo] of photos.entries()) {
      const onProgress = (share: number): void =>
        setWay((before) => ({ ...before, share: (index + share) / photos.length }));
      await sendFile(path, fileShape, photo, { onProgress, signal }).then(
        () => setWay((before) => ({ ...before, sent: before.sent + 1 })),
        () => failed.push(photo),
      );
    }
    setLeft(failed);
    setStop(null);
  };
  return { ...way, left, stop, send };
}

function Sending({ of, share, onStop }: { of: number; share: number; onStop: () => void }) {
  const { t } = useTranslation('filing');
  const at = Math.min(of, Math.floor(share * of) + 1);
  return (
    <div className="filing-sending">
      <p role="status">{t('sendingPhotos', { at, of })}</p>
      <progress value={share} aria-label={t('photosWay')} />
      <PlainButton variant="quiet" icon={X} onClick={onStop}>
        {t('stopPhotos')}
      </PlainButton>
    </div>
  );
}

export function Filed({
  filed,
  photos,
  onRetry,
  onAgain,
}: {
  filed: MatterFiled;
  photos: Way & { left: readonly File[]; stop: AbortController | null };
  onRetry: () => void;
  onAgain: () => void;
}) {
  const { t } = useTranslation('filing');
  const { number, code, isJoined } = filed;
  const head = useRef<HTMLHeadingElement>(null);
  useLeaveGuard(photos.stop !== null || photos.left.length > 0);
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
      {photos.stop && <Sending of={photos.of} share={photos.share} onStop={() => photos.stop?.abort()} />}
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
      {!photos.stop && photos.left.length === 0 && photos.sent > 0 && (
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
