// Text fields and the frame that every field shares: label, help, fault. Choices are in choice.tsx and pick.tsx.
import './field.css';
import { CircleAlert, type LucideIcon, Search, X } from 'lucide-react';
import { type ReactNode, type Ref, useId } from 'react';
import {
  Input as AriaInput,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  Button,
  FieldError,
  Group,
  Label,
  Text,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';

/** What every field takes. */
export interface FieldFrame {
  label: string;
  /** The label is read but not seen: only where a heading beside it says the same. */
  isLabelHidden?: boolean;
  description?: string;
  /** Why the value is refused; marks the field as invalid. */
  error?: string | undefined;
  className?: string;
}

/** Label of a React Aria field; marks what is required. */
export function FieldLabel({
  label,
  isRequired,
  isHidden,
}: {
  label: string;
  isRequired?: boolean | undefined;
  isHidden?: boolean | undefined;
}) {
  const { t } = useTranslation('design');
  return (
    <Label className={isHidden ? 'oc-hidden' : 'oc-label'}>
      {label}
      {isRequired && <span className="oc-mark">{t('required')}</span>}
    </Label>
  );
}

/** Help and fault below a React Aria field. */
export function FieldNotes({ description, error }: Pick<FieldFrame, 'description' | 'error'>) {
  return (
    <>
      {description && (
        <Text slot="description" className="oc-help">
          {description}
        </Text>
      )}
      <FieldError className="oc-fault">
        {({ validationErrors }) => (
          <>
            <CircleAlert aria-hidden />
            {error ?? validationErrors.join(' ')}
          </>
        )}
      </FieldError>
    </>
  );
}

type TextFieldBase = Omit<AriaTextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> & FieldFrame;

export interface TextFieldProps extends TextFieldBase {
  placeholder?: string;
  icon?: LucideIcon;
  inputRef?: Ref<HTMLInputElement>;
}

/** One line of text. `value`/`onChange` or `defaultValue` with `name` in a form. */
export function TextField({
  label,
  isLabelHidden,
  description,
  error,
  placeholder,
  icon: Icon,
  inputRef,
  className,
  ...rest
}: TextFieldProps) {
  const input = (
    <AriaInput
      className="oc-input"
      {...(placeholder && { placeholder })}
      {...(inputRef && { ref: inputRef })}
    />
  );
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={classes('oc-field', className)}>
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      {Icon ? (
        <Group className="oc-input-group">
          <Icon aria-hidden />
          {input}
        </Group>
      ) : (
        input
      )}
      <FieldNotes {...(description && { description })} error={error} />
    </AriaTextField>
  );
}

export interface TextAreaProps extends TextFieldBase {
  placeholder?: string;
  /** Lines at first; it grows with the text. */
  rows?: number;
  inputRef?: Ref<HTMLTextAreaElement>;
}

const fewestRows = 3;

/** Several lines of text: at least as many as `rows`, more as they are written. */
export function TextArea({
  label,
  isLabelHidden,
  description,
  error,
  placeholder,
  rows = 3,
  inputRef,
  className,
  ...rest
}: TextAreaProps) {
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={classes('oc-field', className)}>
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      <AriaTextArea
        className="oc-input"
        rows={rows}
        // The content sizes it (field-sizing), and then the attribute alone does not.
        style={{ minHeight: `calc(var(--line-body) * ${Math.max(fewestRows, rows)} + 0.75rem)` }}
        {...(placeholder && { placeholder })}
        {...(inputRef && { ref: inputRef })}
      />
      <FieldNotes {...(description && { description })} error={error} />
    </AriaTextField>
  );
}

export interface SearchFieldProps
  extends Omit<AriaSearchFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  label: string;
  placeholder?: string;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/** A search box; Escape or the cross empties it. */
export function SearchField({ label, placeholder, className, inputRef, ...rest }: SearchFieldProps) {
  const { t } = useTranslation('design');
  return (
    <AriaSearchField {...rest} aria-label={label} className={classes('oc-field', className)}>
      {({ isEmpty }) => (
        <Group className="oc-input-group">
          <Search aria-hidden />
          <AriaInput
            className="oc-input"
            placeholder={placeholder ?? label}
            {...(inputRef && { ref: inputRef })}
          />
          {!isEmpty && (
            <Button
              className="oc-button"
              data-variant="quiet"
              data-size="small"
              data-icon-only
              aria-label={t('clear')}
            >
              <X aria-hidden />
            </Button>
          )}
        </Group>
      )}
    </AriaSearchField>
  );
}

/**
 * The frame for a control of your own: gives it the ids it must carry.
 * @param children receives `{id, 'aria-describedby', 'aria-invalid'}` to spread on the control
 */
export function FormField({
  label,
  description,
  error,
  isRequired,
  className,
  children,
}: FieldFrame & {
  isRequired?: boolean;
  children: (control: {
    id: string;
    'aria-describedby': string;
    'aria-invalid': boolean;
    'aria-required': boolean;
  }) => ReactNode;
}) {
  const { t } = useTranslation('design');
  const id = useId();
  const notesId = useId();
  return (
    <div className={classes('oc-field', className)} data-invalid={error !== undefined || undefined}>
      <label htmlFor={id}>
        {label}
        {isRequired && <span className="oc-mark">{t('required')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': notesId,
        'aria-invalid': error !== undefined,
        'aria-required': isRequired === true,
      })}
      <div id={notesId}>
        {description && <p className="oc-help">{description}</p>}
        {error && (
          <p className="oc-fault">
            <CircleAlert aria-hidden />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
