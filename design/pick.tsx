// Choosing one of many: Select (a list) and ComboBox (a list that typing narrows, by label or by pinyin).
import './field.css';
import './pick.css';
import { Check, ChevronDown } from 'lucide-react';
import { useContext } from 'react';
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  Input as AriaInput,
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  ComboBoxStateContext,
  Group,
  ListBox,
  ListBoxItem,
  ListLayout,
  Popover,
  SelectValue,
  Text,
  Virtualizer,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { type FieldFrame, FieldLabel, FieldNotes } from './field.tsx';

export interface Option {
  id: string;
  label: string;
  /** A second line, for example the parent department. */
  description?: string;
  /** Further words that find it: pinyin, initials, an old name. */
  search?: string;
  isDisabled?: boolean;
}

/** Above this many options only the visible ones are in the page. */
const virtualFrom = 120;

function Options({ options }: { options?: readonly Option[] }) {
  const { t } = useTranslation('design');
  return (
    <ListBox
      className="oc-options"
      {...(options && { items: options })}
      renderEmptyState={() => <p className="oc-options-none">{t('noMatch')}</p>}
    >
      {(option: Option) => (
        <ListBoxItem className="oc-option" textValue={option.label} isDisabled={option.isDisabled === true}>
          <span className="oc-option-words">
            <Text slot="label">{option.label}</Text>
            {option.description && (
              <Text slot="description" className="oc-option-note">
                {option.description}
              </Text>
            )}
          </span>
          <Check className="oc-check" aria-hidden />
        </ListBoxItem>
      )}
    </ListBox>
  );
}

function OptionList({ options, owned }: { options: readonly Option[]; owned: boolean }) {
  const list = <Options {...(owned && { options })} />;
  if (options.length < virtualFrom) return list;
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowSize: 30 }}>
      {list}
    </Virtualizer>
  );
}

export interface SelectProps
  extends Omit<
      AriaSelectProps<Option>,
      | 'className'
      | 'style'
      | 'children'
      | 'isInvalid'
      | 'value'
      | 'defaultValue'
      | 'onChange'
      | 'selectionMode'
    >,
    FieldFrame {
  options: readonly Option[];
  value?: string | null;
  defaultValue?: string;
  onChange?: (id: string | null) => void;
}

/** One of up to about fifteen. */
export function Select({
  label,
  isLabelHidden,
  description,
  error,
  options,
  placeholder,
  onChange,
  className,
  ...rest
}: SelectProps) {
  const { t } = useTranslation('design');
  return (
    <AriaSelect
      {...rest}
      placeholder={placeholder ?? t('choose')}
      isInvalid={error !== undefined}
      className={classes('oc-field', className)}
      {...(onChange && { onChange: (key) => onChange(key === null ? null : String(key)) })}
    >
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      <Button className="oc-input oc-select">
        <SelectValue className="oc-value" />
        <ChevronDown aria-hidden />
      </Button>
      <FieldNotes {...(description && { description })} error={error} />
      <Popover className="oc-popover" offset={4}>
        <OptionList options={options} owned />
      </Popover>
    </AriaSelect>
  );
}

export interface ComboBoxProps
  extends Omit<
      AriaComboBoxProps<Option>,
      | 'className'
      | 'style'
      | 'children'
      | 'isInvalid'
      | 'items'
      | 'defaultItems'
      | 'value'
      | 'defaultValue'
      | 'onChange'
      | 'selectionMode'
      | 'defaultFilter'
    >,
    FieldFrame {
  options: readonly Option[];
  value?: string | null;
  defaultValue?: string;
  onChange?: (id: string | null) => void;
  placeholder?: string;
  /** The server searches: `options` are shown as they are; follow `onInputChange`. */
  isSearchedElsewhere?: boolean;
}

/**
 * A click opens the list, as typing and arrows do. Focus alone does not: it would cover what a fault says below the field.
 */
function ComboInput({ placeholder }: { placeholder: string }) {
  const state = useContext(ComboBoxStateContext);
  const open = (): void => {
    if (state && !state.isOpen) state.open(null, 'manual');
  };
  return <AriaInput className="oc-input" placeholder={placeholder} onClick={open} />;
}

/** One of many: typing narrows the list by label and by `search` words. */
export function ComboBox({
  label,
  isLabelHidden,
  description,
  error,
  options,
  placeholder,
  onChange,
  isSearchedElsewhere,
  className,
  ...rest
}: ComboBoxProps) {
  const { t } = useTranslation('design');
  const wordsOf = new Map(
    options.map((option) => [
      option.label,
      [option.label, option.description, option.search].filter(Boolean).join(' ').toLowerCase(),
    ]),
  );
  return (
    <AriaComboBox
      {...rest}
      {...(isSearchedElsewhere ? { items: options } : { defaultItems: options })}
      defaultFilter={(text, typed) =>
        isSearchedElsewhere === true || (wordsOf.get(text) ?? text).includes(typed.trim().toLowerCase())
      }
      allowsEmptyCollection
      menuTrigger="input"
      isInvalid={error !== undefined}
      className={classes('oc-field', className)}
      {...(onChange && { onChange: (key) => onChange(key === null ? null : String(key)) })}
    >
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      <Group className="oc-input-group">
        <ComboInput placeholder={placeholder ?? t('choose')} />
        <Button className="oc-button" data-variant="quiet" data-size="small" data-icon-only>
          <ChevronDown aria-hidden />
        </Button>
      </Group>
      <FieldNotes {...(description && { description })} error={error} />
      <Popover className="oc-popover" offset={4}>
        <OptionList options={options} owned={false} />
      </Popover>
    </AriaComboBox>
  );
}
