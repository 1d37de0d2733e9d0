// Where the agent writes. Drafts stay in this tab until they are sent.
import { Send } from 'lucide-react';
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Button, Row } from '../../design/index.ts';
import type { cannedReplySchema } from '../../server/desk/contract.ts';
import { useCanned } from './desk-data.ts';
import { keepReplyDraft, readReplyDraft } from './reply-draft.ts';

const typingEveryMs = 2_500;
/** Signs that fit into one text message and into each of several (3GPP TS 23.038): plain ones, and Chinese among them. */
const smsSigns = { plain: { one: 160, each: 153 }, wide: { one: 70, each: 67 } };

/** About how many text messages it takes. */
function smsParts(text: string): number {
  const { one, each } = smsSigns[/^[\x20-\x7e\n]*$/.test(text) ? 'plain' : 'wide'];
  return text.length <= one ? 1 : Math.ceil(text.length / each);
}

/** What is put into the reply of a conversation: words, or only the cursor. */
export interface Insertion {
  conversationId: string;
  text: string;
}

type Canned = z.infer<typeof cannedReplySchema>;

export function Composer({
  conversationId,
  channel,
  lang,
  variables,
  insert,
  onInserted,
  onSend,
  onTyping,
}: {
  conversationId: string;
  channel: string;
  lang: 'zh' | 'en';
  variables: Readonly<Record<string, string>>;
  insert: Insertion | null;
  /** It is in, and must not come in again. */
  onInserted: () => void;
  onSend: (text: string) => void;
  onTyping: (typing: boolean) => void;
}) {
  const { t } = useTranslation('desk');
  const canned = useCanned();
  const [text, setText] = useState(() => readReplyDraft(conversationId));
  const [choice, setChoice] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const typedAt = useRef(0);
  const write = (next: string): void => {
    setText(next);
    setChoice(0);
    keepReplyDraft(conversationId, next);
  };
  const putIn = useEffectEvent((words: string): void => {
    if (words) write(text ? `${text}\n${words}` : words);
    field.current?.focus();
    onInserted();
  });
  useEffect(() => {
    if (insert) putIn(insert.text);
  }, [insert]);

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
            ? t('composer.sms', { signs: text.length, count: smsParts(text) })
            : t(channel === 'email' ? 'composer.email' : 'composer.hint')}
        </span>
        <Button variant="primary" size="small" icon={Send} isDisabled={!text.trim()} onPress={send}>
          {t('composer.send')}
        </Button>
      </Row>
    </div>
  );
}
