// Nobody can be asked now: the matter is left as a ticket, or we call.
import { FilePlus2, PhoneCall } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton, PlainButton, PlainSelect } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { PhoneField } from '../shell/phone-fields.tsx';
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
  const { isSending, failure, send } = useSending();
  const leave = async (wanted: Way): Promise<void> => {
    const number = phone.trim() || undefined;
    if (wanted === 'ticket') await line.leaveMatter(number);
    else await line.wantCallback({ phone: number, window: windows.find(({ id }) => id === windowId) });
    setDone({ way: wanted, isHere: number === undefined });
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
    <form
      className="chat-ways"
      onSubmit={(event) => {
        event.preventDefault();
        void send(() => leave(way));
      }}
    >
      <PhoneField
        label={t('ways.phone')}
        description={t(way === 'ticket' ? 'ways.phoneForTicket' : 'ways.phoneForCallback')}
        value={phone}
        onChange={setPhone}
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
