// Where a citizen writes: words, files, and the draft that outlives a closed page.
import { Paperclip, Send } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { maxMessageLength } from '../../server/intake/contract.ts';
import { acceptedMimes, type FileFault, fileFault } from '../shell/file-fault.ts';
import { shrinkPhoto } from '../shell/shrink-photo.ts';
import type { ChatLine } from './line.ts';

const draftKey = 'onecall.chat.draft';
const typingEveryMs = 2_500;
const typingEndsMs = 4_000;

/** Says that somebody types, seldom enough, and that they have stopped. */
function useTyping(line: ChatLine): { typed: () => void; stopped: () => void } {
  const saidAt = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const stopped = (): void => {
    clearTimeout(timer.current);
    if (saidAt.current === 0) return;
    saidAt.current = 0;
    line.typing(false);
  };
  const typed = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(stopped, typingEndsMs);
    if (Date.now() - saidAt.current < typingEveryMs) return;
    saidAt.current = Date.now();
    line.typing(true);
  };
  return { typed, stopped };
}

export function Composer({
  line,
  firstWords,
  canAttach,
}: {
  line: ChatLine;
  firstWords: string;
  canAttach: boolean;
}) {
  const { t } = useTranslation('chat');
  const [text, setText] = useState(() => firstWords || (localStorage.getItem(draftKey) ?? ''));
  const [fault, setFault] = useState<FileFault | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { typed, stopped } = useTyping(line);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const write = (next: string): void => {
    setText(next);
    if (next === '') localStorage.removeItem(draftKey);
    else localStorage.setItem(draftKey, next);
  };
  const send = (): void => {
    const words = text.trim();
    if (words === '') return;
    line.send(words);
    stopped();
    write('');
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const attach = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    const file = await shrinkPhoto(chosen);
    const problem = fileFault(file, acceptedMimes);
    setFault(problem);
    if (problem === null) line.send(file);
  };
  return (
    <>
      {fault && (
        <Notice tone="danger" isLive>
          {t(fault)}
        </Notice>
      )}
      <form
        className="chat-composer"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <label
          className="oc-button"
          data-variant="quiet"
          data-icon-only
          data-disabled={!canAttach || undefined}
        >
          <Paperclip aria-hidden />
          <span className="oc-hidden">{t(canAttach ? 'file' : 'fileLater')}</span>
          <input
            type="file"
            className="oc-hidden"
            disabled={!canAttach}
            accept={acceptedMimes.join()}
            onChange={(event) => {
              void attach(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </label>
        <textarea
          ref={field}
          className="oc-input"
          rows={2}
          maxLength={maxMessageLength}
          enterKeyHint="send"
          aria-label={t('field')}
          placeholder={t('placeholder')}
          value={text}
          onChange={(event) => {
            write(event.target.value);
            typed();
          }}
          onKeyDown={onKeyDown}
        />
        <PlainButton type="submit" variant="primary" icon={Send} disabled={text.trim() === ''}>
          {t('send')}
        </PlainButton>
      </form>
    </>
  );
}
