// An article's text while it is written: marks at a press, and how it will read.
import { Bold, Eye, Heading2, Link2, List, ListOrdered, Table2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton, IconToggle, Prose, Row, Stack, TextArea } from '../../design/index.ts';
import { type Mark, withMark } from './marks.ts';

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
  value,
  onChange,
}: {
  label: string;
  lang: 'zh' | 'en';
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
      {isShown ? (
        <section className="article-preview" aria-label={t('preview')}>
          <Prose markdown={value} lang={lang} />
        </section>
      ) : (
        <TextArea
          label={label}
          isRequired
          rows={14}
          description={t('markdown')}
          value={value}
          onChange={onChange}
          inputRef={area}
        />
      )}
    </Stack>
  );
}
