// Nobody can be asked now: the matter is left as a ticket, or we call.
import { FilePlus2, PhoneCall } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PlainButton, PlainSelect, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { RequestFailure, wordsOf } from '../api/client.ts';
import { callingWindows } from './calling-windows.ts';
import type { ChatLine } from './line.ts';

/** As soon as somebody is free. */
const soon = 'soon';

type Way = 'ticket' | 'callback';
type Done = { way: Way; isHere: boolean };

function Left({ done }: { done: Done }) {
  const { t } = useTranslation('chat');
  if (done.way === 'ticket') return <Notice tone="ok">{t('left.ticket')}</Notice>;
  return (
    <>
      <Notice tone="ok">{t(done.isHere ? 'left.here' : 'left.phone')}</Notice>
      {done.isHere && (
        <LinkButton icon={PhoneCall} href="/call">
          {t('left.open')}
        </LinkButton>
      )}
    </>
  );
}

export function WaysOut({ line }: { line: ChatLine }) {
  const { t } = useTranslation('chat');
  const [way, setWay] = useState<Way | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [phone, setPhone] = useState('');
  const [windows] = useState(() => callingWindows(new Date()));
  const [windowId, setWindowId] = useState(soon);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  const [isSending, setSending] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!way) return;
    setSending(true);
    setFailure(null);
    try {
      const number = phone.trim() || undefined;
      if (way === 'ticket') await line.leaveMatter(number);
      else await line.wantCallback({ phone: number, window: windows.find(({ id }) => id === windowId) });
      setDone({ way, isHere: number === undefined });
    } catch (error) {
      setFailure(error instanceof RequestFailure ? error : new RequestFailure('unavailable', ''));
    } finally {
      setSending(false);
    }
  };
  if (done) return <Left done={done} />;
  if (!way)
    return (
      <fieldset className="chat-ways">
        <legend>{t('ways.title')}</legend>
        <PlainButton variant="primary" icon={FilePlus2} onClick={() => setWay('ticket')}>
          {t('ways.ticket')}
        </PlainButton>
        <PlainButton icon={PhoneCall} onClick={() => setWay('callback')}>
          {t('ways.callback')}
        </PlainButton>
        <p className="oc-quiet">{t('ways.sms')}</p>
      </fieldset>
    );
  return (
    <form className="chat-ways" onSubmit={(event) => void submit(event)}>
      <PlainTextField
        label={t('ways.phone')}
        description={t(way === 'ticket' ? 'ways.phoneForTicket' : 'ways.phoneForCallback')}
        type="tel"
        autoComplete="tel"
        inputMode="tel"
        pattern="\+?[0-9 \-]{7,20}"
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
        autoFocus
      />
      {way === 'callback' && (
        <PlainSelect
          label={t('ways.when')}
          value={windowId}
          onChange={(event) => setWindowId(event.target.value)}
          options={[
            { id: soon, label: t('ways.soon') },
            ...windows.map(({ id }) => ({ id, label: t(`ways.${id}`) })),
          ]}
        />
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, t('failed'))}
        </Notice>
      )}
      <PlainButton variant="primary" type="submit" isWide disabled={isSending}>
        {t(`ways.${way}`)}
      </PlainButton>
      <PlainButton variant="quiet" onClick={() => setWay(null)}>
        {t('ways.back')}
      </PlainButton>
    </form>
  );
}
