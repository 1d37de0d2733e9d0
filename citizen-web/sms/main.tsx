// The demo's telephones: what citizens would write to the service number, and what comes back. No carrier is needed.
import './sms.css';
import { Send } from 'lucide-react';
import { type FormEvent, Fragment, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useFormat } from '../../design/i18n/format.ts';
import { PlainButton, PlainTextField } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import type { simulatedPhoneSchema } from '../../server/intake/contract.ts';
import { ask, okShape, wordsOf } from '../api/client.ts';
import { mountPage } from '../shell/mount.tsx';
import { useTitle } from '../shell/title.ts';

type Phone = z.infer<typeof simulatedPhoneSchema>;
const lookEveryMs = 1_500;
const firstNumbers = ['13800138001', '13900139002', '13700137003'] as const;
const phoneShape = async () => (await import('../../server/intake/contract.ts')).simulatedPhoneSchema;

/** Links in a text can be opened, as on a telephone. */
function Words({ text }: { text: string }) {
  return text.split(/(https?:\/\/\S+)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a fixed text never move
    <Fragment key={index}>{part.startsWith('http') ? <a href={part}>{part}</a> : part}</Fragment>
  ));
}

function Telephone({ initial }: { initial: string }) {
  const { t } = useTranslation('sms');
  const format = useFormat();
  const [number, setNumber] = useState(initial);
  const [phone, setPhone] = useState<Phone | null>(null);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const screen = useRef<HTMLOListElement>(null);
  const look = useCallback((): void => {
    if (document.hidden || number.length < 3) return;
    ask(`/api/simulator/sms?phone=${encodeURIComponent(number)}`, phoneShape)
      .then((found) => {
        setPhone(found);
        setFault(null);
      })
      .catch((error: unknown) => setFault(wordsOf(error, t('offline'))));
  }, [number, t]);
  useEffect(() => {
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [look]);
  const lastId = phone?.messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what moves the end
  useLayoutEffect(() => {
    if (screen.current) screen.current.scrollTop = screen.current.scrollHeight;
  }, [lastId]);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const words = text.trim();
    if (!words || number.length < 3) return;
    ask('/api/simulator/sms', okShape, { body: { id: crypto.randomUUID(), from: number, text: words } })
      .then(() => {
        setText('');
        look();
      })
      .catch((error: unknown) => setFault(wordsOf(error, t('offline'))));
  };
  return (
    <section className="phone" aria-label={t('phone', { number })}>
      <PlainTextField
        label={t('number')}
        value={number}
        inputMode="tel"
        onChange={(event) => setNumber(event.target.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ol ref={screen} className="phone-screen" aria-label={t('messages')} tabIndex={0}>
        {phone?.messages.length === 0 && <li className="oc-quiet">{t('empty')}</li>}
        {phone?.messages.map((message) => (
          <li
            key={`${message.direction}-${message.id}`}
            data-own={message.direction === 'to_city' || undefined}
          >
            <span className="phone-bubble">
              <Words text={message.text} />
            </span>
            <time className="oc-micro oc-quiet" dateTime={message.at}>
              {format.moment(message.at)}
              {message.direction === 'to_citizen' && ` · ${t(`delivery.${message.delivery}`)}`}
            </time>
          </li>
        ))}
      </ol>
      {fault && <Notice tone="danger">{fault}</Notice>}
      <form className="phone-form" onSubmit={send}>
        <input
          className="oc-input"
          aria-label={t('text')}
          placeholder={t('text')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <PlainButton type="submit" variant="primary" icon={Send} isIconOnly disabled={!text.trim()}>
          {t('send')}
        </PlainButton>
      </form>
    </section>
  );
}

function Simulator() {
  const { t } = useTranslation('sms');
  useTitle(t('title'));
  return (
    <div className="simulator">
      <h1 className="oc-heading">{t('title')}</h1>
      <Notice tone="warn">{t('lead')}</Notice>
      <div className="simulator-phones">
        {firstNumbers.map((number) => (
          <Telephone key={number} initial={number} />
        ))}
      </div>
    </div>
  );
}

await mountPage(<Simulator />, ['sms']);
