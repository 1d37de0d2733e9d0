// An article's text while it is written: marks at a press, and how it will read.
import { Bold, Eye, Heading2, Link2, List, ListOrdered, Table2 } from 'lucide-react';
import { type ClipboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton, IconToggle, Prose, Row, Stack, showToast, TextArea } from '../../design/index.ts';
import { type Mark, withMark } from './marks.ts';
import { isFormatted, markdownOf } from './pasted.ts';

const buttons = [
  { mark: 'bold', icon: Bold },
  { mark: 'heading', icon: Heading2 },
  { mark: 'bullets', icon: List },
  { mark: 'numbers', icon: ListOrdered },
  { mark: 'table', icon: Table2 },
  { mark: 'link', icon: Link2 },
] as const;

export function BodyField({
  label,
  lang,
  isRequired = true,
  error,
  value,
  onChange,
}: {
  label: string;
  lang: 'zh' | 'en';
  isRequired?: boolean;
  error?: string | undefined;
  value: string;
  onChange: (text: string) => void;
}) {
  const { t } = useTranslation('knowledge');
  const [isShown, setShown] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const put = (mark: Mark): void => {
    const field = area.current;
    const [from, to] = field ? [field.selectionStart, field.selectionEnd] : [value.length, value.length];
    const next = withMark(value, [from, to], mark, t(`marked.${mark}`));
    onChange(next.text);
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(...next.selected);
    });
  };
  /** Tables and lists of Word and WPS come in as such; as plain text they would fall apart. */
  const paste = (event: ClipboardEvent): void => {
    const html = event.clipboardData.getData('text/html');
    if (!isFormatted(html)) return;
    const { markdown, pictures } = markdownOf(new DOMParser().parseFromString(html, 'text/html').body);
    if (pictures > 0) showToast({ tone: 'warn', title: t('pastedPictures', { count: pictures }) });
    if (markdown === '') return;
    event.preventDefault();
    // The one way to put text in that Ctrl+Z takes out again.
    if (document.execCommand('insertText', false, markdown)) return;
    const { selectionStart: from, selectionEnd: to } = area.current ?? { selectionStart: 0, selectionEnd: 0 };
    onChange(value.slice(0, from) + markdown + value.slice(to));
  };
  return (
    <Stack gap={2}>
      <Row justify="between">
        <Row gap={1}>
          {buttons.map(({ mark, icon }) => (
            <IconButton
              key={mark}
              size="small"
              icon={icon}
              label={t(`mark.${mark}`)}
              isDisabled={isShown}
              onPress={() => put(mark)}
            />
          ))}
        </Row>
        <IconToggle size="small" icon={Eye} label={t('preview')} isSelected={isShown} onChange={setShown} />
      </Row>
      {isShown && error === undefined ? (
        <section className="article-preview" aria-label={t('preview')}>
          <Prose markdown={value} lang={lang} />
        </section>
      ) : (
        <TextArea
          label={label}
          isRequired={isRequired}
          error={error}
          rows={14}
          description={t('markdown')}
          value={value}
          onChange={onChange}
          onPaste={paste}
          inputRef={area}
        />
      )}
    </Stack>
  );
}
