// Where the agent writes. Drafts stay in this browser until they are sent.
import { Send } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Button, Row } from '../../design/index.ts';
import type { cannedReplySchema } from '../../server/desk/contract.ts';
import { useCanned } from './desk-data.ts';

const draftKey = (conversationId: string): string => `onecall.draft.${conversationId}`;
const typingEveryMs = 2_500;
/** One text message in Chinese (UCS-2). */
const smsPart = 70;

type Canned = z.infer<typeof cannedReplySchema>;

export function Composer({
  conversationId,
  channel,
  lang,
  variables,
  insert,
  onSend,
  onTyping,
}: {
  conversationId: string;
  channel: string;
  lang: 'zh' | 'en';
  variables: Readonly<Record<string, string>>;
  /** Text to put in, with a number that changes each time. */
  insert: { text: string; at: number } | null;
  onSend: (text: string) => void;
  onTyping: (typing: boolean) => void;
}) {
  const { t } = useTranslation('desk');
  const canned = useCanned();
  const [text, setText] = useState(() => localStorage.getItem(draftKey(conversationId)) ?? '');
  const [choice, setChoice] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const typedAt = useRef(0);
  const write = (next: string): void => {
    setText(next);
    setChoice(0);
    if (next) localStorage.setItem(draftKey(conversationId), next);
    else localStorage.removeItem(draftKey(conversationId));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new insertion counts, not each new render
  useEffect(() => {
    if (!insert) return;
    write(text ? `${text}\n${insert.text}` : insert.text);
    field.current?.focus();
  }, [insert?.at]);

  const asked = text.startsWith('/') ? text.slice(1).toLowerCase() : null;
  const found: Canned[] =
    asked === null
      ? []
      : (canned.data?.items ?? [])
          .filter((reply) =>
            [reply.shortcut ?? '', reply.title[lang]].some((word) => word.toLowerCase().includes(asked)),
          )
          .slice(0, 6);
  const take = (reply: Canned): void => {
    write(reply.text[lang].replace(/\{\{\s*(\w+)\s*\}\}/g, (_place, name: string) => variables[name] ?? ''));
    field.current?.focus();
  };
  const send = (): void => {
    const words = text.trim();
    if (!words) return;
    onSend(words);
    onTyping(false);
    write('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter that ends the input of a Chinese word sends nothing.
    if (event.nativeEvent.isComposing) return;
    const chosen = found[choice];
    if (event.key === 'ArrowDown' && found.length > 0) setChoice((choice + 1) % found.length);
    else if (event.key === 'ArrowUp' && found.length > 0)
      setChoice((choice + found.length - 1) % found.length);
    else if (event.key === 'Enter' && !event.shiftKey && chosen) take(chosen);
    // A letter has lines, and cannot be taken back.
    else if (
      event.key === 'Enter' &&
      !event.shiftKey &&
      (channel !== 'email' || event.ctrlKey || event.metaKey)
    )
      send();
    else return;
    event.preventDefault();
  };
  return (
    <div className="desk-composer">
      {found.length > 0 && (
        <ul className="desk-canned" aria-label={t('composer.canned')}>
          {found.map((reply, index) => (
            <li key={reply.code}>
              <button type="button" data-chosen={index === choice || undefined} onClick={() => take(reply)}>
                <strong>{reply.title[lang]}</strong>
                <span className="oc-truncate oc-quiet">{reply.text[lang]}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        className="oc-input"
        rows={channel === 'email' ? 8 : 3}
        aria-label={t('composer.label')}
        placeholder={t('composer.placeholder')}
        value={text}
        onChange={(event) => {
          write(event.target.value);
          if (Date.now() - typedAt.current > typingEveryMs) {
            typedAt.current = Date.now();
            onTyping(true);
          }
        }}
        onBlur={() => onTyping(false)}
        onKeyDown={onKeyDown}
      />
      <Row justify="between">
        <span className="oc-micro oc-quiet">
          {channel === 'sms' && text
            ? t('composer.sms', { count: text.length, parts: Math.ceil(text.length / smsPart) })
            : t(channel === 'email' ? 'composer.email' : 'composer.hint')}
        </span>
        <Button variant="primary" size="small" icon={Send} isDisabled={!text.trim()} onPress={send}>
          {t('composer.send')}
        </Button>
      </Row>
    </div>
  );
}
