// The same looks on plain HTML controls, for the citizen's pages, which should load fast: no React Aria here.
import './button.css';
import './field.css';
import { Check, CircleAlert, type LucideIcon } from 'lucide-react';
import {
  type AnchorHTMLAttributes,
  type ButtonHTMLAttributes,
  type ComponentProps,
  type ReactNode,
  useId,
} from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import { useOwnFault } from './own-fault.ts';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Looks {
  variant?: Variant;
  size?: 'small' | 'medium' | 'large';
  icon?: LucideIcon;
  isWide?: boolean;
}

export interface PlainButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Looks {
  isPending?: boolean;
  /** Only the icon shows; `children` must be its name in words. */
  isIconOnly?: boolean;
}

/** A native button. */
export function PlainButton({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  isWide,
  isPending,
  isIconOnly,
  className,
  children,
  ...rest
}: PlainButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isPending || undefined}
      onClick={isPending ? (event) => event.preventDefault() : rest.onClick}
      className={classes('oc-button', className)}
      data-variant={variant}
      data-size={size}
      data-wide={isWide || undefined}
      data-pending={isPending || undefined}
      data-icon-only={isIconOnly || undefined}
    >
      {isPending ? <span className="oc-spinner" /> : Icon && <Icon aria-hidden />}
      {isIconOnly ? <span className="oc-hidden">{children}</span> : children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({
  variant = 'secondary',
  size = 'medium',
  icon: Icon,
  isWide,
  className,
  children,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & Looks) {
  return (
    <a
      {...rest}
      className={classes('oc-button', className)}
      data-variant={variant}
      data-size={size}
      data-wide={isWide || undefined}
    >
      {Icon && <Icon aria-hidden />}
      {children}
    </a>
  );
}

interface Frame {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
}

function Notes({ id, description, error }: { id: string } & Omit<Frame, 'label'>) {
  return (
    <div id={id}>
      {description && <p className="oc-help">{description}</p>}
      {error && (
        <p className="oc-fault" role="alert">
          <CircleAlert aria-hidden />
          {error}
        </p>
      )}
    </div>
  );
}

function Framed({
  label,
  description,
  error,
  isRequired,
  children,
}: Frame & {
  isRequired?: boolean | undefined;
  children: (
    control: { id: string; 'aria-describedby': string; 'aria-invalid': boolean } & ReturnType<
      typeof useOwnFault
    >['handlers'],
  ) => ReactNode;
}) {
  const { t } = useTranslation('design');
  const id = useId();
  const notesId = useId();
  const own = useOwnFault();
  const fault = error ?? own.words;
  return (
    <div className="oc-field">
      <label htmlFor={id}>
        {label}
        <span className="oc-mark">{isRequired ? t('required') : t('optional')}</span>
      </label>
      {children({
        id,
        'aria-describedby': notesId,
        'aria-invalid': fault !== undefined,
        ...own.handlers,
      })}
      <Notes id={notesId} description={description} error={fault} />
    </div>
  );
}

/** A native text input with label, help and fault. */
export function PlainTextField({
  label,
  description,
  error,
  className,
  ...rest
}: ComponentProps<'input'> & Frame) {
  return (
    <Framed label={label} description={description} error={error} isRequired={rest.required}>
      {(control) => <input type="text" {...rest} {...control} className={classes('oc-input', className)} />}
    </Framed>
  );
}

/** A native text area. */
export function PlainTextArea({
  label,
  description,
  error,
  className,
  ...rest
}: ComponentProps<'textarea'> & Frame) {
  return (
    <Framed label={label} description={description} error={error} isRequired={rest.required}>
      {(control) => <textarea rows={4} {...rest} {...control} className={classes('oc-input', className)} />}
    </Framed>
  );
}

/** The system's own list of options. */
export function PlainSelect({
  label,
  description,
  error,
  options,
  className,
  ...rest
}: ComponentProps<'select'> & Frame & { options: readonly { id: string; label: string }[] }) {
  return (
    <Framed label={label} description={description} error={error} isRequired={rest.required}>
      {(control) => (
        <select {...rest} {...control} className={classes('oc-input', className)}>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

/** A native checkbox. */
export function PlainCheckbox({ children, ...rest }: ComponentProps<'input'>) {
  const notesId = useId();
  const own = useOwnFault();
  return (
    <>
      <label className="oc-tick">
        <input
          {...rest}
          type="checkbox"
          {...own.handlers}
          {...(own.words && { 'aria-invalid': true, 'aria-describedby': notesId })}
        />
        <span className="oc-box">
          <Check aria-hidden />
        </span>
        <span>{children}</span>
      </label>
      {own.words && <Notes id={notesId} error={own.words} />}
    </>
  );
}

/** Native radio buttons. */
export function PlainRadioGroup({
  label,
  description,
  error,
  name,
  options,
  value,
  onChange,
  isRow,
}: Frame & {
  name: string;
  options: readonly { id: string; label: string }[];
  value: string | null;
  onChange: (id: string) => void;
  isRow?: boolean;
}) {
  const notesId = useId();
  return (
    <fieldset className="oc-field" aria-describedby={notesId}>
      <legend>{label}</legend>
      <div className="oc-ticks" data-orientation={isRow ? 'horizontal' : 'vertical'}>
        {options.map((option) => (
          <label key={option.id} className="oc-tick">
            <input
              type="radio"
              name={name}
              value={option.id}
              checked={value === option.id}
              onChange={() => onChange(option.id)}
            />
            <span className="oc-box" data-kind="radio" />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <Notes id={notesId} description={description} error={error} />
    </fieldset>
  );
}
